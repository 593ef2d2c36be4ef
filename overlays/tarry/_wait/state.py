"""The heart: a wait as a pure state machine, without sleep, clock, HTTP or provider.

A driver tells it what a poll brought and when (`record`), and is told when to poll next. Everything that has to be decided
in a wait is decided here, once; the drivers in `single.py` and `many.py` only poll and sleep.
"""

import math
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tarry._core.errors import ConfigurationError
from tarry._core.observation import Kind, Observation
from tarry._core.options import UnknownStatus
from tarry._core.outcome import Outcome
from tarry._core.policy import Faults
from tarry._core.results import (
    JobFailedError,
    JobGoneError,
    JobNotFoundError,
    Poll,
    PollingError,
    UnknownStatusError,
    WaitError,
    WaitResult,
    WaitTimeoutError,
)
from tarry._core.schedule import Jittered, Schedule
from tarry._core.submitted import age
from tarry._core.texts import duration, shown

from .ending import error_text, facts_of, forbidden_by_host, log_end, log_poll
from .host import LAST_AFTER, WITHHELD
from .plan import FLOOR, next_delay, seed, share
from .stall import Stall
from .standing import Standing
from .timeline import Timeline

if TYPE_CHECKING:
    from tarry._core.results import Job

    from .host import Host

StatusT = TypeVar("StatusT")

NOTICED = 0.05
"""By less than this, in seconds, no poll is called late: what is reported is read with one decimal."""

_WORD_IN_REASON = 30
"""Characters of a status word in a reason, which is a short text."""

_ENDED = {Outcome.SUCCEEDED, Outcome.PARTIAL, Outcome.FAILED}


class WaitState(Standing, Generic[StatusT]):
    """One wait for one job. `record` each poll; when the poll it returns has no `next_delay`, `result` is final."""

    __slots__ = (
        *("_error", "_fault_tolerance", "_given", "_jitter", "_logs_end", "_outcome", "_schedule", "_seed", "_start"),
        *("_status", "_timeline", "_timeout", "_unknown_status"),
    )

    def __init__(
        self,
        job: "Job[StatusT]",
        *,
        now: float,
        timeout: float | None,
        schedule: Schedule | None = None,
        unknown_status: UnknownStatus = "wait",
        fault_tolerance: float | None = None,
        stalled_after: float | None = None,
        logs_end: bool = True,
    ) -> None:
        super().__init__(job, None if stalled_after is None else Stall(stalled_after))
        self._logs_end = logs_end
        self._given = schedule
        for_job = getattr(schedule, "for_job", None)
        if for_job is not None:
            schedule = for_job(job.provider, job.kind, age(job, now), job.policy.schedule)
        self._schedule = schedule or job.policy.schedule
        self._jitter = self._schedule.jitter if isinstance(self._schedule, Jittered) else 0.0
        # By the job, so that jobs spread out while every driver makes the same timeline of the same answers.
        self._seed = seed(job) if self._jitter else 0
        self._unknown_status = unknown_status
        self._fault_tolerance = fault_tolerance
        self._timeout = timeout
        self._start = now
        self._status: StatusT | None = None
        self._outcome = Outcome.PENDING
        self._error: WaitError | None = None
        self._timeline = Timeline()

    @classmethod
    def restore(
        cls, text: str, job: "Job[StatusT]", now: float, wall: float, schedule: Schedule | None = None
    ) -> "WaitState[StatusT]":
        """Go on with the wait for *job* that a snapshot holds; arguments and errors as of `snapshot.restored`."""
        from .snapshot import restored

        wait = restored(cls, text, job, now, wall, schedule)
        wait._timeline = Timeline(wait._polls + 1)
        return wait

    def snapshot(self, now: float, wall: float) -> str:
        """All that another process needs to go on with this wait, as JSON: see `snapshot.Snapshot`.

        Args:
            now: The time of the monotonic clock.
            wall: The same moment in seconds since the epoch.

        Raises:
            ConfigurationError: The wait has ended, so that there is nothing to go on with.
        """
        from .snapshot import written

        if self.ended:
            raise ConfigurationError(
                f"the wait for {self.job.handle} has ended: its result() is final, and nothing goes on"
            )
        return written(
            self,
            taken=wall,
            elapsed=now - self._start,
            deadline=None if self._timeout is None else wall + (self.deadline - now),
            schedule=self._given,
            age=age(self.job, self._start),
            unknown_status=self._unknown_status,
            fault_tolerance=self._fault_tolerance,
        )

    @property
    def ended(self) -> bool:
        """Whether the wait is over, and `result` final."""
        return self._error is not None or self._outcome is not Outcome.PENDING

    @property
    def due(self) -> float:
        """When the next poll is planned, on the clock of `now`."""
        return self._start + self._due

    @property
    def spread(self) -> float:
        """By how many seconds the next poll may come sooner where one request polls many jobs, and need not be spread."""
        return self._spread

    @property
    def deadline(self) -> float:
        """When the wait ends at the latest; infinity for one without a timeout."""
        return math.inf if self._timeout is None else self._start + self._timeout

    def record(self, observation: Observation[StatusT], now: float, host: "Host | None" = None) -> Poll:
        """Take in what a poll brought at the time *now*, and decide what comes next, with respect to others at its *host*."""
        self._polls += 1
        self._elapsed = now - self._start
        self._count(observation)
        if observation.kind is Kind.SEEN:
            self._status = observation.status
        verdict = self._verdict(observation)
        delay, reason = self._plan(observation, now, host) if verdict is None else (None, verdict)
        self._due = self._elapsed + (delay or 0.0)
        seen = Poll(
            job=self.job,
            number=self._polls,
            elapsed=self._elapsed,
            outcome=self._outcome,
            raw_status=observation.raw_status,
            fault=self._fault,
            next_delay=delay,
            reason=shown(reason),
            time=observation.time,
            stalled=None if self._stall is None else self._stall.after(observation, self._elapsed),
            observation=observation.without_status(),
        )
        self._timeline.append(seen)
        log_poll(seen)
        if self._outcome in _ENDED:
            ended = getattr(self._schedule, "ended", None)
            if callable(ended):
                ended(self._running_at, self._ended_by)
        return seen

    def nudge(self, due: float, now: float) -> float:
        """There is news of the job: when to poll instead of at *due*, as planned, but not before *now*.

        That keeps to the floor and to a Retry-After. An answer that is final when it is given twice is not asked for the second
        time before its plan: what is wrong for a moment would be final. All else goes by time, or needs both time and a number
        of polls, so that one poll more changes nothing.
        """
        doubted = self._last_outcome is not None and self._last_outcome.is_terminal
        if doubted or (self._faults is not None and self._faults.misfits):
            return due
        last = self._start + self._elapsed + max(FLOOR, self._retry_after or 0.0) if self._polls else self._start
        if max(last, now) < due:
            due = max(last, now)
            self._due, self._spread, self._at_deadline = due - self._start, 0.0, False
        return due

    def result(self) -> WaitResult[Any, Any]:
        """The wait so far, or its end."""
        result: WaitResult[Any, Any] = WaitResult(
            job=self.job,
            outcome=self._outcome,
            status=self._status,
            raw_status=self._raw_status,
            polls=self._polls,
            elapsed=self._elapsed,
            timeline=list(self._timeline.polls(self.job)),
            error=self._error,
            missing=self._missing,
            fault=None if self._missing else self._fault,
            retry_after=self._retry_after,
            stalled=None if self._stall is None else self._stall.seconds,
        )
        if self._error is not None:
            self._error.result = result
        return result

    def forbid(self, seconds: float, now: float) -> None:
        """End the wait without another poll: the host told another job to keep away for *seconds*, beyond the deadline."""
        self._elapsed = now - self._start
        self._end(WaitTimeoutError, forbidden_by_host(seconds), Outcome.PENDING, Observation(Kind.FAULT))

    def run_out(self, why: str, now: float) -> None:
        """End the wait after its deadline without an answer to a last poll, and say *why* there is none."""
        self._elapsed = now - self._start
        what = f"was not seen to end by the deadline, and {why}"
        self._end(WaitTimeoutError, what, Outcome.PENDING, Observation(Kind.FAULT))

    def give_up(self, observation: Observation[StatusT]) -> None:
        """End the wait over a single fault; for `job.poll()`, which polls once."""
        self._end(PollingError, "could not be polled", Outcome.PENDING, observation)

    def _verdict(self, observation: Observation[StatusT]) -> str | None:
        """The reason why the wait has ended; None while it goes on."""
        match observation.kind:
            case Kind.SEEN:
                return self._verdict_on_word(observation)
            case Kind.MISSING if self._missing_rest() <= 0:
                if self._seen:
                    return self._end(JobGoneError, "was there and is no longer found", Outcome.GONE, observation)
                return self._end(JobNotFoundError, "was never found", Outcome.GONE, observation)
            case Kind.EXPIRED:
                return self._end(JobGoneError, "is no longer available, says the provider", Outcome.GONE, observation)
            case Kind.DENIED:
                return self._end(PollingError, observation.note or "cannot be polled", Outcome.PENDING, observation)
            case Kind.FAULT:
                self._faults = self._faults or Faults()
                limit = self.job.policy.fault_limit(
                    self._fault_tolerance, answered=self._answered, timeout=self._timeout
                )
                too_long = self._faults.add(self._elapsed, limit, misfit=observation.misfit)
                if self._faults.misfits > 1:
                    what = "cannot be polled: its answer does not fit the document, the second time"
                    return self._end(PollingError, what, Outcome.PENDING, observation)
                if too_long:
                    what = f"cannot be polled: {self._faults.row(self._elapsed)}"
                    return self._end(PollingError, what, Outcome.PENDING, observation)
        return None

    def _verdict_on_word(self, observation: Observation[StatusT]) -> str | None:
        if observation.outcome is None:
            if self._unknown_status == "raise" or self._unknown_rest() <= 0:
                return self._end(
                    UnknownStatusError, "has a status word that nobody has classified", Outcome.PENDING, observation
                )
        elif observation.outcome is Outcome.FAILED and self._same >= observation.confirmations:
            return self._end(JobFailedError, "failed", Outcome.FAILED, observation)
        elif observation.outcome.is_terminal and self._same >= observation.confirmations:
            self._outcome = observation.outcome
            partial = observation.outcome is Outcome.PARTIAL
            reason = self.job.explain_partial(observation.status) if partial else observation.outcome.value
            self._log_end(reason)
            return reason
        return None

    def _plan(self, observation: Observation[StatusT], now: float, host: "Host | None") -> tuple[float | None, str]:
        """Seconds until the next poll and why; or the end at the deadline."""
        remaining = self.deadline - now
        if self._at_deadline or remaining <= 0:
            return None, self._end(
                WaitTimeoutError, "was not seen to end by the deadline", Outcome.PENDING, observation
            )
        forbidden = observation.retry_after or 0.0
        if forbidden > remaining:
            what = f"was not seen to end, and Retry-After forbids a poll for {duration(forbidden)}, beyond the deadline"
            return None, self._end(WaitTimeoutError, what, Outcome.PENDING, observation)
        delay, reason = self._planned(observation)
        if forbidden > delay:
            delay, reason = forbidden, f"Retry-After {duration(forbidden)}"
        self._spread = min(self._spread, delay - forbidden)
        by_host = 0.0 if host is None else host.forbidden_until() - now
        if by_host > remaining + NOTICED:
            return None, self._end(WaitTimeoutError, forbidden_by_host(by_host), Outcome.PENDING, observation)
        held = by_host > delay + NOTICED
        if held:
            delay, reason = by_host, f"{WITHHELD}, {duration(by_host)} more"
            self._spread = 0.0
        if delay >= remaining:
            self._at_deadline = True
            self._spread = 0.0
            delay, reason = remaining, "last poll, at the deadline"
        if host is not None:
            at, why = host.next_slot(now + delay)
            if at - now > delay + NOTICED:
                delay = at - now
                self._at_deadline = delay >= remaining
                self._spread = 0.0
                if self._at_deadline:
                    reason = f"{LAST_AFTER}{why}"
                elif not held:
                    reason = why
        return max(delay, FLOOR), reason

    def _planned(self, observation: Observation[StatusT]) -> tuple[float, str]:
        """What the schedule and the kind of answer ask for, before deadline and Retry-After have their say."""
        delay = next_delay(self._schedule, self._elapsed, observation.hint)
        self._spread = 0.0
        if self._jitter:
            spread = delay * self._jitter * share(self._seed, self._polls)
            delay += spread
            if observation.outcome is not None and self.job.lists:
                self._spread = spread
        if self._faults is not None:
            return self._faults.backoff(delay), f"fault {self._faults.count} in a row"
        if observation.kind is Kind.MISSING:
            return min(delay, max(self._missing_rest(), FLOOR)), "not visible yet"
        if observation.outcome is None:
            unknown = f"unknown word {shown(str(observation.raw_status), _WORD_IN_REASON)}"
            return min(delay, max(self._unknown_rest(), FLOOR)), unknown
        if observation.outcome.is_terminal:
            word = shown(str(observation.raw_status), _WORD_IN_REASON)
            return delay, f"{word} must be seen {observation.confirmations} times"
        if observation.note:
            return delay, observation.note
        explain = getattr(self._schedule, "explain", None)
        return delay, str(explain(self._elapsed, observation.hint)) if callable(explain) else "planned"

    def _end(self, kind: type[WaitError], what: str, outcome: Outcome, observation: Observation[StatusT]) -> str:
        """Close the wait with an error; returns what happened as the reason for the timeline."""
        self._outcome = outcome
        facts = facts_of(self._raw_status, self._polls, self._elapsed, self._timeout)
        error = kind(error_text(kind, what, self.job, observation, facts=facts, status=self._status))
        error.__cause__ = observation.error
        self._error = error
        self._log_end(what)
        return what

    def _log_end(self, reason: str) -> None:
        if self._logs_end:
            log_end(self.job, self._outcome, self._elapsed, self._polls, reason=reason, fault=self._fault)
