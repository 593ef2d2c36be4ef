"""A wait that grows and shrinks while it goes on, in threads and in tasks."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import anyio
import anyio.lowlevel
import pytest
import trio

from support.scripted import BACKENDS, FAILED, PENDING, SUCCEEDED, ScriptedJob
from tarry import (
    AsyncWatch,
    JobFailedError,
    Outcome,
    Poll,
    WaitResult,
    Watch,
    as_completed,
    async_as_completed,
)
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


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("tarry-")]


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("tarry-"):
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
