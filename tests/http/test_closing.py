"""A client that is closed while its requests are in flight leaves nothing open, and ends them in an error or an answer."""

import gc
import threading
from collections.abc import Iterator
from typing import Any

import anyio
import pytest

import tarry
from support.hostile_server import BY_NAME, TOKEN, Exchange, HostileServer, answers, chunk, chunked
from support.open_sockets import none_open_to, open_to
from tarry import Outcome

pytestmark = [
    pytest.mark.block_network(allowed_hosts=["127.0.0.1"]),
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

FULLSTORY, SALESFORCE = BY_NAME["fullstory"], BY_NAME["salesforce"]
FINISHED = answers(FULLSTORY.finished)
STARTS = {"before the answer": b"", "in the headers": b"HTTP/1.1 200 OK\r\nX-", "in the body": chunked() + chunk(b" ")}
each_start = pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
each_backend = pytest.mark.parametrize("backend", ["asyncio", "trio"])
COUNT = 5


@pytest.fixture(autouse=True)
def _nothing_is_left_to_the_collector() -> Iterator[None]:
    yield
    gc.collect()


class Gate:
    """A server that begins to answer and goes on when the test lets it."""

    def __init__(self, start: bytes) -> None:
        self.arrived = threading.Semaphore(0)
        self.opened = threading.Event()
        self._start = start

    def __call__(self, exchange: Exchange) -> None:
        exchange.send(self._start)
        self.arrived.release()
        while not self.opened.wait(0.02):
            exchange.pause(0)
        if self._start.startswith(b"HTTP/1.1 200 OK\r\nX-"):
            exchange.send(b"Late: yes\r\nContent-Length: 0\r\n\r\n")
        elif self._start:
            exchange.send(chunk(b"{}"), chunk(b""))
        else:
            FINISHED(exchange)


@each_start
def test_sync_polls_are_in_flight_when_their_client_is_closed(start: bytes) -> None:
    gate = Gate(start)
    ended: list[BaseException | tarry.WaitResult[Any]] = []

    with HostileServer((gate,)) as server:
        client = FULLSTORY.connect(server.url, request_timeout=20)

        def poll() -> None:
            try:
                ended.append(FULLSTORY.job(client).poll(raise_on_fault=True))
            except Exception as error:  # noqa: BLE001 - polled below
                ended.append(error)

        threads = [threading.Thread(target=poll) for _ in range(COUNT)]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert gate.arrived.acquire(timeout=20)
        client.get_httpx_client().close()
        gate.opened.set()
        for thread in threads:
            thread.join(20)
        assert none_open_to(server.url)
    assert len(ended) == COUNT
    assert_documented(ended)


def assert_documented(ended: list[Any]) -> None:
    """Each poll ended in an answer, or in an error that callers know of."""
    for one in ended:
        assert isinstance(one, tarry.WaitResult | tarry.TarryError) or "closed" in str(one), repr(one)


@each_start
@each_backend
def test_polls_are_in_flight_when_their_client_is_closed(backend: str, start: bytes) -> None:
    gate = Gate(start)
    ended: list[Any] = []

    async def go() -> None:
        with HostileServer((gate,)) as server:
            client = FULLSTORY.connect(server.url, request_timeout=20)

            async def poll() -> None:
                try:
                    ended.append(await FULLSTORY.job(client).async_poll(raise_on_fault=True))
                except Exception as error:  # noqa: BLE001 - polled below
                    ended.append(error)

            async with anyio.create_task_group() as group:
                for _ in range(COUNT):
                    group.start_soon(poll)
                for _ in range(COUNT):
                    assert await anyio.to_thread.run_sync(lambda: gate.arrived.acquire(timeout=20))
                await client.get_async_httpx_client().aclose()
                gate.opened.set()
            assert await anyio.to_thread.run_sync(none_open_to, server.url)

    anyio.run(go, backend=backend)
    assert len(ended) == COUNT
    assert_documented(ended)


def test_a_sync_wait_for_many_is_left_and_its_client_closed() -> None:
    gate = Gate(b"")
    with HostileServer((FINISHED, gate)) as server:
        with FULLSTORY.connect(server.url, request_timeout=20) as client:
            results = tarry.as_completed([FULLSTORY.job(client) for _ in range(COUNT)], timeout=60)
            assert next(results).outcome is Outcome.SUCCEEDED
            for _ in range(COUNT - 1):
                assert gate.arrived.acquire(timeout=20)
            results.close()
        gate.opened.set()
        assert none_open_to(server.url)


@each_backend
def test_a_wait_for_many_is_left_and_its_client_closed(backend: str) -> None:
    gate = Gate(b"")

    async def go() -> None:
        with HostileServer((FINISHED, gate)) as server:
            async with FULLSTORY.connect(server.url, request_timeout=20) as client:
                results = tarry.async_as_completed([FULLSTORY.job(client) for _ in range(COUNT)], timeout=60)
                assert (await anext(results)).outcome is Outcome.SUCCEEDED
                for _ in range(COUNT - 1):
                    assert await anyio.to_thread.run_sync(lambda: gate.arrived.acquire(timeout=20))
            # Closed around a wait that goes on; here it is left.
            await results.aclose()
            gate.opened.set()
            assert await anyio.to_thread.run_sync(none_open_to, server.url)

    anyio.run(go, backend=backend)


def test_a_sync_client_is_closed_around_a_wait_that_goes_on() -> None:
    gate = Gate(b"")
    with HostileServer((FINISHED, gate, FINISHED)) as server:
        client = FULLSTORY.connect(server.url, request_timeout=20)
        results = tarry.as_completed([FULLSTORY.job(client) for _ in range(COUNT)], timeout=3)
        next(results)
        assert gate.arrived.acquire(timeout=20)
        client.get_httpx_client().close()
        gate.opened.set()
        rest: list[Any] = []
        try:
            rest.extend(results)
        except RuntimeError as error:  # httpx says so of a closed client
            assert "closed" in str(error)  # noqa: PT017
        assert none_open_to(server.url)


def test_the_request_for_a_token_is_in_flight_when_its_client_is_closed() -> None:
    gate = Gate(b"")
    ended: list[Any] = []

    def token(exchange: Exchange) -> None:
        gate.arrived.release()
        while not gate.opened.wait(0.02):
            exchange.pause(0)
        TOKEN(exchange)

    with HostileServer((answers(SALESFORCE.finished),), by_path={"/v2/token": token}) as server:
        client = SALESFORCE.connect(server.url, request_timeout=20)

        def poll() -> None:
            try:
                ended.append(SALESFORCE.job(client).poll(raise_on_fault=True))
            except Exception as error:  # noqa: BLE001 - polled below
                ended.append(error)

        thread = threading.Thread(target=poll)
        thread.start()
        assert gate.arrived.acquire(timeout=20)
        client.get_httpx_client().close()
        gate.opened.set()
        thread.join(20)
        assert none_open_to(server.url)
    assert_documented(ended)


# Not closed at all.


@pytest.mark.parametrize("face", ["sync", "asyncio", "trio"])
def test_a_client_that_is_dropped_leaves_no_thread(face: str) -> None:
    """A thread or timer that closes idle connections must not keep a client alive, nor a process."""
    with HostileServer((FINISHED,)) as server:
        before = set(threading.enumerate())
        client = FULLSTORY.connect(server.url)
        job = FULLSTORY.job(client)
        if face == "sync":
            job.poll(raise_on_fault=True)
            client.get_httpx_client().close()
        else:

            async def use() -> None:
                async with client:
                    await job.async_poll(raise_on_fault=True)

            anyio.run(use, backend=face)
        others = [thread for thread in set(threading.enumerate()) - before if "_serve" not in thread.name]
        assert [thread for thread in others if not thread.daemon] == []
        assert open_to(server.url) == 0
