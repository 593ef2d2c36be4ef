"""A wait that grows and shrinks while it goes on, in threads and in tasks."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest
import trio

from support.scripted import BACKENDS, FAILED, FAULT, PENDING, SUCCEEDED, ScriptedJob
from tarry import (
    AsyncWatch,
    ConfigurationError,
    HandleError,
    JobFailedError,
    Outcome,
    Poll,
    WaitResult,
    WaitTimeoutError,
    Watch,
    as_completed,
    async_as_completed,
)
from tarry._wait.record import read
from tarry._wait.replay import Difference, replay
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

both_backends = pytest.mark.parametrize("backend", BACKENDS)
SELDOM = Fixed(80_000)
"""A schedule by which no second poll comes while a test runs."""


def run(function: Callable[[], Awaitable[Any]], backend: str) -> Any:
    async def limited() -> Any:
        with anyio.fail_after(20):
            return await function()

    return anyio.run(limited, backend=backend)


def tasks_of(backend: str) -> int:
    return len(asyncio.all_tasks()) if backend == "asyncio" else trio.lowlevel.current_statistics().tasks_living


def waiting_threads() -> list[threading.Thread]:
    """Those of waits; servers and clients of other tests may have some too."""
    return [thread for thread in threading.enumerate() if thread.name in {"tarry-poll", "tarry-watch"}]


def threads() -> list[str]:
    return [thread.name for thread in waiting_threads()]


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    for thread in waiting_threads():
        thread.join(10)
        assert not thread.is_alive(), thread.name


# It polls on while the caller works.


def test_polls_go_on_while_the_body_of_the_loop_works() -> None:
    polled = threading.Event()

    def poll() -> Any:
        polled.set()
        return SUCCEEDED

    names = []
    for result in as_completed(
        [ScriptedJob(SUCCEEDED), ScriptedJob(PENDING, poll, job_id="b")], timeout=60, schedule=Fixed(0.01)
    ):
        names.append(result.job.handle.ids[0])
        assert polled.wait(10), "nobody polled while the first result was read"
    assert names == ["abc123=", "b"]


@both_backends
def test_polls_go_on_while_the_body_of_an_async_loop_waits(backend: str) -> None:
    async def go() -> None:
        polled = anyio.Event()

        def poll() -> Any:
            polled.set()
            return SUCCEEDED

        number = 0
        jobs = [ScriptedJob(SUCCEEDED), ScriptedJob(PENDING, poll, job_id="b")]
        async for _ in async_as_completed(jobs, timeout=60, schedule=Fixed(0.01)):
            number += 1
            await polled.wait()
        assert number == 2

    run(go, backend)


def test_callbacks_of_as_completed_come_in_the_thread_of_the_caller_when_it_asks() -> None:
    polled = threading.Event()
    seen: list[tuple[str, threading.Thread]] = []

    def poll() -> Any:
        polled.set()
        return SUCCEEDED

    def on_poll(poll: Poll) -> None:
        seen.append((poll.job.handle.ids[0], threading.current_thread()))

    jobs = [ScriptedJob(SUCCEEDED, job_id="a"), ScriptedJob(PENDING, poll, job_id="b")]
    results = as_completed(jobs, timeout=60, schedule=Fixed(0.01), on_poll=on_poll)
    next(results)
    before = len(seen)
    assert polled.wait(10)
    assert len(seen) == before
    assert [result.job for result in results] == [jobs[1]]
    assert [name for name, _ in seen].count("b") == 2
    assert {thread for _, thread in seen} == {threading.current_thread()}


# Adding, waiting for one, removing.


def test_results_come_from_jobs_that_were_added_on_the_way() -> None:
    with Watch() as watch:
        watch.add(ScriptedJob(SUCCEEDED, job_id="0"), timeout=60)
        names = []
        for result in watch:
            names.append(result.job.handle.ids[0])
            if len(names) < 5:
                watch.add(ScriptedJob(SUCCEEDED, job_id=str(len(names))), timeout=60)
        assert names == ["0", "1", "2", "3", "4"]
        assert len(watch) == 0


@both_backends
def test_async_results_come_from_jobs_that_were_added_on_the_way(backend: str) -> None:
    async def go() -> None:
        async with AsyncWatch() as watch:
            watch.add(ScriptedJob(SUCCEEDED, job_id="0"), timeout=60)
            names = []
            async for result in watch:
                names.append(result.job.handle.ids[0])
                if len(names) < 5:
                    watch.add(ScriptedJob(SUCCEEDED, job_id=str(len(names))), timeout=60)
            assert names == ["0", "1", "2", "3", "4"]

    run(go, backend)


@pytest.mark.parametrize("clock", [None, VirtualClock], ids=["real", "virtual"])
def test_many_threads_wait_for_a_job_each(clock: Any) -> None:
    results: dict[str, WaitResult[Any]] = {}
    with Watch(clock=clock and clock()) as watch:

        def wait(job: ScriptedJob) -> None:
            results[job.handle.ids[0]] = watch.wait(job, timeout=60, schedule=Fixed(0.02))

        jobs = [ScriptedJob(PENDING, FAILED if n % 2 else SUCCEEDED, job_id=str(n)) for n in range(30)]
        workers = [threading.Thread(target=wait, args=(job,)) for job in jobs]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(20)
        assert {int(name): result.outcome for name, result in results.items()} == {
            n: Outcome.FAILED if n % 2 else Outcome.SUCCEEDED for n in range(30)
        }
        assert type(results["1"].error) is JobFailedError
        assert list(watch) == []


@pytest.mark.parametrize("clock", [None, VirtualClock], ids=["real", "virtual"])
@both_backends
def test_many_tasks_wait_for_a_job_each(backend: str, clock: Any) -> None:
    async def go() -> None:
        results: dict[str, WaitResult[Any]] = {}
        async with AsyncWatch(clock=clock and clock()) as watch, anyio.create_task_group() as group:

            async def wait(job: ScriptedJob) -> None:
                results[job.handle.ids[0]] = await watch.wait(job, timeout=60, schedule=Fixed(0.02))

            for n in range(60):
                group.start_soon(wait, ScriptedJob(PENDING, FAILED if n % 2 else SUCCEEDED, job_id=str(n)))
        assert {int(name): result.outcome for name, result in results.items()} == {
            n: Outcome.FAILED if n % 2 else Outcome.SUCCEEDED for n in range(60)
        }

    run(go, backend)


@pytest.mark.parametrize("clock", [None, VirtualClock], ids=["real", "virtual"])
@both_backends
def test_a_cancelled_wait_removes_its_job_and_no_other(backend: str, clock: Any) -> None:
    async def go() -> None:
        stopped = anyio.Event()
        polling = anyio.Event()

        async def hang() -> Any:
            polling.set()
            try:
                await anyio.sleep_forever()
            finally:
                stopped.set()

        async def cancelled() -> None:
            await watch.wait(ScriptedJob(hang, job_id="hanging"), timeout=None)

        async def other() -> None:
            outcomes.append((await watch.wait(ScriptedJob(release), timeout=None)).outcome)

        async def release() -> Any:
            await released.wait()
            return SUCCEEDED

        released = anyio.Event()
        outcomes: list[Outcome] = []
        watch = AsyncWatch(clock=clock and clock())
        async with anyio.create_task_group() as group:
            scope = anyio.CancelScope()

            async def in_scope() -> None:
                with scope:
                    await cancelled()

            group.start_soon(in_scope)
            await polling.wait()
            group.start_soon(other)
            await anyio.wait_all_tasks_blocked()
            assert len(watch) == 2
            scope.cancel()
            await stopped.wait()
            assert len(watch) == 1
            released.set()
        assert outcomes == [Outcome.SUCCEEDED]
        await watch.aclose()

    run(go, backend)


@pytest.mark.parametrize("clock", [None, VirtualClock], ids=["real", "virtual"])
@both_backends
def test_a_job_that_is_added_while_others_wait_is_polled_at_once(backend: str, clock: Any) -> None:
    async def go() -> None:
        async with AsyncWatch(clock=clock and clock()) as watch, anyio.create_task_group() as group:
            polled = anyio.Event()

            def poll() -> Any:
                polled.set()
                return PENDING

            group.start_soon(partial(watch.wait, ScriptedJob(poll), timeout=None, schedule=SELDOM))
            await polled.wait()
            result = await watch.wait(ScriptedJob(SUCCEEDED, job_id="b"), timeout=60)
            assert result.elapsed < 60
            group.cancel_scope.cancel()

    run(go, backend)


def test_jobs_are_added_removed_and_nudged_from_other_threads() -> None:
    with Watch() as watch:
        jobs = [ScriptedJob(PENDING, SUCCEEDED, job_id=str(n)) for n in range(40)]
        hopeless = [ScriptedJob(PENDING, job_id=f"hopeless {n}") for n in range(40)]
        watch.add(ScriptedJob(PENDING, job_id="until removed"), timeout=None, schedule=SELDOM)

        def work(number: int) -> None:
            for job in [*jobs[number::4], *hopeless[number::4]]:
                watch.add(job, timeout=None, schedule=SELDOM)
            for job in hopeless[number::4]:
                assert watch.remove(job)
            while any(job in watch for job in jobs[number::4]):
                for job in jobs[number::4]:
                    watch.nudge(job.handle)

        workers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for worker in workers:
            worker.start()
        found = {next(iter(watch)).job.handle.ids[0] for _ in jobs}
        for worker in workers:
            worker.join(20)
        assert found == {str(n) for n in range(40)}
        assert len(watch) == 1
        assert [job.polls for job in jobs] == [2] * 40


def test_what_is_removed_is_no_longer_there_and_a_thread_that_waits_for_it_is_told() -> None:
    with Watch() as watch:
        job, other = ScriptedJob(PENDING), ScriptedJob(PENDING)  # of another client, with the same handle
        errors: list[BaseException] = []

        def wait() -> None:
            try:
                watch.wait(job, timeout=None, schedule=SELDOM)
            except ConfigurationError as error:
                errors.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        while job not in watch:
            time.sleep(0.001)
        watch.add(other, timeout=None, schedule=SELDOM)
        assert watch.remove(job)
        waiting.join(10)
        (error,) = errors
        assert "abc123=: it was removed while it was waited for; the job runs on" in str(error)
        assert (job in watch, other in watch, other.handle in watch, str(other.handle) in watch) == (
            False,
            True,
            True,
            True,
        )
        assert (len(watch), watch.nudge(str(other.handle))) == (1, True)
        assert (watch.remove(job), watch.nudge(job), watch.nudge(other.handle)) == (False, False, True)
        assert watch.remove(job.handle)
        assert (len(watch), list(watch), bool(watch)) == (0, [], True)
        with pytest.raises(HandleError, match="abc"):
            watch.remove("abc")
        with pytest.raises(ConfigurationError, match="give the job or its handle"):
            watch.remove(12)  # type: ignore[arg-type]


def test_a_job_that_is_removed_while_it_is_polled_leaves_room_for_others_and_no_result() -> None:
    polling, released = threading.Event(), threading.Event()

    def hang() -> Any:
        polling.set()
        released.wait(10)
        return SUCCEEDED

    with Watch() as watch:
        hanging = ScriptedJob(hang, job_id="hanging")
        watch.add(hanging, timeout=None)
        assert polling.wait(10)
        assert watch.remove(hanging)
        assert watch.wait(ScriptedJob(SUCCEEDED), timeout=60).outcome is Outcome.SUCCEEDED
        released.set()
        assert list(watch) == []


# Ends: a deadline, a close, an error.


@pytest.mark.parametrize("past", [0, 5])
def test_a_deadline_is_wall_time_and_one_that_is_past_polls_once(past: int) -> None:
    clock = VirtualClock()
    with Watch(clock=clock) as watch:
        moment = clock.time() - past
        for deadline in (moment, datetime.fromtimestamp(moment, UTC)):
            result = watch.wait(ScriptedJob(PENDING), deadline)
            assert (result.polls, type(result.error)) == (1, WaitTimeoutError)
        result = watch.wait(ScriptedJob(PENDING), clock.time() + 100, schedule=Fixed(40))
        assert [poll.elapsed for poll in result.timeline] == pytest.approx([0, 40, 80, 100], abs=0.1)
        result = watch.wait(ScriptedJob(PENDING), timeout=timedelta(seconds=50), schedule=Fixed(40))
        assert [poll.elapsed for poll in result.timeline] == pytest.approx([0, 40, 50], abs=0.1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "give either a deadline or a timeout"),
        ({"deadline": None, "timeout": 5}, "give either a deadline or a timeout"),
        ({"deadline": datetime(2030, 1, 1)}, "needs a time zone"),
        ({"deadline": "tomorrow"}, "deadline must be a datetime"),
        ({"deadline": float("nan")}, "deadline must be a datetime"),
        ({"deadline": True}, "deadline must be a datetime"),
        ({"timeout": -1}, "timeout must be"),
        ({"timeout": 5, "schedule": Fixed}, "schedule is the class"),
        ({"timeout": 5, "unknown_status": "ignore"}, "unknown_status must be"),
        ({"timeout": 5, "stalled_after": -1}, "stalled_after must be"),
        ({"timeout": 5, "snapshot": "{}"}, "a snapshot holds the deadline and all options but schedule="),
    ],
    ids=lambda value: "" if isinstance(value, str) else str(value)[:40],
)
def test_a_bad_option_of_a_job_is_said_at_once_and_the_watch_goes_on(options: dict[str, Any], said: str) -> None:
    with Watch() as watch:
        job = ScriptedJob(SUCCEEDED)
        for method in (watch.add, watch.wait):
            with pytest.raises(ConfigurationError, match=said):
                method(job, **options)
        with pytest.raises(ConfigurationError, match="a wait needs a job"):
            watch.add("job", timeout=5)  # type: ignore[arg-type]
        assert job.polls == 0
        assert watch.wait(job, timeout=5).polls == 1


@pytest.mark.parametrize("option", [{"in_flight": 0}, {"per_second": 0}, {"on_poll": "print"}, {"record": 5}], ids=str)
@pytest.mark.parametrize("kind", [Watch, AsyncWatch])
def test_a_bad_option_of_a_watch_is_said_at_once(kind: Any, option: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(option))):
        kind(**option)


def test_a_closed_watch_says_so_and_whoever_waits_is_told() -> None:
    watch = Watch()
    errors: list[str] = []

    def wait() -> None:
        try:
            watch.wait(ScriptedJob(PENDING), timeout=None, schedule=SELDOM)
        except ConfigurationError as error:
            errors.append(str(error))

    until_closed = threading.Thread(target=lambda: errors.append(str(list(watch.results(until_closed=True)))))
    waiting = [threading.Thread(target=wait), until_closed]
    for thread in waiting:
        thread.start()
    while not len(watch):
        time.sleep(0.001)
    watch.close()
    for thread in waiting:
        thread.join(10)
    assert sorted(errors) == [
        "[]",
        "fullstory events-import abc123=: the watch was closed while it was waited for; the job runs on",
    ]
    with pytest.raises(ConfigurationError, match="this watch is closed: make a new one"):
        watch.add(ScriptedJob(PENDING), timeout=5)
    assert list(watch) == []
    watch.close()


def test_results_that_are_there_can_be_read_after_the_close() -> None:
    polled = threading.Event()
    with Watch(on_poll=lambda _: polled.set()) as watch:
        watch.add(ScriptedJob(SUCCEEDED), timeout=None)
        watch.wait(ScriptedJob(SUCCEEDED, job_id="b"), timeout=None)
        while len(watch):
            time.sleep(0.001)
        assert polled.is_set()
    assert [result.outcome for result in watch] == [Outcome.SUCCEEDED]


@both_backends
def test_a_closed_async_watch_says_so_and_whoever_waits_is_told(backend: str) -> None:
    async def go() -> None:
        before = tasks_of(backend)
        watch = AsyncWatch()
        async with anyio.create_task_group() as group:

            async def wait() -> None:
                with pytest.raises(ConfigurationError, match="the watch was closed while it was waited for"):
                    await watch.wait(ScriptedJob(PENDING), timeout=None, schedule=SELDOM)

            async def read() -> None:
                assert [result async for result in watch.results(until_closed=True)] == []

            group.start_soon(wait)
            group.start_soon(read)
            await anyio.wait_all_tasks_blocked()
            await watch.aclose()
        with pytest.raises(ConfigurationError, match="this watch is closed: make a new one"):
            watch.add(ScriptedJob(PENDING), timeout=5)
        assert tasks_of(backend) == before

    run(go, backend)


class Planned:
    """A schedule of a caller's own, with a bug."""

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        raise ZeroDivisionError("mine")


@both_backends
def test_a_bug_in_the_schedule_of_one_wait_is_for_that_alone(backend: str) -> None:
    async def go() -> None:
        async with AsyncWatch() as watch:
            with pytest.raises(ZeroDivisionError, match="mine"):
                await watch.wait(ScriptedJob(PENDING), timeout=60, schedule=Planned())
            assert (await watch.wait(ScriptedJob(SUCCEEDED), timeout=60)).polls == 1
            assert len(watch) == 0

    run(go, backend)
    with Watch() as watch:
        with pytest.raises(ZeroDivisionError, match="mine"):
            watch.wait(ScriptedJob(PENDING), timeout=60, schedule=Planned())
        assert watch.wait(ScriptedJob(SUCCEEDED), timeout=60).polls == 1


def test_what_ends_the_watch_is_raised_to_all_who_wait_and_said_to_those_who_come() -> None:
    began = threading.Barrier(4)

    def on_poll(poll: Poll) -> None:
        if poll.job.handle.ids[0] == "bad":
            raise LookupError("mine")

    with Watch(on_poll=on_poll) as watch:
        errors: list[BaseException] = []

        def wait(how: Callable[[], Any]) -> None:
            began.wait(10)
            try:
                how()
            except BaseException as error:  # noqa: BLE001 - that is what the test is about
                errors.append(error)

        waits: list[Callable[[], Any]] = [
            lambda: watch.wait(ScriptedJob(PENDING), timeout=None, schedule=SELDOM),
            lambda: watch.wait(ScriptedJob(PENDING, job_id="b"), timeout=None, schedule=SELDOM),
            lambda: list(watch.results(until_closed=True)),
        ]
        workers = [threading.Thread(target=wait, args=(how,)) for how in waits]
        for worker in workers:
            worker.start()
        began.wait(10)
        while len(watch) < 2:
            time.sleep(0.001)
        watch.add(ScriptedJob(PENDING, job_id="bad"), timeout=None)
        for worker in workers:
            worker.join(10)
        assert [str(error) for error in errors] == ["mine"] * 3
        with pytest.raises(ConfigurationError, match="this watch has ended over LookupError: make a new one"):
            watch.add(ScriptedJob(PENDING), timeout=5)


@both_backends
def test_what_ends_an_async_watch_is_raised_to_all_who_wait(backend: str) -> None:
    async def on_poll(poll: Poll) -> None:
        await anyio.lowlevel.checkpoint()
        if poll.job.handle.ids[0] == "bad":
            raise LookupError("mine")

    async def go() -> None:
        async with AsyncWatch(on_poll=on_poll) as watch, anyio.create_task_group() as group:

            async def fails(how: Callable[[], Awaitable[Any]]) -> None:
                with pytest.raises(LookupError, match="mine"):
                    await how()

            for name in "ab":
                job = ScriptedJob(PENDING, job_id=name)
                group.start_soon(fails, partial(watch.wait, job, timeout=None, schedule=SELDOM))
            group.start_soon(fails, partial(anext, watch.results(until_closed=True)))
            await anyio.wait_all_tasks_blocked()
            watch.add(ScriptedJob(PENDING, job_id="bad"), timeout=None)

    run(go, backend)


@pytest.mark.parametrize("clock", [None, VirtualClock], ids=["real", "virtual"])
def test_a_callback_that_waits_for_its_own_watch_is_told_and_does_not_hang(clock: Any) -> None:
    def on_poll(_: Poll) -> None:
        watch.wait(ScriptedJob(SUCCEEDED), timeout=60)

    async def go() -> None:
        async def on_poll(_: Poll) -> None:
            await watch.wait(ScriptedJob(SUCCEEDED), timeout=60)

        async with AsyncWatch(on_poll=on_poll, clock=clock and clock()) as watch:
            with pytest.raises(
                ConfigurationError, match="a callback of a watch cannot wait for a result of that watch"
            ):
                await watch.wait(ScriptedJob(PENDING), timeout=60)

    for backend in BACKENDS:
        run(go, backend)
    watch = Watch(on_poll=on_poll, clock=clock and clock())
    with pytest.raises(ConfigurationError, match="a callback of a watch cannot wait for a result of that watch"):
        watch.wait(ScriptedJob(PENDING), timeout=60)
    watch.close()


def test_a_task_that_somebody_else_cancels_leaves_nobody_waiting() -> None:
    async def go() -> None:
        async with AsyncWatch() as watch:
            polled = asyncio.Event()

            def poll() -> Any:
                polled.set()
                return PENDING

            waiting = asyncio.create_task(watch.wait(ScriptedJob(poll), timeout=None, schedule=SELDOM))
            await polled.wait()
            for task in asyncio.all_tasks() - {waiting, asyncio.current_task()}:
                task.cancel()
            with pytest.raises(RuntimeError, match="somebody else cancelled the task that polls for this watch"):
                await waiting

    asyncio.run(go())


# Going on elsewhere.


@pytest.mark.parametrize("kind", [Watch, AsyncWatch])
def test_a_wait_goes_on_in_another_watch_as_if_it_had_stayed(kind: Any, tmp_path: Path) -> None:
    script = [PENDING, PENDING, FAULT, PENDING, PENDING]
    options: dict[str, Any] = {"timeout": 100, "schedule": Fixed(30)}

    def wait_in(watch: Any, job: ScriptedJob, **options: Any) -> WaitResult[Any]:
        if kind is Watch:
            result: WaitResult[Any] = watch.wait(job, **options)
            return result
        return run(lambda: watch.wait(job, **options), "asyncio")  # type: ignore[no-any-return]

    stayed = wait_in(kind(clock=VirtualClock()), ScriptedJob(*script), **options)
    clock, record = VirtualClock(), tmp_path / "record.jsonl"
    watch = kind(clock=clock)

    async def begin() -> str:
        job, other = ScriptedJob(*script[:2]), ScriptedJob(PENDING, job_id="other")
        watch.add(job, **options)
        watch.add(other, timeout=35, schedule=Fixed(80))
        assert (next(iter(watch)) if kind is Watch else await anext(aiter(watch))).job is other
        text: str = watch.snapshot(job.handle)
        assert text == watch.snapshot(job)
        assert watch.remove(job)
        with pytest.raises(ConfigurationError, match="abc123%3D is not waited for here"):
            watch.snapshot(job)
        return text

    text = run(begin, "asyncio")
    later = VirtualClock()
    later.advance(clock.time() - later.time())  # the same time of day
    moved = wait_in(kind(clock=later, record=record), ScriptedJob(*script[2:]), snapshot=text)
    assert [str(poll.elapsed)[:6] for poll in moved.timeline] == [str(poll.elapsed)[:6] for poll in stayed.timeline[2:]]
    assert (moved.polls, type(moved.error)) == (stayed.polls, WaitTimeoutError)
    lines = record.read_text().splitlines(keepends=True)
    assert [one for one in replay(read(lines)) if isinstance(one, Difference)] == []
    with pytest.raises(HandleError, match="is not one for"):
        wait_in(kind(clock=later), ScriptedJob(PENDING, job_id="another"), snapshot=text)


# What it costs, and what is left.


def turnover(number: int) -> Iterator[tuple[list[ScriptedJob], ScriptedJob]]:
    """Twenty jobs at a time, of which the last ends at once and the others are removed 14 days before their end."""
    client = ScriptedJob(PENDING).client
    for first in range(0, number, 20):
        jobs = [ScriptedJob(PENDING, job_id=str(first + one)) for one in range(19)]
        ending = ScriptedJob(SUCCEEDED, job_id=str(first + 19))
        for job in [*jobs, ending]:
            vars(job)["_client"] = client
        yield jobs, ending


FORTNIGHT: dict[str, Any] = {"timeout": 14 * 86_400.0, "schedule": SELDOM}


def check_that_nothing_is_left(watch: Watch | AsyncWatch, objects: int) -> None:
    crowd = watch._driver.crowd
    scheduler = crowd.scheduler
    assert len(watch) == 0
    assert (scheduler._queues, scheduler._polling, scheduler._nudged) == ({}, {}, set())
    assert (scheduler._ends._waits, crowd._waits, crowd._by_handle) == ({}, {}, {})
    gc.collect()
    assert len(gc.get_objects()) < objects + 500


def test_ten_thousand_jobs_come_and_go_and_leave_nothing() -> None:
    objects = 0
    with Watch(clock=VirtualClock()) as watch:
        for number, (jobs, ending) in enumerate(turnover(10_000)):
            for job in [*jobs, ending]:
                watch.add(job, **FORTNIGHT)
            assert next(iter(watch)).job is ending
            assert all(watch.remove(job) for job in jobs)
            if number == 5:
                gc.collect()
                objects = len(gc.get_objects())
        check_that_nothing_is_left(watch, objects)


@both_backends
def test_thousands_of_jobs_come_and_go_in_tasks_and_leave_nothing(backend: str) -> None:
    async def go() -> None:
        objects = 0
        async with AsyncWatch(clock=VirtualClock()) as watch:
            for number, (jobs, ending) in enumerate(turnover(1000)):
                for job in [*jobs, ending]:
                    watch.add(job, **FORTNIGHT)
                assert (await anext(watch.results())).job is ending
                assert all(watch.remove(job) for job in jobs)
                if number == 5:
                    gc.collect()
                    objects = len(gc.get_objects())
            check_that_nothing_is_left(watch, objects)

    run(go, backend)


def test_a_watch_that_nobody_refers_to_stops() -> None:
    watch = Watch()
    job = ScriptedJob(PENDING)
    watch.add(job, timeout=None, schedule=SELDOM)
    while not job.polls:
        time.sleep(0.001)
    gone = weakref.ref(watch)
    del watch
    assert gone() is None
    for thread in waiting_threads():
        thread.join(10)
    assert threads() == []


@both_backends
def test_an_async_watch_that_nobody_refers_to_stops(backend: str) -> None:
    async def go() -> None:
        before = tasks_of(backend)
        watch = AsyncWatch()
        watch.add(ScriptedJob(anyio.sleep_forever), timeout=None)
        await anyio.wait_all_tasks_blocked()
        assert tasks_of(backend) > before
        del watch
        for _ in range(20):
            await anyio.lowlevel.checkpoint()
        assert tasks_of(backend) == before

    run(go, backend)


@both_backends
def test_a_reader_who_leaves_lets_the_polls_that_go_on_meanwhile_end(backend: str) -> None:
    async def go() -> None:
        before = tasks_of(backend)
        jobs = [ScriptedJob(SUCCEEDED), ScriptedJob(PENDING, job_id="b"), ScriptedJob(anyio.sleep_forever, job_id="c")]
        async for _ in async_as_completed(jobs, timeout=None, schedule=Fixed(0.01)):
            break
        for _ in range(20):
            await anyio.lowlevel.checkpoint()
        assert tasks_of(backend) == before

    run(go, backend)


def test_leaving_the_results_in_the_middle_stops_the_thread() -> None:
    for _ in as_completed([ScriptedJob(SUCCEEDED), ScriptedJob(PENDING)], timeout=None, schedule=SELDOM):
        break
    assert "tarry-watch" not in threads()


def test_control_c_while_results_are_waited_for_stops_the_thread() -> None:
    here = threading.get_ident()

    def interrupt() -> Any:
        signal.pthread_kill(here, signal.SIGINT)
        return PENDING

    for _ in range(30):  # it arrives at another place each time
        jobs = [ScriptedJob(PENDING), ScriptedJob(interrupt, job_id="b")]
        with pytest.raises(KeyboardInterrupt):
            list(as_completed(jobs, timeout=None, schedule=SELDOM))
        assert "tarry-watch" not in threads()
        with Watch() as watch:
            with pytest.raises(KeyboardInterrupt):
                watch.wait(ScriptedJob(interrupt), timeout=None, schedule=SELDOM)
            assert len(watch) == 0
            assert watch.wait(ScriptedJob(SUCCEEDED), timeout=None).polls == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it needs a fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_is_told_and_ends() -> None:
    with Watch() as watch:
        job = ScriptedJob(PENDING)
        watch.add(job, timeout=None, schedule=SELDOM)
        held, forked = threading.Event(), threading.Event()

        def hold() -> None:  # as the thread of the watch may, which is not in the child
            with watch._driver._lock:
                held.set()
                forked.wait(10)

        holder = threading.Thread(target=hold)
        holder.start()
        held.wait(10)
        child = os.fork()
        if child == 0:
            code = 0
            try:
                watch.close()
                calls: list[Callable[[], Any]] = [
                    *(partial(call, job) for call in (watch.remove, watch.nudge, watch.snapshot)),
                    partial(watch.wait, job, timeout=None),
                    lambda: list(watch),
                ]
                for call in calls:
                    try:
                        call()
                        code = 1
                    except ConfigurationError as error:
                        code = code or ("after a fork make a new one" not in str(error))
            finally:
                os._exit(code)
        forked.set()
        holder.join(10)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert len(watch) == 1


def test_a_program_that_ends_with_an_open_watch_ends() -> None:
    program = """
import tarry
from support.scripted import PENDING, ScriptedJob
watch = tarry.Watch()
watch.add(ScriptedJob(PENDING), timeout=None)
results = tarry.as_completed([ScriptedJob(PENDING), ScriptedJob(PENDING)], timeout=0.01)
print(next(results).polls > 0)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd="tests", capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("True\n", "", 0)


# What is told.


@both_backends
def test_polls_have_the_context_of_who_added_the_job(backend: str) -> None:
    name: ContextVar[str] = ContextVar("name", default="none")
    found: dict[str, str] = {}

    def poll_of(job: str) -> Callable[[], Any]:
        def poll() -> Any:
            found[job] = name.get()
            return SUCCEEDED

        return poll

    async def go() -> None:
        async with AsyncWatch() as watch:
            for job in "ab":
                name.set(f"adds {job}")
                watch.add(ScriptedJob(poll_of(job), job_id=job), timeout=60)
            name.set("reads")
            assert len([result async for result in watch]) == 2

    run(go, backend)
    assert found == {"a": "adds a", "b": "adds b"}
    found.clear()
    with Watch() as watch:
        for job in "ab":
            name.set(f"adds {job}")
            watch.add(ScriptedJob(poll_of(job), job_id=job), timeout=60)
        assert len(list(watch)) == 2
    assert found == {"a": "adds a", "b": "adds b"}


def test_a_record_of_a_watch_can_be_replayed_though_jobs_were_nudged_and_removed(tmp_path: Path) -> None:
    record, clock = tmp_path / "record.jsonl", VirtualClock()
    with Watch(record=record, clock=clock) as watch:
        nudged = ScriptedJob(*[PENDING] * 4, SUCCEEDED, job_id="nudged")
        removed = ScriptedJob(PENDING, job_id="removed")
        watch.add(nudged, timeout=1000, schedule=Fixed(2000))  # so that the next poll planned is the last
        watch.add(removed, timeout=500, schedule=Fixed(10))
        for _ in range(3):
            watch.wait(ScriptedJob(PENDING, SUCCEEDED, job_id="other"), timeout=50, schedule=Fixed(7))
            assert watch.nudge(nudged)
        assert watch.remove(removed)
        (result,) = watch
        assert result.outcome is Outcome.SUCCEEDED
        assert 4 <= result.polls <= 5
    lines = record.read_text().splitlines(keepends=True)
    assert sum('"stopped"' in line for line in lines) == 1
    found = [one for one in replay(read(lines)) if isinstance(one, Difference)]
    assert found == []


class Raising:
    """A schedule with a bug."""

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        raise KeyError("ours")


def test_a_bug_in_the_schedule_of_several_that_are_polled_together_is_raised_as_it_is() -> None:
    jobs = [ScriptedJob(PENDING), ScriptedJob(PENDING, job_id="b"), ScriptedJob(PENDING, job_id="c")]
    with pytest.raises(KeyError, match="ours"):
        list(as_completed(jobs, timeout=60, schedule=Raising(), clock=VirtualClock()))


@both_backends
def test_a_bug_in_the_schedule_of_several_is_raised_as_it_is_in_tasks_too(backend: str) -> None:
    async def go() -> None:
        jobs = [ScriptedJob(PENDING), ScriptedJob(PENDING, job_id="b"), ScriptedJob(PENDING, job_id="c")]
        completed = async_as_completed(jobs, timeout=60, schedule=Raising(), clock=VirtualClock())
        with pytest.raises(KeyError, match="ours"):
            await anext(completed)

    run(go, backend)
