"""Polls while a call of the provider is expected: rarer, never too rare, and soon after a call."""

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.scripted import FAULT, PENDING, SUCCEEDED, ScriptedJob
from tarry import ConfigurationError, Poll, wait_for_all, wait_for_completion
from tarry._core.policy import Policy
from tarry.schedules import Fixed, Growing, Learned, Rarer, Schedule
from tarry.testing import VirtualClock

quick = settings(derandomize=True, max_examples=100, deadline=None)
DELAYS = st.floats(0.01, 1e5)


@quick
@given(delay=DELAYS, factor=st.floats(1, 100), ceiling=st.floats(2, 86_400), elapsed=st.floats(0, 1e6))
def test_the_plan_is_stretched_to_the_ceiling_and_never_shortened(
    delay: float, factor: float, ceiling: float, elapsed: float
) -> None:
    rarer = Rarer(Fixed(delay), factor=factor, ceiling=ceiling)
    assert rarer.next_delay(elapsed, None) == max(delay, min(delay * factor, ceiling))


def test_the_ceiling_leaves_time_to_read_results() -> None:
    assert Rarer(Fixed(300)).next_delay(1e6, None) == 900
    assert Rarer(Fixed(3600)).next_delay(1e6, None) == 3600


@pytest.mark.parametrize(("hint", "expected"), [(50.0, 50), (5.0, 30), (1e9, 120), (-1.0, 120), (math.nan, 120)])
def test_a_hint_is_not_passed_by(hint: float, expected: float) -> None:
    assert Rarer(Fixed(30)).next_delay(100, hint) == expected


@quick
@given(called_at=st.floats(0, 1e5), ends_after=st.floats(0, 1e4), delay=st.floats(10, 1e5))
def test_after_a_call_an_end_is_seen_soon(called_at: float, ends_after: float, delay: float) -> None:
    """Where the status lags behind the call, by as much again at most."""
    rarer = Rarer(Fixed(delay))
    usual = rarer.next_delay(called_at, None)
    rarer.called()
    elapsed, polls = called_at, 1
    while elapsed < called_at + ends_after:
        elapsed += rarer.next_delay(elapsed, None)
        polls += 1
    assert elapsed - called_at <= max(2 * ends_after, ends_after + 2.0) + 1e-6
    assert elapsed - called_at <= ends_after + usual + 1e-6
    assert polls <= 3 + math.log2(2 + ends_after) + ends_after / usual


def test_polls_become_rare_again() -> None:
    rarer = Rarer(Fixed(60))
    rarer.called()
    elapsed, delays = 1000.0, []
    for _ in range(10):
        delays.append(rarer.next_delay(elapsed, None))
        elapsed += delays[-1]
    assert delays == [2, 2, 4, 8, 16, 32, 64, 128, 240, 240]
    rarer.called()
    assert rarer.next_delay(elapsed, None) == 2


def test_in_a_wait() -> None:
    clock = VirtualClock()
    job = ScriptedJob(*[PENDING] * 5, FAULT, SUCCEEDED, policy=Policy(schedule=Fixed(50)))
    rarer = Rarer()
    seen: list[Poll] = []

    def on_poll(poll: Poll) -> None:
        seen.append(poll)
        if poll.number == 3:
            rarer.called()

    wait_for_completion(job, timeout=3600, schedule=rarer, clock=clock, on_poll=on_poll)
    assert [one.reason for one in seen] == [
        *["rarer, as a call is expected"] * 3,
        *["soon after a call"] * 2,
        "fault 1 in a row",
        "succeeded",
    ]
    assert [round(later.elapsed - one.elapsed) for one, later in pairwise(seen)] == [200, 200, 200, 2, 2, 4]


def test_jitter_and_reasons_are_those_of_the_schedule() -> None:
    growing = Growing(floor=900, ceiling=7200, jitter=0.5)
    rarer = Rarer(growing)
    assert rarer.jitter == 0.5
    assert rarer.explain(0, None) == growing.explain(0, None) == "shortest delay"
    own = Rarer().for_job("eloqua", "sync", None, growing)
    assert (own.jitter, own.next_delay(0, None)) == (0.5, 900)


class Strange:
    """A schedule of somebody else's."""

    def __init__(self, delay: Any = 10.0) -> None:
        self.delay = delay
        self.heard: list[Any] = []

    def next_delay(self, elapsed: float, hint: float | None) -> Any:
        return self.delay

    def for_job(self, provider: str, kind: str, age: float | None, default: Schedule) -> Any:
        self.heard.append((provider, kind))
        return self

    def ended(self, earliest: float | None, latest: float) -> None:
        self.heard.append("ended")


def test_what_a_schedule_is_told_it_still_is() -> None:
    strange = Strange()
    job = ScriptedJob(PENDING, SUCCEEDED)
    result = wait_for_completion(job, timeout=3600, schedule=Rarer(strange), clock=VirtualClock())
    assert strange.heard == [("fullstory", "events-import"), "ended"]
    assert result.timeline[0].next_delay == 40
    assert Rarer(Fixed(1000)).explain(0, None) == Fixed(1000).explain(0, None)
    assert Rarer(Strange(1000.0)).explain(0, None) == "planned"


@pytest.mark.parametrize("delay", ["soon", None])
def test_what_is_no_delay_is_refused_as_elsewhere(delay: Any) -> None:
    job = ScriptedJob(PENDING)
    with pytest.raises(ConfigurationError, match="which is no delay in seconds"):
        wait_for_completion(job, timeout=60, schedule=Rarer(Strange(delay)), clock=VirtualClock())


def test_with_what_was_learned(tmp_path: Any) -> None:
    jobs = [ScriptedJob(PENDING, SUCCEEDED, job_id=str(number)) for number in range(3)]
    results = wait_for_all(jobs, timeout=3600, schedule=Rarer(Learned(tmp_path)), clock=VirtualClock())
    assert [one.polls for one in results] == [2, 2, 2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"factor": 0.5}, "factor of a schedule must be from 1 to 86400, not 0.5"),
        ({"factor": math.inf}, "factor of a schedule must be from 1"),
        ({"factor": 10**400}, "factor of a schedule must be from 1"),
        ({"factor": math.nan}, "factor"),
        ({"factor": "4"}, "factor of a schedule must be a number"),
        ({"ceiling": 1}, "ceiling of a schedule must be from 2"),
        ({"ceiling": True}, "ceiling of a schedule must be a number"),
        ({"schedule": 60}, r"a schedule has a method next_delay\(elapsed, hint\), unlike 60"),
    ],
)
def test_options_that_make_no_sense(options: Any, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        Rarer(**options)
