"""Waiting for many jobs at once, of any mix of providers, in one thread of control.

`scheduler.py` says whose turn it is; a thread or a task exists only for a poll in flight (`workers.py`).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Sequence
from contextlib import aclosing, closing, contextmanager
from typing import Any, TypeVar

import anyio

from tarry._core.checks import is_number, is_whole
from tarry._core.clock import SYSTEM_CLOCK, Clock
from tarry._core.errors import ConfigurationError
from tarry._core.options import DEFAULT, FaultTolerance, UnknownStatus
from tarry._core.results import Job, JobLike, Poll, WaitResult
from tarry._core.schedule import Schedule
from tarry._operations.status import async_observe, async_observe_together, lost, observe, observe_together, prepare

from .rate_limit import IN_FLIGHT, PER_SECOND
from .reporting import OnPoll, Record, Reporter, StalledAfter, called
from .scheduler import PollOutcome, PollRequest, Scheduler
from .single import Asked, Timeout, asked, start
from .state import WaitState
from .workers import Tasks, Threads

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

    Polls are made while the caller asks for the next result, each in a thread of its own, with `on_poll` called in the
    caller's thread; no event loop is needed, and one that runs is left alone.

    A host that says 429 gets half as many polls from then on, and slowly more again; its Retry-After holds for all its jobs.

    Args:
        jobs: Jobs of any mix of providers.
        timeout: Longest wait for all of them together.
        schedule: The same for all; each provider's own by default.
        on_poll: Called after each poll of any of them.
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
    clock = clock or SYSTEM_CLOCK
    options = asked(
        timeout, schedule, unknown_status, fault_tolerance, on_poll, on_stall, stalled_after, record, blocking=True
    )
    scheduler, watch = _start_all(jobs, options, clock, in_flight, per_second)
    return _completed(scheduler, watch, clock)


def _start_all(
    jobs: Iterable[JobLike[StatusT, JobT]], options: Asked, clock: Clock, in_flight: Any, per_second: Any
) -> tuple[Scheduler, Reporter]:
    if not is_whole(in_flight) or in_flight < 1:
        raise ConfigurationError(f"in_flight must be a whole number of polls, at least 1, not {in_flight!r:.80}")
    if not is_number(per_second) or not per_second > 0:
        raise ConfigurationError(f"per_second must be a positive number of polls, not {per_second!r:.80}")
    now = clock.monotonic()
    waits = [start(job, options, now) for job in jobs]
    scheduler = Scheduler(waits, now, in_flight=in_flight, per_second=float(per_second))
    return scheduler, Reporter(options.watching, waits)


def _pause(scheduler: Scheduler, clock: Clock) -> float:
    """Seconds until there is something to do, if no poll finishes before: infinity where one has to finish."""
    return max(min(scheduler.next_start(), scheduler.next_end()) - clock.monotonic(), 0.0)


def _patience(scheduler: Scheduler, clock: Clock) -> float | None:
    """How long to wait for a poll to finish; None until one has."""
    pause = _pause(scheduler, clock)
    return None if math.isinf(pause) else clock.patience(pause)


def _finish_together(clock: Clock) -> bool:
    """Where time is virtual polls take none of it: all that are in flight end at the same moment."""
    return clock.patience(0.0) is None


@contextmanager
def _elsewhere(scheduler: Scheduler, clock: Clock) -> Iterator[None]:
    """Around what is not the wait's: a callback, or the caller, who may take a result and do something long with it."""
    scheduler.leave(clock.monotonic())
    try:
        yield
    finally:
        scheduler.come_back(clock.monotonic())


def _completed(scheduler: Scheduler, watch: Reporter, clock: Clock) -> Generator[WaitResult[Any, Any], None, None]:
    def send(request: PollRequest) -> PollOutcome:
        if len(request.waits) > 1:
            observations, fault = observe_together([wait.job for wait in request.waits], clock.time)
            return PollOutcome(observations, clock.monotonic(), fault)
        observation = observe(request.waits[0].job, clock.time)
        # Noted here, as it may be long before the caller asks for the next result.
        return PollOutcome([observation], clock.monotonic())

    threads, together = Threads(send), _finish_together(clock)
    scheduler.come_back(clock.monotonic())
    with closing(threads), watch:
        while scheduler:
            for request in scheduler.starts(clock.monotonic()):
                prepare(request.waits[0].job)
                threads.start(request)
            if scheduler.in_flight:
                for request, outcome in threads.finished(_patience(scheduler, clock), together):
                    if isinstance(outcome, BaseException):
                        raise outcome
                    for wait, seen in scheduler.receive(request, outcome):
                        if watch.watches:
                            with _elsewhere(scheduler, clock):
                                for callback in watch.polled(wait, seen):
                                    callback(seen)
            elif not scheduler.ended:
                clock.sleep(_pause(scheduler, clock))
            scheduler.give_up(clock.monotonic())
            while scheduler.ended:
                with _elsewhere(scheduler, clock):
                    yield watch.ended(scheduler.ended.popleft())


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
    leave it at that: polls in flight are cancelled when the iterator is dropped, or awaited by its `aclose()`. One task at
    a time may read the results.
    """
    clock = clock or SYSTEM_CLOCK
    options = asked(
        timeout, schedule, unknown_status, fault_tolerance, on_poll, on_stall, stalled_after, record, blocking=False
    )
    scheduler, watch = _start_all(jobs, options, clock, in_flight, per_second)
    return _AsyncCompleted(scheduler, watch, clock)


class _AsyncCompleted(AsyncIterator[WaitResult[StatusT, JobT]]):
    """Results as they come. It is no async generator, as those must not be left in the middle without being closed.

    Polls in flight live on from one result to the next, and hold no reference to this object.
    """

    def __init__(self, scheduler: Scheduler, watch: Reporter, clock: Clock) -> None:
        async def send(request: PollRequest) -> PollOutcome:
            if len(request.waits) > 1:
                observations, fault = await async_observe_together([wait.job for wait in request.waits], clock.time)
                return PollOutcome(observations, clock.monotonic(), fault)
            observation = await async_observe(request.waits[0].job, clock.time)
            return PollOutcome([observation], clock.monotonic())

        def ended_by_others(request: PollRequest) -> PollOutcome:
            fault = lost()
            if len(request.waits) > 1:
                return PollOutcome([None] * len(request.waits), clock.monotonic(), fault)
            return PollOutcome([fault], clock.monotonic())

        self._scheduler = scheduler
        self._watch = watch
        self._clock = clock
        self._tasks = Tasks(send, ended_by_others)
        self._seen: deque[tuple[WaitState[Any], Poll]] = deque()
        """Polls that nobody has been told yet."""
        self._reading = anyio.ResourceGuard("reading results of")

    async def __anext__(self) -> WaitResult[StatusT, JobT]:
        with self._reading:
            self._scheduler.come_back(self._clock.monotonic())
            self._watch.begin()
            try:
                return await self._next()
            finally:
                self._scheduler.leave(self._clock.monotonic())

    async def _next(self) -> WaitResult[StatusT, JobT]:
        try:
            while True:
                while self._seen:
                    await self._tell(*self._seen.popleft())
                if self._scheduler.ended or not self._scheduler:
                    break
                await self._go_on()
        except anyio.get_cancelled_exc_class():
            raise
        except BaseException:
            await self._close()  # like a generator, it has ended with what it raised
            raise
        if not self._scheduler.ended:
            raise StopAsyncIteration
        return self._watch.ended(self._scheduler.ended.popleft())

    async def _tell(self, wait: WaitState[Any], seen: Poll) -> None:
        if self._watch.watches:
            with _elsewhere(self._scheduler, self._clock):
                for callback in self._watch.polled(wait, seen):
                    await called(callback, seen)

    async def _go_on(self) -> None:
        """One step. Wherever it is cancelled, everything has its place."""
        scheduler, clock, together = self._scheduler, self._clock, _finish_together(self._clock)
        for request in scheduler.starts(clock.monotonic()):
            self._tasks.start(request)
        if scheduler.in_flight:
            for request, outcome in await self._tasks.finished(_patience(scheduler, clock), together):
                if isinstance(outcome, BaseException):
                    raise outcome
                self._seen.extend(scheduler.receive(request, outcome))
        elif not scheduler.ended:
            await clock.async_sleep(_pause(scheduler, clock))
        for request in scheduler.give_up(clock.monotonic()):
            self._tasks.give_up(request)

    async def aclose(self) -> None:
        """Stop, and wait until nothing is in flight any more; for `contextlib.aclosing`."""
        with self._reading:
            await self._close()

    async def _close(self) -> None:
        self._scheduler.clear()
        self._seen.clear()
        self._watch.close()
        await self._tasks.close()

    def __del__(self) -> None:
        self._tasks.drop()
        self._watch.close()


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
    clock = clock or SYSTEM_CLOCK
    options = asked(
        timeout, schedule, unknown_status, fault_tolerance, on_poll, on_stall, stalled_after, record, blocking=True
    )
    scheduler, watch = _start_all(ordered, options, clock, in_flight, per_second)
    return _in_order(ordered, list(_completed(scheduler, watch, clock)))


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
    clock = clock or SYSTEM_CLOCK
    options = asked(
        timeout, schedule, unknown_status, fault_tolerance, on_poll, on_stall, stalled_after, record, blocking=False
    )
    scheduler, watch = _start_all(ordered, options, clock, in_flight, per_second)
    completed: _AsyncCompleted[Any, Any] = _AsyncCompleted(scheduler, watch, clock)
    async with aclosing(completed) as results:
        return _in_order(ordered, [result async for result in results])


def _in_order(jobs: Sequence[object], results: list[WaitResult[Any, Any]]) -> list[WaitResult[Any, Any]]:
    """Sort *results* by the place of their jobs; a job given twice has two results."""
    by_job: dict[int, list[WaitResult[Any, Any]]] = {}
    for result in results:
        by_job.setdefault(id(result.job), []).append(result)
    return [by_job[id(job)].pop(0) for job in jobs]
