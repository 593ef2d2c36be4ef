"""Connections of a client, over httpcore and over aiohttp: opened when needed, used again, closed in time, never lost."""

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import anyio
import httpx
import pytest

from support.hostile_server import BY_NAME, Exchange, HostileServer, Script, answers, response
from support.open_sockets import none_open_to, open_to
from tarry import (
    ConfigurationError,
    Outcome,
    PollingError,
    SubmitError,
    async_wait_for_all,
    async_wait_for_completion,
    fullstory,
)
from tarry._http.async_transport import AsyncTransport
from tarry._http.settings import NetworkSettings, _ssl_context
from tarry._http.transport import Transport
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

ANSWER = answers({})
pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

JOB = b'{"job":{"id":"%s","status":"%s","created":"2026-01-01T00:00:00Z"},"imports":1,"errors":0}'
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]


def job(head: bytes, word: bytes) -> bytes:
    """The status of the job that was asked for."""
    return JOB % (head.split()[1].rpartition(b"/")[2], word)


def answer(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def aiohttp_transport() -> httpx.AsyncBaseTransport:
    from tarry.transports import AiohttpTransport  # noqa: PLC0415 - an extra

    return AiohttpTransport()


def own_transport() -> None:
    return None


each_transport = pytest.mark.parametrize("transport", [aiohttp_transport, own_transport])


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
    polls: dict[bytes, int] = {}

    async def serve(reader: Any, writer: asyncio.StreamWriter, head: bytes) -> None:
        path = head.split()[1]
        polls[path] = polls.get(path, 0) + 1
        await asyncio.sleep(0.01)
        writer.write(
            answer(job(head, b"COMPLETED" if polls[path] == 2 else b"PROCESSING"), headers="Set-Cookie: a=b\r\n")
        )

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
            writer.write(answer(job(head, b"PROCESSING"))[:-10])
            writer.close()
        elif b"/garbage" in head:
            writer.write(b"EHLO who is there\r\n\r\n")
            writer.close()
        elif b"/slow" in head:
            await asyncio.sleep(3)
        else:
            writer.write(answer(job(head, b"COMPLETED")))

    async def use(client: Any) -> None:
        for name in ("breaks", "cut", "garbage", "slow"):
            await async_wait_for_completion(fullstory.EventsImport(client, "works"), timeout=0)
            with pytest.raises(PollingError):
                await fullstory.EventsImport(client, name).async_poll(raise_on_fault=True)

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

    with HostileServer((answers(BY_NAME["fullstory"].finished),)) as server:
        client = fullstory.connect("key", base_url=server.url, httpx_args={"transport": Async()})
        with pytest.raises(PollingError, match="NotImplementedError"):
            asyncio.run(fullstory.EventsImport(client, "a").async_poll())
        assert fullstory.EventsImport(client, "abc123=").poll().outcome is Outcome.SUCCEEDED
        client = fullstory.connect("key", base_url=server.url, httpx_args={"transport": Sync()})
        with pytest.raises(PollingError, match="NotImplementedError"):
            fullstory.EventsImport(client, "a").poll()


each_backend = pytest.mark.parametrize("backend", ["asyncio", "trio"])
PLAIN = NetworkSettings()


def held(release: threading.Event) -> Script:
    """Answers when it is released."""

    def script(exchange: Exchange) -> None:
        assert release.wait(10)
        exchange.send(response(b"{}"))

    return script


def sync_client(settings: NetworkSettings = PLAIN, **timeouts: float) -> httpx.Client:
    return httpx.Client(transport=Transport(settings), timeout=httpx.Timeout(5, **timeouts))


def async_client(settings: NetworkSettings = PLAIN, **timeouts: float) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=AsyncTransport(settings), timeout=httpx.Timeout(5, **timeouts))


async def arrived(server: HostileServer, count: int) -> None:
    """Until so many requests have."""
    while len(server.exchanges) < count:  # noqa: ASYNC110 - the server is in other threads
        await anyio.sleep(0.001)


@each_backend
def test_no_more_connections_are_opened_than_are_needed(backend: str) -> None:
    release = threading.Event()

    async def go() -> None:
        async with async_client() as http:
            for turn in range(3):
                release.clear()
                async with anyio.create_task_group() as tasks:
                    for _ in range(20):
                        tasks.start_soon(http.get, server.url)
                    await arrived(server, 20 * (turn + 1))
                    release.set()
            await http.get(server.url)

    with HostileServer((held(release),)) as server:
        anyio.run(go, backend=backend)
        assert server.connections == 20
        assert none_open_to(server.url)


def test_threads_have_a_connection_each_and_give_it_back() -> None:
    meeting = threading.Barrier(5)

    def meets(exchange: Exchange) -> None:
        meeting.wait(10)
        exchange.send(response(b"{}"))

    with HostileServer((meets,)) as server, sync_client() as http:

        def work() -> None:
            for _ in range(4):
                assert http.get(server.url).content == b"{}"

        threads = [threading.Thread(target=work) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (server.connections, len(server.exchanges)) == (5, 20)
        http.close()
        assert none_open_to(server.url)


@each_backend
def test_a_request_waits_for_a_connection_as_long_as_its_pool_timeout(backend: str) -> None:
    release = threading.Event()

    async def go() -> None:
        async with async_client(NetworkSettings(connections=2), pool=0.05) as http:
            async with anyio.create_task_group() as tasks:
                for _ in range(2):
                    tasks.start_soon(http.get, server.url)
                await arrived(server, 2)
                with pytest.raises(httpx.PoolTimeout, match="all connections are busy"):
                    await http.get(server.url)
                release.set()
            assert (await http.get(server.url)).status_code == 200

    with HostileServer((held(release),)) as server:
        anyio.run(go, backend=backend)
        assert server.connections == 2


def test_a_thread_waits_for_a_connection_as_long_as_its_pool_timeout() -> None:
    with HostileServer((ANSWER,)) as server, sync_client(NetworkSettings(connections=1), pool=0.01) as http:
        with http.stream("GET", server.url), pytest.raises(httpx.PoolTimeout, match="all connections are busy"):
            http.get(server.url)
        assert http.get(server.url).status_code == 200


@pytest.mark.parametrize("face", ["sync", "asyncio", "trio"])
def test_connections_that_are_long_idle_are_closed_though_no_request_follows(face: str) -> None:
    settings = NetworkSettings(kept_for=0.1)

    async def go() -> None:
        http = async_client(settings)
        await http.get(server.url)
        assert open_to(server.url) == 1
        assert await anyio.to_thread.run_sync(none_open_to, server.url)

    with HostileServer((ANSWER,)) as server:
        if face != "sync":
            anyio.run(go, backend=face)
            return
        http = sync_client(settings)
        http.get(server.url)
        assert open_to(server.url) == 1
        assert none_open_to(server.url)


@pytest.mark.parametrize("face", ["sync", "asyncio", "trio"])
def test_a_client_that_is_closed_while_a_request_is_in_flight_leaves_nothing_open(face: str) -> None:
    release = threading.Event()

    async def go() -> None:
        http = async_client()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(http.get, server.url)
            await arrived(server, 1)
            await http.aclose()
            release.set()
        assert await anyio.to_thread.run_sync(none_open_to, server.url)

    with HostileServer((held(release),)) as server:
        if face != "sync":
            anyio.run(go, backend=face)
            return
        http = sync_client()
        thread = threading.Thread(target=http.get, args=(server.url,))
        thread.start()
        while not server.exchanges:
            time.sleep(0.001)
        http.close()
        release.set()
        thread.join()
        assert none_open_to(server.url)


def test_a_connection_that_the_server_has_closed_is_not_used_again() -> None:
    def closes(exchange: Exchange) -> None:
        exchange.send(response(b"{}"))
        raise BrokenPipeError

    with HostileServer((closes,)) as server, sync_client() as http:
        for _ in range(3):
            assert http.get(server.url).status_code == 200
            time.sleep(0.05)  # until it is seen here


def test_a_host_with_silent_addresses_is_given_one_timeout_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[str, float]] = []

    def silent(address: tuple[str, int], timeout: float, **_: Any) -> Any:
        tried.append((address[0], timeout))
        raise TimeoutError

    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"192.0.2.{one}", 80)) for one in range(4)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
    monkeypatch.setattr(socket, "create_connection", silent)
    with sync_client() as http, pytest.raises(httpx.ConnectTimeout, match=r"no connection to host\.example"):
        http.get("http://host.example/")
    assert [address for address, _ in tried] == [f"192.0.2.{one}" for one in range(4)]
    assert tried[0][1] == pytest.approx(1.25, abs=0.2)
    assert tried[3][1] <= 5


def test_too_few_descriptors_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: Any, **__: Any) -> Any:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(socket, "socket", exhausted)
    with sync_client() as http, pytest.raises(httpx.ConnectError, match="Too many open files"):
        http.get("http://127.0.0.1:9/")


def test_certificates_that_cannot_be_opened_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(self: Any) -> Any:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(NetworkSettings, "ssl_context", exhausted)
    with sync_client() as http, pytest.raises(httpx.ConnectError, match="Too many open files"):
        http.get("https://127.0.0.1:9/")


def test_an_error_of_a_connection_is_one_error_and_holds_nothing() -> None:
    with sync_client() as http, pytest.raises(httpx.ConnectError) as caught:
        http.get("http://127.0.0.1:9/", headers={"Authorization": "Basic secret"})
    assert str(caught.value) == "127.0.0.1:9: Connection refused"
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_contexts_are_shared_where_the_settings_are_equal_and_not_made_for_http() -> None:
    _ssl_context.cache_clear()
    with HostileServer((ANSWER,)) as server, sync_client() as http:
        http.get(server.url)
    assert _ssl_context.cache_info().currsize == 0
    one, two = NetworkSettings().ssl_context(), NetworkSettings().ssl_context()
    assert one is two
    assert NetworkSettings(verify=False).ssl_context() is not one


@pytest.mark.parametrize(
    ("variable", "httpx_args"), [("SSL_CERT_FILE", {}), ("SSL_CERT_DIR", {}), (None, {"verify": "/no/such/ca.pem"})]
)
def test_certificates_that_are_not_there_are_said_by_connect(
    variable: str | None, httpx_args: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, "/no/such/ca.pem")
    with pytest.raises(ConfigurationError, match=f"{variable or 'verify'}.*not there: /no/such/ca.pem"):
        fullstory.connect("key", httpx_args=httpx_args)
    fullstory.connect("key", httpx_args={"verify": False})


def test_a_recorder_or_a_mock_that_stands_in_the_place_of_httpx_is_not_passed_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def mocked(_: Any, request: httpx.Request) -> httpx.Response:
        return httpx.Response(418)

    async def async_mocked(_: Any, request: httpx.Request) -> httpx.Response:
        return httpx.Response(418)

    async def go() -> None:
        async with async_client() as http:
            assert (await http.get("http://127.0.0.1:9/")).status_code == 418

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", mocked)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", async_mocked)
    with sync_client() as http:
        assert http.get("http://127.0.0.1:9/").status_code == 418
    asyncio.run(go())


def test_a_transport_for_sync_clients_is_not_passed_by_in_async_use() -> None:
    class SyncOnly(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(404)

    client = fullstory.connect("na1.secret", httpx_args={"transport": SyncOnly()})
    assert fullstory.EventsImport(client, "a").poll().outcome is Outcome.PENDING
    with pytest.raises(PollingError, match="for sync clients only"):
        asyncio.run(fullstory.EventsImport(client, "a").async_poll())
