"""The heart: a wait as a pure state machine, without sleep, clock, HTTP or provider.

A driver tells it what a poll brought and when (`record`), and is told when to poll next. Everything that has to be decided
in a wait is decided here, once; the drivers in `single.py` and `many.py` only poll and sleep.
"""

import logging
import math
from typing import TYPE_CHECKING, Any, Generic, TypeVar

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
from tarry._core.texts import duration, shown

from .ending import error_text, facts_of, forbidden_by_host, log_end, log_poll, problem
from .host import LAST_AFTER, WITHHELD
from .plan import FLOOR, next_delay, seed, share
from .stall import Stall
from .timeline import Timeline

if TYPE_CHECKING:
    from tarry._core.results import Job

    from .host import Host

StatusT = TypeVar("StatusT")

logger = logging.getLogger("tarry")

NOTICED = 0.05
"""By less than this, in seconds, no poll is called late: what is reported is read with one decimal."""

UNKNOWN_WORDS = 8
"""So many different unknown words of one job are logged."""

_WORD_IN_REASON = 30
"""Characters of a status word in a reason, which is a short text."""

_ENDED = {Outcome.SUCCEEDED, Outcome.PARTIAL, Outcome.FAILED}


class WaitState(Generic[StatusT]):
    """One wait for one job. `record` each poll; when the poll it returns has no `next_delay`, `result` is final."""

    # Thousands may wait at once: nothing is kept that is not needed, and nothing twice.
    __slots__ = (
        *("_answered", "_at_deadline", "_elapsed", "_ended_by", "_error", "_fault", "_fault_tolerance"),
        *("_faults", "_jitter", "_last_outcome", "_logs_end", "_missing", "_missing_since", "_outcome"),
        *("_polls", "_raw_status", "_retry_after", "_running_at", "_same", "_schedule", "_seed", "_seen"),
        *("_spread", "_stall", "_start", "_status", "_timeline", "_timeout", "_unknown_since", "_unknown_status"),
        *("_unknown_words", "job"),
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
        self.job = job
        self._logs_end = logs_end
        self._schedule = schedule or job.policy.schedule
        self._jitter = self._schedule.jitter if isinstance(self._schedule, Jittered) else 0.0
        # By the job, so that jobs spread out while every driver makes the same timeline of the same answers.
        self._seed = seed(job) if self._jitter else 0
        self._unknown_status = unknown_status
        self._fault_tolerance = fault_tolerance
        self._timeout = timeout
        self._start = now
        self._spread = 0.0
        self._at_deadline = False
        self._seen = False
        self._answered = False
        """Whether any poll brought an answer; that the job is not found is one."""
        # When a row of such answers began; infinite where there is none.
        self._missing_since = now
        self._missing = False
        self._fault: str | None = None
        self._retry_after: float | None = None
        self._unknown_since = math.inf
        self._unknown_words: tuple[str | None, ...] = ()
        self._stall = None if stalled_after is None else Stall(stalled_after)
        self._faults: Faults | None = None
        """None where the last poll was none."""
        self._same = 0
        self._polls = 0
        self._elapsed = 0.0
        self._running_at: float | None = None
        self._ended_by: float | None = None
        self._last_outcome: Outcome | None = None
        self._status: StatusT | None = None
        self._raw_status: str | None = None
        self._outcome = Outcome.PENDING
        self._error: WaitError | None = None
        self._timeline = Timeline()

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
        self._count(observation, now)
        verdict = self._verdict(observation, now)
        delay, reason = self._plan(observation, now, host) if verdict is None else (None, verdict)
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
            self._spread, self._at_deadline = 0.0, False
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

    def _count(self, observation: Observation[StatusT], now: float) -> None:
        """Keep what later polls are judged by."""
        self._missing, self._retry_after = observation.kind is Kind.MISSING, observation.retry_after
        self._fault = None if observation.error is None else f"{observation.kind.value}: {problem(observation)}"
        if observation.kind is Kind.SEEN:
            self._same = self._same + 1 if observation.outcome is self._last_outcome else 1
            self._seen = True
            self._missing_since = math.inf
            self._status, self._raw_status = observation.status, observation.raw_status
            self._unknown_since = min(self._unknown_since, now) if observation.outcome is None else math.inf
            if observation.outcome is None or not observation.outcome.is_terminal:
                self._running_at, self._ended_by = self._elapsed, None
            elif self._ended_by is None:
                self._ended_by = self._elapsed
            news = observation.outcome is None and observation.raw_status not in self._unknown_words
            if news and len(self._unknown_words) < UNKNOWN_WORDS:
                self._unknown_words += (observation.raw_status,)
                logger.warning("%s: unknown status word '%s'", self.job.handle, shown(str(observation.raw_status)))
        elif observation.kind is Kind.MISSING:
            self._missing_since = min(self._missing_since, now)
        elif observation.misfit:
            logger.warning("%s: an answer that does not fit the document: %s", self.job.handle, observation.error)
        if observation.kind is not Kind.FAULT:
            self._faults = None
            self._answered = True
            # A fault between two polls does not break a row of equal answers.
            self._last_outcome = observation.outcome

    def _verdict(self, observation: Observation[StatusT], now: float) -> str | None:
        """The reason why the wait has ended; None while it goes on."""
        match observation.kind:
            case Kind.SEEN:
                return self._verdict_on_word(observation, now)
            case Kind.MISSING if self._missing_rest(now) <= 0:
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
                too_long = self._faults.add(now, limit, misfit=observation.misfit)
                if self._faults.misfits > 1:
                    what = "cannot be polled: its answer does not fit the document, the second time"
                    return self._end(PollingError, what, Outcome.PENDING, observation)
                if too_long:
                    what = f"cannot be polled: {self._faults.row(now)}"
                    return self._end(PollingError, what, Outcome.PENDING, observation)
        return None

    def _verdict_on_word(self, observation: Observation[StatusT], now: float) -> str | None:
        if observation.outcome is None:
            if self._unknown_status == "raise" or self._unknown_rest(now) <= 0:
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
        delay, reason = self._planned(observation, now)
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

    def _planned(self, observation: Observation[StatusT], now: float) -> tuple[float, str]:
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
            return min(delay, max(self._missing_rest(now), FLOOR)), "not visible yet"
        if observation.outcome is None:
            unknown = f"unknown word {shown(str(observation.raw_status), _WORD_IN_REASON)}"
            return min(delay, max(self._unknown_rest(now), FLOOR)), unknown
        if observation.outcome.is_terminal:
            word = shown(str(observation.raw_status), _WORD_IN_REASON)
            return delay, f"{word} must be seen {observation.confirmations} times"
        if observation.note:
            return delay, observation.note
        explain = getattr(self._schedule, "explain", None)
        return delay, str(explain(self._elapsed, observation.hint)) if callable(explain) else "planned"

    def _missing_rest(self, now: float) -> float:
        """How much is left of the grace of a job that is missing; nothing where it was seen and must have gone."""
        policy = self.job.policy
        grace = 0.0 if self._seen and not policy.regrace else policy.visibility_grace
        return self._missing_since + grace - now

    def _unknown_rest(self, now: float) -> float:
        """How much is left of the grace of an unknown word."""
        return self._unknown_since + self.job.policy.unknown_grace - now

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
