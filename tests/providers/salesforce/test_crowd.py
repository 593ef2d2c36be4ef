"""Salesforce: many threads or tasks with one client, of which one fetches the token while the others wait."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

import anyio
import anyio.lowlevel
import httpx
import pytest

from support.salesforce_server import AUTH, COMPLETE, JOB, SETTINGS, Server, credentials, error, token
from tarry import Outcome, PollingError, salesforce
from tarry.salesforce import RowsImport
from tarry_clients.salesforce import AuthenticatedClient
from tarry_clients.salesforce.api.requests import get_request_status

MANY = 12


class Turnstile:
    """A lock that counts who has come to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._came = threading.Condition()
        self._count = 0

    def acquire(self, timeout: float = -1) -> bool:
        with self._came:
            self._count += 1
            self._came.notify_all()
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        self._lock.release()

    def wait_for(self, count: int) -> None:
        with self._came:
            assert self._came.wait_for(lambda: self._count >= count, timeout=10)


class Crowd(Server):
    """Gives a token when everybody has come for it, and refuses those of *refused* when everybody has sent it."""

    def __init__(self, *refused: str) -> None:
        super().__init__(COMPLETE)
        self.refused = {f"Bearer sandbox-token-{number}" for number in refused}
        self.turnstile = Turnstile()
        self.barrier = threading.Barrier(MANY)
        self.event = anyio.Event()
        self.waiting = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = super().__call__(request)
        if request.url.host == httpx.URL(AUTH).host:
            self.turnstile.wait_for(MANY * len(self.token_requests))
            return answer
        if request.headers["Authorization"] in self.refused:
            self.barrier.wait(10)
            return error(401)
        return answer

    async def asynchronous(self, request: httpx.Request) -> httpx.Response:
        answer = Server.__call__(self, request)
        if request.url.host == httpx.URL(AUTH).host:
            # Time for the others to come and find no token.
            for _ in range(100):
                await anyio.lowlevel.checkpoint()
            return answer
        if request.headers["Authorization"] in self.refused:
            self.waiting += 1
            if self.waiting == MANY:
                self.event.set()
            await self.event.wait()
            return error(401)
        return answer


def many_threads(crowd: Crowd) -> list[Outcome]:
    with ThreadPoolExecutor(MANY) as pool:
        client = crowd.client()
        cast(Any, credentials(client))._lock = crowd.turnstile
        polls = [pool.submit(RowsImport(client, JOB).poll, raise_on_fault=True) for _ in range(MANY)]
        return [poll.result(20).outcome for poll in polls]


async def many_tasks(crowd: Crowd) -> list[Outcome]:
    transport = httpx.MockTransport(crowd.asynchronous)
    client = salesforce.connect(**SETTINGS, httpx_args={"transport": transport})
    outcomes: list[Outcome] = []

    async def poll() -> None:
        outcomes.append((await RowsImport(client, JOB).async_poll()).outcome)

    async with anyio.create_task_group() as group:
        for _ in range(MANY):
            group.start_soon(poll)
    return outcomes


@pytest.fixture(params=["threads", "asyncio", "trio"])
def many(request: pytest.FixtureRequest) -> Callable[[Crowd], list[Outcome]]:
    if request.param == "threads":
        return many_threads
    return lambda crowd: anyio.run(many_tasks, crowd, backend=request.param)


def test_one_fetch_for_a_crowd(many: Callable[[Crowd], list[Outcome]]) -> None:
    crowd = Crowd()
    assert many(crowd) == [Outcome.SUCCEEDED] * MANY
    assert len(crowd.token_requests) == 1


def test_one_renewal_for_a_crowd(many: Callable[[Crowd], list[Outcome]]) -> None:
    crowd = Crowd("1")
    assert many(crowd) == [Outcome.SUCCEEDED] * MANY
    assert len(crowd.token_requests) == 2
    assert sorted(crowd.credentials) == ["1"] * MANY + ["2"] * MANY


@contextmanager
def held_token_host() -> Iterator[tuple[AuthenticatedClient, threading.Event]]:
    """A client whose first token request does not come back before the end."""
    asked, end = threading.Event(), threading.Event()

    def handler(request: httpx.Request) -> httpx.Response:
        asked.set()
        end.wait(20)
        return token()

    transport = httpx.MockTransport(handler)
    try:
        yield salesforce.connect(**SETTINGS, request_timeout=0.01, httpx_args={"transport": transport}), asked
    finally:
        end.set()


def test_a_thread_waits_for_another_no_longer_than_a_request_may_take() -> None:
    with ThreadPoolExecutor(1) as pool, held_token_host() as (client, asked):
        client.get_httpx_client()
        pool.submit(RowsImport(client, JOB).poll)
        assert asked.wait(10)
        with pytest.raises(PollingError, match="another request is still asking for a token"):
            RowsImport(client, JOB).poll(raise_on_fault=True)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_task_waits_for_another_no_longer_either(backend: str) -> None:
    async def go() -> None:
        asked = anyio.Event()

        async def handler(request: httpx.Request) -> httpx.Response:
            asked.set()
            await anyio.sleep_forever()
            return token()

        transport = httpx.MockTransport(handler)
        client = salesforce.connect(**SETTINGS, httpx_args={"transport": transport})
        async with anyio.create_task_group() as group:
            # Not polls, which have a limit of their own.
            group.start_soon(partial(get_request_status.asyncio_detailed, client=client, request_id=JOB))
            await asked.wait()
            impatient = httpx.Timeout(30, pool=0.01)
            with pytest.raises(httpx.PoolTimeout, match="another request is still asking for a token"):
                await client.get_async_httpx_client().get("/data", timeout=impatient)
            group.cancel_scope.cancel()
        # Cancelled on its way to a token, it leaves the turn to the next.
        assert not credentials(client)._lock.locked()

    anyio.run(go, backend=backend)


@pytest.mark.parametrize("code", [401, 429, 503])
def test_one_refusal_for_a_crowd(code: int) -> None:
    crowd = Crowd()
    crowd.tokens = [error(code, **{"Retry-After": "60"})]
    with pytest.raises(PollingError, match=f"POST /v2/token answered {code}"):
        many_threads(crowd)
    assert len(crowd.token_requests) == 1
    # Who comes later asks again.
    crowd.turnstile.wait_for = lambda count: None  # type: ignore[method-assign]
    with pytest.raises(PollingError):
        crowd.job().poll(raise_on_fault=True)
    assert len(crowd.token_requests) == 2
