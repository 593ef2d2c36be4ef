"""A record decided once more: the same everywhere, and what was changed is said. No other file is taken for one."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.command_line import runner
from support.paths import ROOT
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
    Driver,
    ScriptedJob,
    fault,
    seen,
)
from tarry import ConfigurationError, Outcome, fullstory
from tarry._cli.app import app
from tarry._core.observation import Observation
from tarry._wait.record import Polled, read
from tarry._wait.replay import Difference, replay
from tarry.schedules import Fixed, Growing
from tarry.testing import VirtualClock


class Played(ScriptedJob):
    """A scripted job with the policy that a replay finds for its handle."""

    def __init__(self, *answers: Any, job_id: str = "abc123=") -> None:
        super().__init__(*answers, job_id=job_id, policy=fullstory.EventsImport.policy)


class Own:
    """A schedule of a caller's own."""

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        return 3 + elapsed / 7


ANYTHING = st.sampled_from(
    [
        *([PENDING] * 4),
        *(SUCCEEDED, PARTIAL, FAILED, UNKNOWN, MISSING, EXPIRED, DENIED, FAULT, FAULT),
        *(fault(45.0), fault(10_000.0), FAULT._replace(misfit=True)),
        seen(Outcome.PENDING, hint=300.0, note="errors announced, results still empty"),
        seen(Outcome.FAILED, confirmations=2),
    ]
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    driver=st.sampled_from(DRIVERS[::2]),
    scripts=st.lists(st.lists(ANYTHING, min_size=1, max_size=8), min_size=1, max_size=3),
    timeout=st.sampled_from([None, 0, 40, 3600]),
    schedule=st.sampled_from([None, Fixed(10), Growing(floor=1.0, ceiling=60.0), Own()]),
    unknown_status=st.sampled_from(["wait", "raise"]),
    fault_tolerance=st.sampled_from([30, None]),
)
def test_what_was_recorded_is_decided_so_again(
    driver: Driver, scripts: list[list[Observation[str]]], timeout: float | None, schedule: Any, **options: Any
) -> None:
    class Kept:
        text = ""

        def write(self, text: str) -> None:
            self.text += text

        def flush(self) -> None: ...

    record = Kept()
    jobs = [Played(*script, DENIED, job_id=str(number)) for number, script in enumerate(scripts)]
    options = {"timeout": timeout, "schedule": schedule, "record": record, **options}
    if driver.many:
        driver.all(jobs, clock=VirtualClock(), **options)
    else:
        for job in jobs:
            driver.one(job, clock=VirtualClock(), **options)
    found = list(replay(read(record.text.splitlines(keepends=True))))
    assert [str(one) for one in found if isinstance(one, Difference)] == []
    assert len(found) == sum(job.polls for job in jobs)


def test_many_jobs_of_a_throttled_host_are_decided_so_again(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    jobs = [Played(PENDING, PENDING, fault(20.0), PENDING, SUCCEEDED, job_id=str(number)) for number in range(40)]
    driver = next(driver for driver in DRIVERS if driver.wait == "wait_for_all")
    driver.all(jobs, timeout=300, schedule=Fixed(2), per_second=5, record=record, clock=VirtualClock())
    reasons = {line["reason"] for line in map(json.loads, record.read_text().splitlines()) if line["event"] == "poll"}
    assert any("other jobs of the host" in reason for reason in reasons)
    with record.open() as file:
        assert [one for one in replay(read(file)) if isinstance(one, Difference)] == []


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "waits.jsonl"
    job = Played(PENDING, FAULT, PENDING, SUCCEEDED)
    DRIVERS[0].one(job, timeout=600, schedule=Fixed(10), record=path, clock=VirtualClock())
    return path


def changed(path: Path, number: int, **values: Any) -> None:
    lines = path.read_text().splitlines()
    lines[number - 1] = json.dumps({**json.loads(lines[number - 1]), **values})
    path.write_text("\n".join(lines) + "\n")


def run(*arguments: str) -> Any:
    return runner().invoke(app, ["replay", *arguments])


def test_the_command_says_that_all_is_the_same(record: Path) -> None:
    result = run(str(record))
    assert (result.exit_code, result.stdout) == (0, "1 wait, 4 polls: all decided as recorded.\n")


def test_the_command_says_what_is_decided_otherwise(record: Path) -> None:
    changed(record, 4, next_delay=25.0, reason="share of the time waited")
    result = run(str(record))
    assert result.exit_code == 3
    assert result.stdout == (
        "line 4: fullstory:events-import:abc123%3D, poll 3: was pending, next poll in 25 s (share of the time waited); "
        "now pending, next poll in 10 s (every 10 s)\n"
    )
    assert result.stderr == "1 decision is another today.\n"


def test_in_json_each_difference_is_an_event_of_the_published_form(record: Path) -> None:
    changed(record, 4, next_delay=25.0, reason="share of the time waited")
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "overlays/tarry/_cli/events.schema.json").read_text())
    events = [json.loads(line) for line in run(str(record), "--json").stdout.splitlines()]
    for event in events:
        jsonschema.Draft202012Validator(schema).validate(event)
    assert [(one["event"], one.get("line"), one.get("code")) for one in events] == [
        ("difference", 4, None),
        ("exit", None, 3),
    ]


def test_another_end_is_a_difference(record: Path) -> None:
    changed(record, 5, stands="partial")
    changed(record, 6, outcome="partial")
    result = run(str(record))
    assert result.exit_code == 3
    assert "poll 4: was partial, done (succeeded); now succeeded, done (succeeded)" in result.stdout


def test_what_follows_another_decision_is_not_judged(record: Path) -> None:
    changed(record, 3, kind="denied")
    result = run(str(record))
    assert result.exit_code == 3
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize("cut", [1, 5, 40, 200])
def test_a_line_that_a_kill_cut_short_is_left_out(record: Path, cut: int) -> None:
    text = record.read_text()
    whole = "".join(text.splitlines(keepends=True)[:3])
    record.write_text(whole + text[len(whole) :][:cut])
    result = run(str(record))
    assert (result.exit_code, result.stdout) == (0, "1 wait, 2 polls: all decided as recorded.\n")


@pytest.mark.parametrize(
    ("number", "line", "problem"),
    [
        (1, "hello", "line 1 is not of a record of waits: "),
        (2, "{}", "line 2 is not of a record of waits: "),
        (3, '{"event":"poll","v":1}', "line 3 is not of a record of waits: Object missing required field"),
        (1, "PK\x03\x04\x00\x00", "line 1 is not of a record of waits: "),
        (2, '{"v": 1, "event": "note", "wait": "a", "handle": "a:b:c"}', "line 2 is not of a record of waits: "),
        (4, "[1]", "line 4 is not of a record of waits: "),
    ],
)
def test_a_file_that_is_no_record_is_named_with_its_line(record: Path, number: int, line: str, problem: str) -> None:
    lines = record.read_text().splitlines()
    lines[number - 1] = line
    record.write_text("\n".join(lines))
    result = run(str(record))
    assert result.exit_code == 2
    assert result.stderr.startswith(problem)
    assert len(result.stderr.splitlines()) == 1


def test_what_cannot_be_replayed_is_named_with_its_line(record: Path) -> None:
    text = record.read_text()
    changed(record, 1, v=2)
    assert "line 1 is of version 2 of the record, and this tarry reads 1" in run(str(record)).stderr
    record.write_text(text.replace("fullstory:events-import", "nobody:job"))
    assert run(str(record)).stderr.startswith("line 1: unknown provider 'nobody' in a handle; there are eloqua, ")
    record.write_text("".join(text.splitlines(keepends=True)[1:]))
    assert run(str(record)).stderr == "line 1 is of a wait that did not start in this record\n"
    record.write_text(text.replace('"seconds":10', '"seconds":-10'))
    assert "line 1: seconds of a schedule must be a positive number" in run(str(record)).stderr
    assert run(str(record.parent / "none.jsonl")).exit_code != 0


def test_a_record_is_read_line_by_line(record: Path) -> None:
    with record.open() as file:
        lines = list(read(file))
    assert [number for number, _ in lines] == [1, 2, 3, 4, 5, 6]
    assert [line.word for _, line in lines if isinstance(line, Polled)] == ["PENDING", None, "PENDING", "SUCCEEDED"]
    with pytest.raises(ConfigurationError, match="line 1 is not of a record"):
        list(read(["null\n"]))
