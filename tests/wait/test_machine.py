"""The wait as a pure machine: laws 1 to 9, each against random polls, clocks, schedules, deadlines and Retry-After values.

`play` is the smallest driver there can be: it polls, and skips the time that the machine tells it to sleep.
"""

import logging
import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support.scripted import (
    DENIED,
    EXPIRED,
    FAILED,
    FAULT,
    MISSING,
    PARTIAL,
    PENDING,
    POLICY,
    SUCCEEDED,
    UNKNOWN,
    ScriptedJob,
    Seen,
    fault,
    seen,
)
from tarry import (
    ConfigurationError,
    JobFailedError,
    JobGoneError,
    JobNotFoundError,
    Outcome,
    Poll,
    PollingError,
    UnknownStatusError,
    WaitResult,
    WaitTimeoutError,
)
from tarry._core.observation import Kind, Observation
from tarry._core.options import DEFAULT, timeout_seconds, tolerance_seconds
from tarry._core.policy import FaultLimit, Faults, Policy
from tarry._wait.plan import CEILING, FLOOR
from tarry._wait.state import NOTICED, WaitState
from tarry._wait.timeline import TIMELINE_LENGTH
from tarry.schedules import Fixed, Growing, Schedule

quick = settings(derandomize=True, max_examples=70, deadline=None)
TINY = 1e-6
"""Seconds that rounding may cost, as times go up to some months."""


class Step(NamedTuple):
    """One poll of a wait, with the times that a clock would have shown."""

    began: float
    landed: float
    observation: Seen
    poll: Poll


@dataclass(frozen=True)
class Scene:
    """Everything that a wait can meet."""

    answers: Sequence[Seen]
    """The last one comes for ever."""
    latencies: Sequence[float] = (0.0,)
    """How long each poll takes; over and over."""
    timeout: float | None = None
    policy: Policy = POLICY
    schedule: Schedule | None = None
    unknown_status: Any = "wait"
    fault_tolerance: float | None = None
    start: float = 0.0
    polls: int = 60
    """Stop here if the wait goes on."""

    def wait(self) -> WaitState[str]:
        job = ScriptedJob(PENDING, policy=self.policy)
        return WaitState(
            job,
            now=self.start,
            timeout=self.timeout,
            schedule=self.schedule,
            unknown_status=self.unknown_status,
            fault_tolerance=self.fault_tolerance,
        )

    @property
    def deadline(self) -> float:
        return math.inf if self.timeout is None else self.start + self.timeout

    def observations(self) -> Iterator[tuple[Seen, float]]:
        for number in range(self.polls):
            yield self.answers[min(number, len(self.answers) - 1)], self.latencies[number % len(self.latencies)]


def play(scene: Scene) -> tuple[list[Step], WaitResult[Any]]:
    wait, steps, now = scene.wait(), [], scene.start
    for observation, latency in scene.observations():
        began, now = now, now + latency
        poll = wait.record(observation, now)
        steps.append(Step(began, now, observation, poll))
        if poll.next_delay is None:
            break
        now += poll.next_delay
    return steps, wait.result()


def ended(*answers: Seen, **options: Any) -> WaitResult[Any]:
    steps, result = play(Scene(answers, **options))
    assert steps[-1].poll.next_delay is None, "the wait goes on"
    return result


class Wild:
    """A schedule that says anything at all."""

    def __init__(self, *delays: float) -> None:
        self._delays = delays

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        return self._delays[hash(elapsed) % len(self._delays)]

    def __repr__(self) -> str:
        return f"Wild{self._delays}"


RETRY_AFTER = st.none() | st.sampled_from([0.0, 1.0, 10.0, 604_800.0]) | st.floats(0, 1e5)
OUTCOMES = st.sampled_from([None, Outcome.PENDING, Outcome.PENDING, Outcome.SUCCEEDED, Outcome.PARTIAL, Outcome.FAILED])


@st.composite
def observations(draw: st.DrawFn, outcomes: st.SearchStrategy[Outcome | None] = OUTCOMES) -> Seen:
    kind = draw(st.sampled_from([Kind.SEEN, Kind.SEEN, Kind.SEEN, Kind.FAULT, Kind.FAULT, Kind.MISSING, *Kind]))
    retry_after = draw(RETRY_AFTER)
    if kind is not Kind.SEEN:
        return Observation(kind, error=LookupError(kind.value), retry_after=retry_after)
    return seen(
        draw(outcomes),
        draw(st.sampled_from(["one", "two", "three"])),
        hint=draw(st.none() | st.floats()),
        retry_after=retry_after,
        confirmations=draw(st.integers(1, 3)),
    )


ANYTHING = st.lists(observations(), min_size=1, max_size=25)
PATIENT = st.lists(
    st.sampled_from([PENDING, FAULT, seen(Outcome.PENDING, hint=50.0)]) | st.builds(fault, st.floats(0, 500)),
    min_size=1,
    max_size=25,
)
"""Polls that end no wait by themselves, under `BEARING`."""
LATENCIES = st.lists(st.just(0.0) | st.floats(0, 60), min_size=1, max_size=5)
TIMEOUTS = st.sampled_from([0.0, 1e-9, FLOOR, 1.0, 10.0, 60.0]) | st.floats(0, 1000)
STARTS = st.just(0.0) | st.floats(0, 1e6)
GROWING = st.builds(
    Growing, floor=st.floats(0.01, 10), ceiling=st.floats(10, 600), jitter=st.sampled_from([0.0, 0.1, 1.0])
)
SCHEDULES = (
    st.builds(Fixed, st.floats(0.001, 100))
    | GROWING
    | st.lists(st.floats(), min_size=1, max_size=5).map(lambda delays: Wild(*delays))
)
CALM = st.builds(Fixed, st.floats(0.5, 100)) | st.builds(Growing, floor=st.floats(0.5, 10), ceiling=st.floats(10, 600))
POLICIES = st.builds(
    Policy,
    schedule=GROWING,
    visibility_grace=st.just(0.0) | st.floats(0, 60),
    regrace=st.booleans(),
    unknown_grace=st.just(0.0) | st.floats(0, 200),
    fault_count=st.integers(1, 10),
    fault_time=st.just(0.0) | st.floats(0, 200),
    outage_time=st.just(0.0) | st.floats(0, 400),
)
BEARING = Policy(schedule=Fixed(1.0), fault_count=10**6, outage_time=math.inf)
LIMIT = BEARING.fault_limit()


def scenes(
    answers: st.SearchStrategy[list[Seen]] = ANYTHING,
    timeout: st.SearchStrategy[float | None] = st.none() | TIMEOUTS,  # noqa: B008 - strategies do not change
    policy: st.SearchStrategy[Policy] = POLICIES,
    schedule: st.SearchStrategy[Any] = st.none() | SCHEDULES,  # noqa: B008
    latencies: st.SearchStrategy[list[float]] = LATENCIES,
) -> st.SearchStrategy[Scene]:
    return st.builds(
        Scene,
        answers=answers,
        latencies=latencies,
        timeout=timeout,
        policy=policy,
        schedule=schedule,
        unknown_status=st.sampled_from(["wait", "wait", "raise"]),
        start=STARTS,
    )


# Law 1: the deadline.


@quick
@given(scenes())
def test_no_poll_begins_after_the_deadline(scene: Scene) -> None:
    steps, _ = play(scene)
    for before, step in pairwise(steps):
        assert before.landed < scene.deadline
        assert step.began <= scene.deadline + FLOOR + TINY


@quick
@given(scenes(answers=PATIENT, policy=st.just(BEARING), timeout=TIMEOUTS, schedule=CALM))
def test_a_timeout_is_said_only_after_a_poll_the_deadline_or_a_retry_after_beyond_it(scene: Scene) -> None:
    steps, result = play(replace(scene, polls=5000))
    assert isinstance(result.error, WaitTimeoutError)
    last = steps[-1]
    forbidden = last.observation.retry_after or 0.0
    assert last.landed >= scene.deadline - TINY or last.landed + forbidden > scene.deadline
    assert result.outcome is Outcome.PENDING


@quick
@given(
    scenes(answers=PATIENT, policy=st.just(BEARING), timeout=TIMEOUTS, schedule=CALM),
    st.sampled_from([SUCCEEDED, PARTIAL]),
)
def test_a_success_seen_on_the_last_poll_wins(scene: Scene, success: Seen) -> None:
    steps, _ = play(replace(scene, polls=5000))
    answers = [step.observation for step in steps]
    late, result = play(replace(scene, answers=[*answers[:-1], success], polls=5000))
    assert result.outcome is success.outcome
    assert result.error is None
    assert [step.began for step in late] == [step.began for step in steps]


@quick
@given(scenes(timeout=st.none()))
def test_a_wait_without_a_timeout_never_times_out(scene: Scene) -> None:
    _, result = play(scene)
    assert not isinstance(result.error, WaitTimeoutError)


@quick
@given(scenes(timeout=st.just(0.0)))
def test_a_timeout_of_zero_polls_once(scene: Scene) -> None:
    steps, _ = play(scene)
    assert [step.poll.next_delay for step in steps] == [None]


@quick
@given(scenes(timeout=TIMEOUTS))
def test_every_wait_with_a_timeout_ends(scene: Scene) -> None:
    # A floor of 10 ms makes a long wait many polls; what is planned here is at least a hundredth of it.
    schedule = Growing(floor=max((scene.timeout or 0) / 100, FLOOR), ceiling=1e6)
    steps, result = play(replace(scene, schedule=schedule, polls=1000))
    assert steps[-1].poll.next_delay is None
    assert (result.error is None) == (result.outcome in {Outcome.SUCCEEDED, Outcome.PARTIAL})


def test_the_last_poll_is_at_the_deadline() -> None:
    steps, result = play(Scene([PENDING], timeout=10, schedule=Fixed(4)))
    assert [step.began for step in steps] == [0, 4, 8, 10]
    assert [step.poll.reason for step in steps] == [
        "every 4 s",
        "every 4 s",
        "last poll, at the deadline",
        "was not seen to end by the deadline",
    ]
    assert result.elapsed == 10


def test_a_poll_planned_exactly_for_the_deadline_is_the_last() -> None:
    steps, _ = play(Scene([PENDING], timeout=8, schedule=Fixed(4)))
    assert [step.began for step in steps] == [0, 4, 8]
    assert steps[1].poll.reason == "last poll, at the deadline"


def test_a_clock_that_wakes_too_early_does_not_make_a_second_last_poll() -> None:
    wait = Scene([PENDING], timeout=10, schedule=Fixed(60)).wait()
    assert wait.record(PENDING, 0.0).reason == "last poll, at the deadline"
    assert wait.record(PENDING, 9.9).next_delay is None
    assert isinstance(wait.result().error, WaitTimeoutError)


def test_requests_count_against_the_deadline() -> None:
    steps, result = play(Scene([PENDING], timeout=10, schedule=Fixed(1), latencies=[3]))
    assert [(step.began, step.landed) for step in steps] == [(0, 3), (4, 7), (8, 11)]
    assert result.elapsed == 11


def test_a_rest_shorter_than_the_floor_still_gets_its_last_poll() -> None:
    steps, _ = play(Scene([PENDING], timeout=1.001, schedule=Fixed(1)))
    assert [step.began for step in steps] == [0, 1, 1 + FLOOR]


def test_a_failed_last_poll_is_a_timeout_and_not_a_failed_job() -> None:
    result = ended(PENDING, FAULT, timeout=1)
    assert isinstance(result.error, WaitTimeoutError)
    assert result.error.__cause__ is FAULT.error
    assert (result.outcome, result.raw_status) == (Outcome.PENDING, "PENDING")


@pytest.mark.parametrize(
    ("timeout", "seconds"),
    [
        (None, None),
        (math.inf, None),
        pytest.param(10**400, None, id="longer than any float"),
        (0, 0.0),
        (-0.0, 0.0),
        (7, 7.0),
        (sys.float_info.max, sys.float_info.max),
        (timedelta(minutes=2), 120.0),
        (timedelta(0), 0.0),
    ],
)
def test_a_timeout_is_seconds_a_timedelta_or_none(timeout: Any, seconds: float | None) -> None:
    assert timeout_seconds(timeout) == seconds


@pytest.mark.parametrize("timeout", [-1, -1e-9, -math.inf, math.nan, True, "60", timedelta(seconds=-1), [], object()])
def test_what_is_no_length_of_time_is_refused(timeout: Any) -> None:
    with pytest.raises(ConfigurationError, match="timeout must be seconds"):
        timeout_seconds(timeout)


# Law 2: Retry-After.


@quick
@given(scenes())
def test_no_poll_begins_before_a_retry_after(scene: Scene) -> None:
    steps, _ = play(scene)
    for before, step in pairwise(steps):
        assert step.began >= before.landed + (before.observation.retry_after or 0.0)


@quick
@given(scenes(answers=PATIENT, policy=st.just(BEARING), timeout=TIMEOUTS, schedule=CALM))
def test_a_retry_after_beyond_the_deadline_ends_the_wait_at_once_and_is_named(scene: Scene) -> None:
    steps, result = play(replace(scene, polls=5000))
    for step in steps:
        if 0 < scene.deadline - step.landed < (step.observation.retry_after or 0.0):
            assert step is steps[-1]
    last = steps[-1]
    remaining = scene.deadline - last.landed
    if scene.timeout and 0 < remaining < (last.observation.retry_after or 0.0) and remaining > FLOOR:
        assert "Retry-After forbids a poll for" in str(result.error)


@quick
@given(st.lists(st.floats(0, 1000), min_size=1, max_size=20))
def test_every_answer_is_read_anew(values: list[float]) -> None:
    steps, _ = play(Scene([*map(fault, values), PENDING], policy=BEARING, schedule=Fixed(0.5)))
    for step, value in zip(steps, values, strict=False):
        assert step.poll.next_delay is not None
        assert step.poll.next_delay >= value
    assert steps[len(values)].poll.next_delay == 0.5


def test_a_retry_after_that_ends_at_the_deadline_leaves_the_last_poll() -> None:
    steps, _ = play(Scene([fault(10)], timeout=10, schedule=Fixed(1)))
    assert [step.began for step in steps] == [0, 10]


def test_a_retry_after_shorter_than_the_plan_changes_nothing() -> None:
    for seconds in (1, 5):
        steps, _ = play(Scene([fault(seconds), SUCCEEDED], schedule=Fixed(5)))
        assert [step.began for step in steps] == [0, 5]
        assert steps[0].poll.reason == "fault 1 in a row"


def test_a_retry_after_of_a_good_answer_counts_too() -> None:
    steps, _ = play(Scene([seen(Outcome.PENDING, retry_after=20), SUCCEEDED]))
    assert [step.began for step in steps] == [0, 20]
    assert steps[0].poll.reason == "Retry-After 20 s"


# Law 3: no hot loop.


@quick
@given(scenes())
def test_between_two_polls_there_is_always_the_floor(scene: Scene) -> None:
    steps, _ = play(scene)
    for before, step in pairwise(steps):
        assert before.poll.next_delay is not None
        assert before.poll.next_delay >= FLOOR
        assert step.began > before.landed


@quick
@given(st.lists(st.floats(), min_size=1, max_size=5), observations())
def test_no_schedule_makes_a_poll_come_at_once_or_never(delays: list[float], observation: Seen) -> None:
    poll = Scene([observation], schedule=Wild(*delays)).wait().record(observation, 0.0)
    if poll.next_delay is not None:
        assert FLOOR <= poll.next_delay <= max(CEILING, observation.retry_after or 0.0)


@pytest.mark.parametrize("plan", [None, "soon", 10**400], ids=lambda plan: type(plan).__name__)
def test_a_schedule_that_says_no_delay_is_named(plan: Any) -> None:
    wait = Scene([PENDING], schedule=Wild(plan)).wait()
    with pytest.raises(ConfigurationError) as raised:
        wait.record(PENDING, 0.0)
    assert str(raised.value) == f"{Wild(plan)!r:.80} planned {plan!r:.80}, which is no delay in seconds"


# Law 4: the plan, jitter and hints.


@quick
@given(scenes(answers=st.just([PENDING]), timeout=st.none(), schedule=GROWING))
def test_jitter_only_adds_and_by_its_share_at_most(scene: Scene) -> None:
    schedule = scene.schedule
    assert isinstance(schedule, Growing)
    for step in play(scene)[0]:
        plan = schedule.next_delay(step.poll.elapsed, None)
        assert step.poll.next_delay is not None
        assert plan <= step.poll.next_delay <= plan * (1 + schedule.jitter) + TINY


@quick
@given(scenes(answers=PATIENT, policy=st.just(BEARING), timeout=st.none(), schedule=GROWING))
def test_nothing_makes_a_poll_come_sooner_than_planned(scene: Scene) -> None:
    assert scene.schedule is not None
    for step in play(scene)[0]:
        assert step.poll.next_delay is not None
        assert step.poll.next_delay >= scene.schedule.next_delay(step.poll.elapsed, step.observation.hint)


@quick
@given(st.lists(st.floats(), min_size=1, max_size=10), st.floats(10, 1e4))
def test_absurd_hints_cost_few_polls_and_little_lateness(hints: list[float], duration: float) -> None:
    schedule = Growing(floor=1, ceiling=60, trust=3, jitter=0)

    def polls_until_the_end(hints: Sequence[float | None]) -> tuple[int, float]:
        wait, now, number = Scene([PENDING], schedule=schedule).wait(), 0.0, 0
        while now < duration:
            hint = hints[number % len(hints)]
            now += wait.record(seen(Outcome.PENDING, hint=hint), now).next_delay or 0.0
            number += 1
        return number, now - duration

    plain, _ = polls_until_the_end([None])
    number, lateness = polls_until_the_end(hints)
    assert number <= 3 * plain + 3
    assert lateness <= min(60, max(0.25 * 3 * duration, 3))


def test_the_plan_grows_to_the_ceiling_of_the_provider() -> None:
    steps, _ = play(Scene([PENDING], policy=Policy(schedule=Growing(floor=1, ceiling=30, jitter=0))))
    delays = [step.poll.next_delay or 0.0 for step in steps]
    assert delays == sorted(delays)
    assert (delays[0], delays[-1]) == (1, 30)


def test_a_hint_is_named_in_the_timeline() -> None:
    steps, _ = play(
        Scene([seen(Outcome.PENDING, hint=7.0), SUCCEEDED], schedule=Growing(floor=5, ceiling=60, jitter=0))
    )
    assert steps[0].poll.next_delay == 7
    assert steps[0].poll.reason == "the provider's estimate"


def test_jobs_spread_out_and_the_same_job_waits_alike() -> None:
    def delays(job_id: str) -> list[float | None]:
        job = ScriptedJob(PENDING, job_id=job_id)
        wait = WaitState(job, now=0.0, timeout=None, schedule=Growing(floor=1, ceiling=30))
        return [wait.record(PENDING, number).next_delay for number in range(5)]

    assert delays("a") == delays("a")
    firsts = {delays(str(number))[0] or 0.0 for number in range(20)}
    assert len(firsts) == 20
    assert 1 < min(firsts) < 1.02
    assert 1.08 < max(firsts) < 1.1


def test_what_a_schedule_of_somebody_else_calls_jitter_is_not_touched() -> None:
    class Theirs:
        def jitter(self) -> float:
            return -0.5

        def next_delay(self, elapsed: float, hint: float | None) -> float:
            return 4.0 + self.jitter()

    steps, _ = play(Scene([PENDING, SUCCEEDED], schedule=Theirs()))
    assert steps[0].poll.next_delay == 3.5


# What a request that polls many jobs may take back.


def listed(*answers: Seen, schedule: Schedule, **options: Any) -> WaitState[str]:
    """The wait for a job of a provider that lists its jobs, after these polls of time zero."""
    wait = Scene([PENDING], schedule=schedule, **options).wait()
    vars(wait.job)["lists"] = True
    for answer in answers:
        wait.record(answer, 0.0)
    return wait


@quick
@given(scenes(schedule=GROWING))
def test_no_poll_that_comes_sooner_comes_before_what_was_planned_or_forbidden(scene: Scene) -> None:
    assert isinstance(scene.schedule, Growing)
    wait, now = scene.wait(), scene.start
    vars(wait.job)["lists"] = True
    assert wait.spread == 0.0
    for observation, latency in scene.observations():
        now += latency
        poll = wait.record(observation, now)
        if poll.next_delay is None:
            break
        assert wait.spread >= 0.0
        if wait.spread > 0:
            soonest = poll.next_delay - wait.spread + TINY
            assert soonest >= scene.schedule.next_delay(poll.elapsed, observation.hint)
            assert soonest >= (observation.retry_after or 0.0)
            assert soonest >= FLOOR
            assert "deadline" not in poll.reason
        now += poll.next_delay


def test_all_of_the_jitter_may_be_taken_back_and_nothing_else() -> None:
    growing = Growing(floor=10, ceiling=60, jitter=1)
    wait = Scene([PENDING], schedule=growing).wait()
    delay = wait.record(PENDING, 0.0).next_delay
    assert delay is not None
    assert delay > 11
    assert wait.spread == 0.0, "the provider has no lists"
    jitter = delay - 10
    assert listed(PENDING, schedule=growing).spread == pytest.approx(jitter)
    assert listed(seen(Outcome.PENDING, retry_after=9.0), schedule=growing).spread == pytest.approx(jitter)
    assert listed(seen(Outcome.PENDING, retry_after=11.0), schedule=growing).spread == pytest.approx(jitter - 1)
    assert listed(FAILED._replace(confirmations=2), schedule=growing).spread == pytest.approx(jitter)
    assert listed(PENDING, schedule=growing, timeout=delay + 1).spread == pytest.approx(jitter)
    for answer in (FAULT, MISSING, UNKNOWN, seen(Outcome.PENDING, retry_after=90.0)):
        assert listed(PENDING, answer, schedule=growing, policy=POLICY._replace(regrace=True)).spread == 0.0
    assert listed(PENDING, schedule=growing, timeout=delay - 1).spread == 0.0, "the last poll is at the deadline"
    assert listed(PENDING, schedule=Fixed(10)).spread == 0.0


# Law 5: faults.


TROUBLED = st.lists(st.sampled_from([PENDING, FAULT, FAULT, FAULT, FAULT, UNKNOWN, MISSING]), min_size=1, max_size=40)


@quick
@given(scenes(answers=TROUBLED), st.none() | st.just(math.inf) | st.floats(0, 300))
def test_faults_end_a_wait_when_a_row_of_them_is_too_long(scene: Scene, tolerance: float | None) -> None:
    policy = scene.policy._replace(unknown_grace=1e9, visibility_grace=1e9, regrace=True)
    scene = replace(scene, policy=policy, unknown_status="wait", fault_tolerance=tolerance)
    steps, result = play(scene)
    answered, count, since = False, 0, 0.0
    for step in steps:
        if step.observation.kind is not Kind.FAULT:
            answered, count = True, 0
            continue
        since = step.landed if count == 0 else since
        count += 1
        lasted = step.landed - since
        if tolerance is not None:
            too_long = lasted >= tolerance
        elif answered:
            too_long = lasted >= max(policy.outage_time, (scene.timeout or 0.0) / 4)
        else:
            too_long = count >= policy.fault_count and lasted >= policy.fault_time
        assert too_long == (step is steps[-1] and isinstance(result.error, PollingError))
    if isinstance(result.error, PollingError):
        row = "1 fault" if count == 1 else f"{count} faults in a row over {lasted:.0f} s"
        assert f"cannot be polled: {row}: no route" in str(result.error)
        assert result.outcome is Outcome.PENDING


def outage(minutes: float, *, before: Sequence[Seen] = (PENDING,), **options: Any) -> WaitResult[Any]:
    """A wait by law 5 as it is, whose polls fail for so long and then succeed."""
    wait = Scene([PENDING], policy=Policy(schedule=Growing(floor=1, ceiling=60)), **options).wait()
    now = 0.0
    for observation in before:
        now += wait.record(observation, now).next_delay or 0.0
    over = now + minutes * 60
    while True:
        poll = wait.record(FAULT if now < over else SUCCEEDED, now)
        if poll.next_delay is None:
            return wait.result()
        now += poll.next_delay


def test_an_outage_does_not_end_a_night() -> None:
    assert outage(3, timeout=8 * 3600).outcome is Outcome.SUCCEEDED
    assert outage(59, timeout=None).outcome is Outcome.SUCCEEDED
    assert outage(119, timeout=8 * 3600).outcome is Outcome.SUCCEEDED
    assert outage(3, before=[MISSING]).outcome is Outcome.SUCCEEDED, "an answer is an answer"


def test_an_outage_ends_a_wait_after_an_hour_or_a_quarter_of_the_timeout() -> None:
    for timeout, hours in ((None, 1), (3600 * 3.9, 1), (3600 * 8, 2)):
        result = outage(600, timeout=timeout)
        assert isinstance(result.error, PollingError)
        assert hours * 3600 <= result.elapsed <= hours * 3600 + 120
        (lasted,) = re.findall(r"faults in a row over (\d+) s: no route", str(result.error))
        assert hours * 3600 <= int(lasted) <= result.elapsed


def test_a_wait_that_never_had_an_answer_gives_up_soon() -> None:
    result = outage(600, before=[], timeout=8 * 3600)
    assert isinstance(result.error, PollingError)
    assert 120 <= result.elapsed <= 150
    assert result.polls >= 8


def test_the_limit_of_faults_is_the_callers_or_the_providers() -> None:
    policy = Policy(schedule=Fixed(1), fault_count=3, fault_time=60, outage_time=600)
    assert policy.fault_limit() == policy.fault_limit(answered=False, timeout=1e6) == FaultLimit(60, 3)
    assert policy.fault_limit(answered=True) == policy.fault_limit(answered=True, timeout=2400) == FaultLimit(600, 1)
    assert policy.fault_limit(answered=True, timeout=2404) == FaultLimit(601, 1)
    assert policy.fault_limit(0.0) == policy.fault_limit(0.0, answered=True) == FaultLimit(0, 1)
    assert Policy(schedule=Fixed(1)).fault_limit() == FaultLimit(120, 8)


def test_a_caller_says_how_long_faults_are_tolerated() -> None:
    assert outage(179, timeout=None, fault_tolerance=math.inf).outcome is Outcome.SUCCEEDED
    until_the_deadline = outage(600, timeout=8 * 3600, fault_tolerance=math.inf)
    assert isinstance(until_the_deadline.error, WaitTimeoutError)
    assert until_the_deadline.elapsed == 8 * 3600
    for before in ([], [PENDING]):
        soon = outage(600, before=before, timeout=None, fault_tolerance=10.0)
        assert isinstance(soon.error, PollingError)
        assert 10 <= soon.elapsed <= 20
        none = outage(600, before=before, timeout=None, fault_tolerance=0.0)
        assert "cannot be polled: 1 fault: no route" in str(none.error)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [(DEFAULT, None), (None, math.inf), (0, 0.0), (timedelta(minutes=2), 120.0), (10**400, math.inf), (7.5, 7.5)],
    ids=str,
)
def test_a_fault_tolerance_is_seconds_a_timedelta_none_or_not_given(given: Any, seconds: float | None) -> None:
    assert tolerance_seconds(given) == seconds


@pytest.mark.parametrize("given", [-1, math.nan, True, "60", timedelta(seconds=-1), object()])
def test_a_fault_tolerance_that_is_no_length_of_time_is_refused(given: Any) -> None:
    with pytest.raises(ConfigurationError) as raised:
        tolerance_seconds(given)
    assert str(raised.value) == (
        "fault_tolerance must be seconds (0 tolerates no fault), a timedelta, or None for faults up to the deadline; "
        f"not {given!r:.80}"
    )


@quick
@given(st.lists(st.sampled_from([PENDING, FAULT]), max_size=10), observations())
def test_a_permanent_refusal_ends_a_wait_at_once(before: list[Seen], after: Seen) -> None:
    steps, result = play(Scene([*before, DENIED, after], policy=BEARING))
    assert len(steps) == len(before) + 1
    assert isinstance(result.error, PollingError)
    assert result.error.__cause__ is DENIED.error
    assert result.outcome is Outcome.PENDING


@quick
@given(st.floats(FLOOR, 1e6), st.integers(1, 2000))
def test_faults_back_off_to_half_a_minute_or_the_plan(delay: float, count: int) -> None:
    faults = Faults()
    delays = []
    for _ in range(count):
        faults.add(0.0, LIMIT)
        delays.append(faults.backoff(delay))
    assert delays[0] == delay
    assert delays == sorted(delays)
    assert delays[-1] <= max(delay, 30.0)
    faults.clear()
    faults.add(0.0, LIMIT)
    assert faults.backoff(delay) == delay


def test_faults_are_counted_from_time_zero_as_from_any_other() -> None:
    policy = Policy(schedule=Fixed(10), fault_count=3, fault_time=25)
    for start in (0.0, 1e5):
        steps, result = play(Scene([FAULT], policy=policy, start=start))
        assert [step.began - start for step in steps] == [0, 10, 30]
        assert "3 faults in a row" in str(result.error)


def test_a_good_poll_makes_the_row_begin_again() -> None:
    policy = Policy(schedule=Fixed(10), fault_count=3, fault_time=0, outage_time=15)
    steps, _ = play(Scene([FAULT, FAULT, PENDING, FAULT, FAULT, MISSING], policy=policy))
    assert len(steps) == 6
    assert [step.poll.reason for step in steps[:5]] == [
        "fault 1 in a row",
        "fault 2 in a row",
        "every 10 s",
        "fault 1 in a row",
        "fault 2 in a row",
    ]


def test_the_time_of_a_row_of_faults_is_counted_from_its_own_first() -> None:
    policy = Policy(schedule=Fixed(10), fault_count=2, fault_time=30, outage_time=30)
    steps, _ = play(Scene([FAULT, PENDING, PENDING, PENDING, FAULT, FAULT, SUCCEEDED], policy=policy))
    assert steps[-1].observation is SUCCEEDED


MISFIT: Seen = Observation(Kind.FAULT, error=TypeError("no object"), misfit=True)


@pytest.mark.parametrize("between", [[], [FAULT], [FAULT, FAULT]])
def test_an_answer_that_does_not_fit_the_document_is_final_the_second_time(
    between: list[Seen], caplog: pytest.LogCaptureFixture
) -> None:
    steps, result = play(Scene([PENDING, MISFIT, *between, MISFIT, SUCCEEDED], fault_tolerance=math.inf))
    assert len(steps) == len(between) + 3
    assert type(result.error) is PollingError
    assert f"{JOB} cannot be polled: its answer does not fit the document, the second time: no object" in str(
        result.error
    )
    warned = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert warned[0] == "fullstory:events-import:abc123%3D: an answer that does not fit the document: no object"
    assert steps[1].poll.reason == "fault 1 in a row"


def test_an_answer_that_does_not_fit_the_document_may_come_again_after_a_good_one() -> None:
    steps, result = play(
        Scene([MISFIT, PENDING, MISFIT, MISSING, MISFIT, SUCCEEDED], policy=BEARING._replace(regrace=True))
    )
    assert result.outcome is Outcome.SUCCEEDED
    assert len(steps) == 6


def test_an_answer_that_does_not_fit_is_final_the_second_time_whatever_the_limit() -> None:
    faults = Faults()
    assert not faults.add(0.0, LIMIT, misfit=True)
    assert not faults.add(1.0, LIMIT)
    assert faults.add(2.0, LIMIT, misfit=True)
    faults.clear()
    assert not faults.add(3.0, LIMIT, misfit=True)


def test_many_quick_faults_are_tolerated_until_they_last() -> None:
    policy = Policy(schedule=Fixed(0.1), fault_count=3, fault_time=60)
    steps, result = play(Scene([FAULT], policy=policy))
    assert result.elapsed >= 60
    assert len(steps) > 3


# Law 6: unknown words.


@quick
@given(scenes(answers=st.lists(st.sampled_from([PENDING, UNKNOWN, UNKNOWN, seen(None, "LATER"), FAULT]), min_size=1)))
def test_an_unknown_word_waits_for_its_grace(scene: Scene) -> None:
    scene = replace(scene, fault_tolerance=math.inf)
    steps, result = play(scene)
    since: float | None = None
    for step in steps:
        if step.observation is PENDING:
            since = None
        if step.observation.outcome is not None or step.observation.kind is Kind.FAULT:
            continue
        since = step.landed if since is None else since
        over = scene.unknown_status == "raise" or since + scene.policy.unknown_grace - step.landed <= 0
        assert over == (step is steps[-1] and isinstance(result.error, UnknownStatusError))
    if isinstance(result.error, UnknownStatusError):
        assert repr(result.raw_status) in str(result.error)
        assert (result.outcome, result.raw_status) == (Outcome.PENDING, steps[-1].observation.raw_status)


@quick
@given(st.lists(st.sampled_from([PENDING, UNKNOWN, seen(None, "LATER"), FAULT]), max_size=30))
def test_each_unknown_word_is_logged_once(answers: list[Seen]) -> None:
    class Memory(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.append(record)

    logged: list[logging.LogRecord] = []
    handler = Memory(logging.WARNING)
    logging.getLogger("tarry").addHandler(handler)
    try:
        steps, _ = play(Scene([*answers, SUCCEEDED], policy=BEARING))
    finally:
        logging.getLogger("tarry").removeHandler(handler)
    words = {
        step.observation.raw_status
        for step in steps
        if step.observation.kind is Kind.SEEN and not step.observation.outcome
    }
    assert len(logged) == len(words)
    assert all(sum(repr(word) in record.getMessage() for record in logged) == 1 for word in words)


def test_the_log_names_the_job_and_the_unknown_word(caplog: pytest.LogCaptureFixture) -> None:
    play(Scene([UNKNOWN, SUCCEEDED]))
    assert [record.getMessage() for record in caplog.records] == [
        "fullstory:events-import:abc123%3D: unknown status word 'PAUSED'"
    ]


def test_the_grace_of_an_unknown_word_ends_with_a_poll_its_end() -> None:
    policy = Policy(schedule=Fixed(50), unknown_grace=120)
    steps, result = play(Scene([UNKNOWN], policy=policy))
    assert [step.began for step in steps] == [0, 50, 100, 120]
    assert isinstance(result.error, UnknownStatusError)


def test_a_known_word_ends_the_grace_of_an_unknown_one() -> None:
    policy = Policy(schedule=Fixed(50), unknown_grace=60)
    steps, _ = play(Scene([UNKNOWN, UNKNOWN, PENDING, UNKNOWN, UNKNOWN, SUCCEEDED], policy=policy))
    assert steps[-1].observation is SUCCEEDED


def test_an_answer_without_any_word_is_unknown_too() -> None:
    answer: Seen = Observation(Kind.SEEN, outcome=None, raw_status=None)
    result = ended(answer, unknown_status="raise")
    assert isinstance(result.error, UnknownStatusError)
    assert "no status word seen" in str(result.error)


# Law 7: not found.


@quick
@given(
    scenes(
        answers=st.lists(st.sampled_from([MISSING, MISSING, MISSING, FAULT, PENDING]), min_size=1, max_size=30),
        timeout=st.none(),
    )
)
def test_not_found_means_not_visible_never_there_or_gone(scene: Scene) -> None:
    policy = scene.policy
    steps, result = play(replace(scene, fault_tolerance=math.inf))
    was_seen, since = False, 0.0
    for step in steps:
        elapsed = step.poll.elapsed  # a difference of floating-point numbers, like the times that the machine remembers
        if step.observation is PENDING:
            was_seen, since = True, math.nan
        if step.observation is not MISSING:
            continue
        since = elapsed if math.isnan(since) else since
        over = since + policy.visibility_grace - elapsed <= 0 or (was_seen and not policy.regrace)
        assert over == (step.poll.next_delay is None)
        if over:
            assert type(result.error) is (JobGoneError if was_seen else JobNotFoundError)
            assert result.outcome is Outcome.GONE


@quick
@given(st.lists(st.sampled_from([PENDING, FAULT, MISSING]), max_size=8), POLICIES)
def test_expired_is_gone_whether_the_job_was_seen_or_not(before: list[Seen], policy: Policy) -> None:
    policy = policy._replace(visibility_grace=1e9, regrace=True)
    steps, result = play(Scene([*before, EXPIRED], policy=policy, fault_tolerance=math.inf))
    assert len(steps) == len(before) + 1
    assert type(result.error) is JobGoneError
    assert result.outcome is Outcome.GONE


def test_a_job_that_appears_within_the_grace_was_only_not_visible_yet() -> None:
    steps, result = play(Scene([MISSING, MISSING, SUCCEEDED], schedule=Fixed(4)))
    assert result.outcome is Outcome.SUCCEEDED
    assert [step.poll.reason for step in steps[:2]] == ["not visible yet"] * 2


def test_the_grace_ends_with_a_poll_its_end() -> None:
    steps, _ = play(Scene([MISSING], policy=Policy(schedule=Fixed(60), visibility_grace=10)))
    assert [step.began for step in steps] == [0, 10]


def test_without_a_grace_the_first_poll_decides() -> None:
    assert ended(MISSING, policy=Policy(schedule=Fixed(1), visibility_grace=0)).polls == 1


def test_a_job_that_was_never_seen_has_no_status() -> None:
    result = ended(MISSING)
    assert (result.raw_status, result.status) == (None, None)


def test_where_the_answer_does_not_tell_the_grace_comes_once_more() -> None:
    policy = Policy(schedule=Fixed(60), visibility_grace=10, regrace=True)
    steps, result = play(Scene([PENDING, MISSING], policy=policy))
    assert [step.began for step in steps] == [0, 60, 70]
    assert type(result.error) is JobGoneError


def test_a_gone_job_keeps_the_last_word_that_it_had() -> None:
    result = ended(PENDING, MISSING)
    assert (result.raw_status, result.status) == ("PENDING", "status PENDING")


# Law 8: stopping the wait never stops the job.


@quick
@given(scenes())
def test_a_wait_never_touches_the_client_of_its_job(scene: Scene) -> None:
    class Untouchable:
        def __getattr__(self, name: str) -> Any:
            raise AssertionError(f"the wait used {name} of the client")

    wait, now = scene.wait(), scene.start
    job: Any = wait.job
    job._client = Untouchable()
    for observation, _ in scene.observations():
        poll = wait.record(observation, now)
        if poll.next_delay is None:
            break
        now += poll.next_delay
    result = wait.result()
    assert "Untouchable" not in f"{result} {result.error!r}"


# Law 9: one owner of retries.


@quick
@given(scenes())
def test_each_poll_is_counted_once_and_leads_to_one_poll_or_to_the_end(scene: Scene) -> None:
    steps, result = play(scene)
    assert result.polls == len(steps)
    assert [step.poll.number for step in steps] == list(range(1, len(steps) + 1))
    assert [step.poll.elapsed for step in steps] == [step.landed - scene.start for step in steps]
    assert result.elapsed == steps[-1].poll.elapsed
    assert list(result.timeline) == [step.poll for step in steps][-TIMELINE_LENGTH:]
    assert all((step.poll.fault is None) == (step.observation.error is None) for step in steps)


@quick
@given(scenes())
def test_a_wait_is_over_when_and_only_when_it_has_an_outcome_or_an_error(scene: Scene) -> None:
    steps, result = play(scene)
    over = steps[-1].poll.next_delay is None
    assert over == (result.error is not None or result.outcome.is_terminal)
    assert all(step.poll.outcome is Outcome.PENDING for step in steps[:-1])
    assert steps[-1].poll.outcome is result.outcome
    if result.error is not None:
        assert result.error.result is result
        assert (result.outcome is Outcome.FAILED) == isinstance(result.error, JobFailedError)
        assert (result.outcome is Outcome.GONE) == isinstance(result.error, JobNotFoundError | JobGoneError)


@quick
@given(scenes())
def test_the_same_answers_at_the_same_times_give_the_same_timeline(scene: Scene) -> None:
    assume(not isinstance(scene.schedule, Wild))
    assert [step.poll for step in play(scene)[0]] == [step.poll for step in play(scene)[0]]


@quick
@given(
    scenes(answers=st.lists(observations(st.sampled_from([Outcome.FAILED, Outcome.PENDING])), min_size=1, max_size=25))
)
def test_a_failed_poll_is_never_a_failed_job(scene: Scene) -> None:
    steps, result = play(scene)
    if steps[-1].observation.kind is not Kind.SEEN:
        assert result.outcome is not Outcome.FAILED


# What has to be seen more than once.


def test_an_end_that_has_to_be_confirmed_is_believed_when_seen_so_often_in_a_row() -> None:
    doubtful = FAILED._replace(confirmations=2)
    assert ended(doubtful, doubtful).polls == 2
    assert ended(doubtful, PENDING, doubtful, doubtful).polls == 4
    assert ended(doubtful, FAULT, doubtful).polls == 3
    assert ended(doubtful, PENDING, SUCCEEDED).outcome is Outcome.SUCCEEDED


def test_an_end_that_was_not_confirmed_by_the_deadline_is_a_timeout() -> None:
    result = ended(FAILED._replace(confirmations=3), timeout=1)
    assert isinstance(result.error, WaitTimeoutError)
    assert (result.outcome, result.raw_status) == (Outcome.PENDING, "FAILED")


def test_ends_of_two_kinds_do_not_confirm_each_other() -> None:
    answers = [FAILED._replace(confirmations=2), SUCCEEDED._replace(confirmations=2)]
    steps, _ = play(Scene([*answers, *answers, PENDING], polls=5))
    assert all(step.poll.next_delay is not None for step in steps)


def test_a_note_says_why_a_job_is_still_pending() -> None:
    steps, _ = play(Scene([seen(Outcome.PENDING, "Complete", note="errors are announced"), SUCCEEDED]))
    assert steps[0].poll.reason == "errors are announced"


# What a schedule is told.


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([SUCCEEDED], [(None, 0)]),
        ([PENDING, PENDING, PARTIAL], [(3, 6)]),
        ([PENDING, FAULT, UNKNOWN, FAULT, FAILED], [(6, 12)]),
        ([PENDING, *[FAILED._replace(confirmations=3)] * 3], [(0, 3)]),
        ([FAILED._replace(confirmations=2), PENDING, SUCCEEDED], [(3, 6)]),
        ([PENDING, MISSING], []),
        ([PENDING, DENIED], []),
        ([PENDING], []),
        ([FAILED._replace(confirmations=9)], []),
    ],
)
def test_a_schedule_is_told_once_between_which_polls_the_job_ended(
    answers: list[Seen], told: list[tuple[float | None, float]]
) -> None:
    class Listening(Wild):
        def ended(self, earliest: float | None, latest: float) -> None:
            heard.append((earliest, latest))

    heard: list[tuple[float | None, float]] = []
    steps, _ = play(Scene(answers, schedule=Listening(3.0), timeout=15))
    assert steps[-1].poll.next_delay is None
    assert heard == told


def test_a_schedule_need_not_hear_or_explain_anything() -> None:
    class Mute(Wild):
        ended = explain = None

    for schedule in (Wild(3.0), Mute(3.0)):
        steps, _ = play(Scene([PENDING, SUCCEEDED], schedule=schedule))
        assert [step.poll.reason for step in steps] == ["planned", "succeeded"]


# What a poll says.


def test_a_poll_is_one_line() -> None:
    steps, _ = play(Scene([PENDING, FAULT, SUCCEEDED], schedule=Fixed(2.5)))
    assert [str(step.poll) for step in steps] == [
        "fullstory:events-import:abc123%3D: PENDING (pending), poll 1 at 0 s; next poll in 2.5 s: every 2.5 s",
        "fullstory:events-import:abc123%3D: fault: no route (pending), poll 2 at 2.5 s; "
        "next poll in 2.5 s: fault 1 in a row",
        "fullstory:events-import:abc123%3D: SUCCEEDED (succeeded), poll 3 at 5 s; done: succeeded",
    ]


def test_each_poll_is_logged_for_those_who_ask(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tarry")
    steps, _ = play(Scene([PENDING, SUCCEEDED]))
    polls = [record for record in caplog.records if record.levelname == "DEBUG"]
    assert [record.getMessage() for record in polls] == [str(step.poll) for step in steps]
    assert [record.args for record in polls] == [(step.poll,) for step in steps]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([PENDING, SUCCEEDED], "succeeded after 5 s, 2 polls: succeeded"),
        ([FAILED], "failed after 0 s, 1 poll: failed"),
        ([PENDING], "pending after 12 s, 4 polls: was not seen to end by the deadline"),
    ],
)
def test_the_end_of_a_wait_is_told_with_its_handle(
    answers: list[Seen], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tarry")
    play(Scene(answers, timeout=12, schedule=Fixed(5)))
    assert caplog.messages == [f"fullstory:events-import:abc123%3D: {told}"]


def test_a_wait_that_a_host_forbids_to_go_on_tells_of_its_end(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tarry")
    wait = Scene([PENDING], timeout=60).wait()
    wait.record(PENDING, 0.0)
    wait.forbid(90.0, 5.0)
    (message,) = caplog.messages
    assert message.startswith("fullstory:events-import:abc123%3D: pending after 5 s, 1 poll: was not seen to end")


def test_a_timeline_holds_the_last_polls_only() -> None:
    steps, result = play(Scene([PENDING], polls=TIMELINE_LENGTH + 7))
    assert len(steps) == TIMELINE_LENGTH + 7
    assert [poll.number for poll in result.timeline] == list(range(8, TIMELINE_LENGTH + 8))


# What an error says: the job, what happened and why, the facts, and what to do now.

JOB = "fullstory events-import abc123="
AGAIN = 'go on with tarry.open_job("fullstory:events-import:abc123%3D", client).'
ONCE = Policy(schedule=Fixed(5), visibility_grace=0, unknown_grace=0, outage_time=0)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (
            [PENDING, FAILED],
            f"{JOB} failed (last word 'FAILED', 2 polls in 5 s of 60 s). Somebody knows what status FAILED means.",
        ),
        (
            [MISSING],
            f"{JOB} was never found: 404 (no status word seen, 1 poll in 0 s of 60 s). "
            "Check the id, and that the client belongs to the account that started the job.",
        ),
        (
            [PENDING, MISSING],
            f"{JOB} was there and is no longer found: 404 (last word 'PENDING', 2 polls in 5 s of 60 s). "
            "It may have ended well: check for its results before you submit it again.",
        ),
        (
            [EXPIRED],
            f"{JOB} is no longer available, says the provider: 410 (no status word seen, 1 poll in 0 s of 60 s). "
            "It may have ended well: check for its results before you submit it again.",
        ),
        (
            [DENIED],
            f"{JOB} cannot be polled: 403 (no status word seen, 1 poll in 0 s of 60 s). "
            f"The job may be running: mend the cause and {AGAIN}",
        ),
        (
            [PENDING, FAULT],
            f"{JOB} cannot be polled: 3 faults in a row over 15 s: no route "
            "(last word 'PENDING', 4 polls in 20 s of 60 s). "
            f"The job may be running: mend the cause and {AGAIN}",
        ),
        (
            [UNKNOWN],
            f"{JOB} has a status word that nobody has classified (last word 'PAUSED', 1 poll in 0 s of 60 s). "
            f"The job may be running: check the provider's news, and {AGAIN}",
        ),
        (
            [PENDING],
            f"{JOB} was not seen to end by the deadline (last word 'PENDING', 13 polls in 60 s of 60 s). "
            f"Nothing was cancelled: {AGAIN}",
        ),
        (
            [fault(90.4)],
            f"{JOB} was not seen to end, and Retry-After forbids a poll for 90 s, beyond the deadline: busy "
            f"(no status word seen, 1 poll in 0 s of 60 s). Nothing was cancelled: {AGAIN}",
        ),
    ],
    ids=lambda value: "" if isinstance(value, list) else value.removeprefix(JOB)[1:30],
)
def test_an_error_says_what_happened_and_what_to_do(answers: list[Seen], message: str) -> None:
    result = ended(*answers, policy=ONCE, timeout=60.0)
    assert str(result.error) == message
    assert result.error is not None
    assert result.error.__cause__ is answers[-1].error
    assert message.startswith(f"{JOB} {result.timeline[-1].reason}")


def test_a_wait_without_a_limit_names_none() -> None:
    assert "(last word 'FAILED', 1 poll in 0 s)." in str(ended(FAILED).error)


def test_an_error_that_says_nothing_is_named_by_its_class() -> None:
    result = ended(Observation(Kind.DENIED, error=ConnectionError()))
    assert ": ConnectionError (" in str(result.error)
    assert result.timeline[0].fault == "refused: ConnectionError"


def test_every_reason_to_poll_again_is_named() -> None:
    policy = Policy(schedule=Fixed(5))
    doubtful = seen(Outcome.FAILED, "ERROR", confirmations=2)
    steps, _ = play(
        Scene([PENDING, seen(Outcome.PENDING, hint=9.0), FAULT, MISSING, UNKNOWN, doubtful], policy=policy, polls=6)
    )
    assert [step.poll.reason for step in steps[:3]] == [
        "every 5 s",
        "every 5 s",
        "fault 1 in a row",
    ]
    assert steps[3].poll.reason == "was there and is no longer found"
    steps, _ = play(Scene([MISSING, UNKNOWN, doubtful], policy=policy, polls=3))
    assert [step.poll.reason for step in steps] == [
        "not visible yet",
        "unknown word PAUSED",
        "ERROR must be seen 2 times",
    ]


def test_a_single_poll_that_failed_gives_up() -> None:
    wait = Scene([FAULT]).wait()
    wait.record(FAULT, 2.0)
    wait.give_up(FAULT)
    result = wait.result()
    assert type(result.error) is PollingError
    assert result.outcome is Outcome.PENDING
    assert str(result.error).startswith(f"{JOB} could not be polled: no route (no status word seen, 1 poll in 2 s)")
    assert result.error.__cause__ is FAULT.error


def test_a_host_that_forbids_polls_beyond_the_deadline_ends_the_wait_without_one() -> None:
    wait = Scene([PENDING], timeout=60, start=100.0).wait()
    wait.record(PENDING, 100.0)
    wait.forbid(90.4, 105.0)
    result = wait.result()
    assert type(result.error) is WaitTimeoutError
    assert (result.outcome, result.polls, result.elapsed) == (Outcome.PENDING, 1, 5.0)
    assert str(result.error) == (
        f"{JOB} was not seen to end, and its host's Retry-After forbids a poll for 90 s, beyond the deadline "
        f"(last word 'PENDING', 1 poll in 5 s of 60 s). Nothing was cancelled: {AGAIN}"
    )


# Others at the host.


@dataclass(frozen=True)
class AtHost:
    """A host as the machine asks about it."""

    until: float = 0.0
    free: float = 0.0
    """When the next turn is free."""

    def forbidden_until(self) -> float:
        return self.until

    def next_slot(self, due: float) -> tuple[float, str]:
        return max(due, self.free), "host is throttled"


def planned(host: AtHost | None, *, now: float = 100.0, observation: Seen = PENDING, **options: Any) -> WaitResult[Any]:
    """A wait after one poll."""
    wait = Scene([PENDING], start=100.0, schedule=Fixed(5), **options).wait()
    wait.record(observation, now, host)
    return wait.result()


@pytest.mark.parametrize(
    ("host", "options", "delay", "reason"),
    [
        (None, {}, 5, "every 5 s"),
        (AtHost(), {}, 5, "every 5 s"),
        (AtHost(until=105.04), {}, 5, "every 5 s"),
        (AtHost(until=130.4), {}, 30.4, "host's Retry-After, 30 s more"),
        (AtHost(until=130, free=131), {}, 31, "host's Retry-After, 30 s more"),
        (AtHost(free=105.04), {}, 5, "every 5 s"),
        (AtHost(free=107.5), {}, 7.5, "host is throttled"),
        (AtHost(until=103, free=107.5), {}, 7.5, "host is throttled"),
        (AtHost(until=105), {"observation": fault(5)}, 5, "fault 1 in a row"),
        (AtHost(until=110), {"observation": fault(10)}, 10, "Retry-After 10 s"),
        (AtHost(free=107), {"timeout": 7}, 7, "last poll, after the deadline: host is throttled"),
        (AtHost(free=107.5), {"timeout": 7}, 7.5, "last poll, after the deadline: host is throttled"),
        (AtHost(free=105), {"timeout": 4}, 5, "last poll, after the deadline: host is throttled"),
        (AtHost(free=104.04), {"timeout": 4}, 4, "last poll, at the deadline"),
        (AtHost(until=107.04), {"timeout": 7}, 7, "last poll, at the deadline"),
        (AtHost(until=160.04, free=100), {"timeout": 60}, 60, "last poll, at the deadline"),
    ],
    ids=str,
)
def test_the_plan_counts_what_the_host_allows(
    host: AtHost | None, options: dict[str, Any], delay: float, reason: str
) -> None:
    (poll,) = planned(host, **options).timeline
    assert poll.next_delay == pytest.approx(delay)
    assert poll.reason == reason


def test_a_host_is_asked_for_a_turn_when_the_poll_is_due_and_moments_do_not_count() -> None:
    asked: list[float] = []

    @dataclass(frozen=True)
    class Asked(AtHost):
        def next_slot(self, due: float) -> tuple[float, str]:
            asked.append(due)
            return super().next_slot(due)

    for host in (Asked(), Asked(until=5 + NOTICED), Asked(free=5 + NOTICED)):
        poll = Scene([PENDING], schedule=Fixed(5), timeout=60).wait().record(PENDING, 0.0, host)
        assert (poll.next_delay, poll.reason) == (5, "every 5 s")
    wait = Scene([PENDING], schedule=Fixed(100), timeout=60).wait()
    assert wait.record(PENDING, 10.0, Asked(until=60 + NOTICED)).next_delay == 50
    # Of the last poll and of none other it is asked at the deadline.
    assert asked == [5, 5, 5, 60]


def test_a_poll_that_the_host_puts_off_beyond_the_deadline_is_the_last() -> None:
    for host in (AtHost(free=107), AtHost(free=130)):
        wait = Scene([PENDING], start=100.0, schedule=Fixed(5), timeout=7).wait()
        poll = wait.record(PENDING, 100.0, host)
        assert poll.next_delay is not None
        # Though the clock may wake a moment too early.
        assert wait.record(PENDING, 106.9, AtHost()).next_delay is None
    # A turn within the deadline is followed by a poll at the deadline.
    wait = Scene([PENDING], start=100.0, schedule=Fixed(5), timeout=7).wait()
    assert wait.record(PENDING, 100.0, AtHost(free=106)).next_delay == 6
    assert wait.record(PENDING, 106.0, AtHost()).reason == "last poll, at the deadline"


def test_a_host_that_forbids_polls_beyond_the_deadline_ends_a_wait_at_its_poll() -> None:
    result = planned(AtHost(until=161), timeout=60)
    assert type(result.error) is WaitTimeoutError
    assert (result.outcome, result.polls) == (Outcome.PENDING, 1)
    assert "its host's Retry-After forbids a poll for 61 s, beyond the deadline (last word 'PENDING'" in str(
        result.error
    )
    assert planned(AtHost(until=161), timeout=60, observation=SUCCEEDED).error is None


def test_a_wait_that_a_list_call_serves_is_not_polled_before_its_turn() -> None:
    class Listed(ScriptedJob):
        lists = True

    growing = Growing(floor=10, ceiling=10, jitter=1.0)
    for host, least in ((AtHost(until=150.0), 150.0), (AtHost(free=150.0), 150.0)):
        wait = WaitState(Listed(PENDING), now=100.0, timeout=None, schedule=growing)
        poll = wait.record(PENDING, 100.0, host)
        assert poll.next_delay is not None
        assert 100.0 + poll.next_delay - wait.spread >= least


def test_a_wait_that_ran_out_says_why_it_had_no_last_poll() -> None:
    wait = Scene([PENDING], timeout=60, start=100.0).wait()
    wait.run_out("had no last poll within 30 s of it: its host is throttled", 190.0)
    result = wait.result()
    assert type(result.error) is WaitTimeoutError
    assert result.error.__cause__ is None
    assert (result.outcome, result.polls, result.elapsed, result.status) == (Outcome.PENDING, 0, 90.0, None)
    assert str(result.error) == (
        f"{JOB} was not seen to end by the deadline, and had no last poll within 30 s of it: its host is throttled "
        f"(no status word seen, 0 polls in 90 s of 60 s). Nothing was cancelled: {AGAIN}"
    )


def test_a_failure_that_cannot_be_explained_is_a_failure_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    class Odd(ScriptedJob):
        def explain_failure(self, status: Any) -> str:
            raise TypeError("no text")

    wait = WaitState(Odd(FAILED), now=0.0, timeout=None)
    assert wait.record(FAILED, 0.0).reason == "failed"
    assert type(wait.result().error) is JobFailedError
    assert str(wait.result().error).endswith("s). error.result.status is the provider's last answer.")
    assert caplog.messages == ["fullstory:events-import:abc123%3D: its failure cannot be explained, please report this"]
    assert caplog.records[0].exc_info is not None


def test_what_a_bug_of_one_job_did_is_named() -> None:
    bug: Seen = Observation(Kind.DENIED, error=KeyError("x"), note="met an unexpected KeyError")
    assert str(ended(bug).error).startswith(f"{JOB} met an unexpected KeyError: 'x' (no status word")


def test_a_result_and_its_polls_are_of_the_job() -> None:
    wait = Scene([PENDING]).wait()
    wait.record(PENDING, 0.0)
    result = wait.result()
    assert result.job is wait.job
    assert [poll.job for poll in result.timeline] == [wait.job]


def test_the_message_of_a_malformed_timeout_is_whole() -> None:
    with pytest.raises(ConfigurationError) as raised:
        timeout_seconds("60")
    assert str(raised.value) == "timeout must be seconds (0 polls once), a timedelta, or None for ever; not '60'"


@pytest.mark.parametrize("count", [1, 2, 5, 16, 17, 18, 40])
def test_a_backoff_doubles_to_sixteen_doublings_and_no_further(count: int) -> None:
    faults = Faults()
    for _ in range(count):
        faults.add(0.0, LIMIT)
    assert faults.backoff(1e-9) == pytest.approx(1e-9 * 2 ** min(count - 1, 16), rel=1e-12)
    assert faults.backoff(1.0) == min(2.0 ** (count - 1), 30.0)
    assert faults.backoff(45.0) == 45.0
