"""Thousands at once: who is handed over when, what a cancelled call loses (nothing), and what a host is spared."""

import asyncio
import gc
import heapq
import math
import threading
import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from support.scripted import (
    BACKENDS,
    DRIVERS,
    MANY,
    PENDING,
    SUCCEEDED,
    Answer,
    Driver,
    ScriptedJob,
    StubClient,
    same,
)
from tarry import (
    ConfigurationError,
    Outcome,
    ProviderResponseError,
    WaitResult,
    WaitTimeoutError,
    as_completed,
    async_as_completed,
    async_wait_for_all,
    fullstory,
    wait_for_all,
)
from tarry._core.observation import Kind, Observation
from tarry._wait.rate_limit import RateLimit
from tarry._wait.scheduler import PollOutcome, Scheduler
from tarry._wait.state import WaitState
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

both_backends = pytest.mark.parametrize("backend", BACKENDS)


def job_at(host: str, *answers: Answer, name: str = "job") -> ScriptedJob:
    """A job at a host of its own choice."""
    job = ScriptedJob(*answers, job_id=name)
    client = StubClient()
    vars(client)["_base_url"] = f"https://{host}/api"
    vars(job)["_client"] = client
    return job


def throttled(retry_after: float | None = None, code: int = 429) -> Any:
    error = ProviderResponseError("busy", status_code=code, headers={}, content=b"", method="get", path="/")
    return Observation(Kind.FAULT, error=error, retry_after=retry_after)


# Handing over at once.


@both_backends
def test_a_result_does_not_wait_for_other_polls_in_flight(backend: str) -> None:
    async def go() -> list[str]:
        release = anyio.Event()

        async def hang() -> Any:
            await release.wait()
            return SUCCEEDED

        names = []
        with anyio.fail_after(10):
            jobs = [ScriptedJob(hang, job_id="slow"), ScriptedJob(SUCCEEDED, job_id="quick")]
            async for result in async_as_completed(jobs, timeout=60):
                names.append(result.job.handle.ids[0])
                release.set()
        assert [job.polls for job in jobs] == [1, 1]
        return names

    assert anyio.run(go, backend=backend) == ["quick", "slow"]


def test_a_result_does_not_wait_for_polls_in_other_threads() -> None:
    released = threading.Event()

    def hang() -> Any:
        assert released.wait(10)
        return SUCCEEDED

    names = []
    for result in as_completed([ScriptedJob(hang, job_id="slow"), ScriptedJob(SUCCEEDED, job_id="quick")], timeout=60):
        names.append(result.job.handle.ids[0])
        released.set()
    assert names == ["quick", "slow"]


@both_backends
def test_a_cancelled_call_for_the_next_result_loses_nothing_and_polls_nothing_twice(backend: str) -> None:
    async def go() -> None:
        release = anyio.Event()

        async def hang() -> Any:
            await release.wait()
            return SUCCEEDED

        jobs = [ScriptedJob(hang) for _ in range(5)]
        results = async_as_completed(jobs, timeout=60)
        for _ in range(3):
            with anyio.move_on_after(0.01):
                await anext(results)
        release.set()
        with anyio.fail_after(10):
            assert {id((await anext(results)).job) for _ in jobs} == {id(job) for job in jobs}
        assert [job.polls for job in jobs] == [1] * 5
        with pytest.raises(StopAsyncIteration):
            await anext(results)

    anyio.run(go, backend=backend)


@both_backends
def test_a_cancelled_callback_loses_no_result(backend: str) -> None:
    async def go() -> None:
        async def on_poll(poll: Any) -> None:
            calls.append(poll)
            if len(calls) == 1:
                scope.cancel()
                await anyio.sleep_forever()

        calls: list[Any] = []
        jobs = [ScriptedJob(SUCCEEDED) for _ in range(4)]
        results = async_as_completed(jobs, timeout=60, on_poll=on_poll)
        with anyio.CancelScope() as scope:
            await anext(results)
        with anyio.fail_after(10):
            assert len([result async for result in results]) == 4
        assert len(calls) == 4

    anyio.run(go, backend=backend)


def living_tasks(backend: str) -> int:
    return len(asyncio.all_tasks()) if backend == "asyncio" else trio.lowlevel.current_statistics().tasks_living


@pytest.mark.parametrize("leave", ["by break", "by an error", "by cancellation", "by aclose"])
@both_backends
def test_polls_in_flight_end_when_the_reader_leaves(backend: str, leave: str) -> None:
    stopped: list[str] = []

    async def hang() -> Any:
        try:
            await anyio.sleep_forever()
        finally:
            stopped.append("stopped")

    async def read(results: Any) -> None:
        with anyio.CancelScope() as scope:
            async for _ in results:
                if leave == "by break":
                    break
                if leave == "by an error":
                    raise LookupError
                if leave == "by cancellation":
                    scope.cancel()
                else:
                    await results.aclose()
                    assert stopped == ["stopped"] * 3

    async def go() -> None:
        before = living_tasks(backend)
        jobs = [ScriptedJob(hang), ScriptedJob(hang), ScriptedJob(hang), ScriptedJob(SUCCEEDED)]
        with suppress(LookupError):
            await read(async_as_completed(jobs, timeout=60))
        gc.collect()
        for _ in range(10):
            await anyio.lowlevel.checkpoint()
        assert living_tasks(backend) == before
        assert stopped == ["stopped"] * 3

    anyio.run(go, backend=backend)


@pytest.mark.parametrize("other", ["__anext__", "aclose"])
@both_backends
def test_two_tasks_cannot_read_the_same_results(backend: str, other: str) -> None:
    async def go() -> None:
        results = async_as_completed([ScriptedJob(anyio.sleep_forever)], timeout=None)
        async with aclosing(results), anyio.create_task_group() as group:
            group.start_soon(results.__anext__)
            await anyio.wait_all_tasks_blocked()
            # Rather than leaving the first one waiting for ever.
            with anyio.fail_after(5), pytest.raises(anyio.BusyResourceError, match="reading results"):
                await getattr(results, other)()
            group.cancel_scope.cancel()

    anyio.run(go, backend=backend)


@both_backends
def test_when_the_wait_for_all_is_cancelled_nothing_is_left_running(backend: str) -> None:
    async def go() -> None:
        before = living_tasks(backend)
        with anyio.move_on_after(0.01):
            await async_wait_for_all([ScriptedJob(anyio.sleep_forever) for _ in range(5)], timeout=60)
        assert living_tasks(backend) == before

    anyio.run(go, backend=backend)


def test_polls_in_threads_have_the_context_of_the_caller() -> None:
    trace_id: ContextVar[str] = ContextVar("trace_id", default="none")
    seen: list[str] = []

    def poll() -> Any:
        seen.append(trace_id.get())
        return SUCCEEDED

    token = trace_id.set("mine")
    try:
        wait_for_all([ScriptedJob(poll), ScriptedJob(poll)], timeout=60)
    finally:
        trace_id.reset(token)
    assert seen == ["mine", "mine"]


@both_backends
def test_what_is_handed_over_is_forgotten(backend: str) -> None:
    async def go() -> None:
        jobs = (ScriptedJob(PENDING, SUCCEEDED, job_id=str(number)) for number in range(500))
        results = async_as_completed(jobs, timeout=60, schedule=Fixed(1), clock=VirtualClock())
        await anext(results)
        gc.collect()
        tracemalloc.start()
        try:
            first = tracemalloc.get_traced_memory()[0]
            for _ in range(498):
                await anext(results)
            gc.collect()
            assert tracemalloc.get_traced_memory()[0] < first + 50_000
        finally:
            tracemalloc.stop()

    anyio.run(go, backend=backend)


def test_the_sync_wait_leaves_a_running_event_loop_alone() -> None:
    async def notebook() -> list[WaitResult[Any]]:
        return wait_for_all([ScriptedJob(PENDING, SUCCEEDED) for _ in range(5)], timeout=60, clock=VirtualClock())

    for result in asyncio.run(notebook()):
        assert result.outcome is Outcome.SUCCEEDED


def test_there_is_no_thread_but_for_polls_in_flight() -> None:
    most = 0

    def count() -> Any:
        nonlocal most
        most = max(most, sum(thread.name == "tarry-poll" for thread in threading.enumerate()))
        return SUCCEEDED

    wait_for_all([ScriptedJob(PENDING, count, job_id=str(n)) for n in range(200)], timeout=600, in_flight=6)
    assert most <= 3  # half for one host


# What a waiting job costs.


def test_a_waiting_job_takes_at_most_one_and_a_half_kibibytes() -> None:
    status = {"id": "abc", "status": "PROCESSING", "created": "2026-01-01T00:00:00Z"}
    transport = httpx.MockTransport(
        lambda request: httpx.Response(200, json={"job": status, "imports": 0, "errors": 0})
    )
    client = fullstory.connect(api_key="key", httpx_args={"transport": transport})

    async def traced(number: int) -> int:
        clock = Stopped()
        await fullstory.EventsImport(client, "warm").async_poll()
        gc.collect()
        tracemalloc.start()
        try:
            jobs = [fullstory.EventsImport(client, f"job{index:08d}=") for index in range(number)]
            results = async_as_completed(jobs, timeout=3600, schedule=Fixed(5), clock=clock)
            with pytest.raises(EnoughError):
                await anext(results)
            return clock.traced
        finally:
            tracemalloc.stop()

    few, many = (anyio.run(traced, number) for number in (100, 400))
    assert (many - few) / 300 <= 1536


class EnoughError(Exception):
    pass


class Stopped(VirtualClock):
    """Measures when every job has been polled a few times and all of them wait."""

    traced = 0

    async def async_sleep(self, seconds: float) -> None:
        if self.now >= 5:
            gc.collect()
            self.traced = tracemalloc.get_traced_memory()[0]
            raise EnoughError
        await super().async_sleep(seconds)


# Budgets.


def every_driver_and_clock(
    jobs: Callable[[], list[ScriptedJob]], **options: Any
) -> list[tuple[VirtualClock, list[WaitResult[Any]]]]:
    """The results of all jobs, sorted by job, through every driver."""
    runs = []
    for driver in MANY:
        clock = VirtualClock()
        results = driver.all(jobs(), clock=clock, **options)
        runs.append((clock, sorted(results, key=lambda result: str(result.job))))
    return runs


def every_driver(jobs: Callable[[], list[ScriptedJob]], **options: Any) -> list[list[WaitResult[Any]]]:
    """The same without the clocks."""
    return [results for _, results in every_driver_and_clock(jobs, **options)]


def every_many(jobs: Callable[[], list[ScriptedJob]], **options: Any) -> list[list[list[float]]]:
    """The times of all polls each job, through every driver."""
    runs = every_driver(jobs, **options)
    return [[[poll.elapsed for poll in result.timeline] for result in run] for run in runs]


def test_the_retry_after_of_one_job_holds_for_all_at_its_host_and_for_no_other() -> None:
    def jobs() -> list[ScriptedJob]:
        return [
            job_at("one", PENDING, throttled(30), SUCCEEDED, name="a"),
            job_at("one", PENDING, PENDING, SUCCEEDED, name="b"),
            job_at("two", PENDING, PENDING, SUCCEEDED, name="c"),
        ]

    first, *others = every_many(jobs, timeout=600, schedule=Fixed(5), in_flight=2)
    a, b, c = first
    assert a[:2] == [0, 5]
    assert a[2] >= 35
    assert b[0] == 0
    assert all(not 5 < at < 35 for at in b)
    assert c == [0, 5, 10]
    assert others == [first] * 5


def test_a_throttle_answer_slows_a_host_once_however_many_polls_were_in_flight() -> None:
    once, often = RateLimit(in_flight=64, per_second=1000), RateLimit(in_flight=64, per_second=1000)
    for rate_limit in (once, often):
        for _ in range(32):
            rate_limit.start(0.0)
    once.end(0.0, 1.0, throttled=True, retry_after=None)
    for _ in range(31):
        once.end(0.0, 1.0, throttled=False, retry_after=None)
    for _ in range(32):
        often.end(0.0, 1.0, throttled=True, retry_after=None)

    def room(rate_limit: RateLimit) -> int:
        taken = 0
        while rate_limit.has_room(1.0):
            rate_limit.start(1.0)
            taken += 1
        return taken

    assert room(once) == room(often) == 16


def test_a_budget_recovers() -> None:
    rate_limit = RateLimit(in_flight=40, per_second=100)
    for _ in range(40):
        rate_limit.start(0.0)
    for _ in range(40):
        rate_limit.end(0.0, 0.5, throttled=True, retry_after=10)
    assert rate_limit.ready_at(0.5) == 10.5
    counts = []
    for now in (11.0, 31.0, 61.0, 200.0):
        started, moment = 0, rate_limit.ready_at(now)
        while moment < now + 1:
            rate_limit.start(moment)
            rate_limit.end(moment, moment, throttled=False, retry_after=None)
            started += 1
            moment = rate_limit.ready_at(moment)
        counts.append(started)
    assert counts == sorted(counts)
    assert counts[0] <= 27
    assert counts[-1] >= 40


def test_a_budget_makes_room_again() -> None:
    rate_limit, counts = RateLimit(in_flight=40, per_second=1000), []
    for now in (0.0, 11.0, 31.0, 61.0, 200.0):
        while rate_limit.has_room(now):
            rate_limit.start(now)
        counts.append(rate_limit.in_flight)
        for _ in range(rate_limit.in_flight):
            rate_limit.end(now, now + 0.5, throttled=now == 0.0, retry_after=10)
    assert counts[0] == counts[-1] == 40
    assert counts[1:] == sorted(counts[1:])
    assert counts[1] <= 27


def test_no_host_gets_more_polls_per_second_than_allowed() -> None:
    first, *others = every_many(
        lambda: [job_at("one", PENDING, SUCCEEDED, name=f"{number:03d}") for number in range(60)],
        timeout=600,
        schedule=Fixed(2),
        per_second=10,
    )
    times = sorted(at for polls in first for at in polls)
    assert all(sum(start <= at < start + 1 for at in times) <= 21 for start in range(20))
    assert len(times) == 120
    assert others == [first] * 5


def test_a_host_that_forbids_polls_beyond_the_deadline_ends_its_waits_at_once() -> None:
    clock = VirtualClock()
    jobs = [job_at("one", throttled(500), name="a"), job_at("one", PENDING, name="b"), job_at("two", PENDING, name="c")]
    results = wait_for_all(jobs, timeout=60, schedule=Fixed(5), clock=clock, in_flight=2)
    assert [type(result.error) for result in results] == [WaitTimeoutError] * 3
    assert "Retry-After" in str(results[1].error)
    assert jobs[1].polls <= 1
    assert results[1].elapsed <= 5
    assert results[2].polls == 13


# What is reported is what will happen.


def test_the_plan_counts_a_retry_after_that_another_job_got() -> None:
    def jobs() -> list[ScriptedJob]:
        return [
            job_at("one", PENDING, throttled(30), SUCCEEDED, name="a"),
            job_at("one", PENDING, PENDING, SUCCEEDED, name="b"),
        ]

    for results in every_driver(jobs, timeout=600, schedule=Fixed(5), in_flight=4):
        poll, after = results[1].timeline[1:3]
        assert (poll.elapsed, poll.reason) == (5, "host's Retry-After, 30 s more")
        assert poll.next_delay is not None
        assert 30 <= poll.next_delay <= 31
        assert after.elapsed == pytest.approx(5 + poll.next_delay, abs=0.3)


def test_a_retry_after_of_another_job_beyond_the_deadline_ends_a_wait_as_soon_as_it_is_known() -> None:
    jobs = [job_at("one", PENDING, throttled(500), name="a"), job_at("one", PENDING, name="b")]
    results = wait_for_all(jobs, timeout=60, schedule=Fixed(5), clock=VirtualClock(), in_flight=4)
    assert [result.elapsed for result in results] == [5, 5]
    assert "its host's Retry-After forbids a poll for 8 min 20 s, beyond the deadline" in str(results[1].error)
    assert jobs[1].polls == 2


@pytest.mark.parametrize("number", [3, 40])
@pytest.mark.parametrize("options", [{}, {"per_second": 2}], ids=str)
def test_the_plan_counts_the_polls_of_other_jobs_of_a_throttled_host(number: int, options: dict[str, Any]) -> None:
    def jobs() -> list[ScriptedJob]:
        first = job_at("one", PENDING, throttled(), PENDING, name="00")
        return [first, *(job_at("one", PENDING, name=f"{n:02d}") for n in range(1, number))]

    for results in every_driver(jobs, timeout=30, schedule=Fixed(1), **options):
        polls = [poll for result in results for poll in result.timeline[:-1]]
        assert {poll.reason for poll in polls} & {"host is throttled", "other jobs of the host come first"}
        # What was planned before that answer cannot have known of it.
        known = next(poll.elapsed for poll in results[0].timeline if poll.fault)
        for result in results:
            for poll, after in pairwise(result.timeline):
                if poll.elapsed > known:
                    assert poll.next_delay is not None
                    assert after.elapsed == pytest.approx(poll.elapsed + poll.next_delay, abs=0.3)


@pytest.mark.parametrize("answer", [throttled(), throttled(3), throttled(3, 503)], ids=["429", "429, 3 s", "503, 3 s"])
@pytest.mark.parametrize("delay", [0.05, 0.3, 2.0])
def test_a_job_alone_at_its_host_is_polled_as_without_a_budget(answer: Any, delay: float) -> None:
    results = [
        driver.one(
            job_at("one", PENDING, answer, answer, PENDING, answer, PENDING),
            timeout=7,
            schedule=Fixed(delay),
            clock=VirtualClock(),
        )
        for driver in DRIVERS
    ]
    for result in results[1:]:
        same(results[0], result)


def test_a_job_alone_at_its_host_keeps_to_what_the_caller_allows() -> None:
    job = job_at("one", PENDING)
    wait_for_all([job], timeout=10, schedule=Fixed(0.1), clock=VirtualClock(), per_second=2)
    assert job.polls <= 21


# The deadline of many.


def last_polls(results: list[WaitResult[Any]], deadline: float) -> int:
    """How many had one; each of the others says that it had none."""
    number = 0
    for result in results:
        assert type(result.error) is WaitTimeoutError
        assert result.outcome is Outcome.PENDING
        had_one = bool(result.timeline) and result.timeline[-1].elapsed >= deadline - 1e-6
        number += had_one
        assert had_one != ("had no last poll within 30 s of it: its host is throttled" in str(result.error))
    return number


@pytest.mark.parametrize("timeout", [0, 60])
def test_after_a_throttle_answer_all_jobs_end_within_a_request_timeout_of_the_deadline(timeout: float) -> None:
    # With polls in flight one at a time, so that most have no turn before the answer.
    def jobs() -> list[ScriptedJob]:
        return [job_at("one", throttled(), PENDING, name="000")] + [
            job_at("one", PENDING, name=f"{n:03d}") for n in range(1, 400)
        ]

    for clock, results in every_driver_and_clock(jobs, timeout=timeout, schedule=Fixed(500), in_flight=1):
        assert len(results) == 400
        assert timeout + 29 < clock.now <= timeout + 30 + 1e-6
        assert max(result.elapsed for result in results) <= timeout + 30 + 1e-6
        assert 0 < last_polls(results, timeout) < 400


class Hanging:
    """Polls that have no answer until the test is over."""

    def __init__(self) -> None:
        self.over = threading.Event()

    def sync(self) -> Any:
        self.over.wait(60)
        return SUCCEEDED

    async def in_a_task(self) -> Any:
        await anyio.sleep_forever()


class Passing(VirtualClock):
    """Time that passes while polls are in flight: up to the next thing that is due."""

    def patience(self, seconds: float) -> float | None:  # type: ignore[override]
        self.advance(seconds)
        return 0.0


@pytest.mark.parametrize("timeout", [0, 60])
@pytest.mark.parametrize("driver", MANY, ids=str)
def test_a_silent_host_holds_up_no_wait_beyond_a_request_timeout(driver: Driver, timeout: float) -> None:
    hanging, clock = Hanging(), Passing()
    answer = hanging.in_a_task if driver.backend else hanging.sync
    jobs = [job_at("one", answer, name=str(n)) for n in range(100)]
    try:
        results = driver.all(jobs, timeout=timeout, clock=clock)
    finally:
        hanging.over.set()
    assert clock.now == timeout + 30
    assert [type(result.error) for result in results] == [WaitTimeoutError] * 100
    assert {result.polls for result in results} == {0}
    texts = sorted(str(result.error).partition("deadline, and ")[2].partition(" (")[0] for result in results)
    assert texts == sorted(
        ["its last poll had no answer within 30 s of the deadline"] * 32
        + ["had no last poll within 30 s of it: there was no room for it beside the polls of other jobs"] * 68
    )


@both_backends
def test_polls_that_are_given_up_are_cancelled(backend: str) -> None:
    async def go() -> None:
        before = living_tasks(backend)
        jobs = [ScriptedJob(anyio.sleep_forever) for _ in range(5)]
        async for _ in async_as_completed(jobs, timeout=5, clock=Passing()):
            pass
        for _ in range(10):
            await anyio.lowlevel.checkpoint()
        assert living_tasks(backend) == before

    anyio.run(go, backend=backend)


@both_backends
def test_a_wait_for_all_ends_before_a_request_that_cannot_be_broken_off(backend: str) -> None:
    over = anyio.Event()

    async def stubborn() -> Any:
        with anyio.CancelScope(shield=True):
            await over.wait()
        return SUCCEEDED

    async def go() -> None:
        with anyio.fail_after(30):
            (result,) = await async_wait_for_all([ScriptedJob(stubborn)], timeout=5, clock=Passing())
        assert type(result.error) is WaitTimeoutError
        over.set()

    anyio.run(go, backend=backend)


@dataclass(frozen=True)
class Load:
    """Jobs at hosts whose polls take as long as they say, over and over; infinity for one that is never answered."""

    hosts: Sequence[Sequence[float]]
    jobs: int
    timeout: float
    delay: float
    in_flight: int
    per_second: float
    throttles: Sequence[int]
    """The numbers of polls that bring a 429."""


LOADS = st.builds(
    Load,
    hosts=st.lists(
        st.lists(st.sampled_from([0.0, 0.1, 2.0, 29.0, math.inf]), min_size=1, max_size=3), min_size=1, max_size=3
    ),
    jobs=st.integers(1, 60),
    timeout=st.sampled_from([0.0, 1.0, 25.0, 100.0]),
    delay=st.sampled_from([0.5, 7.0, 300.0]),
    in_flight=st.integers(1, 9),
    per_second=st.sampled_from([0.5, 3.0, 500.0]),
    throttles=st.lists(st.integers(1, 40), max_size=4),
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(load=LOADS)
def test_every_wait_of_many_ends_by_the_deadline_and_a_request_timeout(load: Load) -> None:
    jobs = [job_at(str(n % len(load.hosts)), PENDING, name=str(n)) for n in range(load.jobs)]
    waits = [WaitState(job, now=0.0, timeout=load.timeout, schedule=Fixed(load.delay)) for job in jobs]
    scheduler = Scheduler(in_flight=load.in_flight, per_second=load.per_second)
    for wait in waits:
        scheduler.add(wait, 0.0)
    now, number = 0.0, 0
    results: list[WaitResult[Any]] = []
    finished: list[tuple[float, int, Any]] = []
    while scheduler:
        for request in scheduler.starts(now):
            assert now < load.timeout + 30
            number += 1
            latencies = load.hosts[int(request.waits[0].job.client._base_url[8])]
            heapq.heappush(finished, (now + latencies[number % len(latencies)], number, request))
        assert scheduler.in_flight <= load.in_flight
        wake = min(scheduler.next_start(), scheduler.next_end(), finished[0][0] if finished else math.inf)
        assert math.isfinite(wake), "it waits for ever"
        now = max(now, wake)
        while finished and finished[0][0] <= now:
            at, which, request = heapq.heappop(finished)
            scheduler.receive(request, PollOutcome([throttled() if which in load.throttles else PENDING], at))
        scheduler.give_up(now)
        results += [wait.result() for wait in scheduler.ended]
        scheduler.ended.clear()
    assert len({id(result.job) for result in results}) == len(results) == load.jobs
    assert now <= load.timeout + 30 + 1e-6
    for result in results:
        assert type(result.error) is WaitTimeoutError
        assert result.elapsed <= load.timeout + 30 + 1e-6
        had_one = bool(result.timeline) and result.timeline[-1].elapsed >= load.timeout - 1e-6
        assert had_one != ("had no" in str(result.error))


@pytest.mark.parametrize("backend", [None, *BACKENDS])
def test_a_reader_who_takes_long_after_the_deadline_costs_no_job_its_last_poll(backend: str | None) -> None:
    clock = VirtualClock()
    jobs = [ScriptedJob(PENDING, job_id=str(n)) for n in range(4)]
    results: list[WaitResult[Any]] = []

    def read(result: WaitResult[Any]) -> None:
        results.append(result)
        clock.advance(1000)

    async def go() -> None:
        async for result in async_as_completed(jobs, timeout=60, schedule=Fixed(500), clock=clock, per_second=0.2):
            read(result)

    if backend is None:
        for result in as_completed(jobs, timeout=60, schedule=Fixed(500), clock=clock, per_second=0.2):
            read(result)
    else:
        anyio.run(go, backend=backend)
    assert [result.polls for result in results] == [2] * 4


# Somebody else cancels.


class Patient(VirtualClock):
    """Says so where a wait asks for the time again and again and lets nobody else run."""

    asked = 0

    def monotonic(self) -> float:
        self.asked += 1
        assert self.asked < 2000, "it spins"
        return super().monotonic()


@pytest.mark.parametrize("at_once", [True, False], ids=["before it began", "while it polls"])
@both_backends
def test_a_poll_that_somebody_else_cancels_is_a_fault_and_the_job_is_polled_again(backend: str, at_once: bool) -> None:
    async def go() -> None:
        polls = 0

        async def poll() -> Any:
            nonlocal polls
            polls += 1
            if polls == 1 and not at_once:
                cancel()
                await anyio.sleep_forever()
            return SUCCEEDED

        def cancel() -> None:
            # On trio nobody else can but whoever has the scope; on asyncio all that see the task.
            if backend == "asyncio":
                for task in asyncio.all_tasks() - {reader}:
                    task.cancel()
            else:
                (polling,) = results._driver._tasks._tasks.values()
                polling.cancel()

        reader = asyncio.current_task() if backend == "asyncio" else None
        results: Any = async_as_completed([ScriptedJob(poll)], timeout=600, clock=Patient())
        with anyio.fail_after(10):
            if at_once:
                async with anyio.create_task_group() as group:

                    async def read() -> None:
                        nonlocal reader
                        reader = asyncio.current_task() if backend == "asyncio" else None
                        found.append(await anext(results))

                    found: list[Any] = []
                    group.start_soon(read)
                    while not results._driver._tasks._tasks:
                        await anyio.lowlevel.checkpoint()
                    (polling,) = results._driver._tasks._tasks.values()
                    polling.cancel()
                (result,) = found
            else:
                result = await anext(results)
        assert result.outcome is Outcome.SUCCEEDED
        assert [poll.fault for poll in result.timeline] == ["fault: somebody else cancelled the task", None]

    anyio.run(go, backend=backend)


@pytest.mark.parametrize("option", [{"in_flight": 0}, {"in_flight": 1.5}, {"in_flight": True}, {"per_second": 0}])
def test_a_budget_that_allows_nothing_is_refused(option: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(option))):
        as_completed([ScriptedJob(SUCCEEDED)], timeout=60, **option)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    scripts=st.lists(
        st.tuples(
            st.sampled_from(["one", "two", "three"]),
            st.lists(
                st.just(PENDING) | st.sampled_from([None, 0, 1.5, 7, 40]).map(throttled) | st.just(throttled(3, 503)),
                max_size=4,
            ),
        ),
        min_size=1,
        max_size=12,
    ),
    in_flight=st.integers(1, 9),
    per_second=st.sampled_from([0.5, 3, 500]),
)
def test_no_job_starves_no_poll_comes_too_early_and_every_driver_agrees(
    scripts: list[tuple[str, list[Any]]], in_flight: int, per_second: float
) -> None:
    def jobs() -> list[ScriptedJob]:
        return [job_at(host, *answers, SUCCEEDED, name=f"{n:02d}") for n, (host, answers) in enumerate(scripts)]

    options: dict[str, Any] = {"timeout": None, "in_flight": in_flight, "per_second": per_second}
    first, *others = every_many(jobs, schedule=Fixed(4), **options)
    assert others == [first] * 5
    assert [len(polls) for polls in first] == [len(answers) + 1 for _, answers in scripts]
    forbidden: list[tuple[str, float, float]] = []
    for (host, answers), polls in zip(scripts, first, strict=True):
        for answer, at in zip(answers, polls, strict=False):
            if answer.retry_after:
                forbidden.append((host, at, at + answer.retry_after))
    for (host, _), polls in zip(scripts, first, strict=True):
        for at in polls:
            assert not any(other == host and start < at < end - 1e-9 for other, start, end in forbidden)
