"""Waiting for many jobs at once, of any mix of providers, in one thread of control.

Waits that are not looking lie in a heap by the time of their next look; a thread or a task exists only for a look in flight.
"""

from __future__ import annotations

import heapq
import itertools
from collections import deque
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
from ._waiting import OnPoll, Timeout, blocking, called, start
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

    def clear(self) -> None:
        self._heap.clear()

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
    roster = _start_all(jobs, timeout, schedule, on_poll, unknown_status, now=clock.monotonic())
    return _completed(roster, blocking(on_poll), clock)


def _start_all(
    jobs: Iterable[Job[StatusT]],
    timeout: Timeout,
    schedule: Schedule | None,
    on_poll: OnPoll | None,
    unknown_status: UnknownStatus,
    *,
    now: float,
) -> _Roster[StatusT]:
    waits = [start(job, timeout, schedule, on_poll, unknown_status, now=now) for job in jobs]
    return _Roster(waits, now)


def _completed(roster: _Roster[StatusT], on_poll: OnPoll | None, clock: Clock) -> Iterator[WaitResult[StatusT | None]]:
    in_flight: dict[Future[tuple[Sighting[StatusT], float]], Wait[StatusT]] = {}
    pool = ThreadPoolExecutor(max_workers=LOOKS_AT_ONCE, thread_name_prefix="tarry-look")
    try:
        while roster or in_flight:
            for wait in roster.take_due(clock.monotonic(), LOOKS_AT_ONCE - len(in_flight)):
                wait.job.client.get_httpx_client()  # made here, so that two threads do not make one each
                in_flight[pool.submit(_timed_look, wait.job, clock)] = wait
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
                sighting, now = future.result()
                seen = wait.record(sighting, now)
                if on_poll is not None:
                    on_poll(seen)
                if seen.next_delay is None:
                    yield wait.result()
                else:
                    roster.add(wait, now + seen.next_delay)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _timed_look(job: Job[StatusT], clock: Clock) -> tuple[Sighting[StatusT], float]:
    """A look and when it ended, which may be long before the caller asks for the next result."""
    return look(job, clock.time), clock.monotonic()


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
    roster = _start_all(jobs, timeout, schedule, on_poll, unknown_status, now=clock.monotonic())
    return _AsyncCompleted(roster, on_poll, clock)


class _AsyncCompleted(AsyncIterator[WaitResult[StatusT | None]]):
    """Results as they come. Between two of them nothing is open, so a caller may stop anywhere, without a warning.

    That is why it is no async generator, and why looks in flight end before results are handed over.
    """

    def __init__(self, roster: _Roster[StatusT], on_poll: OnPoll | None, clock: Clock) -> None:
        self._roster = roster
        self._on_poll = on_poll
        self._clock = clock
        self._finished: deque[WaitResult[StatusT | None]] = deque()

    async def __anext__(self) -> WaitResult[StatusT | None]:
        if not self._finished:
            try:
                finished = await _wave(self._roster, self._on_poll, self._clock)
            except BaseException:
                self._roster.clear()  # like a generator, it has ended with what it raised
                raise
            self._finished.extend(finished)
        if not self._finished:
            raise StopAsyncIteration
        return self._finished.popleft()

    async def aclose(self) -> None:
        """Stop; for `contextlib.aclosing`."""
        self._roster.clear()
        self._finished.clear()


async def _wave(
    roster: _Roster[StatusT], on_poll: OnPoll | None, clock: Clock, *, to_the_end: bool = False
) -> list[WaitResult[StatusT | None]]:
    """Look at whatever is due until a job has ended, or all have; returns when no look is in flight any more."""
    finished: list[WaitResult[StatusT | None]] = []
    in_flight: set[Wait[StatusT]] = set()
    # Looks in flight when the first job ended. Its result waits for these, not for later ones, and others go on meanwhile.
    awaited: set[Wait[StatusT]] = set()
    landed = anyio.Event()
    raised: list[BaseException] = []
    cancelled = anyio.get_cancelled_exc_class()

    async def look_at(wait: Wait[StatusT]) -> None:
        try:
            sighting = await async_look(wait.job, clock.time)
            now = clock.monotonic()
            seen = wait.record(sighting, now)
            if on_poll is not None:
                await called(on_poll, seen)
        except BaseException as error:
            if not isinstance(error, cancelled):
                raised.append(error)
            raise
        in_flight.remove(wait)
        awaited.discard(wait)
        if seen.next_delay is not None:
            roster.add(wait, now + seen.next_delay)
        else:
            if not finished:
                awaited.update(in_flight)
            finished.append(wait.result())
        landed.set()

    async def look_around() -> None:
        nonlocal landed
        async with anyio.create_task_group() as looks:
            while (roster or in_flight) and (to_the_end or awaited or not finished):
                for wait in roster.take_due(clock.monotonic(), LOOKS_AT_ONCE - len(in_flight)):
                    in_flight.add(wait)
                    looks.start_soon(look_at, wait)
                if not in_flight:
                    await clock.async_sleep(max(roster.next_due() - clock.monotonic(), 0.0))
                    continue
                crowded = len(in_flight) >= LOOKS_AT_ONCE or not roster
                patience = None if crowded else clock.patience(max(roster.next_due() - clock.monotonic(), 0.0))
                landed = anyio.Event()
                with anyio.move_on_after(patience):
                    await landed.wait()

    try:
        await look_around()
    except BaseExceptionGroup as group:
        # A task group wraps what a callback raises; the caller is promised that very exception, even when cancelled.
        raised.extend(group.exceptions)
    if raised:
        raise raised[0]  # out here, so that it keeps its own cause and context
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
    clock = clock or SYSTEM_CLOCK
    roster = _start_all(ordered, timeout, schedule, on_poll, unknown_status, now=clock.monotonic())
    return _in_order(ordered, await _wave(roster, on_poll, clock, to_the_end=True))


def _in_order(jobs: list[Job[StatusT]], results: list[WaitResult[Any]]) -> list[WaitResult[StatusT | None]]:
    """Sort *results* by the place of their jobs; a job given twice has two results."""
    by_job: dict[int, list[WaitResult[Any]]] = {}
    for result in results:
        by_job.setdefault(id(result.job), []).append(result)
    return [by_job[id(job)].pop(0) for job in jobs]
