"""One client in one event loop after another, as where each request of a web application is an `asyncio.run`.

Connections, locks and semaphores of asyncio and trio belong to the event loop that made them, and a client outlives that.
"""

import asyncio
import gc
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import anyio
import pytest

import tarry
from support.hostile_server import BY_NAME, CLIENTS, TOKEN, Client, Exchange, HostileServer, answers, silent
from support.open_sockets import none_open_to, open_to
from tarry import Outcome

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

FULLSTORY = BY_NAME["fullstory"]
LOOPS = [("asyncio", "asyncio"), ("asyncio", "trio"), ("trio", "asyncio"), ("trio", "trio")]

each_pair = pytest.mark.parametrize("loops", LOOPS, ids="-then-".join)


@pytest.fixture(autouse=True)
def _nothing_is_left_to_the_collector() -> Iterator[None]:
    """What a loop leaves behind is closed, not collected with a warning in some later test."""
    yield
    gc.collect()


def run(backend: str, work: Callable[[], Awaitable[Any]]) -> Any:
    """What *work* returns, in an event loop of its own, which is gone afterwards."""
    return anyio.run(work, backend=backend)


def close(client: Any, backend: str) -> None:
    run(backend, client.get_async_httpx_client().aclose)
    client.get_httpx_client().close()


def finished(client: Client) -> HostileServer:
    return HostileServer((answers(client.finished),), by_path={"/v2/token": TOKEN})


@each_pair
@pytest.mark.parametrize("provider", CLIENTS, ids=str)
def test_a_client_polls_in_each_of_two_loops(loops: tuple[str, str], provider: Client) -> None:
    with finished(provider) as server:
        client = provider.connect(server.url)
        job = provider.job(client)
        for backend in loops:
            assert run(backend, job.async_poll).outcome is Outcome.SUCCEEDED
        close(client, loops[1])
        assert none_open_to(server.url)


@each_pair
def test_the_connections_of_a_loop_that_has_ended_are_closed(loops: tuple[str, str]) -> None:
    with finished(FULLSTORY) as server:
        client = FULLSTORY.connect(server.url)
        for backend in (*loops, *loops):
            run(backend, FULLSTORY.job(client).async_poll)
            # Those of the last loop may be there until the next request, those of loops before it not.
            assert open_to(server.url) <= 1
        close(client, loops[1])
        assert none_open_to(server.url)


@each_pair
def test_sync_calls_between_the_loops_have_their_own_connections(loops: tuple[str, str]) -> None:
    with finished(FULLSTORY) as server:
        client = FULLSTORY.connect(server.url)
        job = FULLSTORY.job(client)
        for backend in loops:
            assert run(backend, job.async_poll).outcome is Outcome.SUCCEEDED
            assert job.poll().outcome is Outcome.SUCCEEDED
        assert server.connections == 3
        close(client, loops[1])
        assert none_open_to(server.url)


@each_pair
def test_many_jobs_are_waited_for_in_each_of_two_loops(loops: tuple[str, str]) -> None:
    """More at a time than a client opens connections: what bounds them belongs to no loop."""
    with finished(FULLSTORY) as server:
        client = FULLSTORY.connect(server.url)
        jobs = [FULLSTORY.job(client) for _ in range(150)]

        async def wait() -> set[Outcome]:
            results = await tarry.async_wait_for_all(jobs, timeout=60, in_flight=300, per_second=10_000)
            return {result.outcome for result in results}

        for backend in loops:
            assert run(backend, wait) == {Outcome.SUCCEEDED}
        close(client, loops[1])
        assert none_open_to(server.url)


@each_pair
def test_a_loop_that_was_left_with_requests_in_flight_holds_nothing(loops: tuple[str, str]) -> None:
    arrived = threading.Semaphore(0)

    def never(exchange: Exchange) -> None:
        arrived.release()
        silent(exchange)

    with HostileServer((*[never] * 120, answers(FULLSTORY.finished))) as server:
        client = FULLSTORY.connect(server.url)
        job = FULLSTORY.job(client)

        async def leave_in_flight() -> None:
            async with anyio.create_task_group() as group:
                for _ in range(40):
                    group.start_soon(job.async_poll)
                for _ in range(40):
                    await anyio.to_thread.run_sync(arrived.acquire)
                group.cancel_scope.cancel()

        for _ in range(3):
            run(loops[0], leave_in_flight)
            assert none_open_to(server.url)
        assert run(loops[1], job.async_poll).outcome is Outcome.SUCCEEDED
        close(client, loops[1])
        assert none_open_to(server.url)


def test_two_loops_at_a_time_in_two_threads() -> None:
    with finished(FULLSTORY) as server:
        client = FULLSTORY.connect(server.url)
        jobs = [FULLSTORY.job(client) for _ in range(20)]
        outcomes: list[Outcome] = []
        together = threading.Barrier(2)

        async def wait() -> None:
            for _ in range(3):
                # Each begins when the other does, so that connections are taken and given back at the same time.
                await anyio.to_thread.run_sync(together.wait)
                results = await tarry.async_wait_for_all(jobs, timeout=60, per_second=10_000)
                outcomes.extend(result.outcome for result in results)

        threads = [threading.Thread(target=asyncio.run, args=(wait(),)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes == [Outcome.SUCCEEDED] * 120
        close(client, "asyncio")
        assert none_open_to(server.url)


def test_aiohttp_in_each_of_two_loops() -> None:
    transports = pytest.importorskip("tarry.transports")
    with finished(FULLSTORY) as server:
        client = FULLSTORY.connect(server.url, httpx_args={"transport": transports.AiohttpTransport()})
        job = FULLSTORY.job(client)
        for _ in range(2):
            assert run("asyncio", job.async_poll).outcome is Outcome.SUCCEEDED
        close(client, "asyncio")
        assert none_open_to(server.url)
