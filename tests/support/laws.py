"""The laws of a wait a second time, as plainly as they can be said: the whole history is judged again at every poll.

A test holds them against `tarry._wait.state`, which has none of this code and keeps a few fields instead of a history. The laws
are numbered as in the tests of the machine: 1 deadline, 2 Retry-After, 3 floor, 4 plan, 5 faults, 6 unknown words, 7 not found.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tarry import (
    JobFailedError,
    JobGoneError,
    JobNotFoundError,
    Outcome,
    PollingError,
    UnknownStatusError,
    WaitError,
    WaitTimeoutError,
)
from tarry._core.observation import Kind, Observation
from tarry._core.policy import Policy

FLOOR = 0.01
DAY = 86_400.0
ROUNDING = 1e-6


class Seen(NamedTuple):
    """One poll: when it began, when its answer was there, and what that says."""

    began: float
    landed: float
    observation: Observation[Any]


class End(NamedTuple):
    """How a wait ended."""

    outcome: Outcome
    error: type[WaitError] | None


@dataclass(frozen=True)
class Terms:
    """What the caller and the provider laid down before the first poll."""

    start: float
    timeout: float | None
    policy: Policy
    unknown_status: str = "wait"
    fault_tolerance: float | None = None
    """Infinity for faults up to the deadline; None for the default."""

    @property
    def deadline(self) -> float:
        return math.inf if self.timeout is None else self.start + self.timeout


def end(history: Sequence[Seen], terms: Terms) -> End | None:
    """Whether and how the last poll of *history* ends the wait."""
    return _end_by_answer(history, terms) or _end_by_deadline(history[-1], terms)


def _end_by_answer(history: Sequence[Seen], terms: Terms) -> End | None:
    last, policy = history[-1].observation, terms.policy
    now = history[-1].landed
    match last.kind:
        case Kind.EXPIRED:
            return End(Outcome.GONE, JobGoneError)
        case Kind.DENIED:
            return End(Outcome.PENDING, PollingError)
        case Kind.FAULT:
            row = _trailing(history, lambda poll: poll.observation.kind is Kind.FAULT)
            if sum(poll.observation.misfit for poll in row) >= 2:
                return End(Outcome.PENDING, PollingError)
            lasted = now - row[0].landed
            if terms.fault_tolerance is not None:
                too_long = lasted >= terms.fault_tolerance
            elif len(row) == len(history):
                too_long = len(row) >= policy.fault_count and lasted >= policy.fault_time
            else:
                too_long = lasted >= policy.outage_time and lasted >= (terms.timeout or 0) / 4
            if too_long:
                return End(Outcome.PENDING, PollingError)
        case Kind.MISSING:
            was_seen = any(poll.observation.kind is Kind.SEEN for poll in history)
            if was_seen and not policy.regrace:
                return End(Outcome.GONE, JobGoneError)
            if missing_since(history, terms) + policy.visibility_grace - now <= 0:
                return End(Outcome.GONE, JobGoneError if was_seen else JobNotFoundError)
        case Kind.SEEN if last.outcome is None:
            since = unknown_since(history)
            if terms.unknown_status == "raise" or since + policy.unknown_grace - now <= 0:
                return End(Outcome.PENDING, UnknownStatusError)
        case Kind.SEEN if last.outcome is not Outcome.PENDING and _confirmed(history):
            assert last.outcome is not None
            return End(last.outcome, JobFailedError if last.outcome is Outcome.FAILED else None)
    return None


def _end_by_deadline(last: Seen, terms: Terms) -> End | None:
    over = terms.timeout == 0 or last.began >= terms.deadline - ROUNDING or last.landed >= terms.deadline
    forbidden = (last.observation.retry_after or 0.0) > terms.deadline - last.landed
    return End(Outcome.PENDING, WaitTimeoutError) if over or forbidden else None


def missing_since(history: Sequence[Seen], terms: Terms) -> float:
    """The start of the wait for a job that was never seen, else its first absence since it was seen last."""
    seen = [number for number, poll in enumerate(history) if poll.observation.kind is Kind.SEEN]
    if not seen:
        return terms.start
    return next(poll.landed for poll in history[seen[-1] :] if poll.observation.kind is Kind.MISSING)


def unknown_since(history: Sequence[Seen]) -> float:
    """The first of the unknown words that no known one has followed; polls without a word change nothing."""
    words = [poll for poll in history if poll.observation.kind is Kind.SEEN]
    return _trailing(words, lambda poll: poll.observation.outcome is None)[0].landed


def _confirmed(history: Sequence[Seen]) -> bool:
    """Whether the last answer came so often in a row as it has to; a fault says nothing for or against it."""
    last = history[-1].observation
    answers = [poll for poll in history if poll.observation.kind is not Kind.FAULT]
    row = _trailing(
        answers, lambda poll: poll.observation.kind is Kind.SEEN and poll.observation.outcome is last.outcome
    )
    return len(row) >= last.confirmations


def _trailing(history: Sequence[Seen], fits: Any) -> Sequence[Seen]:
    first = len(history)
    while first > 0 and fits(history[first - 1]):
        first -= 1
    return history[first:]


def delay_bounds(history: Sequence[Seen], terms: Terms, planned: float, jitter: float = 0.0) -> tuple[float, float]:
    """Shortest and longest time from the last answer to the next poll, where the schedule says *planned*."""
    last, now = history[-1].observation, history[-1].landed
    least = min(planned, DAY) if planned > FLOOR else FLOOR  # a NaN is not greater
    most = least * (1 + jitter)
    if last.kind is Kind.FAULT:
        most = max(most, min(30.0, most * 2.0 ** min(len(history), 100)))
    if last.kind is Kind.MISSING:
        least, most = _cut(least, most, missing_since(history, terms) + terms.policy.visibility_grace - now)
    if last.kind is Kind.SEEN and last.outcome is None:
        least, most = _cut(least, most, unknown_since(history) + terms.policy.unknown_grace - now)
    forbidden = last.retry_after or 0.0
    least, most = max(least, forbidden), max(most, forbidden)
    return _cut(least, most, terms.deadline - now)


def _cut(least: float, most: float, rest: float) -> tuple[float, float]:
    """A grace and a deadline end with a poll of their end."""
    rest = max(rest, FLOOR)
    return min(least, rest), min(most, rest)
