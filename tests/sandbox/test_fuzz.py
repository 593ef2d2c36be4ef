"""Requests nobody thought of: whatever is sent, the answer is one that the document describes, and never a crash."""

import json
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, suppress
from typing import Any, NamedTuple

import anyio
import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from sandbox.contract import CHECKS
from support.paths import SPECS
from tarry._core.providers import of_each
from tarry.sandbox import Plan, Sandbox
from tarry.testing import VirtualClock

NETWORK = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

Json = Any
# Sends one request and gives back the decoded answer, or None where it was refused.
Send = Callable[..., Awaitable[Any]]


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    sandbox = Sandbox()
    sandbox.plan(None, Plan(polls=0))
    with sandbox.serve() as root:
        yield root


fullstory = schemathesis.openapi.from_path(SPECS / "fullstory.yaml")


@NETWORK
@fullstory.parametrize()
@settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_fullstory(case: "schemathesis.Case[Any]", root: str) -> None:
    answer = case.call(base_url=f"{root}/fullstory", headers={"Authorization": "Basic sandbox-key"})
    case.validate_response(answer, checks=CHECKS)


# Bodies that are right but for one place, each place with each value, and all that can be asked about what they start.

VALUES: list[Json] = [
    *(None, True, -1, 0, 1, 2.0, -0.5, 1e308, 2**63, 10**400),
    *("", " ", "x", "\ud800", "\r\nX-Other: 1\x00", "é" * 9000),
    *([], [1], [[]], [{}], ["\ud800"], {}, {"x": 1}, {"\ud800": "\ud800"}, {"": {"": []}}),
]
KEYS = of_each(
    {
        "eloqua": "Bearer sandbox-token",
        "fullstory": "Basic sandbox-key",
        "open_data_rights": "Bearer sandbox-token",
        "possiblenow": "Bearer sandbox-token",
        "salesforce": "Bearer sandbox-token",
    },
    "how to enter the sandbox",
)
CLIENT = "Basic c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ="
BULK = "/api/bulk/2.0"
EXPORTS, IMPORTS, SYNCS = f"{BULK}/contacts/exports", f"{BULK}/contacts/imports", f"{BULK}/syncs"
EMAIL = "{{Contact.Field(C_EmailAddress)}}"
EXPORT: Json = {
    "name": "a",
    "fields": {"id": "{{Contact.Id}}", "email": EMAIL},
    "filter": "x",
    "maxRecords": 3,
    "dataRetentionDuration": "P1D",
    "syncActions": [{"action": "add", "destination": "{{ContactList[1]}}"}],
}
IMPORT: Json = {
    "name": "a",
    "fields": {"email": EMAIL},
    "identifierFieldName": "email",
    "updateRuleByField": {"email": "always"},
}
EVENT: Json = {
    "name": "Seen",
    "user": {"uid": "a"},
    "session": {"use_most_recent": True},
    "timestamp": "2024-05-01T09:30:00Z",
    "properties": {"price": 1.5, "tags": ["a"], "deep": {"more": True}},
    "schema": {"properties": {"price": "real"}},
    "context": {"browser": {"url": "https://a"}, "device": {"screen_width": 1}},
}
USER: Json = {"uid": "a", "email": "b", "properties": {"plan": "gold"}, "schema": {"properties": {"plan": "str"}}}
GRANT: Json = {"grant_type": "client_credentials", "client_id": "sandbox-client", "client_secret": "sandbox-secret"}


async def nothing(send: Send, answer: Json) -> None:
    """Nothing can be asked further."""


async def read_definition(send: Send, answer: Json) -> None:
    path = BULK + answer["uri"]
    await send("GET", path)
    await send("GET", f"{path}/data")
    await send("GET", path.rpartition("/")[0], params={"q": "name=*a", "orderBy": "name DESC"})
    await read_sync(send, await send("POST", SYNCS, {"syncedInstanceUri": answer["uri"]}))


async def read_sync(send: Send, answer: Json) -> None:
    if answer:
        for part in ("", "/data", "/logs", "/rejects"):
            await send("GET", BULK + answer["uri"] + part)
        await send("GET", f"{BULK}{answer['uri']}/data", accept="text/csv")


async def read_import(send: Send, answer: Json) -> None:
    job_id = answer["job"]["id"]
    for kind in ("events", "users"):
        for part in ("", "/imports", "/imports?include_schema=true", "/errors"):
            await send("GET", f"/v2/{kind}/batch/{job_id}{part}")


async def read_data_request(send: Send, answer: Json) -> None:
    for part in ("", "/complete", "/download"):
        await send("GET", f"/requests/{answer['requestId']}{part}")
    await send("GET", "/requests")


async def read_export(send: Send, answer: Json) -> None:
    path = f"/Async/SANDBOX1/Export/{answer['AccessToken']}"
    await send("GET", f"{path}/Status", accept="text/xml")
    await send("GET", path, params={"limit": "1", "keepAlive": "true"})
    await send("POST", f"{path}/Commit", params={"keepFiles": "true"})


async def read_rows(send: Send, answer: Json) -> None:
    for part in ("status", "results", "results?$page=2&$pageSize=1"):
        await send("GET", f"/data/v1/async/{answer['requestId']}/{part}")


class Operation(NamedTuple):
    """A request that takes JSON, a body that it takes, and what can be asked afterwards."""

    provider: str
    method: str
    path: str
    body: Json
    follow: Callable[[Send, Json], Awaitable[None]] = nothing
    authorization: str = ""


# A sandbox that starts again gives the first definition this number.
OPERATIONS = [
    Operation("eloqua", "POST", EXPORTS, EXPORT, read_definition),
    Operation("eloqua", "PUT", f"{EXPORTS}/2071", EXPORT, read_definition),
    Operation("eloqua", "POST", IMPORTS, IMPORT, read_definition),
    Operation("eloqua", "POST", f"{IMPORTS}/2072/data", [{"email": "a@example.com"}, {"email": "x"}], read_sync),
    Operation(
        "eloqua", "POST", SYNCS, {"syncedInstanceUri": "/contacts/exports/2071", "callbackUrl": "https://a"}, read_sync
    ),
    Operation(
        "eloqua",
        "POST",
        "/auth/oauth2/token",
        {"grant_type": "refresh_token", "refresh_token": "sandbox-refresh-token"},
        nothing,
        CLIENT,
    ),
    Operation("fullstory", "POST", "/v2/events/batch", {"requests": [EVENT, {"name": "b"}]}, read_import),
    Operation(
        "fullstory", "POST", "/v2/events/batch", {"requests": [{"name": "b"}], "shared": {"context": {}}}, read_import
    ),
    Operation("fullstory", "POST", "/v2/users/batch", {"requests": [USER]}, read_import),
    Operation("open_data_rights", "POST", "/requests", ["Person"], read_data_request),
    Operation(
        "possiblenow",
        "POST",
        "/Async/SANDBOX1/Export/Segment/a",
        {
            "CallbackURL": "https://a",
            "LastDateTime": "2024-05-01",
            "MatchCriteria": "AlternateId",
            "MatchType": "x",
            "Values": ["a"],
        },
        read_export,
    ),
    Operation(
        "salesforce", "POST", "/data/v1/async/dataextensions/key:a/rows", {"items": [{"Id": 1, "Name": "a"}]}, read_rows
    ),
    Operation("salesforce", "POST", "/v2/token", {**GRANT, "scope": "a", "account_id": 1}),
]
of_each({each.provider: each for each in OPERATIONS}, "which bodies to spoil")


def places(value: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a value, the whole of it first."""
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def put(value: Json, path: tuple[Any, ...], new: Json) -> Json:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = put(copy[path[0]], path[1:], new)
    return copy


def variants(body: Json) -> list[Json]:
    """The body with each value in each place."""
    return [put(body, path, value) for path in places(body) for value in VALUES]


def sender(client: httpx.AsyncClient, operation: Operation, *, planned: bool = False) -> Send:
    """Send requests to the operation's provider; whatever the application raises comes out of here."""

    async def send(method: str, path: str, body: Json = None, *, params: Any = None, **headers: str) -> Any:
        named = {"Authorization": KEYS[operation.provider], "Content-Type": "application/json", **headers}
        if path == operation.path and operation.authorization:
            named["Authorization"] = operation.authorization
        content = None if body is None else json.dumps(body)
        try:
            answer = await client.request(method, path, content=content, params=params, headers=named)
        except httpx.RemoteProtocolError:
            assert planned, "the application returned in mid-answer"
            return None
        assert planned or answer.status_code < 500
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        return answer.json() if answer.status_code < 300 and is_json else None

    return send


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.provider}-{each.method}-{each.path}")
def test_no_body_breaks_it(operation: Operation) -> None:
    async def go() -> int:
        sandbox, taken = Sandbox(), 0
        url = sandbox.base_url(operation.provider, "http://sandbox")
        async with httpx.AsyncClient(base_url=url, transport=sandbox.transport()) as client:
            send = sender(client, operation)
            for body in [operation.body, *variants(operation.body)]:
                sandbox.reset()
                sandbox.plan(operation.provider, Plan(polls=0))
                if operation.provider == "eloqua":
                    await send("POST", EXPORTS, EXPORT)
                    await send("POST", IMPORTS, {**IMPORT, "isSyncTriggeredOnImport": True})
                answer = await send(operation.method, operation.path, body)
                taken += answer is not None
                if answer:
                    await operation.follow(send, answer)
        return taken

    # Were nothing taken, nothing would be asked about what was.
    assert anyio.run(go) > 0


# Plans.

PLAN = {
    "outcome": "succeeded",
    "polls": 1,
    "seconds": 1,
    "faults": [
        {"kind": "throttled", "at": 1, "on": "poll", "times": 1, "retry_after": 1, "http_date": True, "status": 503},
        {"kind": "unknown-word"},
    ],
    "items": 2,
    "refused": 1,
    "invisible_for": 1,
}
SUBMITS = [each for each in OPERATIONS if each.follow not in (nothing, read_definition)]


def test_no_plan_breaks_it() -> None:
    clock = VirtualClock()
    sandbox = Sandbox(clock=clock.monotonic, hosts=["sandbox"])

    async def go() -> int:
        taken = 0
        async with httpx.AsyncClient(base_url="http://sandbox", transport=sandbox.transport()) as control:
            for plan in [PLAN, *variants(PLAN)]:
                answers = [
                    await control.put("/_sandbox/all/plan", content=json.dumps(plan)),
                    await control.post("/_sandbox/all/next", content=json.dumps([plan, plan])),
                ]
                assert {answer.status_code for answer in answers} <= {200, 400}
                assert all(answer.json() for answer in answers)
                taken += all(answer.status_code == 200 for answer in answers)
        return taken

    assert anyio.run(go) > 20


@pytest.mark.parametrize("operation", SUBMITS, ids=lambda each: f"{each.provider}-{each.path}")
def test_no_plan_that_is_taken_breaks_a_job(operation: Operation) -> None:
    clock = VirtualClock()
    sandbox = Sandbox(clock=clock.monotonic)

    async def go() -> None:
        url = sandbox.base_url(operation.provider, "http://sandbox")
        async with httpx.AsyncClient(base_url=url, transport=sandbox.transport()) as client:
            send = sender(client, operation, planned=True)
            for data in [
                PLAN,
                *(put(PLAN, path, value) for path in places(PLAN) for value in VALUES if path != ("items",)),
            ]:
                sandbox.reset()
                try:
                    sandbox.plan(operation.provider, Plan.from_dict(data))
                except ValueError:
                    continue
                if operation.provider == "eloqua":
                    await send("POST", EXPORTS, EXPORT)
                    await send("POST", IMPORTS, {**IMPORT, "isSyncTriggeredOnImport": True})
                answer = await send(operation.method, operation.path, operation.body)
                for _ in range(3):
                    if answer:
                        await operation.follow(send, answer)
                    clock.advance(1)

    anyio.run(go)


# Bytes on a socket.

PATHS = {
    "/eloqua/id": "GET",
    "/eloqua/auth/oauth2/token": "POST",
    f"/eloqua{EXPORTS}": "POST",
    f"/eloqua{IMPORTS}/2071/data": "POST",
    f"/eloqua{SYNCS}": "GET",
    f"/eloqua{SYNCS}/1/data": "GET",
    "/fullstory/v2/events/batch": "POST",
    "/fullstory/v2/users/batch/a/imports": "GET",
    "/open_data_rights/settings": "GET",
    "/open_data_rights/requests": "POST",
    "/open_data_rights/oauth/authorize?redirect_uri=https://a": "GET",
    "/open_data_rights/oauth/token": "POST",
    "/possiblenow/Profiles/Async/SANDBOX1/Export/Segment/a": "POST",
    "/possiblenow/Profiles/Async/SANDBOX1/Export/7/Status": "GET",
    "/salesforce/v2/token": "POST",
    "/salesforce/data/v1/async/dataextensions/key:a/rows": "PUT",
    "/salesforce/data/v1/async/a/results": "GET",
    "/_sandbox": "GET",
    "/_sandbox/reset": "POST",
    "/_sandbox/all/plan": "PUT",
    "/_sandbox/fullstory/next": "POST",
}
of_each({path.split("/")[1]: path for path in PATHS if not path.startswith("/_sandbox")}, "which paths to spoil")
HEADERS = ["Authorization", "Content-Type", "Accept", "Host", "Origin", "Idempotency-Key", "Cookie", "X-Forwarded-For"]
HEADER_VALUES = [
    *("", "[", "[::1", "]", "a:b:c", "\xe9\xff", "%", ";", ",,;q=;", "=" * 40, "a" * 9000),
    *("Bearer", "Basic =", "text/xml;q=nan, */*;q=x", "text/csv; charset=punycode", "application/xml"),
    "PNAUTHINFO3-HMAC-SHA256 Credential=sandbox-user/9999-12-31T23:59:59-23:59 Signature=a",
    "PNAUTHINFO3-HMAC-SHA256 Credential=sandbox-user/0001-01-01T00:00:00+23:59 Signature=====",
    "PNAUTHINFO3-HMAC-SHA256 Credential=sandbox-user/2024-05-01 Signature=\xe9",
]
BODIES = [
    *(b"", b"\x00", b"\xff\xfe[\x00", b'"\xed\xa0\x80"', b"1" * 5000, b'{"a": 1e999}', b"a=%ff&a=%ud800&=&&a"),
    *(b"[" * 100_000, b'{"a":' * 100_000, b"[" * 101 + b"]" * 101, b"<a>" * 50_000),
    *(
        b'<?xml version="1.0" encoding="punycode"?><a/>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ),
]
PARTS = [
    "%00",
    "%0d%0aX-Other:%201",
    "%ff",
    "%ed%a0%80",
    "%2f%2e%2e%2f",
    "%",
    "9" * 5000,
    "//",
    "?",
    "?page=%00&limit=%ff&a=&=&&",
]
TYPES = ["application/json", "application/xml", "application/x-www-form-urlencoded", "text/csv"]


def requests(path: str) -> Iterator[bytes]:
    """The requests to a path: each value of each header, each body in each type, each ending of the path, each method."""
    for name in HEADERS:
        for value in HEADER_VALUES:
            yield written(PATHS[path], path, {name: value})
    for body in BODIES:
        for media_type in TYPES:
            yield written(PATHS[path], path, {"Content-Type": media_type}, body)
    for part in PARTS:
        yield written(PATHS[path], path + part)
        yield written(PATHS[path], f"{path}/{part}")
    for method in ("HEAD", "OPTIONS", "PATCH", "DELETE", "TRACE", "x"):
        yield written(method, path)


def written(method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"{}") -> bytes:
    authorization = CLIENT if path.endswith("oauth2/token") else KEYS.get(path.split("/")[1], "")
    about = {"Host": "127.0.0.1", "Authorization": authorization, "Content-Type": "application/json", **(headers or {})}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in about.items())]
    head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close", "", ""])
    return head.encode("latin-1") + body


@NETWORK
@pytest.mark.parametrize("path", PATHS)
def test_no_bytes_break_it(path: str, root: str) -> None:
    host, port = root.removeprefix("http://").split(":")
    for request in requests(path):
        with closing(socket.create_connection((host, int(port)), 30)) as connection:
            # Where the head is refused, the connection may be closed before the body was sent.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(request)
            answer = b""
            with suppress(ConnectionResetError):
                while part := connection.recv(65536):
                    answer += part
        assert answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 3", b"HTTP/1.1 4")), request[:400]


TOO_DEEP = [
    ("eloqua/api/bulk/2.0/contacts/exports", 400),
    ("eloqua/api/bulk/2.0/syncs", 400),
    ("eloqua/auth/oauth2/token", 400),
    ("fullstory/v2/events/batch", 400),
    ("fullstory/v2/users/batch", 400),
    ("open_data_rights/requests", 400),
    ("possiblenow/Profiles/Async/SANDBOX1/Export/Segment/a", 400),
    ("salesforce/data/v1/async/dataextensions/key:a/rows", 400),
    # As for any other body that the token host cannot read.
    ("salesforce/v2/token", 401),
    ("_sandbox/fullstory/next", 400),
]
of_each(
    {name: path for name, _, path in (path.partition("/") for path, _ in TOO_DEEP) if name != "_sandbox"},
    "which path takes a body that is too deep",
)


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900])
@pytest.mark.parametrize(("path", "status"), TOO_DEEP)
def test_deep_json_is_refused(path: str, status: int, body: bytes) -> None:
    authorization = CLIENT if path.endswith("oauth2/token") else KEYS.get(path.partition("/")[0], "")
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    with httpx.Client(base_url="http://127.0.0.1", transport=Sandbox().transport(), headers=headers) as client:
        answer = client.post(path, content=body)
    assert answer.status_code == status
