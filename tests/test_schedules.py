"""When to look next: the two schedules, and schedules of somebody else's."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarry import ConfigurationError
from tarry.schedules import Fixed, Growing, Schedule

ELAPSED = st.floats(0, 1e7)
ANY_HINT = st.none() | st.floats()


@st.composite
def growing(draw: st.DrawFn) -> Growing:
    floor = draw(st.floats(0.01, 100))
    ceiling = floor * draw(st.floats(1, 1000))
    return Growing(
        floor=floor,
        ceiling=ceiling,
        share=draw(st.floats(0.01, 2)),
        trust=draw(st.floats(1, 10)),
        jitter=draw(st.floats(0, 1)),
        hint_ceiling=draw(st.none() | st.floats(1, 10).map(lambda factor: ceiling * factor)),
    )


quick = settings(derandomize=True, max_examples=100, deadline=None)


def test_fixed_looks_every_so_many_seconds() -> None:
    schedule = Fixed(5)
    assert [schedule.next_delay(elapsed, hint) for elapsed, hint in [(0, None), (1e6, 3.0), (7, -1.0)]] == [5, 5, 5]


def test_growing_looks_after_a_share_of_the_time_waited() -> None:
    schedule = Growing(floor=1, ceiling=30, share=0.25)
    assert [schedule.next_delay(elapsed, None) for elapsed in (0, 4, 10, 40, 120, 1e6)] == [1, 1, 2.5, 10, 30, 30]


def test_a_hint_draws_the_next_look_towards_it_by_the_trust_at_most() -> None:
    schedule = Growing(floor=1, ceiling=1000, share=0.25, trust=3)
    assert schedule.next_delay(40, 20.0) == 20
    assert schedule.next_delay(40, 1e9) == 30
    assert schedule.next_delay(40, 0.1) == pytest.approx(10 / 3)


def test_a_hint_ceiling_lets_a_far_hint_put_off_a_look_beyond_the_ceiling() -> None:
    schedule = Growing(floor=1, ceiling=30, share=0.25, trust=3, hint_ceiling=60)
    assert schedule.next_delay(100, None) == 25
    assert schedule.next_delay(100, 50.0) == 50
    assert schedule.next_delay(100, 1e9) == 60
    assert schedule.next_delay(1e6, None) == 30


@quick
@given(schedule=growing(), elapsed=ELAPSED, hint=ANY_HINT)
def test_no_delay_is_shorter_than_the_floor_or_longer_than_the_ceiling(
    schedule: Growing, elapsed: float, hint: float | None
) -> None:
    ceiling = schedule.ceiling if schedule.hint_ceiling is None else schedule.hint_ceiling
    assert schedule.floor <= schedule.next_delay(elapsed, hint) <= ceiling


@quick
@given(schedule=growing(), one=ELAPSED, other=ELAPSED)
def test_the_plan_grows_with_the_time_already_waited(schedule: Growing, one: float, other: float) -> None:
    sooner, later = sorted((one, other))
    assert schedule.next_delay(sooner, None) <= schedule.next_delay(later, None) <= schedule.ceiling


@quick
@given(schedule=growing(), elapsed=ELAPSED, hint=ANY_HINT)
def test_a_wrong_hint_costs_a_factor_of_the_trust_at_most(
    schedule: Growing, elapsed: float, hint: float | None
) -> None:
    plan = schedule.next_delay(elapsed, None)
    grown = max(schedule.floor, schedule.share * elapsed)
    assert plan / schedule.trust * 0.999 <= schedule.next_delay(elapsed, hint) <= grown * schedule.trust


@quick
@given(schedule=growing(), elapsed=ELAPSED, hint=st.floats(max_value=0.0) | st.just(math.nan))
def test_a_hint_in_the_past_is_no_hint(schedule: Growing, elapsed: float, hint: float) -> None:
    assert schedule.next_delay(elapsed, hint) == schedule.next_delay(elapsed, None)


@pytest.mark.parametrize("share", [math.inf, 1e308])
def test_an_absurd_share_still_begins_at_the_floor(share: float) -> None:
    schedule = Growing(floor=2, ceiling=9, share=share, trust=math.inf)
    assert schedule.next_delay(0.0, None) == 2
    assert schedule.next_delay(5.0, 1e300) == 9


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf])
def test_fixed_refuses_what_is_no_delay(seconds: float) -> None:
    with pytest.raises(ConfigurationError, match="seconds of a schedule must be a positive number"):
        Fixed(seconds)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("floor", 0),
        ("floor", math.nan),
        ("floor", math.inf),
        ("ceiling", 0.5),
        ("ceiling", math.nan),
        ("share", 0),
        ("share", math.nan),
        ("trust", 0.9),
        ("trust", math.nan),
        ("jitter", -0.1),
        ("jitter", 1.1),
        ("jitter", math.nan),
        ("hint_ceiling", 1),
        ("hint_ceiling", math.nan),
    ],
)
def test_growing_refuses_what_makes_no_sense(option: str, value: float) -> None:
    options: dict[str, Any] = {"floor": 1, "ceiling": 30, option: value}
    with pytest.raises(ConfigurationError, match=f"^{option} of a schedule must be"):
        Growing(**options)


def test_schedules_can_be_compared_and_not_changed() -> None:
    assert Growing(floor=1, ceiling=30) == Growing(floor=1, ceiling=30) != Growing(floor=1, ceiling=60)
    with pytest.raises(AttributeError):
        Fixed(5).seconds = 0  # type: ignore[misc]


def test_any_object_with_a_next_delay_is_a_schedule() -> None:
    class Impatient:
        def next_delay(self, elapsed: float, hint: float | None) -> float:
            return 0.5

    schedule: Schedule = Impatient()
    assert schedule.next_delay(0, None) == 0.5
