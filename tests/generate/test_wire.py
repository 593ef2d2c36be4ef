"""What generated operations send and read: every style of parameters, forms, and answers other than JSON."""

import datetime
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from support.paths import ROOT, TESTS
from tarry._generate.client import GenerationError, tidy, write_client

DOCUMENTS = ("mailchimp-batches", "snowflake-statements", "stripe-report-runs")

WIRE = """\
openapi: 3.1.0
info: {title: Wire, version: 1.0.0}
paths:
  /a/{when}/{kind}/:
    parameters:
      - {name: shared, in: query, style: pipeDelimited, schema: {type: array, items: {type: integer}}}
    get:
      operationId: get_a
      parameters:
        - {name: when, in: path, required: true, schema: {type: string, format: date}}
        - {name: kind, in: path, required: true, schema: {type: string}}
        - {name: each, in: query, schema: {type: array, items: {type: string}}}
        - {name: joined, in: query, explode: false, schema: {type: array, items: {type: boolean}}}
        - {name: at, in: query, schema: {type: string, format: date-time}}
        - {name: word, in: query, schema: {type: string, enum: [one, two]}}
        - {name: deep, in: query, style: deepObject, schema: {$ref: "#/components/schemas/Range"}}
        - {name: flat, in: query, schema: {$ref: "#/components/schemas/Range"}}
        - {name: X-Flag, in: header, schema: {type: boolean}}
        - {name: X-Word, in: header, schema: {type: string, enum: [one, two]}}
        - {name: X-Any, in: header, schema: {type: [integer, "null"]}}
        - {name: session, in: cookie, schema: {type: integer}}
        - {name: headers, in: query, schema: {type: string}}
        - {name: quote, in: query, schema: {type: string}}
        - {name: params, in: query, schema: {type: string}}
      responses:
        "200": {description: Found., content: {application/json: {schema: {$ref: "#/components/schemas/Range"}}}}
        "201":
          description: Made.
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Range"}}}}
        "204": {description: Nothing.}
        "299": {description: One of two., content: {application/json: {schema: {oneOf: [
          {$ref: "#/components/schemas/Range"}, {type: string, format: date}]}}}}
        4XX: {description: Wrong., content: {application/json: {schema: {$ref: "#/components/schemas/Wrong"}}}}
        "404": {description: Gone., content: {text/plain: {schema: {type: string}}}}
        default: {description: Else., content: {text/plain: {schema: {type: integer}}}}
  /page:
    get:
      operationId: get_page
      responses:
        "200": {description: A page., content: {text/html; charset=utf-8: {schema: {type: string}}}}
  /text:
    get:
      operationId: get_text
      responses:
        "200": {description: Rows., content: {text/csv: {schema: {type: string}}}}
        "201": {description: Rows., content: {application/x-ndjson: {schema: {type: string}}}}
        "202": {description: A file., content: {text/csv: {schema: {type: string, format: binary}}}}
        "203": {description: Both., content: {
          application/xml: {schema: {$ref: "#/components/schemas/Range"}},
          application/json: {schema: {$ref: "#/components/schemas/Range"}}}}
  /form:
    post:
      operationId: send_form
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: {$ref: "#/components/schemas/Form"}
            encoding: {expand: {style: deepObject}}
      responses: {"204": {description: Taken.}}
  /names/{body}:
    post:
      operationId: send_names
      parameters:
        - {name: body, in: path, required: true, schema: {type: string}}
        - {name: Body, in: header, schema: {type: string}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Response"}}}}
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Response"}}}}
components:
  schemas:
    Response:
      type: object
      required: [cls, self]
      properties:
        cls: {type: string, format: date}
        self: {$ref: "#/components/schemas/Client"}
        d: {type: integer}
        made: {type: array, items: {$ref: "#/components/schemas/Any"}}
        response_model: {type: integer}
        _given: {type: integer}
        src_dict: {type: integer}
        to_dict: {type: integer}
        from_dict: {type: string, format: date}
        additional_properties: {type: integer}
        class: {type: integer}
        value: {type: [string, "null"], format: date}
    Client: {type: object, additionalProperties: {$ref: "#/components/schemas/Any"}}
    Any: {type: object, properties: {Unset: {$ref: "#/components/schemas/Unset"}}, additionalProperties: false}
    Unset: {type: string, enum: [one]}
    Range:
      type: object
      properties: {start: {type: integer}, made: {type: string, format: date}}
    Wrong: {type: object, required: [why], properties: {why: {type: string}}}
    Form:
      type: object
      required: [name]
      properties:
        name: {type: string}
        is_new: {type: boolean}
        range: {$ref: "#/components/schemas/Range"}
        tags: {type: array, items: {type: string}}
        expand: {type: array, items: {type: string}}
        ranges: {type: array, items: {$ref: "#/components/schemas/Range"}}
        form:
          type: object
          properties: {columns: {type: array, items: {type: string}}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the packages of all these documents are: `wired.wire`, and one for each foreign document."""
    folder = tmp_path_factory.mktemp("wire") / "wired"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "py.typed").touch()
    write_client(yaml.safe_load(WIRE), folder / "wire")
    for name in DOCUMENTS:
        text = (TESTS / "generate" / "documents" / f"{name}.yaml").read_text()
        write_client(yaml.safe_load(text), folder / name.partition("-")[0])
    tidy(folder)
    return folder


@pytest.fixture(scope="module")
def wired(folder: Path) -> Iterator[Any]:
    """Imports a module of one of these packages by its name."""
    sys.path.insert(0, str(folder.parent))
    yield lambda name: importlib.import_module(f"wired.{name}")
    sys.path.remove(str(folder.parent))
    for name in [name for name in sys.modules if name.partition(".")[0] == "wired"]:
        del sys.modules[name]


def test_all_of_it_is_typed(folder: Path, mypy_cache: Path) -> None:
    pytest.importorskip("mypy")  # which the environments of other versions do not have
    settings = folder.parent / "mypy.ini"
    settings.write_text(f"[mypy]\nstrict = true\nmypy_path = {ROOT / 'overlays'}\nfollow_imports = silent\n")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        str(settings),
        "--cache-dir",
        str(mypy_cache),
        "-p",
        "wired",
    ]
    finished = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout


def client(wired: Any, answer: httpx.Response, seen: list[httpx.Request] | None = None, package: str = "wire") -> Any:
    def handler(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return answer

    made = wired(f"{package}.client").AuthenticatedClient("https://api.example.com", "key")
    return made.set_httpx_client(
        httpx.Client(base_url="https://api.example.com", transport=httpx.MockTransport(handler))
    )


def test_parameters_are_sent_as_the_document_says(wired: Any) -> None:
    models = wired("wire.models")
    seen: list[httpx.Request] = []
    span = models.Range(1, datetime.date(2026, 1, 2))
    wired("wire.api.default.get_a").sync_detailed(
        datetime.date(2026, 1, 2),
        "a/b",
        client=client(wired, httpx.Response(204), seen),
        each=["x", "y"],
        joined=[True, False],
        shared=[1, 2],
        at=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
        word=models.GetAWord("two"),
        deep=span,
        flat=span,
        x_flag=True,
        x_word=models.GetAXWord("one"),
        x_any=5,
        session=7,
        headers="h",
        quote="q",
        params="p",
    )
    (request,) = seen
    assert request.url.raw_path.partition(b"?")[0] == b"/a/2026-01-02/a%2Fb/"
    assert sorted(request.url.params.multi_items()) == sorted(
        {
            ("each", "x"),
            ("each", "y"),
            ("joined", "true,false"),
            ("shared", "1|2"),
            ("at", "2026-01-02T00:00:00+00:00"),
            ("word", "two"),
            ("deep[start]", "1"),
            ("deep[made]", "2026-01-02"),
            ("start", "1"),
            ("made", "2026-01-02"),
            ("headers", "h"),
            ("quote", "q"),
            ("params", "p"),
        }
    )
    assert [request.headers[name] for name in ("X-Flag", "X-Word", "X-Any", "Cookie")] == [
        "true",
        "one",
        "5",
        "session=7",
    ]


def test_what_is_not_given_is_not_sent(wired: Any) -> None:
    seen: list[httpx.Request] = []
    module = wired("wire.api.default.get_a")
    module.sync_detailed(datetime.date(2026, 1, 2), "k", client=client(wired, httpx.Response(204), seen), x_any=None)
    assert not seen[0].url.query
    assert not {"x-flag", "x-word", "x-any", "cookie"} & seen[0].headers.keys()


def read(wired: Any, operation: str, answer: httpx.Response) -> Any:
    module = wired(f"wire.api.default.{operation}")
    return module.read_response(client=client(wired, answer), response=answer).parsed


def test_an_answer_is_read_by_its_code_then_by_its_range_then_by_default(wired: Any) -> None:
    models = wired("wire.models")
    assert read(wired, "get_a", httpx.Response(200, json={"start": 1})) == models.Range(1)
    assert read(wired, "get_a", httpx.Response(201, json=[{"start": 1}, {}])) == [models.Range(1), models.Range()]
    assert read(wired, "get_a", httpx.Response(204, content=b"ignored")) is None
    assert read(wired, "get_a", httpx.Response(299, json={"start": 1})) == models.Range(1)
    assert read(wired, "get_a", httpx.Response(299, json="2026-01-02")) == datetime.date(2026, 1, 2)
    assert read(wired, "get_a", httpx.Response(404, text="gone")) == "gone"
    for code in (400, 403, 499):
        assert read(wired, "get_a", httpx.Response(code, json={"why": "w"})) == models.Wrong("w")
    for code in (299 - 1, 301, 500, 999):
        assert read(wired, "get_a", httpx.Response(code, text="42")) == 42


def test_names_of_the_document_break_nothing(wired: Any) -> None:
    models = wired("wire.models")
    given = {
        "cls": "2026-01-02",
        "self": {"x": {"Unset": "one"}},
        **dict.fromkeys(("d", "response_model", "_given", "src_dict", "to_dict", "additional_properties", "class"), 5),
        "made": [{"Unset": "one"}],
        "from_dict": "2026-01-02",
        "value": "2026-01-02",
        "other": None,
    }
    seen: list[httpx.Request] = []
    body = models.ResponseModel.from_dict(given)
    assert (body.to_dict_, body.additional_properties_, body.additional_properties) == (5, 5, {"other": None})
    assert body.from_dict_ == body.cls == body.value == datetime.date(2026, 1, 2)
    assert body.self_["x"].unset == "one"
    module = wired("wire.api.default.send_names")
    answer = httpx.Response(200, json=given)
    parsed = module.sync("a", client=client(wired, answer, seen), body=body, body_header="b")
    assert parsed == body
    assert parsed.to_dict() == given
    assert (seen[0].url.path, seen[0].headers["Body"], json.loads(seen[0].content)) == ("/names/a", "b", given)


@pytest.mark.parametrize("wrong", [5, "word", None, [], {"start": 1, "made": "x"}])
def test_what_is_none_of_several_types_is_unexpected(wired: Any, wrong: Any) -> None:
    with pytest.raises(wired("wire.errors").UnexpectedResponse):
        read(wired, "get_a", httpx.Response(299, json=wrong))


def test_text_and_files_are_read_as_such(wired: Any) -> None:
    csv = "a,b\n1,ü\n"
    assert read(wired, "get_text", httpx.Response(200, text=csv)) == csv
    assert read(wired, "get_text", httpx.Response(201, text='{"a": 1}\n{"a": 2}\n')) == '{"a": 1}\n{"a": 2}\n'
    assert read(wired, "get_text", httpx.Response(202, content=b"\xff\x00")).payload.read() == b"\xff\x00"
    # Of XML and JSON for the same, JSON.
    assert read(wired, "get_text", httpx.Response(203, json={"start": 1})) == wired("wire.models").Range(1)


def form_of(request: httpx.Request) -> list[tuple[str, str]]:
    return httpx.QueryParams(request.content.decode()).multi_items()


def test_html_is_read_only_where_the_document_has_it(wired: Any) -> None:
    assert read(wired, "get_page", httpx.Response(200, html="<h1>ü</h1>")) == "<h1>ü</h1>"
    with pytest.raises(wired("wire.errors").UnexpectedResponse, match="it is HTML"):
        read(wired, "get_text", httpx.Response(200, html="<h1>Log in</h1>"))


def test_a_form_is_flat_with_brackets_for_what_is_within(wired: Any) -> None:
    models = wired("wire.models")
    seen: list[httpx.Request] = []
    span = models.Range(1, datetime.date(2026, 1, 2))
    body = models.Form(
        "n", True, span, tags=["x", "y"], expand=["a", "b"], ranges=[span], form=models.FormForm(columns=["c", "d"])
    )
    wired("wire.api.default.send_form").sync_detailed(client=client(wired, httpx.Response(204), seen), body=body)
    assert seen[0].headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert form_of(seen[0]) == [
        ("name", "n"),
        ("is_new", "true"),
        ("range[start]", "1"),
        ("range[made]", "2026-01-02"),
        ("tags", "x"),
        ("tags", "y"),
        ("expand[0]", "a"),
        ("expand[1]", "b"),
        ("ranges[0][start]", "1"),
        ("ranges[0][made]", "2026-01-02"),
        ("form[columns][0]", "c"),
        ("form[columns][1]", "d"),
    ]


def test_a_report_is_run_by_a_form_and_downloaded_as_text(wired: Any) -> None:
    models = wired("stripe.models")
    seen: list[httpx.Request] = []
    parameters = models.CreateReportRunBodyParameters(interval_start=1, interval_end=2)
    body = models.CreateReportRunBody("balance.summary.1", parameters)
    create = wired("stripe.api.reports.create_report_run")
    create.sync_detailed(client=client(wired, httpx.Response(500), seen, "stripe"), body=body)
    assert form_of(seen[0]) == [
        ("report_type", "balance.summary.1"),
        ("parameters[interval_start]", "1"),
        ("parameters[interval_end]", "2"),
    ]
    download = wired("stripe.api.files.download_file")
    assert download.sync("f", client=client(wired, httpx.Response(200, text="a,b\n"), package="stripe")) == "a,b\n"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_operations_of_foreign_documents_can_be_imported(name: str, folder: Path, wired: Any) -> None:
    package = folder / name.partition("-")[0]
    operations = [path for path in package.glob("api/*/*.py") if path.stem != "__init__"]
    assert len(operations) >= 3
    for path in operations:
        module = wired(".".join(path.relative_to(folder).with_suffix("").parts))
        assert module.ANSWERS
        assert module.sync_detailed.__doc__


def test_an_object_in_a_media_type_without_objects_is_refused(tmp_path: Path) -> None:
    document = yaml.safe_load(WIRE)
    document["paths"]["/text"]["get"]["responses"]["200"]["content"]["text/csv"]["schema"] = {"type": "object"}
    with pytest.raises(GenerationError, match="get_text: the answer 200 is no JSON, so its schema has to be a string"):
        write_client(document, tmp_path / "wire")


def test_what_would_overwrite_another_is_refused(tmp_path: Path) -> None:
    document = yaml.safe_load(WIRE)
    document["paths"]["/text"]["get"]["operationId"] = "getA"
    document["components"]["schemas"] |= {"AreaURL": {"type": "object"}, "AreaUrl": {"type": "object"}}
    with pytest.raises(GenerationError) as caught:
        write_client(document, tmp_path / "wire")
    assert str(caught.value).splitlines() == [
        "default has 2 operations called get_a in Python",
        "2 schemas are written to the module area_url",
    ]
    assert not (tmp_path / "wire").exists()
