"""Requests nobody thought of: whatever is sent, the answer is one that the document describes, and never a crash."""

import json
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, suppress
from typing import Any
from urllib.parse import quote

import anyio
import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.contract import CHECKS, SPECS
from tarry.sandbox import Plan, Sandbox
from tarry.testing import VirtualClock

NETWORK = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
EXAMPLES = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

Json = Any
Mutate = Callable[[Json], Json]
# Sends one request and gives back the decoded answer, or None where it was refused.
Send = Callable[..., Awaitable[Any]]


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    sandbox = Sandbox()
    sandbox.plan(None, Plan(looks=0))
    with sandbox.serve() as root:
        yield root


fullstory = schemathesis.openapi.from_path(SPECS / "fullstory.yaml")


@NETWORK
@fullstory.parametrize()
@settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_fullstory(case: "schemathesis.Case[Any]", root: str) -> None:
    answer = case.call(base_url=f"{root}/fullstory", headers={"Authorization": "Basic sandbox-key"})
    case.validate_response(answer, checks=CHECKS)


# Bodies that are right but for one place, and all that can be asked about what they start.

KEYS = {
    "eloqua": "Bearer sandbox-token",
    "fullstory": "Basic sandbox-key",
    "open_data_rights": "Bearer sandbox-token",
    "possiblenow": "Bearer sandbox-token",
    "salesforce": "Bearer sandbox-token",
}
EMAIL = "{{Contact.Field(C_EmailAddress)}}"
BULK = "/api/bulk/2.0"
_words = st.sampled_from(["", " ", "a", "\ud800", "\x00", "\r\nX: y", "a" * 9000, "é", "P1D", "2024-05-01", "code"])
_numbers = st.integers() | st.sampled_from([10**400, 2**63, -1, 0, 2.0, 1e308, -0.5])
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | _numbers | _words | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words | st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


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


def mutator(data: st.DataObject) -> Mutate:
    def mutate(value: Json) -> Json:
        return put(value, data.draw(st.sampled_from(list(places(value)))), data.draw(VALUES))

    return mutate


async def eloqua(send: Send, mutate: Mutate) -> None:
    export = {
        "name": "a",
        "fields": {"id": "{{Contact.Id}}", "email": EMAIL},
        "filter": "x",
        "maxRecords": 3,
        "dataRetentionDuration": "P1D",
        "syncActions": [{"action": "add", "destination": "{{ContactList[1]}}"}],
    }
    imported = {
        "name": "a",
        "fields": {"email": EMAIL},
        "identifierFieldName": "email",
        "updateRuleByField": {"email": "always"},
    }
    for kind, definition in (("exports", export), ("imports", imported)):
        made = await send("POST", f"{BULK}/contacts/{kind}", mutate(definition))
        for one in (made, await send("POST", f"{BULK}/contacts/{kind}", definition)):
            if not one:
                continue
            await send("PUT", BULK + one["uri"], mutate(definition))
            if kind == "imports":
                await send("POST", f"{BULK}{one['uri']}/data", mutate([{"email": "ada@example.com"}, {"email": "x"}]))
            started = await send(
                "POST", f"{BULK}/syncs", mutate({"syncedInstanceUri": one["uri"], "callbackUrl": "https://a"})
            )
            started = started or await send("POST", f"{BULK}/syncs", {"syncedInstanceUri": one["uri"]})
            if not started:
                continue
            for part in ("", "/data", "/logs", "/rejects"):
                await send("GET", BULK + started["uri"] + part, accept="text/csv")
                await send("GET", BULK + started["uri"] + part)
            await send("GET", f"{BULK}{one['uri']}/data")
        await send("GET", f"{BULK}/contacts/{kind}", params={"q": "name=*a", "orderBy": "name DESC"})
    await send(
        "POST",
        "/auth/oauth2/token",
        mutate({"grant_type": "refresh_token", "refresh_token": "x"}),
        authorization=CLIENT,
    )


async def imports(send: Send, mutate: Mutate) -> None:
    event = {
        "name": "Seen",
        "user": {"uid": "a"},
        "session": {"use_most_recent": True},
        "timestamp": "2024-05-01T09:30:00Z",
        "properties": {"price": 1.5, "tags": ["a"], "deep": {"more": True}},
        "schema": {"properties": {"price": "real"}},
        "context": {"browser": {"url": "https://a"}, "device": {"screen_width": 1}},
    }
    user = {"uid": "a", "email": "b", "properties": {"plan": "gold"}, "schema": {"properties": {"plan": "str"}}}
    for kind, body in (("events", {"requests": [event, {"name": "b"}], "shared": {}}), ("users", {"requests": [user]})):
        started = await send("POST", f"/v2/{kind}/batch", mutate(body), idempotency_key="a")
        if started:
            path = f"/v2/{kind}/batch/{started['job']['id']}"
            for part in ("", "/imports", "/imports?include_schema=true", "/errors"):
                await send("GET", path + part)
            await send("POST", f"/v2/{kind}/batch", mutate(body), idempotency_key="a")


async def data_requests(send: Send, mutate: Mutate) -> None:
    started = await send("POST", "/requests", mutate(["Person"]))
    if started:
        for part in ("", "/complete", "/download"):
            await send("GET", f"/requests/{started['requestId']}{part}")
    await send("GET", "/requests")
    await send("POST", "/oauth/token", mutate({"code": "x", "grant_type": "refresh_token", "refresh_token": "x"}))


async def exports(send: Send, mutate: Mutate) -> None:
    export = "/Async/SANDBOX1/Export"
    body = {
        "CallbackURL": "https://a",
        "LastDateTime": "2024-05-01",
        "MatchCriteria": "EmailAddress",
        "MatchType": "x",
        "Values": ["a", "b"],
    }
    started = await send("POST", f"{export}/Segment/a", mutate(body))
    if started:
        path = f"{export}/{started['AccessToken']}"
        await send("GET", f"{path}/Status", accept="text/xml")
        await send("GET", path, params={"limit": "1", "keepAlive": "true"})
        await send("POST", f"{path}/Commit", params={"keepFiles": "true"})


async def rows(send: Send, mutate: Mutate) -> None:
    started = await send("PUT", "/data/v1/async/dataextensions/key:a/rows", mutate({"items": [{"Id": 1, "Name": "a"}]}))
    if started and "requestId" in started:
        for part in ("status", "results", "results?$page=2&$pageSize=1"):
            await send("GET", f"/data/v1/async/{started['requestId']}/{part}")
    grant = {"grant_type": "client_credentials", "client_id": "sandbox-client", "client_secret": "sandbox-secret"}
    await send("POST", "/v2/token", mutate({**grant, "scope": "a", "account_id": 1}))


CLIENT = "Basic c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ="
TALKS = {
    "eloqua": eloqua,
    "fullstory": imports,
    "open_data_rights": data_requests,
    "possiblenow": exports,
    "salesforce": rows,
}


async def talk(sandbox: Sandbox, provider: str, mutate: Mutate, *, planned: bool = False) -> None:
    """Hold a provider's conversation; whatever the application raises comes out of here."""
    url = sandbox.base_url(provider, "http://sandbox")
    async with httpx.AsyncClient(base_url=url, transport=sandbox.transport()) as client:

        async def send(method: str, path: str, body: Json = None, *, params: Any = None, **headers: str) -> Any:
            named = {"authorization": KEYS[provider], "content-type": "application/json"}
            named |= {name.replace("_", "-"): value for name, value in headers.items()}
            content = None if body is None else json.dumps(body).encode()
            try:
                answer = await client.request(method, path, content=content, params=params, headers=named)
            except httpx.RemoteProtocolError:
                assert planned
                return None
            assert planned or answer.status_code < 500
            return (
                answer.json() if answer.status_code < 300 and "json" in answer.headers.get("content-type", "") else None
            )

        await TALKS[provider](send, mutate)


@pytest.mark.parametrize("provider", TALKS)
@EXAMPLES
@given(data=st.data())
def test_no_body_breaks_it(provider: str, data: st.DataObject) -> None:
    sandbox = Sandbox()
    sandbox.plan(provider, Plan(data.draw(st.sampled_from(sandbox.providers[provider].outcomes)), looks=0))
    anyio.run(talk, sandbox, provider, mutator(data))


# Plans.

FAULT = {
    "kind": "throttled",
    "at": 1,
    "on": "look",
    "times": 1,
    "retry_after": 1,
    "http_date": True,
    "seconds": 0,
    "status": 503,
}
PLAN = {
    "outcome": "succeeded",
    "looks": 1,
    "seconds": 1,
    "faults": [FAULT, {"kind": "unknown-word"}],
    "items": 2,
    "refused": 1,
    "invisible_for": 1,
}


@EXAMPLES
@given(data=st.data())
def test_no_plan_breaks_it(data: st.DataObject) -> None:
    clock = VirtualClock()
    sandbox = Sandbox(clock=clock.monotonic, hosts=["sandbox"])
    mutate = mutator(data)
    plan = mutate({name: PLAN[name] for name in data.draw(st.lists(st.sampled_from(list(PLAN)), unique=True))})
    further = mutate(PLAN)

    async def go() -> None:
        async with httpx.AsyncClient(base_url="http://sandbox", transport=sandbox.transport()) as client:
            for method, path, body in (("PUT", "plan", plan), ("POST", "next", [plan, further])):
                answer = await client.request(method, f"/_sandbox/all/{path}", content=json.dumps(body))
                assert answer.status_code in (200, 400)
                answer.json()
        for provider in sandbox.providers:
            clock.advance(1)
            await talk(sandbox, provider, lambda value: value, planned=True)

    anyio.run(go)


# Bytes on a socket.

_paths = st.sampled_from(
    [
        "/eloqua/id",
        "/eloqua/auth/oauth2/token",
        *(
            f"/eloqua{BULK}{path}"
            for path in ("/contacts/exports", "/contacts/imports/2071/data", "/syncs", "/syncs/1/data")
        ),
        "/fullstory/v2/events/batch",
        "/fullstory/v2/users/batch/a/imports",
        "/open_data_rights/settings",
        "/open_data_rights/requests",
        "/open_data_rights/oauth/authorize",
        "/open_data_rights/oauth/token",
        "/possiblenow/Profiles/Async/SANDBOX1/Export/Segment/a",
        "/possiblenow/Profiles/Async/SANDBOX1/Export/7/Status",
        "/salesforce/v2/token",
        "/salesforce/data/v1/async/dataextensions/key:a/rows",
        "/salesforce/data/v1/async/a/status",
        "/_sandbox",
        "/_sandbox/reset",
        "/_sandbox/all/plan",
        "/_sandbox/fullstory/next",
    ]
)
_names = st.sampled_from(
    ["page", "page_token", "limit", "offset", "q", "orderBy", "lang", "redirect_uri", "state", "$page", "keepAlive"]
)
_octets = st.text(st.characters(max_codepoint=255), max_size=30)
_headers = st.sampled_from(
    [
        *("Authorization", "Content-Type", "Accept", "Host", "Origin", "Idempotency-Key", "Cookie"),
        *("X-Forwarded-Proto", "X-Forwarded-For", "Range", "Expect"),
    ]
)
_header_values = (
    st.sampled_from(
        [
            *KEYS.values(),
            CLIENT,
            "[::1",
            "[",
            "a:b:c",
            "PNAUTHINFO3-HMAC-SHA256 Credential=sandbox-user/9999-12-31T23:59:59+23:59 Signature=a",
            "PNAUTHINFO3-HMAC-SHA256 Credential=sandbox-user/2024-05-01 Signature=====",
            "application/json",
            "application/xml",
            "text/csv; charset=punycode",
            "application/x-www-form-urlencoded",
            "text/xml;q=nan, */*;q=x",
        ]
    )
    | _octets
)
_bodies = (
    st.binary(max_size=60)
    | VALUES.map(lambda value: json.dumps(value).encode())
    | st.sampled_from(
        [
            b"[" * 100_000,
            b'{"a":' * 100_000,
            b"[" * 101 + b"]" * 101,
            b"1" * 5000,
            b'{"a": 1e999}',
            b"a=%ff&a=%ud800&=&&a",
            b"<a>" * 50_000,
            b'<?xml version="1.0" encoding="punycode"?><a/>',
            b'"\xed\xa0\x80"',
            b"\xff\xfe[\x00",
        ]
    )
)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    path = draw(_paths)
    if draw(st.booleans()):
        part = draw(_octets)
        path = draw(
            st.sampled_from([f"{path}/{quote(part)}", f"{path}?{draw(_names)}={quote(part)}", f"/{path}", path.upper()])
        )
    body = draw(_bodies)
    headers = {"Host": "127.0.0.1", "Authorization": draw(st.sampled_from(list(KEYS.values())))}
    headers |= draw(st.dictionaries(_headers, _header_values, max_size=3))
    lines = [f"{draw(st.sampled_from(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']))} {path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@NETWORK
@settings(EXAMPLES, max_examples=300)
@given(request=requests())
def test_no_bytes_break_it(request: bytes, root: str) -> None:
    host, port = root.removeprefix("http://").split(":")
    with closing(socket.create_connection((host, int(port)), 30)) as connection:
        # Where the head is refused, the connection may be closed before the body was sent.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
        answer = b""
        with suppress(ConnectionResetError):
            while part := connection.recv(65536):
                answer += part
    assert answer.startswith(b"HTTP/1.1 ")
    assert answer[9:10] in b"234"


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900])
@pytest.mark.parametrize(
    ("path", "status"),
    [
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
    ],
)
def test_deep_json_is_refused(path: str, status: int, body: bytes) -> None:
    authorization = CLIENT if path.endswith("oauth2/token") else KEYS.get(path.partition("/")[0], "")
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    with httpx.Client(base_url="http://127.0.0.1", transport=Sandbox().transport(), headers=headers) as client:
        answer = client.post(path, content=body)
    assert answer.status_code == status
