"""`tarry wait` and `tarry status`: the exit codes one by one, what stdout has in every ending, and how to go on."""

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tarry
from support.command_line import runner
from tarry import fullstory
from tarry._cli import endings, journalled, wait_run
from tarry._cli.app import app
from tarry._cli.options import Common
from tarry._core.providers import BUILT_IN
from tarry.journal import Journal
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.schedules import Fixed

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

Submit = Callable[..., str]
Read = Callable[[str], list[dict[str, Any]]]


def wait(*arguments: str) -> Any:
    return runner().invoke(
        app, ["wait", *arguments, "--every", "0.02", *([] if "--timeout" in arguments else ["--timeout", "30s"])]
    )


def ended(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The ending of each job: one for each, and one exit, which is the last line."""
    ends = [event for event in events if event["event"] == "end"]
    assert len({event["handle"] for event in ends}) == len(ends)
    assert [event["event"] for event in events].count("exit") == 1
    assert events[-1]["event"] == "exit"
    return {event["handle"]: event for event in ends}


@pytest.mark.parametrize(
    ("outcome", "more", "code"),
    [
        ("succeeded", [], 0),
        ("partial", [], 3),
        ("partial", ["--accept", "partial"], 0),
        ("failed", [], 4),
        ("gone", [], 5),
        ("succeeded", ["--timeout", "0"], 124),
    ],
)
def test_the_exit_code_says_how_a_job_ended(
    outcome: str, more: list[str], code: int, submit: Submit, events_in: Read
) -> None:
    handle = submit(outcome=outcome)
    result = wait(handle, "--json", *more)
    assert result.exit_code == code, result.stderr
    events = events_in(result.stdout)
    found = ended(events)
    assert found.keys() == {handle}
    assert found[handle]["outcome"] == ("pending" if code == 124 else outcome)
    assert found[handle]["code"] == events[-1]["code"] == code
    assert (events[-1]["go_on"] is not None) == (code == 124)


def test_what_nobody_could_tell_is_no_failed_job(
    submit: Submit, events_in: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, other = submit(), submit("salesforce")
    monkeypatch.setenv("FULLSTORY_API_KEY", "another")
    result = wait(handle, other, "--json")
    assert result.exit_code == 6
    found = ended(events_in(result.stdout))
    assert (found[handle]["outcome"], found[handle]["error"], found[handle]["code"]) == ("pending", "PollingError", 6)
    assert found[other]["outcome"] == "succeeded"
    assert f"tarry wait {handle} --timeout 30s" in result.stderr


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [(["partial", "succeeded"], 3), (["gone", "partial"], 5), (["gone", "partial", "failed"], 4)],
)
def test_with_many_jobs_the_gravest_decides(outcomes: list[str], code: int, submit: Submit) -> None:
    assert wait(*[submit(outcome=outcome) for outcome in outcomes]).exit_code == code


def test_a_fault_and_a_retry_after_are_survived_by_all_providers(submit: Submit, events_in: Read) -> None:
    faults = {"fullstory": [Fault("unavailable", at=1)], "salesforce": [Fault("gateway", at=2)]}
    handles = [submit(name, polls=2, faults=faults.get(name, [])) for name in BUILT_IN]
    result = wait(*handles, "--json")
    assert result.exit_code == 0, result.stderr
    events = events_in(result.stdout)
    assert ended(events).keys() == {*handles}
    assert sum(event["event"] == "poll" and event["fault"] is not None for event in events) == 2


def test_nothing_is_sent_for_a_bad_handle_or_a_missing_setting(
    submit: Submit, events_in: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, other = submit(), submit("salesforce")
    result = wait(handle, "nonsense", "fullstory:imports:7", "--json")
    assert (result.exit_code, [event["event"] for event in events_in(result.stdout)]) == (2, ["exit"])
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "argument 2",
        "argument 3",
        "Nothing was sent.",
    ]
    monkeypatch.delenv("FULLSTORY_API_KEY")
    monkeypatch.delenv("SALESFORCE_CLIENT_ID")
    result = wait(handle, other, "--json")
    assert result.exit_code == 2
    events = events_in(result.stdout)
    assert {event["polls"] for event in ended(events).values()} == {0}
    assert ended(events).keys() == {handle, other}
    assert "FULLSTORY_API_KEY" in result.stderr
    assert "SALESFORCE_CLIENT_ID" in result.stderr
    assert "tarry doctor fullstory salesforce" in result.stderr


def test_a_timeout_is_asked_for_where_nobody_watches(submit: Submit) -> None:
    result = runner().invoke(app, ["wait", submit()])
    assert result.exit_code == 2
    assert "--timeout none" in result.stderr


class Interfering(Fixed):
    """Does something in the middle of a wait: when the next poll is planned."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(0.02)
        object.__setattr__(self, "act", act)

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        self.act()  # type: ignore[attr-defined]
        return super().next_delay(elapsed, hint)


def crash() -> None:
    raise KeyError("ours")


@pytest.mark.parametrize(
    ("act", "code", "why"),
    [
        (lambda: signal.raise_signal(signal.SIGINT), 130, "interrupted"),
        (lambda: signal.raise_signal(signal.SIGTERM), 143, "terminated"),
        (crash, 1, "tarry itself broke, which says nothing about a job: KeyError: 'ours'. TARRY_DEBUG=1 shows where"),
    ],
)
def test_whatever_ends_the_command_each_job_has_an_ending(
    act: Callable[[], object], code: int, why: str, submit: Submit, events_in: Read, capsys: pytest.CaptureFixture[str]
) -> None:
    handles = [submit(polls=50), submit("salesforce", polls=50)]
    wanted = wait_run.Wanted(timeout=7200, accept_partial=True)
    try:
        assert wait_run.run(handles, wanted, Common(json=True), schedule=Interfering(act)) == code
    except KeyError:
        assert code == 1
    told = capsys.readouterr()
    events = events_in(told.out)
    found = ended(events)
    assert found.keys() == {*handles}
    assert {(end["outcome"], end["reason"], end["code"]) for end in found.values()} == {("pending", why, code)}
    assert (events[-1]["code"], events[-1]["error"]) == (code, why)
    assert events[-1]["go_on"] == f"tarry wait {handles[0]} {handles[1]} --timeout 2h --accept partial --json"
    assert events[-1]["go_on"] in told.err
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_signal_that_comes_when_all_is_over_changes_nothing(
    submit: Submit, events_in: Read, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, wanted = submit(), wait_run.Wanted(timeout=60, every=0.02)
    finish = wait_run.Run.close

    def late(*arguments: Any) -> int:
        signal.raise_signal(signal.SIGTERM)
        return finish(*arguments)

    monkeypatch.setattr(wait_run.Run, "close", late)
    assert wait_run.run([handle], wanted, Common(json=True)) == 0
    assert ended(events_in(capsys.readouterr().out))[handle]["code"] == 0


def test_a_second_ctrl_c_skips_what_is_still_to_be_told(
    submit: Submit, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice(*_: Any) -> int:
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("the second signal was not raised")

    monkeypatch.setattr(wait_run.Run, "close", twice)
    act = Interfering(lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        wait_run.run([submit(polls=9)], wait_run.Wanted(timeout=60), Common(), schedule=act)


@pytest.mark.parametrize("record", [[], ["--record", "polls.jsonl"]])
def test_a_report_shows_what_was_cut_off_too(
    record: list[str], submit: Submit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    before = submit()
    good, cut = submit(), submit(polls=999)
    assert wait(before, *record).exit_code == 0
    result = wait(good, cut, "--timeout", "1s", "--report", "page.html", *record)
    assert result.exit_code == 124
    assert f"--report {tmp_path / 'page.html'}" in result.stderr
    page = (tmp_path / "page.html").read_text()
    assert good in page
    assert cut in page
    assert before not in page
    assert (tmp_path / "polls.jsonl").exists() == bool(record)
    result = wait(good, "--report", "nowhere/page.html")
    assert (result.exit_code, result.stderr) == (
        2,
        "--report nowhere/page.html: nowhere is no folder that can be written to\n",
    )


def test_a_process_that_is_terminated_says_how_to_go_on_and_that_works(submit: Submit, events_in: Read) -> None:
    handle = submit(polls=4)
    command = [sys.executable, "-m", "tarry", "wait", "-", "--timeout", "1h", "--every", "0.5s", "--json"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{handle}\n")
        process.stdin.close()
        first = process.stdout.readline()
        process.terminate()
        rest = process.stdout.read()
        assert process.wait() == 143
    events = events_in(first + rest)
    assert ended(events)[handle]["code"] == 143
    name, *arguments = shlex.split(events[-1]["go_on"])
    assert name == "tarry"
    assert runner().invoke(app, arguments).exit_code == 0


def test_a_pipe_gets_a_line_for_each_change_and_stdout_nothing(submit: Submit) -> None:
    handle = submit(outcome="partial", polls=5)
    result = wait(handle)
    assert result.stdout == ""
    changes = [line for line in result.stderr.splitlines() if f" {handle}: " in line]
    assert len(changes) == 2, result.stderr
    assert "PROCESSING (pending)" in changes[0]
    assert "partial after" in changes[1]
    assert wait(submit(), "--quiet").stderr == ""


def test_status_polls_once_and_a_job_that_runs_is_well(submit: Submit, events_in: Read) -> None:
    running, failed = submit(polls=9), submit(outcome="failed", polls=0)
    result = runner().invoke(app, ["status", running])
    assert (result.exit_code, result.stdout) == (0, f"{running}\tpending\tPROCESSING\t\t\n")
    result = runner().invoke(app, ["status", running, failed, "--json"])
    assert result.exit_code == 4
    events = events_in(result.stdout)
    assert [(event["event"], event.get("handle"), event["code"]) for event in events] == [
        ("status", running, 0),
        ("status", failed, 4),
        ("exit", None, 4),
    ]
    result = runner().invoke(app, ["status", f"{running}x"])
    assert result.exit_code == 6
    assert "not found" in result.stdout


def test_what_was_submitted_here_is_found_again_and_its_end_is_noted(
    submit: Submit, played: tuple[Sandbox, dict[str, str]], events_in: Read
) -> None:
    submit(polls=0)  # takes the settings; it stands in no journal
    sandbox, _ = played
    sandbox.next("fullstory", Plan("partial", 1))
    events = [{"name": "Order", "user": {"uid": uid}} for uid in ("u-1", "u-2")]
    (job,) = tarry.submit_all(fullstory.EventsImport, tarry.connect("fullstory"), events, label="nightly")
    assert [text for text, _ in journalled.complete("fullstory:")] == [str(job.handle)]
    result = wait("--recent", "--json")
    assert result.exit_code == 3, result.stderr
    ending = ended(events_in(result.stdout))[str(job.handle)]
    assert (ending["label"], ending["outcome"]) == ("nightly", "partial")
    (entry,) = Journal().entries()
    assert (entry.outcome, entry.raw_status) == ("partial", ending["raw_status"])
    result = wait("--since", "14d")
    assert (result.exit_code, result.stderr) == (
        2,
        "nothing is waited for: no job that was submitted here in this time is running\n",
    )


def test_a_broken_journal_ends_no_wait(submit: Submit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    handle = submit()
    (tmp_path / "journal").write_bytes(b"no database" * 100)
    monkeypatch.setenv("TARRY_JOURNAL", str(tmp_path / "journal"))
    result = wait(handle)
    assert result.exit_code == 0
    assert "warning: " in result.stderr
    assert journalled.complete("") == []


def test_the_command_that_goes_on_with_very_many_jobs_names_their_file(
    submit: Submit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jobs").write_text("\n".join(submit(polls=99) for _ in range(wait_run.MOST_NAMED + 1)))
    assert f"\n  tarry wait @{tmp_path}/jobs --timeout 0s " in wait("@jobs", "--timeout", "0").stderr


def test_a_line_is_whatever_a_server_said(capsys: pytest.CaptureFixture[str], events_in: Read) -> None:
    endings.print_event("exit", code=0, go_on=None, error="\ud800 é \x1b \n")
    text = capsys.readouterr().out
    assert text.isascii()
    assert events_in(text)[0]["error"] == "\ud800 é \x1b \n"


def test_ctrl_c_ends_tarry_status_before_an_answer_comes(submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def poll(_: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        over.wait()  # the answer never comes

    monkeypatch.setattr(fullstory.EventsImport, "poll", poll)
    try:
        assert runner().invoke(app, ["status", submit()]).exit_code == 130
        assert not over.is_set()
    finally:
        over.set()
