"""aiohttp beneath httpx: the same laws as with httpx alone."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest

from tarry import (
    ConfigurationError,
    Outcome,
    PollingError,
    SubmitError,
    async_wait_for_all,
    async_wait_for_completion,
    fullstory,
)
from tarry._pools import CONNECTIONS, PooledTransport
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
    assert isinstance(client.get_httpx_client()._transport, httpx.HTTPTransport)
    client = fullstory.connect("key", httpx_args={"transport": Sync()})
    assert isinstance(client.get_httpx_client()._transport, Sync)


def test_a_proxy_and_limits_are_left_to_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = fullstory.connect("key", httpx_args={"limits": httpx.Limits(max_connections=3)})
    assert isinstance(limited.get_async_httpx_client()._transport, httpx.AsyncHTTPTransport)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:8080")
    assert isinstance(fullstory.connect("key").get_async_httpx_client()._transport, httpx.AsyncHTTPTransport)


def test_requests_are_spread_over_no_more_pools_than_are_needed() -> None:
    made: list[Any] = []
    release: asyncio.Event

    class Pool(httpx.AsyncBaseTransport):
        def __init__(self) -> None:
            made.append(self)
            self.requests = self.closed = 0

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            self.requests += 1
            await release.wait()
            if request.url.path == "/fault":
                raise httpx.ReadError("broken")
            return httpx.Response(200, stream=httpx.ByteStream(b"body"))

        async def aclose(self) -> None:
            self.closed += 1

    async def go() -> None:
        nonlocal release
        async with httpx.AsyncClient(transport=PooledTransport(lambda: Pool)) as client:
            for _ in range(3):
                release = asyncio.Event()
                paths = ["/fault", *["/works"] * (2 * CONNECTIONS)]
                tasks = [asyncio.create_task(client.get(f"http://localhost{path}")) for path in paths]
                while sum(pool.requests for pool in made) < len(tasks):  # noqa: ASYNC110 - they all start at once
                    await asyncio.sleep(0)
                assert [pool.requests for pool in made] == [CONNECTIONS, CONNECTIONS, 1]
                release.set()
                await asyncio.gather(*tasks, return_exceptions=True)
                for pool in made:
                    pool.requests = 0
        assert [pool.closed for pool in made] == [1, 1, 1]

    asyncio.run(go())


def test_a_transport_for_sync_clients_is_not_passed_by_in_async_use() -> None:
    class SyncOnly(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(404)

    client = fullstory.connect("na1.secret", httpx_args={"transport": SyncOnly()})
    assert fullstory.EventsImport(client, "a").poll().outcome is Outcome.PENDING
    with pytest.raises(ConfigurationError, match="for sync clients only"):
        asyncio.run(fullstory.EventsImport(client, "a").async_poll())
