"""The schedule that learns: how likely an end is, what is remembered of a wait, and files that nothing can spoil."""

import io
import logging
import math
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tarry
from support.scripted import (
    DENIED,
    DRIVERS,
    EXPIRED,
    FAILED,
    FAULT,
    MISSING,
    PARTIAL,
    PENDING,
    SUCCEEDED,
    UNKNOWN,
    Answer,
    Driver,
    ScriptedJob,
    fault,
    seen,
)
from tarry import ConfigurationError, Outcome, fullstory
from tarry._core.clock import SYSTEM_CLOCK
from tarry._core.policy import Policy
from tarry._core.submitted import MOST, _submitted, note_submit
from tarry.sandbox import Plan, Sandbox
from tarry.schedules import Fixed, Growing, Learned
from tarry.schedules._hazard import Duration, Hazard, middle, still_true
from tarry.schedules._learned import SPARSE
from tarry.schedules._store import FULL, KEPT, History, state_folder
from tarry.testing import VirtualClock

every_driver = pytest.mark.parametrize("driver", DRIVERS, ids=str)
quick = settings(derandomize=True, max_examples=100, deadline=None)

PLAIN = Growing(floor=2, ceiling=300, jitter=0)
KIND = ("fullstory", "events-import")

DURATION = st.tuples(st.floats(0, 1e6), st.floats(0, 1e5)).map(lambda pair: (pair[0], pair[0] + pair[1]))
PAST = st.lists(DURATION, min_size=1, max_size=30)


def around(seconds: float, jobs: int, share: float = 0.05) -> list[Duration]:
    """Durations that lie evenly about *seconds*, each known to 2 %."""
    spread = [seconds * (1 + share * (2 * (number * 7 % jobs) / jobs - 1)) for number in range(jobs)]
    return [(one * 0.99, one * 1.01) for one in spread]


def learned(folder: Path, durations: Sequence[Duration] = (), **options: Any) -> Learned:
    for one in durations:
        History(folder).add(*KIND, one)
    return Learned(folder, **options)


def remembered(folder: Path) -> list[Duration]:
    return History(folder).read(*KIND)


def submitted(*answers: Answer, clock: VirtualClock, age: float = 0.0, policy: Policy | None = None) -> ScriptedJob:
    job = ScriptedJob(*answers, policy=policy or Policy(schedule=PLAIN))
    job.submitted_at = clock.monotonic() - age
    return job


# The hazard.


@quick
@given(past=PAST, elapsed=st.floats(0, 1e9))
def test_a_hazard_is_a_finite_rate(past: list[Duration], elapsed: float) -> None:
    hazard = Hazard(past).at(elapsed)
    assert 0 <= hazard < math.inf


def test_ends_are_likely_where_jobs_have_ended_and_an_old_job_is_no_surer_to_end() -> None:
    hazard = Hazard(around(300, 20))
    assert hazard.median == pytest.approx(300, rel=0.02)
    assert hazard.at(100) < 1e-6 < 1 / 50 < hazard.at(300)
    assert hazard.at(1200) < hazard.at(300) / 100


def test_two_kinds_of_jobs_in_one_stay_two() -> None:
    hazard = Hazard(around(20, 14) + around(1800, 6))
    assert hazard.at(200) * 200 < 0.01 < hazard.at(20) * 20
    assert hazard.at(200) * 200 < 0.01 < hazard.at(1800) * 1800


def test_how_late_an_end_was_seen_makes_it_less_sure() -> None:
    sharp, blurred = Hazard([(99.0, 101.0)] * 5), Hazard([(50.0, 150.0)] * 5)
    assert sharp.at(100) > 5 * blurred.at(100)
    assert sharp.at(60) < blurred.at(60)


# What is forgotten.


@pytest.mark.parametrize("factor", [10.0, 0.1])
def test_when_jobs_change_for_good_the_past_is_forgotten(factor: float) -> None:
    past, changed = around(300, 20, 0.3), around(300 * factor, 2, 0.3)
    assert still_true([*past, changed[0]]) == [*past, changed[0]], "one may be chance"
    assert still_true([*past, *changed]) == changed
    assert still_true([*past, *changed, *changed]) == [*changed, *changed]


@quick
@given(st.lists(st.floats(10, 14.9), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_jobs_of_a_kind_are_all_kept(seconds: list[float], chance: Any) -> None:
    past = [(one, one) for one in seconds]
    assert still_true(past) == past
    chance.shuffle(past)
    assert sorted(still_true(past)) == sorted(past)


@quick
@given(PAST)
def test_what_is_kept_is_the_newest_of_what_was(past: list[Duration]) -> None:
    kept = still_true(past)
    assert kept
    assert kept == past[len(past) - len(kept) :]


def test_long_and_short_ones_by_turns_are_no_change() -> None:
    past = [one for pair in zip(around(20, 10), around(1800, 10), strict=True) for one in pair]
    assert still_true(past) == past


# The schedule.


@settings(derandomize=True, max_examples=60, deadline=None)
@given(past=PAST, elapsed=st.floats(0, 1e7), age=st.floats(0, 1e5), hint=st.none() | st.floats())
def test_no_poll_comes_sooner_than_the_floor_or_later_than_without_a_past_but_for_early_ones(
    tmp_path_factory: pytest.TempPathFactory, past: list[Duration], elapsed: float, age: float, hint: float | None
) -> None:
    schedule = learned(tmp_path_factory.mktemp("durations"), past).for_job(*KIND, age, PLAIN)
    delay = schedule.next_delay(elapsed, hint)
    usual = max(middle(one) for one in past)
    sparse = SPARSE * (elapsed + age + usual / 10) if elapsed + age < usual else 0.0
    assert 0.5 <= delay <= max(PLAIN.next_delay(elapsed, hint), sparse) * 1.001


def test_polls_lie_where_jobs_end(tmp_path: Path) -> None:
    schedule = learned(tmp_path, around(300, 20)).for_job(*KIND, 0.0, PLAIN)
    assert schedule.next_delay(100, None) > 2 * PLAIN.next_delay(100, None)
    assert schedule.next_delay(295, None) < PLAIN.next_delay(295, None) / 2
    assert schedule.next_delay(1000, None) == pytest.approx(PLAIN.next_delay(1000, None), rel=0.1)


@quick
@given(usual=st.floats(300, 1e5), jobs=st.integers(1, KEPT), share=st.floats(0.1, 1))
def test_an_end_far_before_the_usual_one_is_seen_late_by_two_fifths_of_the_duration_at_most(
    tmp_path_factory: pytest.TempPathFactory, usual: float, jobs: int, share: float
) -> None:
    schedule = learned(tmp_path_factory.mktemp("durations"), [(usual, usual)] * jobs).for_job(*KIND, 0.0, PLAIN)
    ended, now = usual * share, 0.0
    before = now
    while now < ended:
        before, now = now, now + schedule.next_delay(now, None)
    # However unlucky: the job may have ended just after the poll before.
    assert now - max(before, usual / 10) <= 0.4 * max(before, usual / 10) * 1.001


def test_few_polls_are_made_before_the_usual_end(tmp_path: Path) -> None:
    schedule, now, polls = learned(tmp_path, around(20_000, 20)).for_job(*KIND, 0.0, PLAIN), 0.0, 0
    while now < 15_000:
        now += schedule.next_delay(now, None)
        polls += 1
    assert polls <= 14


def test_a_hint_keeps_its_say(tmp_path: Path) -> None:
    schedule = learned(tmp_path, around(300, 20)).for_job(*KIND, 0.0, PLAIN)
    assert schedule.next_delay(1000, 5.0) < 0.5 * schedule.next_delay(1000, None)
    assert schedule.next_delay(1000, 1e4) > 2 * schedule.next_delay(1000, None)


def test_a_poll_that_is_worth_more_is_made_less_often(tmp_path: Path) -> None:
    past = around(300, 20, 0.5)
    cheap = learned(tmp_path, past).for_job(*KIND, 0.0, PLAIN)
    dear = learned(tmp_path, poll_worth=60.0).for_job(*KIND, 0.0, PLAIN)
    assert dear.next_delay(300, None) > 2 * cheap.next_delay(300, None)


def test_whoever_knows_nothing_polls_as_the_provider_says(tmp_path: Path) -> None:
    schedule: Any = learned(tmp_path).for_job(*KIND, 0.0, PLAIN)
    assert [schedule.next_delay(elapsed, None) for elapsed in (0, 60, 1e4)] == [
        PLAIN.next_delay(elapsed, None) for elapsed in (0, 60, 1e4)
    ]
    assert schedule.explain(0.0, None) == "nothing learned yet: shortest delay"
    assert Learned(tmp_path).next_delay(60, None) == Growing().next_delay(60, None)


def test_a_job_of_unknown_age_is_waited_for_as_the_provider_says(tmp_path: Path) -> None:
    schedule: Any = learned(tmp_path, around(300, 20)).for_job(*KIND, None, PLAIN)
    for elapsed in (0.0, 10.0, 295.0, 1e6):
        assert schedule.next_delay(elapsed, 7.0) == PLAIN.next_delay(elapsed, 7.0)
    assert schedule.jitter == PLAIN.jitter
    assert schedule.explain(0.0, None) == "not submitted here: shortest delay"
    assert not hasattr(schedule, "ended"), "nothing is remembered"


def test_kinds_and_providers_are_kept_apart(tmp_path: Path) -> None:
    schedule = learned(tmp_path, around(300, 20))
    other = schedule.for_job("fullstory", "users-import", 0.0, PLAIN)
    assert other.next_delay(295, None) == PLAIN.next_delay(295, None)


def test_the_delay_is_spread_as_that_of_the_provider(tmp_path: Path) -> None:
    spread: Any = learned(tmp_path).for_job(*KIND, 0.0, Growing(jitter=0.3))
    fixed: Any = learned(tmp_path).for_job(*KIND, 0.0, Fixed(5))
    assert (spread.jitter, fixed.jitter) == (0.3, 0.0)


@pytest.mark.parametrize("option", ["poll_worth", "floor"])
@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, "5", True])
def test_options_that_make_no_sense(tmp_path: Path, option: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"^{option} of a schedule must be a"):
        Learned(tmp_path, **{option: value})


def test_a_folder_is_a_path() -> None:
    wrong: Any = 5
    with pytest.raises(ConfigurationError, match="folder of a schedule must be a path, not 5"):
        Learned(wrong)


# What a wait leaves.


@every_driver
def test_every_driver_learns_and_waits_alike(driver: Driver, tmp_path: Path) -> None:
    timelines = []
    for name, wait in (("this", driver), ("first", DRIVERS[0])):
        schedule = learned(tmp_path / name, around(40, 20))
        clock = VirtualClock()
        result = wait.one(
            submitted(*[PENDING] * 12, PARTIAL, clock=clock), timeout=None, schedule=schedule, clock=clock
        )
        timelines.append((result.timeline, remembered(tmp_path / name)))
    assert timelines[0] == timelines[1]
    assert timelines[0][0][0].reason == "20 past jobs took about 40 s"
    assert len(timelines[0][1]) == 21


ENDS: dict[str, tuple[tuple[Answer, ...], list[Duration]]] = {
    "between two polls": ((PENDING, PENDING, SUCCEEDED), [(6, 7)]),
    "in failure": ((PENDING, FAILED), [(5, 6)]),
    "before the first poll": ((SUCCEEDED,), [(0, 5)]),
    "while nobody could poll": ((PENDING, FAULT, SUCCEEDED), [(5, 7)]),
    "as long as nobody throttles": ((PENDING, fault(3600), SUCCEEDED), []),
    "at the first poll that said so": (
        (PENDING, seen(Outcome.FAILED, confirmations=2), seen(Outcome.FAILED, confirmations=2)),
        [(5, 6)],
    ),
    "under a word that nobody knew": ((PENDING, UNKNOWN, SUCCEEDED), [(6, 7)]),
    "gone": ((PENDING, MISSING), []),
    "expired": ((PENDING, EXPIRED), []),
    "refused": ((PENDING, DENIED), []),
    "not": ((PENDING,), []),
}


@pytest.mark.parametrize(("answers", "durations"), ENDS.values(), ids=ENDS)
def test_what_is_remembered_of_a_job_that_ended(
    tmp_path: Path, answers: tuple[Answer, ...], durations: list[Duration]
) -> None:
    clock = VirtualClock()
    clock.advance(5)
    job = submitted(*answers, clock=clock, age=5.0, policy=Policy(schedule=Growing(1, 2, share=1, taper=0, jitter=0)))
    DRIVERS[0].one(job, timeout=7200, schedule=Learned(tmp_path), clock=clock)
    assert remembered(tmp_path) == durations


def test_a_job_that_was_opened_by_its_id_is_not_remembered(tmp_path: Path) -> None:
    result = tarry.wait_for_completion(
        ScriptedJob(PENDING, SUCCEEDED), timeout=60, schedule=Learned(tmp_path), clock=VirtualClock()
    )
    assert result.polls == 2
    assert remembered(tmp_path) == []


def test_any_schedule_may_know_its_job_and_be_told_the_end() -> None:
    calls: list[Any] = []

    class Theirs:
        def next_delay(self, elapsed: float, hint: float | None) -> float:
            return 3.0

        def for_job(self, provider: str, kind: str, age: float | None, default: Any) -> Any:
            calls.append((provider, kind, age, default))
            return self

        def ended(self, earliest: float | None, latest: float) -> None:
            calls.append((earliest, latest))

    job = ScriptedJob(PENDING, SUCCEEDED)
    result = tarry.wait_for_completion(job, timeout=60, schedule=Theirs(), clock=VirtualClock())
    assert calls == [("fullstory", "events-import", None, job.policy.schedule), (0.0, 3.0)]
    assert result.timeline[0].reason == "planned"


def test_a_submit_starts_the_clock_of_its_job(tmp_path: Path) -> None:
    sandbox = Sandbox()
    sandbox.plan("fullstory", Plan(polls=1))
    client = fullstory.connect(
        "sandbox-key",
        base_url=sandbox.base_url("fullstory", "http://sandbox"),
        httpx_args={"transport": sandbox.transport()},
    )
    clock = VirtualClock()
    event = {"name": "Shipped", "user": {"uid": "c-1"}, "timestamp": "2024-05-01T09:30:00Z"}
    job = fullstory.EventsImport.submit(client, [event], clock=clock)
    clock.advance(4)
    tarry.wait_for_completion(job, timeout=60, schedule=Learned(tmp_path), clock=clock)
    ((earliest, latest),) = remembered(tmp_path)
    assert (earliest, 5 <= latest <= 5.1) == (4, True)
    assert pickle.loads(pickle.dumps(job)).submitted_at is None


def test_a_job_that_is_opened_by_its_handle_counts_where_it_was_submitted(tmp_path: Path) -> None:
    sandbox = Sandbox()
    sandbox.plan("fullstory", Plan(polls=0))
    client = fullstory.connect(
        "sandbox-key",
        base_url=sandbox.base_url("fullstory", "http://sandbox"),
        httpx_args={"transport": sandbox.transport()},
    )
    job = fullstory.EventsImport.submit(client, [{"name": "Shipped", "user": {"uid": "c-1"}}])
    opened = tarry.open_job(str(job.handle), client)
    tarry.wait_for_completion(opened, timeout=60, schedule=Learned(tmp_path))
    assert len(remembered(tmp_path)) == 1
    # One from elsewhere does not, and the reason says so.
    other = ScriptedJob(PENDING, SUCCEEDED, job_id="elsewhere", policy=Policy(schedule=PLAIN))
    result = tarry.wait_for_completion(other, timeout=60, schedule=Learned(tmp_path), clock=VirtualClock())
    assert result.timeline[0].reason == "not submitted here: shortest delay"
    assert len(remembered(tmp_path)) == 1


def test_of_the_jobs_that_were_submitted_the_newest_are_known() -> None:
    jobs = [ScriptedJob(PENDING, job_id=str(number)) for number in range(MOST + 2)]
    for job in jobs:
        note_submit(job, SYSTEM_CLOCK)
    assert len(_submitted) == MOST
    assert jobs[0].handle not in _submitted
    assert jobs[-1].handle in _submitted
    _submitted.clear()


# Files.


def test_the_newest_are_kept_and_files_stay_small(tmp_path: Path) -> None:
    history = History(tmp_path)
    for number in range(1000):
        history.add(*KIND, (number, number + 1))
    assert history.read(*KIND) == [(number, number + 1) for number in range(1000 - KEPT, 1000)]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2 * FULL + 100
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_what_is_added_while_a_file_is_read_is_for_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    history, (name, line) = History(tmp_path), ("fullstory.events-import.txt", b"1 1.5\n")
    count = FULL // len(line)

    class Grows(io.FileIO):
        def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
            found = super().seek(offset, whence)
            if whence == os.SEEK_END:
                with (tmp_path / name).open("ab") as file:
                    file.write(line)
            return found

    (tmp_path / name).write_bytes(line * count)
    monkeypatch.setattr(os, "fdopen", Grows)
    assert history.read(*KIND) == [(1, 1.5)] * KEPT
    assert caplog.messages == []


def test_several_processes_remember_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tarry.schedules._store import History\n"
        "history = History(Path(sys.argv[1])); number = float(sys.argv[2])\n"
        "sys.stdin.read(1)\n"
        "for _ in range(250): history.add('fullstory', 'events-import', (number, number + 0.5)); "
        "history.read('fullstory', 'events-import')\n"
        "assert not history._warned"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(number)], stdin=subprocess.PIPE)
        for number in range(1, 4)
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(b"x")
        writer.stdin.close()
    assert [writer.wait() for writer in writers] == [0] * 3
    found = remembered(tmp_path)
    assert len(found) == KEPT
    assert set(found) <= {(number, number + 0.5) for number in range(1, 4)}
    lines = [line for path in tmp_path.iterdir() for line in path.read_text().splitlines()]
    assert set(lines) <= {f"{number} {number}.5" for number in range(1, 4)}


def test_what_another_process_learned_is_used_by_the_next_wait(tmp_path: Path) -> None:
    schedule = Learned(tmp_path)
    before = schedule.for_job(*KIND, 0.0, PLAIN)
    learned(tmp_path, around(300, 20))
    assert before.next_delay(295, None) == PLAIN.next_delay(295, None)
    assert schedule.for_job(*KIND, 0.0, PLAIN).next_delay(295, None) < PLAIN.next_delay(295, None) / 2


def damage_lines(path: Path) -> None:
    path.write_bytes(b"12 13\nnan nan\n5 4\n-1 2\n\xff\xfe\x00\n1 2 3\n{}\n1e300 1e301\ninf inf\n14 15\n")


def damage_foreign(path: Path) -> None:
    path.write_bytes(b"\x00\x89PNG" * 500_000)


def damage_folder(path: Path) -> None:
    path.mkdir()


def damage_pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(path)


def damage_device(path: Path) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("no such device here")
    path.symlink_to("/dev/zero")


DAMAGES: dict[str, tuple[Callable[[Path], None], int]] = {
    "some lines": (damage_lines, 2),
    "foreign": (damage_foreign, 0),
    "a folder": (damage_folder, 0),
    "a pipe that nobody writes to": (damage_pipe, 0),
    "a device without end": (damage_device, 0),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("damage", "left"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_said_once_and_breaks_no_wait(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None], left: int
) -> None:
    caplog.set_level(logging.WARNING, "tarry")
    damage(tmp_path / "fullstory.events-import.txt")
    assert len(remembered(tmp_path)) == left
    caplog.clear()
    schedule = Learned(tmp_path)
    for _ in range(3):
        clock = VirtualClock()
        job = submitted(PENDING, PENDING, SUCCEEDED, clock=clock)
        assert tarry.wait_for_completion(job, timeout=60, schedule=schedule, clock=clock).polls == 3
    (warning,) = caplog.messages
    assert "durations of past jobs" in warning
    assert "fullstory.events-import.txt" in warning
    assert ("no regular file" in warning) is (damage in {damage_folder, damage_pipe, damage_device})


def test_a_folder_that_cannot_be_made_breaks_no_wait(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    clock = VirtualClock()
    schedule = Learned(tmp_path / "file" / "below")
    assert tarry.wait_for_completion(
        submitted(PENDING, SUCCEEDED, clock=clock), timeout=60, schedule=schedule, clock=clock
    )
    assert "durations of past jobs" in caplog.text


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="other rules")
def test_the_folder_is_the_users_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "tarry" / "durations"
    monkeypatch.setenv("HOME", str(tmp_path))
    for nothing in ("", "relative/path"):
        monkeypatch.setenv("XDG_STATE_HOME", nothing)
        assert state_folder() == tmp_path / ".local/state/tarry/durations"
    assert not (tmp_path / ".local").exists(), "nothing is made before something is learned"
    assert repr(Learned()) == f"Learned({str(tmp_path / '.local/state/tarry/durations')!r})"


def test_nobody_pays_for_what_is_not_used() -> None:
    code = "import sys, tarry, tarry.schedules; sys.exit(any('_learned' in n or '_store' in n for n in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert tarry.schedules.Learned is Learned
    with pytest.raises(AttributeError, match="no attribute 'Forgotten'"):
        _ = tarry.schedules.Forgotten  # type: ignore[attr-defined]
