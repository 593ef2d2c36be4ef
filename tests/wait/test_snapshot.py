"""A wait that moves to another process goes on exactly, and its snapshot holds no secret, no URL and no surprise."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.laws import Terms
from support.scripted import PENDING, ScriptedJob
from tarry import Poll, WaitResult
from tarry._core.observation import Observation
from tarry._wait.state import WaitState
from tarry.schedules import Schedule
from wait.test_laws import CLOCKS, SCHEDULES, TERMS, Clock, Wild, observations, quarters

EPOCH = 1.75e9


def begin(terms: Terms, schedule: Schedule | None = None, **options: Any) -> WaitState[str]:
    return WaitState(
        ScriptedJob(PENDING, policy=terms.policy),
        now=terms.start,
        timeout=terms.timeout,
        schedule=schedule,
        unknown_status=terms.unknown_status,  # type: ignore[arg-type]
        fault_tolerance=terms.fault_tolerance,
        **options,
    )


class Machines:
    """Moves a wait to another machine before a poll: another job object, and a monotonic clock that began at another time."""

    def __init__(self, terms: Terms, schedule: Schedule | None) -> None:
        self.terms = terms
        self.own = schedule if isinstance(schedule, Wild) else None
        self.base = 0.0
        """By how much the monotonic clock of this machine is behind that of the first."""

    def move(self, wait: WaitState[str], now: float, base: float) -> WaitState[str]:
        text = wait.snapshot(now - self.base, EPOCH + now)
        self.base = base
        job = ScriptedJob(PENDING, policy=self.terms.policy)
        return WaitState.restore(text, job, now - base, EPOCH + now, self.own)


def told(poll: Poll) -> tuple[Any, ...]:
    """All that a poll says."""
    facts = poll.number, poll.elapsed, poll.outcome, poll.raw_status, poll.fault, poll.next_delay, poll.reason
    return *facts, poll.stalled, poll.time


def ending(result: WaitResult[Any, Any]) -> tuple[Any, ...]:
    """All that a result says but the timeline and the last model: those stay where they were read."""
    facts = (
        result.outcome,
        result.raw_status,
        result.polls,
        result.elapsed,
        result.missing,
        result.fault,
        result.retry_after,
    )
    return *facts, result.stalled, type(result.error), str(result.error)


@settings(derandomize=True, max_examples=250, deadline=None)
@given(
    script=st.lists(observations(), min_size=1, max_size=20),
    terms=TERMS,
    schedule=st.none() | SCHEDULES,
    clock=CLOCKS,
    stalled_after=st.none() | quarters(0, 60),
    bases=st.lists(quarters(-1e6, 1e6), min_size=1, max_size=3),
)
def test_a_wait_that_is_moved_before_every_poll_is_the_wait_that_is_not(
    script: list[Observation[str]],
    terms: Terms,
    schedule: Schedule | None,
    clock: Clock,
    stalled_after: float | None,
    bases: Sequence[float],
) -> None:
    terms = replace(terms, start=terms.start + 0.0)
    own = Wild(schedule._delays) if isinstance(schedule, Wild) else schedule
    stays, moves = begin(terms, schedule, stalled_after=stalled_after), begin(terms, own, stalled_after=stalled_after)
    machines, now = Machines(terms, own), terms.start
    for number, observation in enumerate(script):
        moves = machines.move(moves, now, bases[number % len(bases)])
        assert (moves.spread, moves.deadline + machines.base) == pytest.approx((stays.spread, stays.deadline))
        now += clock.latencies[number % len(clock.latencies)]
        expected, found = stays.record(observation, now), moves.record(observation, now - machines.base)
        assert told(found) == pytest.approx(told(expected), nan_ok=True)
        assert moves.ended == stays.ended == (expected.next_delay is None)
        if expected.next_delay is None:
            break
        assert moves.due + machines.base == pytest.approx(stays.due)
        now += expected.next_delay + clock.slips[number % len(clock.slips)]
    assert ending(moves.result()) == pytest.approx(ending(stays.result()))
