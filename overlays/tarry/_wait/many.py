"""Waiting for many jobs at once, of any mix of providers, in one thread of control.

`_roster.py` says whose turn it is; a thread or a task exists only for a poll in flight (`_flights.py`).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from typing import Any, TypeVar

import anyio
import httpx

from tarry._core.clock import SYSTEM_CLOCK, Clock
from tarry._core.errors import ConfigurationError
from tarry._core.observation import Kind, Observation
from tarry._core.options import DEFAULT, FaultTolerance, UnknownStatus
from tarry._core.results import Poll, WaitResult
from tarry._core.schedule import Schedule
from tarry._operations.status import async_observe, async_observe_together, observe, observe_together
from tarry.runtime.job import Job, JobLike

from .rate_limit import IN_FLIGHT, PER_SECOND
from .scheduler import Brought, Flight, Roster
from .single import OnPoll, Timeout, blocking, called, start
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
    clock: Clock | None = None,
    in_flight: int = IN_FLIGHT,
    per_second: float = PER_SECOND,
) -> Generator[WaitResult[StatusT | None, JobT], None, None]:
    """Wait for many jobs and yield each result when its job has ended.

    Options as in `wait_for_completion`; *timeout* is one deadline for all, from this call on. Nothing is raised for one
    job's sake: each result carries its own `error`. All end by the deadline plus one request timeout: within that the last
    polls go out as far as the budgets of the hosts allow, and the rest end without one.

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
        clock: For tests.
        in_flight: Most polls in flight at a time; at one host half of them, so that a slow one does not hold up the others.
        per_second: Most polls per second at one host.

    Raises:
        ConfigurationError: An option is malformed; said before any request.
    """
    clock = clock or SYSTEM_CLOCK
    roster = _start_all(jobs, timeout, schedule, on_poll, unknown_status, fault_tolerance, clock, in_flight, per_second)
    return _completed(roster, blocking(on_poll), clock)


def _start_all(  # noqa: PLR0917 - the options of four functions, handed through
    jobs: Iterable[JobLike[StatusT, JobT]],
    timeout: Timeout,
    schedule: Schedule | None,
    on_poll: OnPoll | None,
    unknown_status: UnknownStatus,
    fault_tolerance: FaultTolerance,
    clock: Clock,
    in_flight: Any,
    per_second: Any,
) -> Roster:
    if isinstance(in_flight, bool) or not isinstance(in_flight, int) or in_flight < 1:
        raise ConfigurationError(f"in_flight must be a whole number of polls, at least 1, not {in_flight!r:.80}")
    if isinstance(per_second, bool) or not isinstance(per_second, int | float) or not per_second > 0:
        raise ConfigurationError(f"per_second must be a positive number of polls, not {per_second!r:.80}")
    now = clock.monotonic()
    waits = [
        start(job, timeout, schedule, on_poll, unknown_status, fault_tolerance=fault_tolerance, now=now) for job in jobs
    ]
    return Roster(waits, now, in_flight=in_flight, per_second=float(per_second))


def _pause(roster: Roster, clock: Clock) -> float:
    """Seconds until there is something to do, if no poll lands before: infinity where one has to land."""
    return max(min(roster.next_start(), roster.next_end()) - clock.monotonic(), 0.0)


def _patience(roster: Roster, clock: Clock) -> float | None:
    """How long to wait for a poll to land; None until one has."""
    pause = _pause(roster, clock)
    return None if math.isinf(pause) else clock.patience(pause)


def _lands_together(clock: Clock) -> bool:
    """Where time is virtual polls take none of it: all that are in flight end at the same moment."""
    return clock.patience(0.0) is None


@contextmanager
def _elsewhere(roster: Roster, clock: Clock) -> Iterator[None]:
    """Around what is not the wait's: a callback, or the caller, who may take a result and do something long with it."""
    roster.leave(clock.monotonic())
    try:
        yield
    finally:
        roster.come_back(clock.monotonic())


def _completed(roster: Roster, on_poll: OnPoll | None, clock: Clock) -> Generator[WaitResult[Any, Any], None, None]:
    def fly(flight: Flight) -> Brought:
        if len(flight.waits) > 1:
            observations, fault = observe_together([wait.job for wait in flight.waits], clock.time)
            return Brought(observations, clock.monotonic(), fault)
        observation = poll(flight.waits[0].job, clock.time)
        # Noted here, as it may be long before the caller asks for the next result.
        return Brought([observation], clock.monotonic())

    threads, together = Threads(fly), _lands_together(clock)
    roster.come_back(clock.monotonic())
    try:
        while roster:
            for flight in roster.starts(clock.monotonic()):
                with suppress(Exception):  # what is wrong is seen by the poll, of that job alone
                    flight.waits[0].job.client.get_httpx_client()  # made here, so that two threads do not make one each
                threads.start(flight)
            if roster.in_flight:
                for flight, brought in threads.landed(_patience(roster, clock), together):
                    if isinstance(brought, BaseException):
                        raise brought
                    for seen in roster.land(flight, brought):
                        if on_poll is not None:
                            with _elsewhere(roster, clock):
                                on_poll(seen)
            elif not roster.ended:
                clock.sleep(_pause(roster, clock))
            roster.give_up(clock.monotonic())
            while roster.ended:
                result = roster.ended.popleft()
                with _elsewhere(roster, clock):
                    yield result
    finally:
        threads.close()


def async_as_completed(
    jobs: Iterable[JobLike[StatusT, JobT]],
    *,
    timeout: Timeout,
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
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
    roster = _start_all(jobs, timeout, schedule, on_poll, unknown_status, fault_tolerance, clock, in_flight, per_second)
    return _AsyncCompleted(roster, on_poll, clock)


class _AsyncCompleted(AsyncIterator[WaitResult[StatusT, JobT]]):
    """Results as they come. It is no async generator, as those must not be left in the middle without being closed.

    Polls in flight live on from one result to the next, and hold no reference to this object.
    """

    def __init__(self, roster: Roster, on_poll: OnPoll | None, clock: Clock) -> None:
        async def fly(flight: Flight) -> Brought:
            if len(flight.waits) > 1:
                observations, fault = await async_observe_together([wait.job for wait in flight.waits], clock.time)
                return Brought(observations, clock.monotonic(), fault)
            observation = await async_observe(flight.waits[0].job, clock.time)
            return Brought([observation], clock.monotonic())

        def lost(flight: Flight) -> Brought:
            fault: Observation[Any] = Observation(Kind.FAULT, error=httpx.ReadError("somebody else cancelled the task"))
            if len(flight.waits) > 1:
                return Brought([None] * len(flight.waits), clock.monotonic(), fault)
            return Brought([fault], clock.monotonic())

        self._roster = roster
        self._on_poll = on_poll
        self._clock = clock
        self._tasks = Tasks(fly, lost)
        self._seen: deque[Poll] = deque()
        """Polls that `on_poll` has not been told yet."""
        self._reading = anyio.ResourceGuard("reading results of")

    async def __anext__(self) -> WaitResult[StatusT, JobT]:
        with self._reading:
            self._roster.come_back(self._clock.monotonic())
            try:
                return await self._next()
            finally:
                self._roster.leave(self._clock.monotonic())

    async def _next(self) -> WaitResult[StatusT, JobT]:
        try:
            while True:
                while self._seen:
                    await self._tell(self._seen.popleft())
                if self._roster.ended or not self._roster:
                    break
                await self._go_on()
        except anyio.get_cancelled_exc_class():
            raise
        except BaseException:
            await self._close()  # like a generator, it has ended with what it raised
            raise
        if not self._roster.ended:
            raise StopAsyncIteration
        ended: WaitResult[Any, Any] = self._roster.ended.popleft()
        return ended

    async def _tell(self, seen: Poll) -> None:
        if self._on_poll is not None:
            with _elsewhere(self._roster, self._clock):
                await called(self._on_poll, seen)

    async def _go_on(self) -> None:
        """One step. Wherever it is cancelled, everything has its place."""
        roster, clock, together = self._roster, self._clock, _lands_together(self._clock)
        for flight in roster.starts(clock.monotonic()):
            self._tasks.start(flight)
        if roster.in_flight:
            for flight, brought in await self._tasks.landed(_patience(roster, clock), together):
                if isinstance(brought, BaseException):
                    raise brought
                self._seen.extend(roster.land(flight, brought))
        elif not roster.ended:
            await clock.async_sleep(_pause(roster, clock))
        for flight in roster.give_up(clock.monotonic()):
            self._tasks.give_up(flight)

    async def aclose(self) -> None:
        """Stop, and wait until nothing is in flight any more; for `contextlib.aclosing`."""
        with self._reading:
            await self._close()

    async def _close(self) -> None:
        self._roster.clear()
        self._seen.clear()
        await self._tasks.close()

    def __del__(self) -> None:
        self._tasks.drop()


def wait_for_all(
    jobs: Iterable[JobLike[StatusT, JobT]],
    *,
    timeout: Timeout,
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
    clock: Clock | None = None,
    in_flight: int = IN_FLIGHT,
    per_second: float = PER_SECOND,
) -> list[WaitResult[StatusT | None, JobT]]:
    """Wait for many jobs and return their results in the order given. Options and errors as in `as_completed`."""
    ordered = list(jobs)
    clock = clock or SYSTEM_CLOCK
    roster = _start_all(
        ordered, timeout, schedule, on_poll, unknown_status, fault_tolerance, clock, in_flight, per_second
    )
    return _in_order(ordered, list(_completed(roster, blocking(on_poll), clock)))


async def async_wait_for_all(
    jobs: Iterable[JobLike[StatusT, JobT]],
    *,
    timeout: Timeout,  # noqa: ASYNC109 - one deadline for all, at which each job gets a last poll
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
    clock: Clock | None = None,
    in_flight: int = IN_FLIGHT,
    per_second: float = PER_SECOND,
) -> list[WaitResult[StatusT | None, JobT]]:
    """Wait for many jobs on asyncio or trio, results in the order given. As `wait_for_all`; `on_poll` may be async."""
    ordered = list(jobs)
    clock = clock or SYSTEM_CLOCK
    roster = _start_all(
        ordered, timeout, schedule, on_poll, unknown_status, fault_tolerance, clock, in_flight, per_second
    )
    completed: _AsyncCompleted[Any, Any] = _AsyncCompleted(roster, on_poll, clock)
    async with aclosing(completed) as results:
        return _in_order(ordered, [result async for result in results])


def _in_order(jobs: Sequence[object], results: list[WaitResult[Any, Any]]) -> list[WaitResult[Any, Any]]:
    """Sort *results* by the place of their jobs; a job given twice has two results."""
    by_job: dict[int, list[WaitResult[Any, Any]]] = {}
    for result in results:
        by_job.setdefault(id(result.job), []).append(result)
    return [by_job[id(job)].pop(0) for job in jobs]
