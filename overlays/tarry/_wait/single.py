"""Waiting for one job. All decisions are the machine's; what stands here twice is only what polls and sleeps."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from tarry._core.clock import SYSTEM_CLOCK, Clock
from tarry._core.errors import ConfigurationError
from tarry._core.options import DEFAULT, FaultTolerance, UnknownStatus, timeout_seconds, tolerance_seconds
from tarry._core.results import Job, JobLike, Poll, WaitResult
from tarry._core.schedule import Schedule
from tarry._core.submitted import age
from tarry._operations.status import async_observe, observe

from .state import Wait

StatusT = TypeVar("StatusT")

JobT = TypeVar("JobT", bound=Job[Any])

OnPoll = Callable[[Poll], object]

Timeout = float | timedelta | None


def wait_for_completion(
    job: JobLike[StatusT, JobT],
    *,
    timeout: Timeout,
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
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
    clock = clock or SYSTEM_CLOCK
    wait = start(
        job, timeout, schedule, on_poll, unknown_status, fault_tolerance=fault_tolerance, now=clock.monotonic()
    )
    on_poll = blocking(on_poll)
    while True:
        observation = observe(wait.job, clock.time)
        now = clock.monotonic()
        seen = wait.record(observation, now)
        if on_poll is not None:
            on_poll(seen)
        if seen.next_delay is None:
            return wait.result().raise_for_outcome()
        clock.sleep(max(seen.next_delay - (clock.monotonic() - now), 0.0))


async def async_wait_for_completion(
    job: JobLike[StatusT, JobT],
    *,
    timeout: Timeout,  # noqa: ASYNC109 - the deadline of the wait, which polls once more when it comes
    schedule: Schedule | None = None,
    on_poll: OnPoll | None = None,
    unknown_status: UnknownStatus = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
    clock: Clock | None = None,
) -> WaitResult[StatusT, JobT]:
    """Wait until *job* has ended, on asyncio or trio. As `wait_for_completion`; `on_poll` may be async."""
    clock = clock or SYSTEM_CLOCK
    wait = start(
        job, timeout, schedule, on_poll, unknown_status, fault_tolerance=fault_tolerance, now=clock.monotonic()
    )
    while True:
        observation = await async_observe(wait.job, clock.time)
        now = clock.monotonic()
        seen = wait.record(observation, now)
        if on_poll is not None:
            await called(on_poll, seen)
        if seen.next_delay is None:
            return wait.result().raise_for_outcome()
        await clock.async_sleep(max(seen.next_delay - (clock.monotonic() - now), 0.0))


def blocking(on_poll: OnPoll | None) -> OnPoll | None:
    """*on_poll* for a sync wait, which cannot await what it returns.

    Raises:
        ConfigurationError: It is async. One that shows it only by what it returns is refused when it is first called.
    """
    if on_poll is None:
        return None
    problem = "on_poll is async, which only a wait that begins with async_ can await; give a plain function"
    if inspect.iscoroutinefunction(on_poll) or inspect.iscoroutinefunction(type(on_poll).__call__):
        raise ConfigurationError(problem)

    def call(seen: Poll) -> None:
        answer = on_poll(seen)
        if inspect.iscoroutine(answer):
            answer.close()  # or Python warns that nobody awaited it
            raise ConfigurationError(problem)

    return call


async def called(on_poll: OnPoll, seen: Poll) -> None:
    """Call a callback that may be async."""
    answer = on_poll(seen)
    if inspect.isawaitable(answer):
        await answer


def start(
    job: Any,
    timeout: Timeout,
    schedule: Schedule | None,
    on_poll: OnPoll | None,
    unknown_status: UnknownStatus,
    *,
    fault_tolerance: FaultTolerance,
    now: float,
) -> Wait[Any]:
    """Check the options of a wait and begin it at the time *now*.

    Raises:
        ConfigurationError: One of them is malformed.
    """
    if not isinstance(job, Job):
        raise ConfigurationError(
            f"a wait needs a job such as tarry.fullstory.EventsImport(client, id), not {job!r:.80}"
        )
    if isinstance(schedule, type):
        raise ConfigurationError(f"schedule is the class {schedule.__name__}: give an object, {schedule.__name__}()")
    if schedule is not None and not callable(getattr(schedule, "next_delay", None)):
        raise ConfigurationError(f"a schedule needs next_delay(elapsed, hint), which {schedule!r:.80} does not have")
    if on_poll is not None and not callable(on_poll):
        raise ConfigurationError(f"on_poll must be a function of one argument, the poll, not {on_poll!r:.80}")
    if unknown_status not in ("wait", "raise"):
        raise ConfigurationError(f'unknown_status must be "wait" or "raise", not {unknown_status!r:.80}')
    seconds, tolerance = timeout_seconds(timeout), tolerance_seconds(fault_tolerance)
    for_job: Callable[..., Schedule] | None = getattr(schedule, "for_job", None)
    if for_job is not None:
        schedule = for_job(job.provider, job.kind, age(job, now), job.policy.schedule)
    return Wait(
        job, now=now, timeout=seconds, schedule=schedule, unknown_status=unknown_status, fault_tolerance=tolerance
    )
