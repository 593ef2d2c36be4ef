"""Waiting for one job. All decisions are the machine's; what stands here twice is only what polls and sleeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

from tarry._core.clock import Clock, clock_or_default
from tarry._core.errors import ConfigurationError
from tarry._core.options import DEFAULT, FaultTolerance, UnknownStatus, timeout_seconds, tolerance_seconds
from tarry._core.results import Job, JobLike, WaitResult
from tarry._core.schedule import Schedule
from tarry._operations.status import async_observe, observe

from .reporting import OnPoll, Record, Reporter, StalledAfter, Watching, called, watching
from .state import WaitState

StatusT = TypeVar("StatusT")

JobT = TypeVar("JobT", bound=Job[Any])

Timeout = float | timedelta | None


def wait_for_completion(
    job: JobLike[StatusT, JobT],
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
) -> WaitResult[StatusT, JobT]:
    """Block until *job* has ended.

    The first poll is at once, the later ones by the schedule, and there is one last poll at the deadline. Giving up never
    stops the job.

    Args:
        job: Handle of a job that exists.
        timeout: Longest wait in seconds, or as a timedelta, from this call on and with all requests; None waits for ever,
            0 polls once.
        schedule: When to poll next; the provider's own by default. A longer `Retry-After` wins.
        on_poll: Called after each poll with what was seen, what comes next, and why. What it raises ends the wait.
        unknown_status: `"wait"` tolerates a status word that nobody has classified for two minutes, `"raise"` not at all.
        fault_tolerance: How long polls may fail in a row before the wait ends with `PollingError`, in seconds or as a
            timedelta; 0 tolerates no fault, None tolerates them up to the deadline. By default an hour, or a quarter of the
            timeout where that is longer, and for a wait that never had an answer 8 faults over 120 s. Open Data Rights,
            which is seldom asked, has 6 hours for both.
        stalled_after: A job whose answer (word and body) has not changed for so long, in seconds or as a timedelta, is said to
            have stalled: a warning is logged, and its polls and its result have `stalled`. The wait goes on.
        on_stall: Called with the poll at which a job is first seen to have stalled, and again when it stalls anew after an
            answer that changed. What it raises ends the wait.
        record: Where to add every poll as a line of JSON: a path, or a text file open for writing. Many jobs and waits may
            share one. `tarry replay` and `tarry.picture` read it; it holds handles and no credentials.
        clock: Where time comes from; for tests, `tarry.testing.VirtualClock()`.

    Returns:
        The job as last seen, with outcome SUCCEEDED or PARTIAL. Its rows are not read.

    Raises:
        ConfigurationError: An option is malformed; said before any request.
        JobFailedError: The provider says that the job failed.
        JobNotFoundError: The provider never showed the job.
        JobGoneError: The job was there and is no longer.
        UnknownStatusError: The provider keeps to a word that nobody has classified.
        PollingError: Polling became impossible. The job may be running.
        WaitTimeoutError: Still pending at the deadline. The job may be running.
    """
    clock = clock_or_default(clock)
    options = asked(
        timeout, schedule, unknown_status, fault_tolerance, on_poll, on_stall, stalled_after, record, blocking=True
    )
    wait = start(job, options, clock.monotonic())
    with Reporter(options.watching) as reporter:
        reporter.start(wait, options.recorded())
        while True:
            observation = observe(wait.job, clock.time)
            now = clock.monotonic()
            seen = wait.record(observation, now)
            for callback in reporter.polled(wait, seen):
                callback(seen)
            if seen.next_delay is None:
                return reporter.ended(wait).raise_for_outcome()
            clock.sleep(max(seen.next_delay - (clock.monotonic() - now), 0.0))


async def async_wait_for_completion(
    job: JobLike[StatusT, JobT],
    *,
    timeout: Timeout,  # noqa: ASYNC109 - the deadline of the wait, which polls once more when it comes
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
    stalled_after: StalledAfter = None,
    on_stall: OnPoll | None = None,
    record: Record = None,
    clock: Clock | None = None,
) -> WaitResult[StatusT, JobT]:
    """Wait until *job* has ended, on asyncio or trio. As `wait_for_completion`; `on_poll` may be async."""
    clock = clock_or_default(clock)
    options = asked(
        timeout, schedule, unknown_status, fault_tolerance, on_poll, on_stall, stalled_after, record, blocking=False
    )
    wait = start(job, options, clock.monotonic())
    with Reporter(options.watching) as reporter:
        reporter.start(wait, options.recorded())
        while True:
            observation = await async_observe(wait.job, clock.time)
            now = clock.monotonic()
            seen = wait.record(observation, now)
            for callback in reporter.polled(wait, seen):
                await called(callback, seen)
            if seen.next_delay is None:
                return reporter.ended(wait).raise_for_outcome()
            await clock.async_sleep(max(seen.next_delay - (clock.monotonic() - now), 0.0))


class Asked(NamedTuple):
    """The options of a wait, checked and in seconds."""

    timeout: float | None
    schedule: Schedule | None
    unknown_status: UnknownStatus
    fault_tolerance: float | None
    watching: Watching

    def recorded(self) -> Mapping[str, Any]:
        """What a record keeps of them."""
        return {
            "timeout": self.timeout,
            "schedule": self.schedule,
            "unknown_status": self.unknown_status,
            "fault_tolerance": self.fault_tolerance,
        }


def asked(  # noqa: PLR0917 - the options of six functions, handed through
    timeout: Timeout,
    schedule: Schedule | None,
    unknown_status: UnknownStatus,
    fault_tolerance: FaultTolerance,
    on_poll: OnPoll | None,
    on_stall: OnPoll | None,
    stalled_after: StalledAfter,
    record: Record,
    *,
    blocking: bool,
) -> Asked:
    """Check the options of a wait; *blocking* says that it cannot await a callback.

    Raises:
        ConfigurationError: One of them is malformed.
    """
    if isinstance(schedule, type):
        raise ConfigurationError(f"schedule is the class {schedule.__name__}: give an object, {schedule.__name__}()")
    if schedule is not None and not callable(getattr(schedule, "next_delay", None)):
        raise ConfigurationError(f"a schedule needs next_delay(elapsed, hint), which {schedule!r:.80} does not have")
    if unknown_status not in ("wait", "raise"):
        raise ConfigurationError(f'unknown_status must be "wait" or "raise", not {unknown_status!r:.80}')
    seconds, tolerance = timeout_seconds(timeout), tolerance_seconds(fault_tolerance)

    told = watching(on_poll, on_stall, stalled_after, record, blocking=blocking)
    return Asked(seconds, schedule, unknown_status, tolerance, told)


def start(job: Any, asked: Asked, now: float) -> WaitState[Any]:
    """Begin a wait for *job* at the time *now*.

    Raises:
        ConfigurationError: It is no job.
    """
    if not isinstance(job, Job):
        raise ConfigurationError(
            f"a wait needs a job such as tarry.fullstory.EventsImport(client, id), not {job!r:.80}"
        )
    return WaitState(
        job,
        now=now,
        timeout=asked.timeout,
        schedule=asked.schedule,
        unknown_status=asked.unknown_status,
        fault_tolerance=asked.fault_tolerance,
        stalled_after=asked.watching.stalled_after,
    )
