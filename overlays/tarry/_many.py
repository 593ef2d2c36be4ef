"""Waiting for many jobs at once, of any mix of providers, in one thread of control.

Waits that are not looking lie in a heap by the time of their next look; a thread or a task exists only for a look in flight.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for_futures
from typing import Any, Generic, TypeVar

import anyio

from ._calls import async_look, look
from ._clock import SYSTEM_CLOCK, Clock
from ._jobs import Job
from ._machine import Sighting, UnknownStatus, Wait
from ._outcomes import WaitResult
from ._waiting import OnPoll, Timeout, called, start
from .schedules import Schedule

StatusT = TypeVar("StatusT")

LOOKS_AT_ONCE = 16
"""How many looks are in flight at a time."""


class _Roster(Generic[StatusT]):
    """The waits that are not looking, the one whose turn is first on top."""

    def __init__(self, waits: Iterable[Wait[StatusT]], now: float) -> None:
        self._order = itertools.count()
        self._heap: list[tuple[float, int, Wait[StatusT]]] = []
        for wait in waits:
            self.add(wait, now)

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, wait: Wait[StatusT], due: float) -> None:
        heapq.heappush(self._heap, (due, next(self._order), wait))

    def next_due(self) -> float:
        return self._heap[0][0]

    def take_due(self, now: float, room: int) -> Iterator[Wait[StatusT]]:
        """Take out at most *room* waits whose turn has come."""
        while room > 0 and self._heap and self._heap[0][0] <= now:
            room -= 1
            yield heapq.heappop(self._heap)[2]


def as_completed(
    jobs: Iterable[Job[StatusT]],
    *,
    timeout: Timeout,
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    clock: Clock | None = None,
) -> Iterator[WaitResult[StatusT | None]]:
    """Wait for many jobs and yield each result when its job has ended.

    Options as in `wait_for_completion`; *timeout* is one deadline for all, from this call on. Nothing is raised for one
    job's sake: each result carries its own `error`. Looks are made while the caller asks for the next result; up to 16 at a
    time, each in a thread of its own, with `on_poll` called in the caller's thread.

    Raises:
        ConfigurationError: An option is malformed; said before any request.
    """
    clock = clock or SYSTEM_CLOCK
    waits = _start_all(jobs, timeout, schedule, unknown_status, clock)
    return _completed(_Roster(waits, clock.monotonic()), on_poll, clock)


def _start_all(
    jobs: Iterable[Job[StatusT]],
    timeout: Timeout,
    schedule: Schedule | None,
    unknown_status: UnknownStatus,
    clock: Clock,
) -> list[Wait[StatusT]]:
    now = clock.monotonic()
    return [start(job, timeout, schedule, unknown_status, now) for job in jobs]


def _completed(roster: _Roster[StatusT], on_poll: OnPoll | None, clock: Clock) -> Iterator[WaitResult[StatusT | None]]:
    in_flight: dict[Future[Sighting[StatusT]], Wait[StatusT]] = {}
    pool = ThreadPoolExecutor(max_workers=LOOKS_AT_ONCE, thread_name_prefix="tarry-look")
    try:
        while roster or in_flight:
            for wait in roster.take_due(clock.monotonic(), LOOKS_AT_ONCE - len(in_flight)):
                wait.job.client.get_httpx_client()  # made here, so that two threads do not make one each
                in_flight[pool.submit(look, wait.job, clock.time)] = wait
            if not in_flight:
                clock.sleep(max(roster.next_due() - clock.monotonic(), 0.0))
                continue
            crowded = len(in_flight) >= LOOKS_AT_ONCE or not roster
            patience = None if crowded else clock.patience(max(roster.next_due() - clock.monotonic(), 0.0))
            # Where time is virtual, looks take none of it: all that are in flight end at the same moment.
            until = FIRST_COMPLETED if clock.patience(0.0) is not None else ALL_COMPLETED
            wait_for_futures(in_flight, timeout=patience, return_when=until)
            for future in [one for one in in_flight if one.done()]:
                wait = in_flight.pop(future)
                now = clock.monotonic()
                seen = wait.record(future.result(), now)
                if on_poll is not None:
                    on_poll(seen)
                if seen.next_delay is None:
                    yield wait.result()
                else:
                    roster.add(wait, now + seen.next_delay)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def async_as_completed(
    jobs: Iterable[Job[StatusT]],
    *,
    timeout: Timeout,
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    clock: Clock | None = None,
) -> AsyncIterator[WaitResult[StatusT | None]]:
    """Wait for many jobs on asyncio or trio. As `as_completed`; `on_poll` may be async."""
    clock = clock or SYSTEM_CLOCK
    waits = _start_all(jobs, timeout, schedule, unknown_status, clock)
    return _async_completed(_Roster(waits, clock.monotonic()), on_poll, clock)


async def _async_completed(
    roster: _Roster[StatusT], on_poll: OnPoll | None, clock: Clock
) -> AsyncIterator[WaitResult[StatusT | None]]:
    while roster:
        # A task group cannot stay open over a `yield`, so looks in flight end before results are handed over.
        for result in await _wave(roster, on_poll, clock):
            yield result


async def _wave(roster: _Roster[StatusT], on_poll: OnPoll | None, clock: Clock) -> list[WaitResult[StatusT | None]]:
    """Look at whatever is due until a job has ended; returns when no look is in flight any more."""
    finished: list[WaitResult[StatusT | None]] = []
    in_flight = 0
    landed = anyio.Event()

    async def look_at(wait: Wait[StatusT]) -> None:
        nonlocal in_flight
        sighting = await async_look(wait.job, clock.time)
        now = clock.monotonic()
        seen = wait.record(sighting, now)
        if on_poll is not None:
            await called(on_poll, seen)
        if seen.next_delay is None:
            finished.append(wait.result())
        else:
            roster.add(wait, now + seen.next_delay)
        in_flight -= 1
        landed.set()

    async def look_around() -> None:
        nonlocal in_flight, landed
        async with anyio.create_task_group() as looks:
            while (roster or in_flight) and not finished:
                for wait in roster.take_due(clock.monotonic(), LOOKS_AT_ONCE - in_flight):
                    in_flight += 1
                    looks.start_soon(look_at, wait)
                if not in_flight:
                    await clock.async_sleep(max(roster.next_due() - clock.monotonic(), 0.0))
                    continue
                crowded = in_flight >= LOOKS_AT_ONCE or not roster
                patience = None if crowded else clock.patience(max(roster.next_due() - clock.monotonic(), 0.0))
                landed = anyio.Event()
                with anyio.move_on_after(patience):
                    await landed.wait()

    try:
        await look_around()
    except BaseExceptionGroup as group:
        # A task group wraps what a callback raises; the caller is promised that very exception.
        error = group.exceptions[0]
        raise error from error.__cause__
    return finished


def wait_for_all(
    jobs: Iterable[Job[StatusT]],
    *,
    timeout: Timeout,
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    clock: Clock | None = None,
) -> list[WaitResult[StatusT | None]]:
    """Wait for many jobs and return their results in the order given. Options and errors as in `as_completed`."""
    ordered = list(jobs)
    results = as_completed(
        ordered, timeout=timeout, schedule=schedule, on_poll=on_poll, unknown_status=unknown_status, clock=clock
    )
    return _in_order(ordered, list(results))


async def async_wait_for_all(
    jobs: Iterable[Job[StatusT]],
    *,
    timeout: Timeout,  # noqa: ASYNC109 - one deadline for all, at which each job gets a last look
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    clock: Clock | None = None,
) -> list[WaitResult[StatusT | None]]:
    """Wait for many jobs on asyncio or trio, results in the order given. As `wait_for_all`; `on_poll` may be async."""
    ordered = list(jobs)
    results = async_as_completed(
        ordered, timeout=timeout, schedule=schedule, on_poll=on_poll, unknown_status=unknown_status, clock=clock
    )
    return _in_order(ordered, [result async for result in results])


def _in_order(jobs: list[Job[StatusT]], results: list[WaitResult[Any]]) -> list[WaitResult[StatusT | None]]:
    """Sort *results* by the place of their jobs; a job given twice has two results."""
    by_job: dict[int, list[WaitResult[Any]]] = {}
    for result in results:
        by_job.setdefault(id(result.job), []).append(result)
    return [by_job[id(job)].pop(0) for job in jobs]
