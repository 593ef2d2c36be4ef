"""`tarry.testing.virtual_time`: code that is given no clock waits in no time, wherever it runs."""

import threading
from collections.abc import Iterator
from typing import Any

import anyio
import pytest

import tarry
from support.scripted import BACKENDS
from tarry import fullstory, salesforce
from tarry._core.clock import SYSTEM_CLOCK, clock_or_default, monotonic
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock, virtual_time

EVENTS = [{"name": "Order Shipped"}, {"name": "Order Returned"}]


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(clock=monotonic)


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Any]:
    url = sandbox.base_url("fullstory", "http://sandbox")
    with fullstory.connect("sandbox-key", base_url=url, httpx_args={"transport": sandbox.transport()}) as client:
        yield client


def test_only_within_the_context_and_only_where_none_is_given() -> None:
    mine = VirtualClock()
    with virtual_time() as clock:
        assert clock_or_default(None) is clock
        assert clock_or_default(mine) is mine
        with virtual_time(mine) as inner:
            assert inner is mine
            assert clock_or_default() is mine
        assert clock_or_default() is clock
    assert clock_or_default() is SYSTEM_CLOCK
    with pytest.raises(ZeroDivisionError), virtual_time():
        raise ZeroDivisionError
    assert clock_or_default() is SYSTEM_CLOCK


def test_it_is_a_decorator_with_a_new_clock_each_time() -> None:
    @virtual_time()
    def slept() -> float:
        clock_or_default().sleep(3600)
        return monotonic()

    assert [slept(), slept()] == [3600, 3600]


def test_every_way_to_wait_takes_the_clock(sandbox: Sandbox, client: Any) -> None:
    sandbox.plan("fullstory", Plan(seconds=3600, faults=[Fault("throttled", at=1, retry_after=900)]))
    with virtual_time() as clock:
        for wait in (
            lambda job: tarry.wait_for_completion(job, timeout=None),
            lambda job: next(tarry.as_completed([job], timeout=None)),
            lambda job: tarry.wait_for_all([job], timeout=None)[0],
            wait_with_a_watch,
        ):
            job, began = fullstory.EventsImport.submit(client, EVENTS), clock.now
            result = wait(job)
            assert result.outcome is tarry.Outcome.SUCCEEDED
            # Not before the Retry-After, and not long after the end.
            assert 3600 <= clock.now - began < 3600 + 120
            assert [event.name for event in job.results()] == ["Order Shipped", "Order Returned"]


def wait_with_a_watch(job: Any) -> Any:
    with tarry.Watch() as watch:
        return watch.wait(job, timeout=None)


def test_step_by_step(sandbox: Sandbox, client: Any) -> None:
    sandbox.plan("fullstory", Plan(seconds=100))
    with virtual_time() as clock:
        wait = tarry.Wait(fullstory.EventsImport.submit(client, EVENTS), timeout=3600)
        while not wait.ended:
            clock.advance(wait.poll().next_delay or 0.0)
    assert 100 <= clock.now < 200


@pytest.mark.parametrize("backend", BACKENDS)
def test_tasks_wait_side_by_side(backend: str, sandbox: Sandbox, client: Any) -> None:
    sandbox.plan("fullstory", Plan(seconds=3600))

    async def one() -> None:
        job = await fullstory.EventsImport.async_submit(client, EVENTS)
        await tarry.async_wait_for_completion(job, timeout=None)
        assert len([event async for event in job.async_results()]) == 2

    async def several() -> None:
        async with client, anyio.create_task_group() as tasks:
            for _ in range(3):
                tasks.start_soon(one)

    with virtual_time() as clock:
        anyio.run(several, backend=backend)
    assert 3600 <= clock.now < 3720


def test_threads_see_it(sandbox: Sandbox, client: Any) -> None:
    sandbox.plan("fullstory", Plan(seconds=3600))
    with virtual_time() as clock:
        jobs = [fullstory.EventsImport.submit(client, EVENTS) for _ in range(3)]
        threads = [
            threading.Thread(target=tarry.wait_for_completion, args=(job,), kwargs={"timeout": None}) for job in jobs
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert clock.now >= 3600
        assert all(job.poll().outcome is tarry.Outcome.SUCCEEDED for job in jobs)


def test_a_token_ends_in_the_same_time(sandbox: Sandbox) -> None:
    """Ahead of its end it is renewed, without a 401."""
    url = sandbox.base_url("salesforce", "http://sandbox")
    asked: list[Any] = []
    client = salesforce.connect(
        client_id="sandbox-client",
        client_secret="sandbox-secret",
        base_url=url,
        httpx_args={"transport": sandbox.transport(), "event_hooks": {"response": [asked.append]}},
    )
    sandbox.plan("salesforce", Plan(seconds=3600))
    with virtual_time(), client:
        job = salesforce.RowsImport.submit(client, [{"MemberId": "M-1001"}], key="Loyalty_Members")
        tarry.wait_for_completion(job, timeout=None)
    statuses = [answer.status_code for answer in asked]
    assert 200 in statuses
    assert 401 not in statuses
    assert sandbox.providers["salesforce"].tokens.issued > 1
