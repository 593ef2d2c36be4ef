"""A wait for many jobs that grows and shrinks while it goes on: `Watch` in threads, `AsyncWatch` in tasks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Generic, Self, TypedDict, TypeVar, Unpack

import anyio

from tarry._core.clock import Clock, clock_or_default
from tarry._core.errors import ConfigurationError
from tarry._core.handles import Handle
from tarry._core.options import DEFAULT, Deadline, Default, FaultTolerance, UnknownStatus, seconds_to_wait
from tarry._core.results import Job, JobLike, WaitResult
from tarry._core.schedule import Schedule

from .crowd import Call
from .rate_limit import IN_FLIGHT, PER_SECOND
from .reporting import OnPoll, Record, StalledAfter, watching
from .single import Timeout, asked, start
from .state import WaitState
from .tasked import TaskedDriver
from .threaded import ThreadedDriver

StatusT = TypeVar("StatusT")

JobT = TypeVar("JobT", bound=Job[Any])

DriverT = TypeVar("DriverT", ThreadedDriver, TaskedDriver)

_REMOVED = "it was removed while it was waited for"


class WaitOptions(TypedDict, total=False):
    """Options of a job that is added to a watch; `timeout`, the deadline or a snapshot has to be given."""

    timeout: Timeout
    """Longest wait from now on, in seconds or as a timedelta; None for ever."""
    schedule: Schedule | None
    unknown_status: UnknownStatus
    fault_tolerance: FaultTolerance
    stalled_after: StalledAfter
    snapshot: str | None
    """What `Watch.snapshot` or `Wait.snapshot` gave, perhaps in another process; with `schedule` at most."""


class _Waits(Generic[DriverT]):
    """What is the same in threads and in tasks."""

    _driver: DriverT

    def add(self, job: JobLike[Any, Any], deadline: Deadline = DEFAULT, **options: Unpack[WaitOptions]) -> None:
        """Wait for one more job; its result comes with the others. The first poll is at once. Of an `AsyncWatch` in a task.

        Args:
            job: Handle of a job that exists. One that is added twice has two results.
            deadline: When the wait ends at the latest: a datetime with a time zone, or seconds since the epoch; None for
                never. Either this or `timeout` has to be given.
            options: `timeout` from now on, `schedule`, `unknown_status`, `fault_tolerance` and `stalled_after`, as in
                `wait_for_completion`; or `snapshot`, with which a wait goes on, and then no others but `schedule`.

        Raises:
            ConfigurationError: An option is malformed, or the watch is closed.
            HandleError: The snapshot is none, or one of another job.
        """
        wait, terms = begin(self._driver.clock, job, deadline, **options)
        self._driver.add([wait], terms)

    def remove(self, job: Job[Any] | Handle | str) -> bool:
        """Stop waiting for a job, which runs on; a poll in flight is given up. Returns whether it was waited for.

        A handle, or its text, means the jobs of all clients with that handle, and a job those of its client.
        """
        return sum(self._driver.remove(wait, _REMOVED) for wait in self._driver.find(job)) > 0

    def nudge(self, job: Job[Any] | Handle | str) -> bool:
        """Poll a job at once, as there is news of it. Returns whether it is waited for.

        Never before a Retry-After of its host is over or within 10 ms of its last poll; nudges that come before that poll has
        started are one. An answer in doubt, which would be final the second time, is asked for again when that is planned.
        """
        waits = self._driver.find(job)
        for wait in waits:
            self._driver.nudge(wait)
        return bool(waits)

    def snapshot(self, job: Job[Any] | Handle | str) -> str:
        """The wait for a job as a text, by which `add(job, snapshot=…)` goes on, here or in another process.

        It holds the handle, the deadline and how the wait stands: no secret and no URL.

        Raises:
            ConfigurationError: The job is not waited for, or several times by this handle.
        """
        return self._driver.snapshot(job)

    def __len__(self) -> int:
        """How many jobs are waited for."""
        return len(self._driver.crowd)

    def __bool__(self) -> bool:
        return True

    def __contains__(self, job: object) -> bool:
        return isinstance(job, Job | Handle | str) and bool(self._driver.find(job))

    def __del__(self) -> None:
        with suppress(AttributeError):  # its options were malformed
            self._driver.drop()


class Watch(_Waits[ThreadedDriver]):
    """Waits for jobs that come and go, in threads: `add` them, take results as they come, `remove` or `nudge` them meanwhile.

    It polls in a thread of its own from the first `add` on, whatever the caller does, until it is closed; all its methods may
    be called from any thread. All its jobs share the limits of their hosts, and are polled with list calls where that is
    possible. As a context it closes itself; one that nobody refers to any more stops too.

    Args:
        in_flight: Most polls in flight at a time; at one host half of them.
        per_second: Most polls per second at one host.
        on_poll: Called after each poll of any job, in the thread of the watch, as nobody may be reading results. The polls
            wait for it, and what it raises ends the watch: everybody who waits hears of it.
        on_stall: As in `wait_for_completion`, for the jobs that are added with `stalled_after`; called as `on_poll` is.
        record: As in `wait_for_completion`, for all jobs together.
        clock: For tests. With `tarry.testing.VirtualClock()` there is no thread: the watch polls while somebody waits for a
            result, so that no time passes in between.

    Raises:
        ConfigurationError: An option is malformed.
    """

    def __init__(
        self,
        *,
        in_flight: int = IN_FLIGHT,
        per_second: float = PER_SECOND,
        on_poll: OnPoll | None = None,
        on_stall: OnPoll | None = None,
        record: Record = None,
        clock: Clock | None = None,
    ) -> None:
        self._driver = ThreadedDriver(
            watching(on_poll, on_stall, None, record, blocking=True, many=True),
            clock_or_default(clock),
            own_thread=True,
            reader_is_told=False,
            in_flight=in_flight,
            per_second=per_second,
        )

    def wait(
        self, job: JobLike[StatusT, JobT], deadline: Deadline = DEFAULT, **options: Unpack[WaitOptions]
    ) -> WaitResult[StatusT | None, JobT]:
        """Add a job, block until it has ended, and return its result, which is not raised and does not come with the others.

        Many threads may do so at once. Interrupted, it removes the job. Arguments as in `add`.

        Raises:
            ConfigurationError: An option is malformed, or the watch was closed or the job removed meanwhile.
        """
        call = Call()
        wait, terms = begin(self._driver.clock, job, deadline, **options)
        try:
            self._driver.add([wait], terms, call)
            return self._driver.wait_for(call)
        finally:
            self._driver.remove(wait, _REMOVED)

    def results(self, *, until_closed: bool = False) -> Iterator[WaitResult[Any, Any]]:
        """Results of the jobs that were added, as they come, until nothing is waited for, or until the watch is closed."""
        while (result := self._driver.next_result(until_closed=until_closed)) is not None:
            yield result

    def close(self) -> None:
        """Stop waiting for all jobs, which run on. Results that are there can still be read."""
        self._driver.close()

    def __iter__(self) -> Iterator[WaitResult[Any, Any]]:
        return self.results()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncWatch(_Waits[TaskedDriver]):
    """Waits for jobs that come and go, in tasks on asyncio or trio; as `Watch`, for the tasks of one event loop.

    It polls in a task of its own from the first `add` on, until it is closed. As an async context it closes itself.
    `on_poll` and `on_stall` may be async, and are called in that task, never two at a time.
    """

    def __init__(
        self,
        *,
        in_flight: int = IN_FLIGHT,
        per_second: float = PER_SECOND,
        on_poll: OnPoll | None = None,
        on_stall: OnPoll | None = None,
        record: Record = None,
        clock: Clock | None = None,
    ) -> None:
        self._driver = TaskedDriver(
            watching(on_poll, on_stall, None, record, blocking=False, many=True),
            clock_or_default(clock),
            own_task=True,
            reader_is_told=False,
            in_flight=in_flight,
            per_second=per_second,
        )
        self._reading = anyio.ResourceGuard("reading results of")

    async def wait(
        self, job: JobLike[StatusT, JobT], deadline: Deadline = DEFAULT, **options: Unpack[WaitOptions]
    ) -> WaitResult[StatusT | None, JobT]:
        """Add a job, wait until it has ended, and return its result, which is not raised and does not come with the others.

        Many tasks may do so at once. Cancelled, it removes the job. Arguments and errors as in `Watch.wait`.
        """
        call = Call()
        wait, terms = begin(self._driver.clock, job, deadline, **options)
        try:
            self._driver.add([wait], terms, call)
            return await self._driver.wait_for(call)
        finally:
            self._driver.remove(wait, _REMOVED)

    def results(self, *, until_closed: bool = False) -> AsyncIterator[WaitResult[Any, Any]]:
        """Results of the jobs that were added, as they come, until nothing is waited for, or until the watch is closed.

        One task at a time may read them; when that is cancelled nothing is lost.
        """
        return _AsyncResults(self, self._reading, until_closed=until_closed)

    async def aclose(self) -> None:
        """Stop waiting for all jobs, which run on, and wait until no poll is in flight."""
        await self._driver.close()

    def __aiter__(self) -> AsyncIterator[WaitResult[Any, Any]]:
        return self.results()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class _AsyncResults(AsyncIterator[WaitResult[Any, Any]]):
    """No async generator, as those must not be left in the middle without being closed."""

    def __init__(self, watch: AsyncWatch, reading: anyio.ResourceGuard, *, until_closed: bool) -> None:
        self._watch = watch  # which stops when nobody refers to it
        self._reading = reading
        self._until_closed = until_closed

    async def __anext__(self) -> WaitResult[Any, Any]:
        with self._reading:
            result = await self._watch._driver.next_result(until_closed=self._until_closed)
        if result is None:
            raise StopAsyncIteration
        return result


def begin(
    clock: Clock,
    job: JobLike[Any, Any],
    deadline: Deadline = DEFAULT,
    *,
    timeout: Timeout | Default = DEFAULT,
    schedule: Schedule | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
    stalled_after: StalledAfter = None,
    snapshot: str | None = None,
) -> tuple[WaitState[Any], Mapping[str, Any]]:
    """Begin a wait that is added to a watch, or go on with one. Returns it with its options for a record.

    Raises:
        ConfigurationError: An option is malformed, or it is no job with a client.
        HandleError: The snapshot is none, or one of another job.
    """
    now, wall = clock.monotonic(), clock.time()
    given = (deadline, timeout, unknown_status, fault_tolerance, stalled_after)
    if snapshot is not None and given != (DEFAULT, DEFAULT, "wait", DEFAULT, None):
        raise ConfigurationError("a snapshot holds the deadline and all options but schedule=: give no others with it")
    seconds = None if snapshot is not None else seconds_to_wait(timeout, deadline, wall)
    terms = asked(seconds, schedule, unknown_status, fault_tolerance, None, None, stalled_after, None, blocking=False)
    wait = start(job, terms, now)
    _ = wait.job.client  # raises where there is none
    if snapshot is None:
        return wait, terms.recorded()
    wait = WaitState.restore(snapshot, wait.job, now, wall, schedule)
    return wait, {**terms.recorded(), "timeout": None, "snapshot": snapshot}
