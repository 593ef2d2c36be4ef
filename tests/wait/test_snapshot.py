"""A wait that moves to another process goes on exactly, and its snapshot holds no secret, no URL and no surprise."""

import json
import logging
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.laws import Terms
from support.scripted import FAULT, MISSING, PENDING, POLICY, SUCCEEDED, UNKNOWN, ScriptedJob, seen
from tarry import ConfigurationError, HandleError, Outcome, Poll, WaitResult
from tarry._core.observation import Kind, Observation
from tarry._wait.snapshot import LONGEST, _Stands, read
from tarry._wait.standing import Standing
from tarry._wait.state import WaitState
from tarry.schedules import Fixed, Growing, Learned, Rarer, Schedule
from wait.test_laws import CLOCKS, SCHEDULES, TERMS, Clock, Wild, observations, quarters

EPOCH = 1.75e9


class Listed(ScriptedJob):
    lists = True


def begin(terms: Terms, schedule: Schedule | None = None, **options: Any) -> WaitState[str]:
    return WaitState(
        Listed(PENDING, policy=terms.policy),
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
        job = Listed(PENDING, policy=self.terms.policy)
        return WaitState.restore(text, job, now - base, EPOCH + now, self.own)


def told(poll: Poll) -> tuple[Any, ...]:
    """All that a poll says."""
    facts = poll.number, poll.elapsed, poll.outcome, poll.raw_status, poll.fault, poll.next_delay, poll.reason
    return *facts, poll.stalled, poll.time


def remembered(wait: WaitState[Any], now: float) -> dict[str, Any]:
    """All that a wait knows of its options and polls."""
    fields: dict[str, Any] = json.loads(wait.snapshot(now, EPOCH))
    stands, taken = fields.pop("stands"), fields.pop("taken")
    if fields["deadline"] is not None:
        fields["deadline"] -= taken  # to be compared to a microsecond, which is nothing beside the age of an epoch
    rows = {f"{name} {key}": one for name in ("stall", "faults") for key, one in (stands.pop(name) or {}).items()}
    words = {"schedule": str(fields.pop("schedule")), "unknown_words": str(stands.pop("unknown_words"))}
    return {**fields, **{f"stands {name}": one for name, one in stands.items()}, **rows, **words}


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
    own = Wild(schedule._delays) if isinstance(schedule, Wild) else schedule
    stays, moves = begin(terms, schedule, stalled_after=stalled_after), begin(terms, own, stalled_after=stalled_after)
    machines, now = Machines(terms, own), terms.start
    for number, observation in enumerate(script):
        moves = machines.move(moves, now, bases[number % len(bases)])
        # Before any poll there: a driver that ends the wait now says the same.
        assert remembered(moves, now - machines.base) == pytest.approx(remembered(stays, now))
        assert (moves.due + machines.base, moves.deadline + machines.base) == pytest.approx((stays.due, stays.deadline))
        now += clock.latencies[number % len(clock.latencies)]
        expected, found = stays.record(observation, now), moves.record(observation, now - machines.base)
        assert told(found) == pytest.approx(told(expected), nan_ok=True)
        assert moves.ended == stays.ended == (expected.next_delay is None)
        if expected.next_delay is None:
            break
        now += expected.next_delay + clock.slips[number % len(clock.slips)]
    assert ending(moves.result()) == pytest.approx(ending(stays.result()))


def test_all_that_a_wait_remembers_goes_along() -> None:
    assert {f"_{name}" for name in _Stands.__struct_fields__} | {"job"} == set(Standing.__slots__)


# What it holds.


SECRETS = ("na1.c2VjcmV0", "hunter2", "s3cr3t-t0ken")
HOSTILE = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "PROCESSING ", "failed: ", "see "]),
    st.sampled_from(["https://api.example.test/v2/jobs?token=", "http://10.0.0.7/", "//host/", "Bearer ", ""]),
    st.sampled_from(SECRETS),
)


@st.composite
def hostile_answers(draw: st.DrawFn) -> Observation[Any]:
    text = draw(HOSTILE)
    kind = draw(st.sampled_from([Kind.SEEN, Kind.SEEN, Kind.FAULT, Kind.MISSING]))
    if kind is not Kind.SEEN:
        return Observation(kind, error=OSError(text), problem=draw(st.sampled_from(["", text])), advice=text)
    status = draw(st.sampled_from([text, {"href": text, "more": [text]}, None]))
    outcome = draw(st.sampled_from([None, Outcome.PENDING]))
    return Observation(kind, outcome=outcome, raw_status=text, status=status, note=text)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(script=st.lists(hostile_answers(), min_size=1, max_size=8))
def test_nothing_that_an_answer_says_is_in_a_snapshot(script: list[Observation[Any]]) -> None:
    wait = begin(Terms(0.0, 1e6, POLICY), stalled_after=10)
    for number, observation in enumerate(script):
        poll = wait.record(observation, 1.0 * number)
        if poll.next_delay is None:
            return
        text = wait.snapshot(1.0 * number, EPOCH)
        assert not [secret for secret in SECRETS if secret in text]
        assert "://" not in text
        assert "//" not in text
        assert len(text) < 1_500


@pytest.mark.parametrize("word", ["x" * 40, "In Progress", "wird ausgeführt", "NOT_YET-there"])
def test_a_status_word_goes_along(word: str) -> None:
    assert moved(begin(Terms(0.0, 100.0, POLICY)), seen(Outcome.PENDING, word)).result().raw_status == word


@pytest.mark.parametrize(
    "word", ["x" * 41, "https://api.example.test/?key=hunter2", "hunter2", "one two three four five six seven"]
)
def test_a_word_that_is_none_is_left_behind_until_the_next_answer(word: str) -> None:
    wait = moved(begin(Terms(0.0, 100.0, POLICY)), seen(None, word))
    assert wait.result().raw_status == "(not kept)"
    wait.record(PENDING, 2.0)
    assert wait.result().raw_status == "PENDING"


def test_a_fault_is_told_without_its_text_until_the_next_poll() -> None:
    wait = moved(begin(Terms(0.0, 100.0, POLICY)), FAULT)
    assert wait.result().fault == "fault: before the wait was moved"
    assert wait.record(FAULT, 2.0).reason == "fault 2 in a row"


def test_the_timeline_begins_anew_and_the_numbers_go_on() -> None:
    wait = moved(begin(Terms(0.0, 100.0, POLICY)), PENDING, PENDING)
    assert (wait.result().timeline, wait.result().polls, wait.result().status) == ([], 2, None)
    wait.record(SUCCEEDED, 5.0)
    result = wait.result()
    assert [poll.number for poll in result.timeline] == [3]
    assert result.status == "status SUCCEEDED"


def test_an_unknown_word_is_logged_once_in_all_processes(caplog: pytest.LogCaptureFixture) -> None:
    wait = moved(begin(Terms(0.0, 100.0, POLICY)), UNKNOWN)
    wait.record(UNKNOWN, 3.0)
    assert [one.levelno for one in caplog.records].count(logging.WARNING) == 1


def moved(wait: WaitState[str], *answers: Observation[str], schedule: Schedule | None = None) -> WaitState[str]:
    """The wait after a poll in each second, in another process."""
    for number, answer in enumerate(answers):
        wait.record(answer, 1.0 * number)
    now = len(answers) - 1.0
    return WaitState.restore(wait.snapshot(now, EPOCH + now), ScriptedJob(PENDING), now, EPOCH + now, schedule)


def test_a_text_as_long_as_any_is_read() -> None:
    text = begin(Terms(0.0, None, POLICY)).snapshot(0.0, EPOCH)
    assert read(text.ljust(LONGEST)).handle == "fullstory:events-import:abc123%3D"


def test_the_label_goes_along_and_one_that_the_job_has_stays() -> None:
    wait = begin(Terms(0.0, None, POLICY))
    wait.job.label = "nightly"
    text = wait.snapshot(0.0, EPOCH)
    other = ScriptedJob(PENDING)
    assert WaitState.restore(text, other, 0.0, EPOCH).job.label == "nightly"
    other.label = "mine"
    assert WaitState.restore(text, other, 0.0, EPOCH).job.label == "mine"


def test_a_wait_that_has_ended_has_no_snapshot() -> None:
    wait = begin(Terms(0.0, 100.0, POLICY))
    wait.record(SUCCEEDED, 0.0)
    with pytest.raises(ConfigurationError, match="has ended"):
        wait.snapshot(0.0, EPOCH)


# Clocks.


@settings(derandomize=True, max_examples=100, deadline=None)
@given(shift=st.floats(-1e12, 1e12), timeout=st.none() | quarters(10, 1e6))
def test_a_wall_clock_that_was_set_makes_no_time_negative_and_no_wait_longer(
    shift: float, timeout: float | None
) -> None:
    wait = begin(Terms(50.0, timeout, POLICY))
    wait.record(PENDING, 57.0)
    there = WaitState.restore(wait.snapshot(58.0, EPOCH), ScriptedJob(PENDING), -3.0, EPOCH + shift)
    assert there.deadline - -3.0 <= wait.deadline - 58.0 + 1e-6 or timeout is None
    assert there.due - -3.0 <= wait.due - 58.0 + 1e-6
    poll = there.record(PENDING, -2.0)
    assert poll.elapsed >= 9.0 - 1e-6
    assert poll.number == 2


def test_a_deadline_that_is_past_allows_one_poll_more() -> None:
    fields = json.loads(begin(Terms(0.0, 100.0, POLICY)).snapshot(0.0, EPOCH)) | {"deadline": 1.0}
    poll = WaitState.restore(json.dumps(fields), ScriptedJob(PENDING), 0.0, EPOCH).record(PENDING, 1.0)
    assert (poll.next_delay, poll.reason) == (None, "was not seen to end by the deadline")


# Schedules.


@pytest.mark.parametrize(
    "schedule", [None, Fixed(7.5), Growing(floor=1, ceiling=math.inf, jitter=0.3, hint_ceiling=None)]
)
def test_a_schedule_of_ours_goes_along(schedule: Schedule | None) -> None:
    wait = moved(begin(Terms(0.0, None, POLICY), schedule), PENDING)
    expected = schedule or POLICY.schedule
    for elapsed in (0.0, 10.0, 1e4):
        assert min(wait._schedule.next_delay(elapsed, None), 1e9) == min(expected.next_delay(elapsed, None), 1e9)
    assert (
        read(wait.snapshot(1.0, EPOCH)).schedule
        == read(begin(Terms(0, None, POLICY), schedule).snapshot(0, EPOCH)).schedule
    )


def test_what_was_learned_is_found_again_and_a_text_adds_nothing_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    schedule = Learned(floor=0.7)
    for _ in range(5):
        schedule._history.add("fullstory", "events-import", (59.0, 60.0))
    stays = ScriptedJob(PENDING)
    stays.submitted_at = 90.0
    wait = WaitState(stays, now=100.0, timeout=None, schedule=schedule)
    wait.record(PENDING, 110.0)
    there = WaitState.restore(wait.snapshot(110.0, EPOCH), ScriptedJob(PENDING), 5.0, EPOCH)
    mine = ScriptedJob(PENDING)
    mine.submitted_at = 1.0
    assert WaitState.restore(wait.snapshot(110.0, EPOCH), mine, 5.0, EPOCH).job.submitted_at == 1.0
    expected, found = wait.record(PENDING, 140.0), there.record(PENDING, 35.0)
    assert "past jobs took about" in expected.reason
    assert (found.next_delay, found.reason) == (expected.next_delay, expected.reason)
    before = schedule._history.read("fullstory", "events-import")
    there.record(SUCCEEDED, 36.0)
    assert schedule._history.read("fullstory", "events-import") == before
    again = there._given
    assert isinstance(again, Learned)
    assert again.options() == schedule.options()


@pytest.mark.parametrize("inner", [None, Fixed(30.0), Rarer(Fixed(20.0))])
def test_what_was_heard_of_a_call_goes_along(inner: Schedule | None) -> None:
    rarer = Rarer(inner, factor=3.0, ceiling=500.0)
    wait = WaitState(ScriptedJob(PENDING), now=0.0, timeout=None, schedule=rarer)
    for at, called in ((0.0, False), (40.0, True), (50.0, False), (70.0, False), (80.0, True)):
        if called:
            rarer.called()
        there = WaitState.restore(wait.snapshot(at, EPOCH), ScriptedJob(PENDING), at + 7, EPOCH)
        assert type(there._given) is Rarer
        expected, found = wait.record(PENDING, at), there.record(PENDING, at + 7)
        assert (found.next_delay, found.reason) == (expected.next_delay, expected.reason)


@pytest.mark.parametrize(
    "own", [Wild([1.0]), Learned("folder"), Rarer(Wild([1.0]))], ids=["a class", "a folder", "in ours"]
)
def test_a_schedule_that_a_text_cannot_hold_has_to_be_given_again(own: Any) -> None:
    wait = begin(Terms(0.0, None, POLICY), own)
    wait.record(PENDING, 0.0)
    text = wait.snapshot(0.0, EPOCH)
    assert "folder" not in text
    named = type(getattr(own, "schedule", own)).__name__
    with pytest.raises(ConfigurationError, match=rf"{named}.* schedule="):
        WaitState.restore(text, ScriptedJob(PENDING), 0.0, EPOCH)
    assert WaitState.restore(text, ScriptedJob(PENDING), 0.0, EPOCH, Fixed(3)).record(PENDING, 1.0).next_delay == 3


# Texts that are none.


def snapshot() -> dict[str, Any]:
    wait = begin(Terms(0.0, 100.0, POLICY), Growing(), stalled_after=5)
    for number, answer in enumerate([MISSING, UNKNOWN, FAULT]):
        wait.record(answer, 1.0 * number)
    fields: dict[str, Any] = json.loads(wait.snapshot(3.0, EPOCH))
    return fields


def places(fields: Any, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The paths of all fields."""
    if not isinstance(fields, dict):
        return [before]
    return [before, *(place for name, value in fields.items() for place in places(value, (*before, name)))]


RARER = {"name": "Rarer", "factor": 4.0, "ceiling": 900.0, "since": None, "called": False, "schedule": None}


def deep(levels: int) -> Any:
    return {**RARER, "schedule": deep(levels - 1)} if levels else None


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, -1, 1e-300, 1e300, -1e300, 10**400, 2**63, "", "x", "1", [], [[]], {}, {"name": "Fixed"}]),
    st.sampled_from([{"name": "Growing", "floor": "x"}, {"name": "os.system"}, {"name": "Learned", "folder": "/etc"}]),
    st.just({"name": "Rarer", "factor": 1e4, "ceiling": 3, "since": 1e12, "called": 1, "schedule": {"name": "Fixed"}}),
    st.text(max_size=5),
    st.floats(allow_nan=False),
)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(place=st.sampled_from(places(snapshot())[1:]), odd=ODD, drop=st.booleans(), add=st.booleans())
def test_a_forged_snapshot_is_refused_or_waits_within_the_laws(
    place: tuple[str, ...], odd: Any, drop: bool, add: bool
) -> None:
    fields = snapshot()
    inner = fields
    for name in place[:-1]:
        inner = inner[name]
    if drop:
        del inner[place[-1]]
    else:
        inner[f"more_{place[-1]}" if add else place[-1]] = odd
    try:
        wait = WaitState.restore(json.dumps(fields), ScriptedJob(PENDING), 3.0, EPOCH)
    except (HandleError, ConfigurationError):
        return
    assert wait.due <= max(wait.deadline, 3.0)
    for number, answer in enumerate([PENDING, FAULT, UNKNOWN, MISSING, FAULT, SUCCEEDED]):
        poll = wait.record(answer, 10.0 + number)
        assert poll.elapsed >= 0
        if poll.next_delay is None:
            break
        assert poll.next_delay >= 0.01
        json.loads(wait.snapshot(10.0 + number, EPOCH))
    assert wait.result().job.handle == ScriptedJob(PENDING).handle


@settings(derandomize=True, max_examples=50, deadline=None)
@given(
    text=st.text(max_size=30) | st.recursive(st.none() | st.integers() | st.text(max_size=3), st.lists).map(json.dumps)
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(HandleError, match="snapshot"):
        WaitState.restore(text, ScriptedJob(PENDING), 0.0, EPOCH)


def rarer(**options: Any) -> dict[str, Any]:
    """As one stands in a snapshot."""
    return {"name": "Rarer", "factor": 4.0, "ceiling": 900.0, "since": 5.0, "called": False, "schedule": None} | options


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "a value of type NoneType"),
        (b"{}", "a value of type bytes"),
        ("x" * (LONGEST + 1), "20,001 characters"),
        ("[" * LONGEST, "not a snapshot"),
        ("\ud800", "not a snapshot"),
        ('{"version": 2, "of": "the future"}', "version 2 is from another tarry; this one reads version 1"),
        (
            json.dumps(snapshot() | {"handle": "fullstory:events-import:other"}),
            "is not one for fullstory:events-import:abc123",
        ),
        (json.dumps(snapshot() | {"handle": "nobody:x:1"}), "unknown provider 'nobody'"),
        (json.dumps(snapshot() | {"label": "two\nlines"}), "label"),
        (json.dumps(snapshot() | {"elapsed": 1.9}), "contradict"),
        (json.dumps(snapshot() | {"taken": "today"}), r"\$\.taken"),
        (json.dumps(snapshot() | {"schedule": {"name": "Fixed", "seconds": -1}}), "seconds of a schedule must be"),
        (json.dumps(snapshot() | {"schedule": {"name": "Learned", "folder": "/etc"}}), "folder"),
        (json.dumps(snapshot() | {"schedule": {"name": "os.system"}}), "no schedule 'os.system'"),
        (json.dumps(snapshot() | {"schedule": deep(6)}), "too many schedules in each other"),
        (json.dumps(snapshot() | {"schedule": rarer(factor=0)}), "factor of a schedule must be from 1"),
        (json.dumps(snapshot() | {"schedule": rarer(since=10**400)}), "since of a schedule must be from 0"),
        (json.dumps(snapshot() | {"schedule": rarer(since=None, path="/etc")}), "path"),
        (json.dumps(snapshot() | {"schedule": rarer(schedule=5)}), "5 is no schedule"),
        (json.dumps(snapshot() | {"schedule": rarer(schedule={"name": "os.system"})}), "no schedule 'os.system'"),
    ],
)
def test_an_error_names_what_is_wrong(text: Any, said: str) -> None:
    with pytest.raises(HandleError, match=said):
        WaitState.restore(text, ScriptedJob(PENDING), 0.0, EPOCH)
