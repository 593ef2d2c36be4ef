"""When to poll next: the two schedules, and schedules of somebody else's."""

import importlib.util
import math
import sys
from statistics import geometric_mean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.paths import SCRIPTS
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
        taper=draw(st.floats(0, 0.9)),
        trust=draw(st.floats(1, 10)),
        jitter=draw(st.floats(0, 1)),
        hint_ceiling=draw(st.none() | st.floats(1, 10).map(lambda factor: ceiling * factor)),
    )


quick = settings(derandomize=True, max_examples=100, deadline=None)


def test_fixed_polls_every_so_many_seconds() -> None:
    schedule = Fixed(5)
    assert [schedule.next_delay(elapsed, hint) for elapsed, hint in [(0, None), (1e6, 3.0), (7, -1.0)]] == [5, 5, 5]


def test_growing_polls_after_a_share_of_the_time_waited() -> None:
    schedule = Growing(floor=1, ceiling=30, share=0.25, taper=0)
    assert [schedule.next_delay(elapsed, None) for elapsed in (0, 4, 10, 40, 120, 1e6)] == [1, 1, 2.5, 10, 30, 30]


def test_a_hint_draws_the_next_poll_towards_it_by_the_trust_at_most() -> None:
    schedule = Growing(floor=1, ceiling=1000, share=0.25, taper=0, trust=3)
    assert schedule.next_delay(40, 20.0) == 20
    assert schedule.next_delay(40, 1e9) == 30
    assert schedule.next_delay(40, 0.1) == pytest.approx(10 / 3)


def test_a_hint_ceiling_lets_a_far_hint_put_off_a_poll_beyond_the_ceiling() -> None:
    schedule = Growing(floor=1, ceiling=30, share=0.25, taper=0, trust=3, hint_ceiling=60)
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
    grown = max(schedule.floor, schedule.share * 60**schedule.taper * elapsed ** (1 - schedule.taper))
    assert plan / schedule.trust * 0.999 <= schedule.next_delay(elapsed, hint) <= grown * schedule.trust * 1.001


@quick
@given(schedule=growing(), elapsed=ELAPSED, hint=st.floats(max_value=0.0) | st.just(math.nan))
def test_a_hint_in_the_past_is_no_hint(schedule: Growing, elapsed: float, hint: float) -> None:
    assert schedule.next_delay(elapsed, hint) == schedule.next_delay(elapsed, None)


@pytest.mark.parametrize("share", [math.inf, 1e308])
def test_an_absurd_share_still_begins_at_the_floor(share: float) -> None:
    schedule = Growing(floor=2, ceiling=9, share=share, trust=math.inf)
    assert schedule.next_delay(0.0, None) == 2
    assert schedule.next_delay(5.0, 1e300) == 9


def test_the_share_falls_slowly_as_polls_add_up() -> None:
    shares = [Growing().next_delay(60.0 * minutes, None) / (60.0 * minutes) for minutes in (1, 15, 60, 360)]
    assert shares == sorted(shares, reverse=True)
    assert (round(shares[0], 2), round(shares[1], 2), round(shares[2], 2), round(shares[3], 2)) == (
        0.11,
        0.07,
        0.06,
        0.04,
    )
    assert Growing().next_delay(0.0, None) == 2.0


@pytest.mark.parametrize("elapsed", [5e-324, 1e-300])
def test_next_to_no_time_waited_begins_at_the_floor(elapsed: float) -> None:
    assert Growing().next_delay(elapsed, None) == 2.0


def test_a_schedule_says_why() -> None:
    assert Fixed(2.5).explain(0.0, 3.0) == "every 2.5 s"
    schedule = Growing(floor=5, ceiling=60)
    assert schedule.explain(0.0, None) == "shortest delay"
    assert schedule.explain(100.0, None) == "share of the time waited"
    assert schedule.explain(1e6, None) == "longest delay"
    assert schedule.explain(100.0, 20.0) == "the provider's estimate"
    assert schedule.explain(100.0, -1.0) == "share of the time waited"


@pytest.mark.parametrize("seconds", ["5", None, True, [1]])
def test_what_is_no_number_is_refused_by_name(seconds: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^seconds of a schedule must be a number"):
        Fixed(seconds)
    for option in ("floor", "ceiling", "share", "taper", "trust", "jitter", "hint_ceiling"):
        if option != "hint_ceiling" or seconds is not None:
            with pytest.raises(ConfigurationError, match=f"^{option} of a schedule must be a number"):
                Growing(**{option: seconds})


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
        ("taper", -0.1),
        ("taper", 1),
        ("taper", math.nan),
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


# What the schedules cost, as `make bench-schedules` counts it, in short.


def bench() -> Any:
    path = SCRIPTS / "bench_schedules.py"
    spec = importlib.util.spec_from_file_location("bench_schedules", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_schedule_that_knows_nothing_costs_twice_the_best_constant_interval() -> None:
    simulated = bench()
    ratios = [
        simulated.cost(lambda _: Growing(), durations, 2).total / simulated.best_constant(durations)
        for durations in simulated.DURATIONS.values()
    ]
    assert geometric_mean(ratios) <= 2.01
    assert max(ratios) <= 3.5


def test_a_schedule_that_has_learned_costs_about_half_of_that() -> None:
    simulated = bench()
    where = "log-normal 15 min, sigma 0.5"
    durations = simulated.DURATIONS[where]
    assert simulated.after(20, where, pasts=4).total < 0.6 * simulated.cost(lambda _: Growing(), durations, 2).total


@pytest.mark.parametrize("where", ["log-normal 15 min, sigma 0.5", "5 min, give or take 5 %"])
def test_the_first_job_that_is_ten_times_shorter_costs_about_twice_of_that_at_most(where: str) -> None:
    simulated = bench()
    shorter = [duration / 10 for duration in simulated.DURATIONS[where]]
    first = simulated.after(20, where, 0.1, pasts=8).total
    assert first < 2.1 * simulated.cost(lambda _: Growing(), shorter, 2).total
