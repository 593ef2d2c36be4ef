"""What fits the streams: a table on a terminal, lines in a pipe or on a dumb one, colours only where they are wanted."""

import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from support.paths import ROOT
from tarry import fullstory
from tarry._cli import displays, read_run, wait_run
from tarry._cli.app import app
from tarry._cli.options import Common
from tarry.schedules import Fixed

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

Submit = Callable[..., str]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal, for what goes to stderr. Called in a test, before which pytest puts its own there."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    for name, value in {"TERM": "xterm", "COLUMNS": "100", "LINES": "24"}.items():
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    return terminal


@pytest.mark.parametrize(
    ("environment", "moves", "coloured"),
    [({}, True, True), ({"NO_COLOR": "1"}, True, False), ({"TERM": "dumb"}, False, False)],
)
def test_a_terminal_gets_what_it_can_show(
    environment: dict[str, str],
    moves: bool,
    coloured: bool,
    submit: Submit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handles = [submit(outcome="failed"), submit()]
    stderr = on_terminal(monkeypatch)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # Nobody has to say how long, where somebody watches.
    assert wait_run.run(handles, wait_run.Wanted(timeout=None), Common(), schedule=Fixed(0.02)) == 4
    shown = stderr.getvalue()
    assert ("\x1b[?25l" in shown, "\x1b[31m" in shown) == (moves, coloured)
    assert ("\x1b" in shown) == moves
    assert shown.rstrip().endswith(("2 jobs: 1 failed, 1 succeeded", "2 jobs: 1 succeeded, 1 failed"))
    assert "tarry failures says why" in shown


@pytest.mark.parametrize(
    ("common", "stdout", "expected"),
    [
        (Common(), io.StringIO, displays.Live),
        (Common(json=True), io.StringIO, displays.Live),
        (Common(json=True), Terminal, displays.Quiet),
        (Common(quiet=True), io.StringIO, displays.Quiet),
    ],
)
def test_a_table_never_mixes_with_json(
    common: Common, stdout: type[io.StringIO], expected: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch)
    monkeypatch.setattr(sys, "stdout", stdout())
    assert type(displays.display_for(common)) is expected
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    in_a_pipe = displays.Quiet if common.json or common.quiet else displays.Lines
    assert type(displays.display_for(common)) is in_a_pipe


def test_a_pipe_in_which_nothing_happens_hears_a_heartbeat(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = displays.Lines()
    lines.heartbeat()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(displays, "HEARTBEAT", 0.0)
    lines.heartbeat()
    assert "waiting for 0 of 0 jobs" in capsys.readouterr().err


def test_a_terminal_sees_how_far_the_rows_are(submit: Submit, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = submit(polls=0)
    target = str(tmp_path / "rows.jsonl")
    stderr = on_terminal(monkeypatch)
    assert read_run.rows("results", handle, read_run.Wanted(target), Common()) == 0
    assert "rows, " in stderr.getvalue()
    assert "/s" in stderr.getvalue()


def test_rows_that_are_not_whole_yet_are_gone_on_with(
    submit: Submit, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    over = threading.Event()

    class Endless:
        def to(self, *_: Any, **__: Any) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            over.wait(30)

    handle, target = submit(polls=0), str(tmp_path / "rows.jsonl")
    monkeypatch.setattr(fullstory.EventsImport, "results", lambda _: Endless())
    wanted = wait_run.Wanted(timeout=60, results=target)
    try:
        assert wait_run.run([handle], wanted, Common(), schedule=Fixed(0.02)) == 130
    finally:
        over.set()
    assert f"tarry wait {handle} --timeout 1m --results {target}" in capsys.readouterr().err


def test_each_command_for_jobs_is_recorded() -> None:
    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    recorded = {path.stem.partition("-")[0] for path in (ROOT / "docs" / "recordings").glob("*.txt")}
    assert names - recorded <= {"sandbox", "demo", "check", "generate", "jobs"}
