"""Waiting for many jobs at once, of any mix of providers, all known from the beginning.

`scheduler.py` says whose turn it is, `threaded.py` and `tasked.py` go on from step to step; a thread or a task exists only for
that and for a poll in flight (`workers.py`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterable, Sequence
from contextlib import aclosing, closing
from typing import Any, TypeVar

import anyio

from tarry._core.clock import Clock, clock_or_default
from tarry._core.options import DEFAULT, FaultTolerance, UnknownStatus
from tarry._core.results import Job, JobLike, WaitResult
from tarry._core.schedule import Schedule

from .rate_limit import IN_FLIGHT, PER_SECOND
from .reporting import OnPoll, Record, StalledAfter
from .single import Asked, Timeout, asked, start
from .state import WaitState
from .tasked import TaskedDriver
from .threaded import ThreadedDriver

StatusT = TypeVar("StatusT")

JobT = TypeVar("JobT", bound=Job[Any])


def as_completed(
    jobs: Iterable[JobLike[StatusT, JobT]],
    *,
    timeout: Timeout,
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
    stalled_after: StalledAfter = None,
    on_stall: OnPoll | None = None,
    record: Record = None,
    clock: Clock | None = None,
    in_flight: int = IN_FLIGHT,
    per_second: float = PER_SECOND,
) -> Generator[WaitResult[StatusT | None, JobT], None, None]:
    """Wait for many jobs and yield each result when its job has ended.

    Options as in `wait_for_completion`; *timeout* is one deadline for all, from this call on. Nothing is raised for one
    job's sake: each result carries its own `error`. All end by the deadline plus one request timeout: within that the last
    polls go out as far as the rate limits of the hosts allow, and the rest end without one.

    Polls begin with the call for the first result and go on while the caller does something with it, in threads; no event
    loop is needed, and one that runs is left alone. `on_poll` and `on_stall` are called in the caller's thread when it asks
    for the next result, with all polls since then in their order, which are kept until it asks.

    A host that says 429 gets half as many polls from then on, and slowly more again; its Retry-After holds for all its jobs.

    Args:
        jobs: Jobs of any mix of providers.
        timeout: Longest wait for all of them together.
        schedule: The same for all; each provider's own by default.
        on_poll: Called for each poll of any of them. What it raises ends the wait.
        unknown_status: As in `wait_for_completion`.
        fault_tolerance: As in `wait_for_completion`, for each job.
        stalled_after: As in `wait_for_completion`, for each job.
        on_stall: As in `wait_for_completion`, for each job.
        record: As in `wait_for_completion`, for all jobs together.
        clock: For tests.
        in_flight: Most polls in flight at a time; at one host half of them, so that a slow one does not hold up the others.
        per_second: Most polls per second at one host.

    Raises:
        ConfigurationError: An option is malformed; said before any request.
    """
    clock = clock_or_default(clock)
    options = asked(
        timeout, schedule, unknown_status, fault_tolerance, on_poll, on_stall, stalled_after, record, blocking=True
    )
    began = clock.monotonic()
    driver = ThreadedDriver(
        options.watching, clock, own_thread=True, reader_is_told=True, in_flight=in_flight, per_second=per_second
    )
    return _completed(driver, _waits(jobs, options, began), options, began)


def _waits(jobs: Iterable[object], options: Asked, now: float) -> list[WaitState[Any]]:
    waits = [start(job, options, now) for job in jobs]
    for wait in waits:
        _ = wait.job.client  # raises where there is none
    return waits


def _completed(
    driver: ThreadedDriver, waits: list[WaitState[Any]], options: Asked, began: float
) -> Generator[WaitResult[Any, Any], None, None]:
    with closing(driver):
        driver.crowd.scheduler.leave(began, began)
        driver.add(waits, options.recorded())
        waits.clear()
        while (result := driver.next_result()) is not None:
            yield result


def async_as_completed(
    jobs: Iterable[JobLike[StatusT, JobT]],
    *,
    timeout: Timeout,
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
    stalled_after: StalledAfter = None,
    on_stall: OnPoll | None = None,
    record: Record = None,
    clock: Clock | None = None,
    in_flight: int = IN_FLIGHT,
    per_second: float = PER_SECOND,
) -> _AsyncCompleted[StatusT | None, JobT]:
    """Wait for many jobs on asyncio or trio. As `as_completed`; `on_poll` may be async, and is not called twice at a time.

    When a call for the next result is cancelled nothing is lost, and the next call goes on. Whoever stops in the middle may
    leave it at that: the tasks that poll are cancelled when the iterator is dropped, or awaited by its `aclose()`. One task
    at a time may read the results.
    """
    clock = clock_or_default(clock)
    options = asked(
        timeout, schedule, unknown_status, fault_tolerance, on_poll, on_stall, stalled_after, record, blocking=False
    )
    began = clock.monotonic()
    driver = TaskedDriver(
        options.watching, clock, own_task=True, reader_is_told=True, in_flight=in_flight, per_second=per_second
    )
    return _AsyncCompleted(driver, _waits(jobs, options, began), options, began)


class _AsyncCompleted(AsyncIterator[WaitResult[StatusT, JobT]]):
    """Results as they come. It is no async generator, as those must not be left in the middle without being closed.

    What polls lives on from one result to the next, and holds no reference to this object.
    """

    def __init__(self, driver: TaskedDriver, waits: list[WaitState[Any]], options: Asked, began: float) -> None:
        self._driver = driver
        self._waits = waits
        """What is to be begun by the first call for a result."""
        self._options = options
        self._reading = anyio.ResourceGuard("reading results of")
        driver.crowd.scheduler.leave(began, began)

    async def __anext__(self) -> WaitResult[StatusT, JobT]:
        with self._reading:
            if self._waits:
                self._driver.add(self._waits, self._options.recorded())
                self._waits = []
            try:
                result = await self._driver.next_result()
            except anyio.get_cancelled_exc_class():
                raise
            except BaseException:
                await self._close()  # like a generator, it has ended with what it raised
                raise
            if result is None:
                self._driver.stop()
                raise StopAsyncIteration
            return result

    async def aclose(self) -> None:
        """Stop, and wait until nothing is in flight any more; for `contextlib.aclosing`."""
        with self._reading:
            await self._close()

    async def _close(self) -> None:
        self._waits = []
        await self._driver.close()
        self._driver.crowd.error = None
        self._driver.crowd.outbox.clear()

    def __del__(self) -> None:
        self._driver.drop()


def wait_for_all(
    jobs: Iterable[JobLike[StatusT, JobT]],
    *,
    timeout: Timeout,
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
    stalled_after: StalledAfter = None,
    on_stall: OnPoll | None = None,
    record: Record = None,
    clock: Clock | None = None,
    in_flight: int = IN_FLIGHT,
    per_second: float = PER_SECOND,
) -> list[WaitResult[StatusT | None, JobT]]:
    """Wait for many jobs and return their results in the order given. Options and errors as in `as_completed`."""
    ordered = list(jobs)
    clock = clock_or_default(clock)
    options = asked(
        timeout, schedule, unknown_status, fault_tolerance, on_poll, on_stall, stalled_after, record, blocking=True
    )
    began = clock.monotonic()
    driver = ThreadedDriver(
        options.watching, clock, own_thread=False, reader_is_told=True, in_flight=in_flight, per_second=per_second
    )
    return _in_order(ordered, list(_completed(driver, _waits(ordered, options, began), options, began)))


async def async_wait_for_all(
    jobs: Iterable[JobLike[StatusT, JobT]],
    *,
    timeout: Timeout,  # noqa: ASYNC109 - one deadline for all, at which each job gets a last poll
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
    stalled_after: StalledAfter = None,
    on_stall: OnPoll | None = None,
    record: Record = None,
    clock: Clock | None = None,
    in_flight: int = IN_FLIGHT,
    per_second: float = PER_SECOND,
) -> list[WaitResult[StatusT | None, JobT]]:
    """Wait for many jobs on asyncio or trio, results in the order given. As `wait_for_all`; `on_poll` may be async."""
    ordered = list(jobs)
    clock = clock_or_default(clock)
    options = asked(
        timeout, schedule, unknown_status, fault_tolerance, on_poll, on_stall, stalled_after, record, blocking=False
    )
    began = clock.monotonic()
    driver = TaskedDriver(
        options.watching, clock, own_task=False, reader_is_told=True, in_flight=in_flight, per_second=per_second
    )
    waits = _waits(ordered, options, began)
    completed: _AsyncCompleted[Any, Any] = _AsyncCompleted(driver, waits, options, began)
    async with aclosing(completed) as results:
        return _in_order(ordered, [result async for result in results])


def _in_order(jobs: Sequence[object], results: list[WaitResult[Any, Any]]) -> list[WaitResult[Any, Any]]:
    """Sort *results* by the place of their jobs; a job given twice has two results."""
    by_job: dict[int, list[WaitResult[Any, Any]]] = {}
    for result in results:
        by_job.setdefault(id(result.job), []).append(result)
    return [by_job[id(job)].pop(0) for job in jobs]
