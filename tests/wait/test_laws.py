"""The laws as a whole: whatever happens in whatever order, the machine and every driver do what an independent model says.

`tests/wait/test_machine.py` has a property for each law alone; here all of them meet.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from support import laws
from support.laws import End, Terms
from support.scripted import PENDING, ScriptedJob, seen
from tarry import Outcome, Poll
from tarry._core.observation import Kind, Observation
from tarry._core.policy import Policy
from tarry._wait.plan import FLOOR
from tarry._wait.state import WaitState
from tarry.schedules import Fixed, Growing, Schedule

TINY = 1e-6


def quarters(least: float, most: float) -> st.SearchStrategy[float]:
    """Quarters of a second add up without rounding, so that the model can be held to the letter."""
    return st.integers(int(least * 4), int(most * 4)).map(lambda number: number / 4)


class Wild:
    """A schedule that says anything at all, in a row and over again."""

    def __init__(self, delays: Sequence[float]) -> None:
        self._delays = delays
        self._asked = 0
        self.last = math.nan

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        self.last = self._delays[self._asked % len(self._delays)]
        self._asked += 1
        return self.last

    def __repr__(self) -> str:
        return f"Wild({self._delays})"


ABSURD = st.sampled_from([math.nan, math.inf, -math.inf, -1.0, -0.0, 0.0, 5e-324, 1e-3, 1e9, 1e300])
SCHEDULES = (
    st.builds(Fixed, quarters(0.25, 40))
    | st.builds(Growing, floor=quarters(0.25, 5), ceiling=quarters(5, 100), jitter=st.sampled_from([0.0, 0.1, 1.0]))
    | st.lists(ABSURD | quarters(0.25, 40), min_size=1, max_size=4).map(Wild)
)
RETRY_AFTER = st.none() | st.none() | quarters(0, 60) | st.sampled_from([0.0, 604_800.0])
HINTS = st.none() | st.floats() | quarters(-100, 1000)
OUTCOMES = st.sampled_from([Outcome.PENDING] * 5 + [None, None, Outcome.SUCCEEDED, Outcome.PARTIAL, Outcome.FAILED])


@st.composite
def observations(draw: st.DrawFn) -> Observation[str]:
    kind = draw(st.sampled_from([Kind.SEEN] * 8 + [Kind.FAULT] * 6 + [Kind.MISSING] * 4 + [Kind.EXPIRED, Kind.DENIED]))
    retry_after = draw(RETRY_AFTER)
    if kind is not Kind.SEEN:
        misfit = kind is Kind.FAULT and draw(st.integers(0, 5)) == 0
        return Observation(kind, error=LookupError(kind.value), retry_after=retry_after, misfit=misfit)
    return seen(draw(OUTCOMES), hint=draw(HINTS), retry_after=retry_after, confirmations=draw(st.integers(1, 3)))


POLICIES = st.builds(
    Policy,
    schedule=st.builds(Fixed, quarters(0.25, 40)),
    visibility_grace=quarters(0, 60),
    regrace=st.booleans(),
    unknown_grace=quarters(0, 200),
    fault_count=st.integers(1, 6),
    fault_time=quarters(0, 100),
    outage_time=quarters(0, 200),
)
TERMS = st.builds(
    Terms,
    start=quarters(0, 1e6),
    timeout=st.none() | quarters(0, 400) | st.sampled_from([0.0, 0.25]),
    policy=POLICIES,
    unknown_status=st.sampled_from(["wait", "wait", "raise"]),
    fault_tolerance=st.none() | st.none() | quarters(0, 100) | st.just(math.inf),
)


@dataclass(frozen=True)
class Clock:
    """How long polls take, and how much too late sleeps end (a machine that was asleep itself); over and over."""

    latencies: Sequence[float]
    slips: Sequence[float]


CLOCKS = st.builds(
    Clock,
    latencies=st.lists(st.just(0.0) | quarters(0, 40), min_size=1, max_size=4),
    slips=st.lists(st.just(0.0) | st.just(0.0) | quarters(0, 500), min_size=1, max_size=4),
)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(
    script=st.lists(observations(), min_size=1, max_size=30), terms=TERMS, schedule=st.none() | SCHEDULES, clock=CLOCKS
)
def test_the_machine_does_what_the_laws_say(
    script: list[Observation[str]], terms: Terms, schedule: Schedule | None, clock: Clock
) -> None:
    wait = WaitState(
        ScriptedJob(PENDING, policy=terms.policy),
        now=terms.start,
        timeout=terms.timeout,
        schedule=schedule,
        unknown_status=terms.unknown_status,  # type: ignore[arg-type]
        fault_tolerance=terms.fault_tolerance,
    )
    used: Any = schedule or terms.policy.schedule
    now, history = terms.start, []
    for number, observation in enumerate(script):
        began, now = now, now + clock.latencies[number % len(clock.latencies)]
        history.append(laws.Seen(began, now, observation))
        poll = wait.record(observation, now)
        expected = laws.end(history, terms)
        assert ending_of(wait, poll) == expected
        if poll.next_delay is None:
            break
        planned = used.last if isinstance(used, Wild) else used.next_delay(now - terms.start, observation.hint)
        least, most = laws.delay_bounds(history, terms, planned, getattr(used, "jitter", 0.0))
        assert least - TINY <= poll.next_delay <= most + TINY
        assert poll.next_delay >= FLOOR
        now += poll.next_delay + clock.slips[number % len(clock.slips)]


def ending_of(wait: WaitState[Any], poll: Poll) -> End | None:
    """How the wait has ended, as the model says it."""
    if poll.next_delay is not None:
        return None
    result = wait.result()
    return End(result.outcome, None if result.error is None else type(result.error))
