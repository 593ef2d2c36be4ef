"""What callers may give in `httpx_args`, and `auth` of `connect`, over real sockets: each is in effect, sync and async.

`proxy` and the variables HTTP_PROXY and NO_PROXY are in `test_proxies.py`; `verify`, `cert` and SSL_CERT_FILE in `test_tls.py`.
"""

from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest

import tarry
from support.hostile_server import BY_NAME, TOKEN, HostileServer, answers, silent
from support.open_sockets import none_open_to
from support.tls_server import Certificate, Http2Server
from tarry import Outcome

pytestmark = [
    pytest.mark.block_network(allowed_hosts=["127.0.0.1"]),
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

FULLSTORY, SALESFORCE = BY_NAME["fullstory"], BY_NAME["salesforce"]
GOOD = answers(FULLSTORY.finished)
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")

Poll = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_proxy_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def face(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def poll(face: str) -> Poll:
    """Poll a job a few times, and close its client."""

    def sync(job: Any, times: int = 1) -> Any:
        with job.client:
            return [job.poll(raise_on_fault=True) for _ in range(times)][-1]

    def asynchronous(job: Any, times: int = 1) -> Any:
        async def go() -> Any:
            async with job.client:
                return [await job.async_poll(raise_on_fault=True) for _ in range(times)][-1]

        return anyio.run(go, backend=face)

    return sync if face == "sync" else asynchronous


def job_at(server: HostileServer, *, auth: httpx.Auth | None = None, **httpx_args: Any) -> Any:
    return FULLSTORY.job(FULLSTORY.connect(server.url, auth=auth, request_timeout=10, httpx_args=httpx_args))


def lines_of(server: HostileServer, number: int = 0) -> list[str]:
    """The first line and the headers of a request, in lower case."""
    return server.exchanges[number].head.decode().lower().split("\r\n")


class Marking(httpx.HTTPTransport):
    """A transport of a caller's own, which can be told by a header."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["X-Sent-By"] = "mine"
        return super().handle_request(request)


class AsyncMarking(httpx.AsyncHTTPTransport):
    """The same for async."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["X-Sent-By"] = "mine"
        return await super().handle_async_request(request)


@pytest.fixture
def mine(face: str) -> httpx.BaseTransport | httpx.AsyncBaseTransport:
    return Marking() if face == "sync" else AsyncMarking()


MARK = "x-sent-by: mine"


# A transport.


def test_a_transport_of_the_callers_own_sends_all(poll: Poll, mine: Any) -> None:
    with HostileServer((answers(SALESFORCE.finished),), by_path={"/v2/token": TOKEN}) as server:
        client = SALESFORCE.connect(server.url, httpx_args={"transport": mine})
        assert poll(SALESFORCE.job(client), times=2).outcome is Outcome.SUCCEEDED
        assert none_open_to(server.url)
    assert [MARK in lines_of(server, number) for number in range(3)] == [True] * 3


# Mounts.


def test_a_mounted_transport_sends_what_goes_to_its_host(poll: Poll, mine: Any) -> None:
    with HostileServer((GOOD,)) as server:
        job = job_at(server, mounts={server.url: mine})
        assert poll(job, times=3).outcome is Outcome.SUCCEEDED
        assert none_open_to(server.url)
    assert [MARK in lines_of(server, number) for number in range(3)] == [True] * 3
    assert server.connections == 1


def test_a_mounted_transport_sends_nothing_else(poll: Poll, mine: Any) -> None:
    with HostileServer((TOKEN,)) as tokens, HostileServer((answers(SALESFORCE.finished),)) as server:
        mounts = {tokens.url: mine}
        client = SALESFORCE.connect(server.url, auth_url=tokens.url, httpx_args={"mounts": mounts})
        assert poll(SALESFORCE.job(client), times=3).outcome is Outcome.SUCCEEDED
        assert none_open_to(server.url)
        assert none_open_to(tokens.url)
    assert MARK in lines_of(tokens)
    assert [MARK in lines_of(server, number) for number in range(3)] == [False] * 3
    assert (tokens.connections, server.connections) == (1, 1)


@pytest.mark.parametrize("how", ["environment", "argument"])
def test_nothing_mounted_is_the_direct_way(how: str, poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    """By `None` httpx takes a host out of those that a proxy is for."""
    with HostileServer((GOOD,)) as proxy, HostileServer((GOOD,)) as server:
        arguments: dict[str, Any] = {"mounts": {server.url: None}}
        if how == "environment":
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
        else:
            arguments["proxy"] = proxy.url
        assert poll(job_at(server, **arguments), times=2).outcome is Outcome.SUCCEEDED
    assert (len(proxy.exchanges), len(server.exchanges)) == (0, 2)


def test_nothing_mounted_beside_a_transport_is_that_transport(poll: Poll, mine: Any) -> None:
    with HostileServer((GOOD,)) as server:
        job = job_at(server, transport=mine, mounts={server.url: None})
        assert poll(job, times=2).outcome is Outcome.SUCCEEDED
    assert [MARK in lines_of(server, number) for number in range(2)] == [True] * 2


# Authentication.


def test_digest_authentication_asks_twice(poll: Poll) -> None:
    challenge = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=MD5'
    with HostileServer((answers(b"no", challenge, status="401 Unauthorized"), GOOD)) as server:
        assert poll(job_at(server, auth=httpx.DigestAuth("ada", "pass"))).outcome is Outcome.SUCCEEDED
        assert none_open_to(server.url)
    assert [
        any(line.startswith('authorization: digest username="ada"') for line in lines_of(server, n)) for n in (0, 1)
    ] == [
        False,
        True,
    ]
    assert server.connections == 1


class TokenFirst(httpx.Auth):
    """Asks for a token by a request of its own, whose answer it reads."""

    requires_response_body = True

    def __init__(self, url: str) -> None:
        self._url = url

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        answer = yield httpx.Request("POST", self._url)
        request.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield request


class TwoFaces(httpx.Auth):
    """Sync and async apart, as for one that waits for something."""

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = "sync"
        yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        await anyio.lowlevel.checkpoint()
        request.headers["Authorization"] = "async"
        yield request


@pytest.mark.parametrize("mounted", [False, True], ids=["", "mounted"])
def test_authentication_that_sends_a_request_of_its_own(mounted: bool, poll: Poll, mine: Any) -> None:
    with HostileServer((TOKEN,)) as tokens, HostileServer((GOOD,)) as server:
        mounts = {server.url: mine} if mounted else {}
        job = job_at(server, auth=TokenFirst(tokens.url), mounts=mounts)
        assert poll(job, times=2).outcome is Outcome.SUCCEEDED
    assert (len(tokens.exchanges), len(server.exchanges)) == (2, 2)
    for number in range(2):
        assert "authorization: bearer sandbox-token" in lines_of(server, number)
        assert (MARK in lines_of(server, number)) is mounted


@pytest.mark.parametrize("hooked", [False, True], ids=["straight", "through httpx"])
def test_a_request_of_its_own_takes_the_request_timeout_at_most(hooked: bool, face: str, poll: Poll) -> None:
    """httpx gives no timeout to one that an `httpx.Auth` has made."""

    async def async_hook(_: httpx.Response) -> None:
        pass

    hooks = {"response": [str if face == "sync" else async_hook]} if hooked else {}
    with HostileServer((silent,)) as tokens, HostileServer((GOOD,)) as server:
        client = FULLSTORY.connect(
            server.url, auth=TokenFirst(tokens.url), request_timeout=0.3, httpx_args={"event_hooks": hooks}
        )
        with pytest.raises(tarry.PollingError, match="within request_timeout"):
            poll(FULLSTORY.job(client))
    assert server.exchanges == []


def test_authentication_with_a_side_for_each_face(face: str, poll: Poll) -> None:
    with HostileServer((GOOD,)) as server:
        assert poll(job_at(server, auth=TwoFaces())).outcome is Outcome.SUCCEEDED
    assert f"authorization: {'sync' if face == 'sync' else 'async'}" in lines_of(server)


# Event hooks.


def test_hooks_see_each_request_and_each_answer(face: str, poll: Poll) -> None:
    seen: list[object] = []

    def requested(request: httpx.Request) -> None:
        request.headers["X-Hook"] = "1"
        seen.append(request.method)

    def answered(response: httpx.Response) -> None:
        seen.append((response.status_code, response.request.headers["X-Hook"]))

    async def async_requested(request: httpx.Request) -> None:
        requested(request)

    async def async_answered(response: httpx.Response) -> None:
        answered(response)
        await response.aread()
        seen.append(response.elapsed.total_seconds() >= 0)

    def sync_answered(response: httpx.Response) -> None:
        answered(response)
        response.read()
        seen.append(response.elapsed.total_seconds() >= 0)

    hooks: dict[str, list[Any]] = {"request": [async_requested], "response": [async_answered]}
    if face == "sync":
        hooks = {"request": [requested], "response": [sync_answered]}
    with HostileServer((GOOD,)) as server:
        assert poll(job_at(server, event_hooks=hooks), times=2).outcome is Outcome.SUCCEEDED
        assert none_open_to(server.url)
    assert seen == ["GET", (200, "1"), True] * 2
    assert "x-hook: 1" in lines_of(server)
    assert server.connections == 1


# HTTP/2.


def test_http_2_is_spoken_where_the_server_does(poll: Poll, tmp_path_factory: pytest.TempPathFactory) -> None:
    certificate = Certificate.made(tmp_path_factory.mktemp("tls"))
    with Http2Server(certificate.server_context(), FULLSTORY.finished) as server:
        job = job_at(server, verify=certificate.client_context(), http2=True)
        assert poll(job, times=3).outcome is Outcome.SUCCEEDED
        assert none_open_to(server.url)
    assert ":method: get" in lines_of(server)
    assert (server.connections, len(server.exchanges)) == (1, 3)
