"""The flight recorder: a line for each poll, through every driver, without secrets, and never at the cost of the wait."""

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from support.scripted import DRIVERS, FAULT, MANY, PENDING, SUCCEEDED, UNKNOWN, Driver, ScriptedJob, fault, seen
from tarry import (
    ConfigurationError,
    Outcome,
    PollingError,
    WaitResult,
    as_completed,
    async_as_completed,
    eloqua,
    wait_for_completion,
)
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

every_driver = pytest.mark.parametrize("driver", DRIVERS, ids=str)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@every_driver
def test_every_poll_is_a_line(driver: Driver, tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    answers = [seen(Outcome.PENDING, "QUEUED", hint=30.0, note="waits"), fault(15.0), FAULT, UNKNOWN, SUCCEEDED]
    result = driver.one(
        ScriptedJob(*answers), timeout=600, schedule=Fixed(10), record=record, stalled_after=5, clock=VirtualClock()
    )
    start, *polls, end = lines(record)
    assert {line["wait"] for line in [start, *polls, end]} == {start["wait"]}
    assert {line["handle"] for line in [start, *polls, end]} == {"fullstory:events-import:abc123%3D"}
    assert start["v"] == 1
    assert (start["event"], start["timeout"], start["unknown_status"], start["fault_tolerance"]) == (
        *("start", 600.0, "wait", None),
    )
    assert start["schedule"] == {"name": "Fixed", "seconds": 10}
    assert [(line["kind"], line["outcome"], line["word"]) for line in polls] == [
        ("seen", "pending", "QUEUED"),
        ("fault", None, None),
        ("fault", None, None),
        ("seen", None, "PAUSED"),
        ("seen", "succeeded", "SUCCEEDED"),
    ]
    assert (polls[0]["hint"], polls[0]["note"], polls[1]["retry_after"]) == (30.0, "waits", 15.0)
    assert [line["fault"] for line in polls] == [poll.fault for poll in result.timeline]
    assert [line["next_delay"] for line in polls] == [poll.next_delay for poll in result.timeline]
    assert [line["reason"] for line in polls] == [poll.reason for poll in result.timeline]
    assert (end["event"], end["outcome"], end["polls"], end["error"]) == ("end", "succeeded", 5, None)


@pytest.mark.parametrize("driver", MANY, ids=str)
def test_many_jobs_are_told_apart_in_one_file_even_one_given_twice(driver: Driver, tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    jobs = [ScriptedJob(PENDING, SUCCEEDED, job_id=name) for name in "ab"]
    for _ in range(2):
        driver.all([*jobs, jobs[0]], timeout=60, record=record, clock=VirtualClock())
    written = lines(record)
    waits = [line["wait"] for line in written if line["event"] == "start"]
    assert len(set(waits)) == 6
    for wait in waits:
        events = [line["event"] for line in written if line["wait"] == wait]
        assert events[0] == "start"
        assert events[-1] == "end"
        assert "poll" in events


def test_a_text_file_is_written_to_and_left_open() -> None:
    record = io.StringIO()
    wait_for_completion(ScriptedJob(PENDING, SUCCEEDED), timeout=60, record=record, clock=VirtualClock())
    assert len(record.getvalue().splitlines()) == 4
    assert not record.closed


class OddSchedule:
    """A schedule of a caller's own, which may hold anything."""

    password = "s3cr3t-of-schedule"

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        return 1.0


def test_no_body_and_no_secret_is_in_it(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    pending = seen(Outcome.PENDING, "word\n\x1b[31m" + "x" * 5000)._replace(status="s3cr3t-of-body")
    broken = FAULT._replace(error=ConnectionError("s3cr3t-of-error"), problem="no route to the host")
    job = ScriptedJob(pending, broken, SUCCEEDED)
    wait_for_completion(job, timeout=60, schedule=OddSchedule(), record=record, clock=VirtualClock())
    written = record.read_text()
    assert "s3cr3t" not in written
    assert "no route to the host" in written
    assert lines(record)[0]["schedule"] == {"name": "OddSchedule"}
    assert max(map(len, written.splitlines())) < 1500
    assert "\\u001b" not in written


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ("{tmp}", "record cannot be written: .*Is a directory"),
        ("{tmp}/no/such/folder.jsonl", "record cannot be written: .*No such file or directory"),
        ("with\0null", "record cannot be written: .*null"),
        (17, "record must be a path or a text file open for writing, not 17"),
    ],
)
def test_a_record_that_cannot_be_written_is_said_before_any_poll(record: Any, problem: str, tmp_path: Path) -> None:
    job = ScriptedJob(SUCCEEDED)
    record = record.format(tmp=tmp_path) if isinstance(record, str) else record
    with pytest.raises(ConfigurationError, match=problem):
        wait_for_completion(job, timeout=1, record=record)
    assert job.polls == 0


class FullDisk(io.StringIO):
    def write(self, text: str) -> int:
        if '"poll"' in text:
            raise OSError(28, "No space left on device")
        return super().write(text)


@every_driver
def test_a_disk_that_is_full_does_not_end_the_wait(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    job = ScriptedJob(PENDING, PENDING, SUCCEEDED)
    result = driver.one(job, timeout=60, record=FullDisk(), clock=VirtualClock())
    assert result.outcome is Outcome.SUCCEEDED
    errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert errors == ["the record cannot be written any more, and the wait goes on: [Errno 28] No space left on device"]


def test_who_stops_in_the_middle_leaves_a_record_that_says_so(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"

    def jobs() -> list[ScriptedJob]:
        return [ScriptedJob(PENDING, SUCCEEDED, job_id="a"), ScriptedJob(PENDING, job_id="b")]

    results = as_completed(jobs(), timeout=60, record=record, clock=VirtualClock())
    next(results)
    results.close()

    async def stop() -> WaitResult[Any]:
        waiting = async_as_completed(jobs(), timeout=60, record=record, clock=VirtualClock())
        try:
            return await anext(waiting)
        finally:
            await waiting.aclose()

    anyio.run(stop)
    last = {line["wait"]: (line["handle"][-1], line["event"]) for line in lines(record)}
    assert sorted(last.values()) == [("a", "end")] * 2 + [("b", "stopped")] * 2


def test_waits_that_nobody_asks_for_have_not_started(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    as_completed([ScriptedJob(SUCCEEDED)], timeout=60, record=record).close()
    async_as_completed([ScriptedJob(SUCCEEDED)], timeout=60, record=record)
    assert record.read_text() == ""


KILLED = """
import sys
from support.scripted import PENDING, ScriptedJob
from tarry import wait_for_completion
from tarry.schedules import Fixed
wait_for_completion(ScriptedJob(PENDING), timeout=60, schedule=Fixed(0.01), record=sys.argv[1])
"""


def test_a_kill_leaves_whole_lines(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    tests = Path(__file__).parents[1]
    with subprocess.Popen([sys.executable, "-c", KILLED, str(record)], cwd=tests) as process:
        while not record.exists() or len(record.read_text().splitlines()) < 5:
            time.sleep(0.01)
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    written = lines(record)
    assert written[0]["event"] == "start"
    assert [line["number"] for line in written[1:]] == list(range(1, len(written)))


ODD = "p\u00e4ss w\u00f6rd'\"<&>%2B+/=\\"


def echoing(request: httpx.Request) -> httpx.Response:
    """Every answer holds what was sent, as those of gateways and proxies do."""
    echo = repr(request.headers.raw) + str(request.url) + ODD
    seen = len(sent)
    sent.append(request)
    if seen == 0:
        return httpx.Response(500, text=echo, headers={"X-Echo": request.headers["Authorization"]})
    if seen == 1:
        return httpx.Response(200, html=f"<p>{echo}</p>")
    if seen == 2:
        raise httpx.ConnectError("no route", request=request)
    return httpx.Response(401, json={"error": echo}, headers={"WWW-Authenticate": "Basic"})


sent: list[httpx.Request] = []


@pytest.mark.parametrize("way", ["password", "token"])
def test_credentials_that_servers_send_back_are_not_in_it(way: str, tmp_path: Path) -> None:
    sent.clear()
    record = tmp_path / "waits.jsonl"
    options: dict[str, Any] = {
        "base_url": "https://example.com",
        "httpx_args": {"transport": httpx.MockTransport(echoing)},
    }
    if way == "password":
        client = eloqua.connect("Acme", "Ada", ODD, **options)
    else:
        client = eloqua.connect(token="t0ken+/=~odd", **options)
    with pytest.raises(PollingError):
        wait_for_completion(eloqua.Sync(client, 42), timeout=3600, record=record, clock=VirtualClock())
    assert len(sent) == 4
    credential = sent[0].headers["Authorization"].split()[1]
    written = record.read_text()
    unescaped = json.dumps([json.loads(line) for line in written.splitlines()], ensure_ascii=False)
    for secret in (credential, ODD, json.dumps(ODD)[1:-1], "w\u00f6rd", "t0ken"):
        assert secret not in written
        assert secret not in unescaped
    assert [line["kind"] for line in lines(record) if line["event"] == "poll"] == [*["fault"] * 3, "denied"]
