"""What `tarry._generate` mends of openapi-python-client's default output, in all five generated clients.

Each test fails for a client made with the stock templates. What the mended code shares is `tarry.openapi`.
"""

import copy
import importlib
import json
import pickle
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

import tarry_clients
from tarry._core.providers import of_each

GENERATED = Path(tarry_clients.__file__).parents[1]
LONG = 2000
SECRETS = ("secret-token", "secret-header", "secret-cookie", "secret-password")


@dataclass(frozen=True)
class Package:
    """A generated client and one of its operations, with bodies that are wrong in a way of their own."""

    name: str
    path: str
    """Module of an operation that answers 200 with an object."""
    arguments: Mapping[str, Any]
    incomplete: Any
    """A body without a required field."""
    misdated: Any = None
    """A body whose date is none; None where no date is described."""
    body: tuple[str, Mapping[str, Any]] | None = field(default=None)
    """Name and fields of the model that the operation sends."""

    def __str__(self) -> str:
        return self.name

    def module(self, path: str) -> Any:
        return importlib.import_module(f"tarry_clients.{self.name}.{path}")

    def client(self, answer: Callable[[httpx.Request], httpx.Response] | None = None, **options: Any) -> Any:
        """A client that gets every answer from *answer* and holds a secret at each place that takes one."""
        arguments: dict[str, Any] = {"auth": ("user", "secret-password")}
        if answer is not None:
            arguments["transport"] = httpx.MockTransport(answer)
        given = {
            "base_url": "https://api.example.com",
            "token": "secret-token",
            "headers": {"X-Key": "secret-header"},
            "cookies": {"session": "secret-cookie"},
            "httpx_args": arguments,
        }
        return self.module("client").AuthenticatedClient(**{**given, **options})

    def bare_client(self, credential: Mapping[str, str]) -> Any:
        """A client that was given no more than it needs."""
        kind = "AuthenticatedClient" if credential else "Client"
        return getattr(self.module("client"), kind)(base_url="https://api.example.com", **credential)

    def call(self, mode: str, answer: Callable[[httpx.Request], httpx.Response], **options: Any) -> Any:
        """Call the operation and return the generated Response."""
        operation, client, arguments = self.module(self.path), self.client(answer, **options), dict(self.arguments)
        if self.body is not None:
            name, fields = self.body
            arguments["body"] = getattr(self.module("models"), name).from_dict(fields)
        if mode == "sync":
            return operation.sync_detailed(client=client, **arguments)
        return anyio.run(partial(operation.asyncio_detailed, client=client, **arguments), backend=mode)

    def operations(self) -> Iterator[Any]:
        """The module of every operation."""
        api = self.module("api")
        for module in pkgutil.walk_packages(api.__path__, api.__name__ + "."):
            if not module.ispkg:
                yield importlib.import_module(module.name)


PACKAGES = (
    Package(
        "salesforce",
        "api.requests.get_request_status",
        {"request_id": "6a3e0f0c"},
        incomplete={"status": {"hasErrors": False}},
    ),
    Package(
        "possiblenow",
        "api.exports.start_segment_export",
        {"client_id": "c-1", "segment_name": "Spring"},
        incomplete={},
        body=("SegmentExportRequest", {}),
    ),
    Package(
        "open_data_rights",
        "api.requests.get_request",
        {"request_id": "17"},
        incomplete={"requestId": "17"},
        misdated={"requestId": "17", "createdAt": "x" * LONG, "isCompleted": False, "dataRequested": []},
    ),
    Package(
        "eloqua",
        "api.syncs.get_sync",
        {"id": 7},
        incomplete={"status": "active"},
        misdated={"status": "active", "uri": "/syncs/7", "createdAt": "x" * LONG},
    ),
    Package(
        "fullstory",
        "api.events.get_events_import",
        {"job_id": "abd123="},
        incomplete={"job": {"id": "abd123=", "status": "PROCESSING"}},
        misdated={"job": {"id": "abd123=", "status": "PROCESSING", "created": "x" * LONG}},
    ),
)
of_each({package.name: package for package in PACKAGES}, "an operation of its client")
MODES = ("sync", "asyncio", "trio")

each_package = pytest.mark.parametrize("package", PACKAGES, ids=str)
each_mode = pytest.mark.parametrize("mode", MODES)
each_kind = pytest.mark.parametrize("kind", [{}, {"token": "secret-token"}], ids=["Client", "AuthenticatedClient"])


def test_every_generated_client_is_tested_here() -> None:
    folders = {path.name for path in (GENERATED / "tarry_clients").iterdir() if (path / "client.py").exists()}
    assert {package.name for package in PACKAGES} == folders


# Defect 1: what a client, its settings or an answer say of themselves when they are printed, copied or stored.


def hides(printed: str) -> bool:
    return not any(secret in printed for secret in SECRETS)


@each_package
def test_repr_of_a_client_shows_no_secret(package: Package) -> None:
    client = package.client()
    plain = package.module("client").Client(
        base_url="https://api.example.com",
        headers={"X-Key": "secret-header"},
        cookies={"session": "secret-cookie"},
        httpx_args={"auth": ("user", "secret-password")},
    )
    for one in (client, plain):
        assert "https://api.example.com" in repr(one)
        assert hides(repr(one))
        assert hides(str(one))


@each_package
def test_repr_of_a_client_shows_no_secret_once_it_was_used(package: Package) -> None:
    client = package.client()
    client.get_httpx_client()
    client.get_async_httpx_client()
    assert hides(repr(client))
    assert hides(repr(client.with_headers({"X-Other": "secret-header"})))


@each_package
def test_repr_of_a_response_shows_neither_headers_nor_body(package: Package) -> None:
    response = package.module("types").Response(
        status_code=200, content=b"secret-token", headers={"Set-Cookie": "secret-cookie"}, parsed="secret-password"
    )
    assert "200" in repr(response)
    assert hides(repr(response))


def test_repr_of_the_answer_of_a_token_host_shows_no_token() -> None:
    salesforce = PACKAGES[0]
    answer = httpx.Response(200, json={"access_token": "secret-token"})
    response = salesforce.module("api.tokens.request_token").read_response(client=salesforce.client(), response=answer)
    assert response.parsed.access_token == "secret-token"
    assert hides(repr(response))


@each_package
@each_kind
@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize("take", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_client_cannot_be_pickled_or_copied(
    package: Package, kind: Mapping[str, str], used: bool, take: Callable[[Any], Any]
) -> None:
    client = package.bare_client(kind)
    if used:
        client.get_httpx_client()
    with pytest.raises(TypeError, match="credential"):
        take(client)


@each_package
def test_a_client_does_not_write_its_token_into_the_headers_of_the_caller(package: Package) -> None:
    headers = {"X-Key": "a"}
    client = package.client(headers=headers)
    assert client.get_httpx_client().headers["Authorization"] == "Bearer secret-token"
    assert client.get_async_httpx_client().headers["Authorization"] == "Bearer secret-token"
    assert headers == {"X-Key": "a"}


@each_package
def test_a_client_without_a_token_sends_no_authorization(package: Package) -> None:
    client = package.client(token="", httpx_args={})
    assert "Authorization" not in client.get_httpx_client().headers
    assert "Authorization" not in client.get_async_httpx_client().headers


def test_a_client_of_one_package_is_none_of_another() -> None:
    clients = [package.client() for package in PACKAGES]
    plain = [package.module("client").Client("https://api.example.com") for package in PACKAGES]
    for package, client, without in zip(PACKAGES, clients, plain, strict=True):
        kinds = (package.module("client").AuthenticatedClient, package.module("client").Client)
        assert [one for one in (*clients, *plain) if isinstance(one, kinds)] == [client, without]
        assert type(client.with_headers({}).with_cookies({}).with_timeout(httpx.Timeout(1))) is type(client)


# Defect 2: a request without a timeout waits for ever.


@each_package
@each_kind
def test_a_request_times_out_after_30_seconds_by_default(package: Package, kind: Mapping[str, str]) -> None:
    client = package.bare_client(kind)
    assert client.get_httpx_client().timeout == httpx.Timeout(30.0)
    assert client.get_async_httpx_client().timeout == httpx.Timeout(30.0)


@each_package
@each_mode
def test_the_timeout_goes_along_with_the_request(package: Package, mode: str) -> None:
    seen: list[dict[str, float]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(529)

    package.call(mode, answer)
    assert seen == [{"connect": 30.0, "read": 30.0, "write": 30.0, "pool": 30.0}]


# Defect 3: a status code that `http.HTTPStatus` does not know.


@each_package
@each_mode
@pytest.mark.parametrize("code", [529, 596])
def test_a_status_code_that_python_does_not_know_is_a_response(package: Package, mode: str, code: int) -> None:
    response = package.call(mode, lambda request: httpx.Response(code, headers={"Retry-After": "7"}, content=b"busy"))
    assert (response.status_code, response.headers["retry-after"]) == (code, "7")
    assert (response.content, response.parsed) == (b"busy", None)


@each_package
def test_every_operation_tolerates_every_status_code(package: Package) -> None:
    operations = list(package.operations())
    assert operations
    for operation in operations:
        for code in (529, 596, 999):
            response = operation.read_response(client=package.client(), response=httpx.Response(code))
            assert response.status_code == code


@each_package
@each_mode
def test_an_undocumented_status_raises_where_the_client_says_so(package: Package, mode: str) -> None:
    errors = package.module("errors")
    with pytest.raises(errors.UnexpectedStatus) as caught:
        package.call(
            mode,
            lambda request: httpx.Response(529, headers={"Retry-After": "7"}, content=b"busy"),
            raise_on_unexpected_status=True,
        )
    assert isinstance(caught.value, errors.UnexpectedResponse)
    assert (caught.value.status_code, caught.value.headers["retry-after"]) == (529, "7")
    assert "529" in str(caught.value)


# Defect 4: a body that is not what the document describes.

HTML = b"<html><body>Service under maintenance " + b"x" * 9000 + b"</body></html>"
UNREADABLE: dict[str, Callable[[Package], bytes]] = {
    "html": lambda package: HTML,
    "truncated": lambda package: json.dumps(package.incomplete | {"more": "x" * LONG}).encode()[:-3],
    "missing field": lambda package: json.dumps(package.incomplete).encode(),
    "bad date": lambda package: json.dumps(package.misdated).encode(),
    "number": lambda package: b"5",
    "text": lambda package: b'"a private word"',
    "null": lambda package: b"null",
    "list": lambda package: b'["a private word"]',
    "empty list": lambda package: b"[]",
    "pairs": lambda package: json.dumps([["status", "private"], *package.incomplete.items()]).encode(),
    "empty": lambda package: b"",
    "not utf-8": lambda package: b'{"word": "\xff\xfe private"}',
    "nested without end": lambda package: b"[" * 200_000,
    "endless number": lambda package: b"1" * 9000,
}
ANSWERS = [
    pytest.param(package, body, id=f"{package}-{name}")
    for package in PACKAGES
    for name, body in UNREADABLE.items()
    if package.misdated is not None or name != "bad date"
]


def caught_error(package: Package, mode: str, content: bytes) -> Any:
    headers = {"Content-Type": "application/json", "Retry-After": "7"}
    with pytest.raises(package.module("errors").UnexpectedResponse) as caught:
        package.call(mode, lambda request: httpx.Response(200, headers=headers, content=content))
    return caught.value


@each_mode
@pytest.mark.parametrize(("package", "body"), ANSWERS)
def test_a_body_that_cannot_be_read_is_one_error_with_all_that_is_known(
    package: Package, body: Callable[[Package], bytes], mode: str
) -> None:
    content = body(package)
    error = caught_error(package, mode, content)
    assert (error.status_code, error.headers["Retry-After"]) == (200, "7")
    assert error.content == content[:4096]
    assert error.__cause__ is not None


@pytest.mark.parametrize(("package", "body"), ANSWERS)
def test_the_text_of_the_error_is_short_and_repeats_nothing_of_the_body(
    package: Package, body: Callable[[Package], bytes]
) -> None:
    error = caught_error(package, "sync", body(package))
    for text in (str(error), repr(error), error.reason):
        assert len(text) < 300
        for private in ("xxx", "private", "maintenance", "111"):
            assert private not in text
    assert "status 200" in str(error)
    assert "application/json" in str(error)


@pytest.mark.parametrize(("package", "body"), ANSWERS)
def test_the_error_survives_a_pickle(package: Package, body: Callable[[Package], bytes]) -> None:
    error = caught_error(package, "sync", body(package))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert (again.status_code, again.content, again.reason) == (error.status_code, error.content, error.reason)
    assert again.headers["retry-after"] == "7"


@pytest.mark.parametrize(
    "body",
    [
        b'{"big": 123456789012345678901234567890, "limit": 18446744073709551616, "zero": -0, "float": 1e5}',
        b'{"a": NaN, "b": -Infinity, "c": 1e400}',
        b'{"twice": 1, "twice": 2}',
        b'{"lone": "\\ud800", "pair": "\\ud83d\\ude00", "raw": "\xed\xa0\x80"}',
        b'\xef\xbb\xbf{"mark": true}',
        b'{"deep": ' + b"[" * 400 + b"]" * 400 + b"}",
    ],
    ids=["integers", "no numbers", "duplicates", "surrogates", "byte order mark", "nested"],
)
def test_a_body_is_read_as_by_the_decoder_of_python(body: bytes) -> None:
    errors = importlib.import_module("tarry_clients.fullstory.errors")
    assert repr(errors.json_object(httpx.Response(200, content=body))) == repr(json.loads(body))


@pytest.mark.parametrize(("package", "body"), ANSWERS)
def test_the_error_says_whether_the_body_came_whole_and_in_its_format(
    package: Package, body: Callable[[Package], bytes]
) -> None:
    try:
        json.loads(body(package).decode())
        is_json = True
    except (ValueError, RecursionError):
        is_json = False
    error = caught_error(package, "sync", body(package))
    assert error.well_formed == is_json
    assert pickle.loads(pickle.dumps(error)).well_formed == is_json


@pytest.mark.parametrize("charset", ["punycode", "bz2", "hex", "utf-16", "idna", "unicode_escape", "no-such"])
def test_a_body_is_utf_8_whatever_charset_the_server_names(charset: str) -> None:
    errors = importlib.import_module("tarry_clients.open_data_rights.errors")
    body = '{"word": "ü-\\u00e4"}'
    headers = {"Content-Type": f"application/json; charset={charset}"}
    answer = httpx.Response(200, content=body.encode(), headers=headers)
    assert errors.json_object(answer) == {"word": "ü-ä"}
    assert errors.text(answer) == body
    wrong = httpx.Response(200, content=body.encode("utf-16"), headers=headers)
    for read in (errors.json_value, errors.text):
        with pytest.raises(errors.MalformedBody):
            read(wrong)


def test_no_operation_decodes_by_what_the_server_says() -> None:
    for source in GENERATED.rglob("*.py"):
        assert not re.search(r"response\.(text|json)\b", source.read_text()), source


def test_a_page_of_a_gateway_is_no_plain_text() -> None:
    errors = importlib.import_module("tarry_clients.open_data_rights.errors")
    html = httpx.Response(200, content=HTML, headers={"Content-Type": "Text/HTML"})
    for response in (html, httpx.Response(200, content=b"\xff")):
        with pytest.raises(errors.MalformedBody):
            errors.text(response)
    assert errors.text(httpx.Response(200, content=b"\xef\xbb\xbfOK")) == "OK"


def test_what_is_wrong_with_a_body_is_said_without_a_copy_of_it() -> None:
    errors = importlib.import_module("tarry_clients.fullstory.errors")
    for body in (b'{"a": ', b"\xff", b"[" * 200_000, b"1" * 9000):
        with pytest.raises(errors.MalformedBody) as caught:
            errors.json_value(httpx.Response(200, content=body))
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None


def test_a_row_is_a_copy_of_what_it_was_made_of() -> None:
    row_type = importlib.import_module("tarry_clients.eloqua.models.row").Row
    given = {"Email": "ada@example.com", "Phone": None}
    row = row_type.from_dict(given)
    row["Email"] = "bea@example.com"
    assert given == {"Email": "ada@example.com", "Phone": None}
    assert row.to_dict() == {"Email": "bea@example.com", "Phone": None}


@each_package
def test_a_missing_field_is_named(package: Package) -> None:
    missing = of_each(
        {
            "salesforce": "requestStatus",
            "possiblenow": "AccessToken",
            "open_data_rights": "createdAt",
            "eloqua": "uri",
            "fullstory": "created",
        },
        "a field that is missing",
    )
    error = caught_error(package, "sync", json.dumps(package.incomplete).encode())
    assert f"'{missing[package.name]}' is missing" in str(error)


@each_package
def test_an_error_of_the_transport_is_not_wrapped(package: Package) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("too slow", request=request)

    with pytest.raises(httpx.ReadTimeout):
        package.call("sync", answer)


def test_a_model_keeps_no_emptied_dict_and_still_what_the_document_does_not_name() -> None:
    Job = importlib.import_module("tarry_clients.fullstory.models").Job  # noqa: N806
    fields = {"id": "abc", "status": "PROCESSING", "created": "2026-01-01T00:00:00Z"}
    assert sys.getsizeof(Job.from_dict(fields).additional_properties) == sys.getsizeof({})
    assert Job.from_dict({**fields, "more": 1}).additional_properties == {"more": 1}


# Bodies of a request, mended on the way: one media type for one Python type, and none for a body that is left out.


@each_mode
def test_a_body_that_is_described_in_several_media_types_is_sent_as_json(mode: str) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"AccessToken": 17})

    possiblenow = PACKAGES[1]
    assert possiblenow.call(mode, answer).parsed.access_token == 17
    assert (seen[0].headers["Content-Type"], seen[0].content) == ("application/json", b"{}")


def test_a_body_that_is_left_out_has_no_media_type() -> None:
    create_request = PACKAGES[2].module("api.requests.create_request")
    assert "Content-Type" not in create_request.request_arguments()["headers"]
    assert create_request.request_arguments(body=["all"])["headers"]["Content-Type"] == "application/json"


# Defect 8: null, None and UNSET. That every answer is read so is tested in test_specs.py, by the documents.


def models_of(package: str) -> Any:
    return importlib.import_module(f"tarry_clients.{package}.models")


def test_what_an_answer_leaves_out_is_none_and_stays_left_out() -> None:
    fields = {"job": {"id": "abc", "status": "PROCESSING", "created": "2026-01-01T00:00:00+00:00"}}
    for given in (fields, {**fields, "imports": None, "errors": None}):
        status = models_of("fullstory").ImportStatus.from_dict(given)
        assert (status.imports, status.errors, status.job.finished) == (None, None, None)
        assert status.to_dict() == fields


def test_null_and_leaving_out_are_two_things_in_what_is_only_sent() -> None:
    eloqua = models_of("eloqua")
    unset = importlib.import_module("tarry_clients.eloqua.types").UNSET
    body = {"syncedInstanceUri": "/contacts/exports/1"}
    assert eloqua.SyncRequest("/contacts/exports/1").callback_url is unset
    assert eloqua.SyncRequest("/contacts/exports/1").to_dict() == body
    assert eloqua.SyncRequest("/contacts/exports/1", None).to_dict() == {**body, "callbackUrl": None}
    assert eloqua.SyncRequest.from_dict({**body, "callbackUrl": None}).callback_url is None


def test_what_is_sent_and_read_has_none_for_what_is_left_out() -> None:
    fullstory = models_of("fullstory")
    assert fullstory.EventUser(uid="cust-7").to_dict() == {"uid": "cust-7"}
    assert fullstory.EventUser.from_dict({"uid": "cust-7", "id": None}).to_dict() == {"uid": "cust-7"}
    context = fullstory.EventContext.from_dict({"browser": None, "device": {"model": None}})
    assert (context.browser, context.device.model) == (None, None)
    assert context.to_dict() == {"device": {}}
    event = fullstory.EventRequest("Seen", user=fullstory.EventUser())
    assert event.to_dict() == {"name": "Seen", "user": {}}


def test_null_is_a_value_where_the_document_names_no_field() -> None:
    row = models_of("eloqua").Row.from_dict({"Email": None})
    assert (row["Email"], row.to_dict()) == (None, {"Email": None})
    status = models_of("salesforce").RequestStatus.from_dict({"unknown": None, "requestId": None})
    assert (status.additional_properties, status.to_dict()) == ({"unknown": None}, {"unknown": None})
    log = models_of("eloqua").SyncReject.from_dict({"invalidFields": ["Email", None]})
    assert log.invalid_fields == ["Email", None]
    with pytest.raises(TypeError):
        models_of("eloqua").SyncLogPage.from_dict({"hasMore": False, "items": [None]})


@pytest.mark.parametrize("wrong", [{}, "", "text", 0, False, [["id", "abc"]]], ids=repr)
def test_a_list_or_an_object_of_another_type_is_none(wrong: Any) -> None:
    """dict() and a loop take an empty text for an empty object and an empty list."""
    if not isinstance(wrong, list):
        with pytest.raises(TypeError, match="results is no list"):
            models_of("fullstory").ImportedEventPage.from_dict({"results": wrong})
    if not isinstance(wrong, dict):
        with pytest.raises(TypeError):
            models_of("fullstory").ImportedEvent.from_dict({"name": "Seen", "user": wrong})


# Defect 5: types: mypy checks the generated clients in test_typing.py.


@pytest.mark.parametrize("package", PACKAGES, ids=str)
def test_operations_are_imported_when_they_are_first_asked_for(package: Package) -> None:
    """endpoint_init.py.jinja."""
    folder = GENERATED / "tarry_clients" / package.name / "api"
    for tag in (path for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__"):
        operations = package.module(f"api.{tag.name}")
        assert set(operations.__all__) <= set(dir(operations))
        assert set(operations.__all__) == {path.stem for path in tag.glob("*.py")} - {"__init__"}
        for operation in operations.__all__:
            assert getattr(operations, operation).__name__ == f"{operations.__name__}.{operation}"
        with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
            _ = operations.nonsense


@pytest.mark.parametrize("package", PACKAGES, ids=str)
def test_clients_are_imported_when_one_is_first_asked_for(package: Package) -> None:
    """package_init.py.jinja."""
    name = f"tarry_clients.{package.name}"
    script = f"""
import sys
import {name} as package
assert "attrs" not in sys.modules
assert {{"AuthenticatedClient", "Client"}} <= set(dir(package))
from {name} import *
assert AuthenticatedClient is package.AuthenticatedClient is sys.modules["{name}.client"].AuthenticatedClient
assert Client is package.Client
try:
    package.nonsense
except AttributeError as error:
    assert str(error) == "module '{name}' has no attribute 'nonsense'", error
else:
    raise SystemExit("no error")
"""
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=60)
