"""aiohttp beneath httpx: the same laws as with httpx alone."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, ClassVar

import anyio
import httpx
import pytest

from tarry import (
    ConfigurationError,
    Outcome,
    PollingError,
    SubmitError,
    _pools,
    async_wait_for_all,
    async_wait_for_completion,
    fullstory,
)
from tarry._pools import CONNECTIONS, AsyncPooledTransport, PooledTransport
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

JOB = b'{"job":{"id":"a","status":"%s","created":"2026-01-01T00:00:00Z"},"imports":1,"errors":0}'
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]


def answer(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def aiohttp_transport() -> httpx.AsyncBaseTransport:
    pytest.importorskip("httpx_aiohttp")
    from tarry.transports import AiohttpTransport  # noqa: PLC0415 - an extra

    return AiohttpTransport()


def pooled_transport() -> None:
    return None


each_transport = pytest.mark.parametrize("transport", [aiohttp_transport, pooled_transport])


def against(
    serve: Serve, transport: Callable[[], Any], use: Callable[[Any], Awaitable[Any]], request_timeout: float = 30
) -> list[bytes]:
    """Run *use* with a client of a server that answers each request by *serve*; returns the heads of the requests."""
    heads: list[bytes] = []
    handlers: list[asyncio.Task[Any] | None] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.append(asyncio.current_task())
        try:
            while True:
                heads.append(await reader.readuntil(b"\r\n\r\n"))
                await serve(reader, writer, heads[-1])
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def go() -> None:
        sender = transport()
        arguments = {} if sender is None else {"transport": sender}
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with (
            server,
            fullstory.connect(
                "na1.secret", base_url=f"http://127.0.0.1:{port}", request_timeout=request_timeout, httpx_args=arguments
            ) as client,
        ):
            await use(client)
        await asyncio.gather(*(handler for handler in handlers if handler), return_exceptions=True)

    asyncio.run(go())
    return heads


@each_transport
def test_many_jobs_are_waited_for_with_the_credential_in_every_request(transport: Callable[[], Any]) -> None:
    looks: dict[bytes, int] = {}

    async def serve(reader: Any, writer: asyncio.StreamWriter, head: bytes) -> None:
        path = head.split()[1]
        looks[path] = looks.get(path, 0) + 1
        await asyncio.sleep(0.01)
        writer.write(answer(JOB % (b"COMPLETED" if looks[path] == 2 else b"PROCESSING"), headers="Set-Cookie: a=b\r\n"))

    async def use(client: Any) -> None:
        jobs = [fullstory.EventsImport(client, str(number)) for number in range(40)]
        results = await async_wait_for_all(jobs, timeout=60, schedule=Fixed(0.01))
        assert {(result.outcome, result.polls) for result in results} == {(Outcome.SUCCEEDED, 2)}

    heads = against(serve, transport, use)
    assert len(heads) == 80
    assert all(b"authorization: basic na1.secret" in head.lower() for head in heads)


@each_transport
def test_a_broken_connection_is_a_fault_and_nothing_is_sent_twice(transport: Callable[[], Any]) -> None:
    async def serve(reader: Any, writer: asyncio.StreamWriter, head: bytes) -> None:
        if b"POST" in head or b"/breaks" in head:
            writer.close()
        elif b"/cut" in head:
            writer.write(answer(JOB % b"PROCESSING")[:-10])
            writer.close()
        elif b"/garbage" in head:
            writer.write(b"EHLO who is there\r\n\r\n")
            writer.close()
        elif b"/slow" in head:
            await asyncio.sleep(3)
        else:
            writer.write(answer(JOB % b"COMPLETED"))

    async def use(client: Any) -> None:
        for name in ("breaks", "cut", "garbage", "slow"):
            await async_wait_for_completion(fullstory.EventsImport(client, "works"), timeout=0)
            with pytest.raises(PollingError):
                await fullstory.EventsImport(client, name).async_poll()

    heads = against(serve, transport, use, request_timeout=1)
    assert len(heads) == 8


@each_transport
def test_a_submit_that_got_no_answer_may_have_arrived(transport: Callable[[], Any]) -> None:
    async def serve(reader: Any, writer: asyncio.StreamWriter, head: bytes) -> None:
        writer.close()

    async def use(client: Any) -> None:
        with pytest.raises(SubmitError) as raised:
            await fullstory.EventsImport.async_submit(
                client, [{"name": "a", "user": {"uid": "b"}}], clock=VirtualClock()
            )
        assert raised.value.may_exist

    against(serve, transport, use)


def test_the_sync_client_does_not_get_an_async_transport_and_the_other_way_round() -> None:
    class Async(httpx.AsyncBaseTransport):
        pass

    class Sync(httpx.BaseTransport):
        pass

    client = fullstory.connect("key", httpx_args={"transport": Async()})
    assert isinstance(client.get_async_httpx_client()._transport, Async)
    assert isinstance(client.get_httpx_client()._transport, PooledTransport)
    client = fullstory.connect("key", httpx_args={"transport": Sync()})
    assert isinstance(client.get_httpx_client()._transport, Sync)


def test_a_proxy_and_limits_are_left_to_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = fullstory.connect("key", httpx_args={"limits": httpx.Limits(max_connections=3)})
    assert isinstance(limited.get_async_httpx_client()._transport, httpx.AsyncHTTPTransport)
    assert isinstance(limited.get_httpx_client()._transport, httpx.HTTPTransport)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:8080")
    assert isinstance(fullstory.connect("key").get_async_httpx_client()._transport, httpx.AsyncHTTPTransport)


class OneConnection(httpx.AsyncBaseTransport):
    """Answers when it is released; fails for the path /fault."""

    made: ClassVar[list["OneConnection"]]
    release: anyio.Event

    def __init__(self) -> None:
        self.made.append(self)
        self.under_way = self.requests = self.closed = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.under_way += 1
        self.requests += 1
        assert self.under_way == 1
        try:
            await self.release.wait()
            if request.url.path == "/fault":
                raise httpx.ReadError("broken")
        finally:
            self.under_way -= 1
        return httpx.Response(200, stream=httpx.ByteStream(b"body"))

    async def aclose(self) -> None:
        self.closed += 1


each_backend = pytest.mark.parametrize("backend", ["asyncio", "trio"])


def pooled(
    use: Callable[[httpx.AsyncClient, type[OneConnection]], Awaitable[None]], backend: str
) -> list[OneConnection]:
    """Run *use* with a client over pools; returns the transports that were made for it."""

    class Made(OneConnection):
        made: ClassVar[list[OneConnection]] = []

    async def go() -> None:
        Made.release = anyio.Event()
        async with httpx.AsyncClient(
            transport=AsyncPooledTransport(lambda: Made), base_url="http://localhost"
        ) as client:
            await use(client, Made)

    anyio.run(go, backend=backend)
    return Made.made


async def under_way(kind: type[OneConnection], count: int) -> None:
    """Until so many requests are."""
    while sum(one.under_way for one in kind.made) < count:  # noqa: ASYNC110 - they all start at once
        await anyio.sleep(0.001)


async def ask(client: httpx.AsyncClient, path: str = "/", timeout: Any = 5) -> None:  # noqa: ASYNC109 - httpx's
    with suppress(httpx.ReadError):
        await client.get(path, timeout=timeout)


@each_backend
def test_no_more_connections_are_opened_than_are_needed(backend: str) -> None:
    async def use(client: httpx.AsyncClient, kind: type[OneConnection]) -> None:
        for _ in range(3):
            kind.release = anyio.Event()
            async with anyio.create_task_group() as tasks:
                for path in ["/fault", *["/"] * 20]:
                    tasks.start_soon(ask, client, path)
                await under_way(kind, 21)
                kind.release.set()
        await ask(client)

    made = pooled(use, backend)
    assert len(made) == 21
    assert sum(one.requests for one in made) == 3 * 21 + 1
    assert {one.closed for one in made} == {1}


@each_backend
def test_a_request_waits_for_a_connection_as_long_as_its_pool_timeout(backend: str) -> None:
    async def use(client: httpx.AsyncClient, kind: type[OneConnection]) -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(CONNECTIONS):
                tasks.start_soon(ask, client)
            await under_way(kind, CONNECTIONS)
            with pytest.raises(httpx.PoolTimeout, match="all connections are busy"):
                await client.get("/", timeout=httpx.Timeout(5, pool=0.05))
            tasks.start_soon(ask, client)
            await anyio.sleep(0.01)
            kind.release.set()

    made = pooled(use, backend)
    assert len(made) == CONNECTIONS
    assert sum(one.requests for one in made) == CONNECTIONS + 1


def test_a_request_that_is_cancelled_gives_its_connection_back() -> None:
    async def use(client: httpx.AsyncClient, kind: type[OneConnection]) -> None:
        for _ in range(3):
            with anyio.move_on_after(0.01):
                await ask(client)
        kind.release.set()
        await ask(client)

    assert [one.requests for one in pooled(use, "asyncio")] == [4]


def test_connections_that_are_long_idle_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(_pools, "time", SimpleNamespace(monotonic=lambda: now))

    async def use(client: httpx.AsyncClient, kind: type[OneConnection]) -> None:
        nonlocal now
        async with anyio.create_task_group() as tasks:
            for _ in range(3):
                tasks.start_soon(ask, client)
            await under_way(kind, 3)
            kind.release.set()
        for _ in range(4):
            now += _pools.KEPT_FOR - 0.1
            await ask(client)
        # One was used each time; of the others one was closed with each request after their time was over.
        assert sorted(one.closed for one in kind.made) == [0, 1, 1]

    assert len(pooled(use, "asyncio")) == 3


def test_threads_have_a_connection_each_and_give_it_back() -> None:
    made: list[Any] = []
    meeting = threading.Barrier(5)

    class Blocking(httpx.BaseTransport):
        def __init__(self) -> None:
            made.append(self)
            self.under_way = self.requests = self.closed = 0

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            self.under_way += 1
            self.requests += 1
            assert self.under_way == 1
            meeting.wait(5)
            self.under_way -= 1
            if request.url.path == "/fault":
                raise httpx.ReadError("broken")
            return httpx.Response(200, stream=httpx.ByteStream(b"body"))

        def close(self) -> None:
            self.closed += 1

    prepared: list[int] = []

    def prepare() -> type[Blocking]:
        prepared.append(1)
        return Blocking

    with httpx.Client(transport=PooledTransport(prepare), base_url="http://localhost") as client:

        def work() -> None:
            for path in ("/", "/fault", "/", "/"):
                with suppress(httpx.ReadError):
                    assert client.get(path).content == b"body"

        threads = [threading.Thread(target=work) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(prepared), len(made), sum(one.requests for one in made)) == (1, 5, 20)
    assert {one.closed for one in made} == {1}


def test_a_thread_waits_for_a_connection_as_long_as_its_pool_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pools, "CONNECTIONS", 1)
    transport = PooledTransport(
        lambda: lambda: httpx.MockTransport(lambda _: httpx.Response(200, stream=httpx.ByteStream(b"")))
    )
    with httpx.Client(transport=transport, timeout=httpx.Timeout(5, pool=0.01)) as client:
        with (
            client.stream("GET", "http://localhost"),
            pytest.raises(httpx.PoolTimeout, match="all connections are busy"),
        ):
            client.get("http://localhost")
        assert client.get("http://localhost").status_code == 200


@pytest.mark.parametrize("face", ["sync", "asyncio", "trio"])
def test_answers_that_come_whole_hold_no_connection(face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # As those of libraries that replay answers in the place of `httpx.HTTPTransport`.
    monkeypatch.setattr(_pools, "CONNECTIONS", 1)

    def prepare() -> Callable[[], httpx.MockTransport]:
        return lambda: httpx.MockTransport(lambda _: httpx.Response(200, json={}))

    async def use() -> None:
        async with httpx.AsyncClient(transport=AsyncPooledTransport(prepare), timeout=0.5) as client:
            for _ in range(3):
                await client.get("http://localhost")

    if face != "sync":
        anyio.run(use, backend=face)
        return
    with httpx.Client(transport=PooledTransport(prepare), timeout=0.5) as client:
        for _ in range(3):
            client.get("http://localhost")


def test_a_pool_that_cannot_be_made_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pools, "CONNECTIONS", 1)

    def prepare() -> Any:
        raise OSError("no such certificate")

    transport = PooledTransport(prepare)
    for _ in range(2):
        with pytest.raises(OSError, match="no such certificate"):
            transport.handle_request(httpx.Request("GET", "http://localhost", extensions={"timeout": {"pool": 0.01}}))


def test_a_transport_for_sync_clients_is_not_passed_by_in_async_use() -> None:
    class SyncOnly(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(404)

    client = fullstory.connect("na1.secret", httpx_args={"transport": SyncOnly()})
    assert fullstory.EventsImport(client, "a").poll().outcome is Outcome.PENDING
    with pytest.raises(PollingError, match="for sync clients only") as caught:
        asyncio.run(fullstory.EventsImport(client, "a").async_poll())
    assert isinstance(caught.value.__cause__, ConfigurationError)
