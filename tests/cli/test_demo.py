"""The table of `tarry demo`: it counts down, fits 80 columns without cutting a word, and a status word is no markup."""

import io
from typing import Any

import pytest
from rich.console import Console

from support.scripted import ScriptedJob
from tarry import Outcome, Poll
from tarry._cli.playing import Board

JOB: Any = ScriptedJob()


def poll(**changes: Any) -> Poll:
    usual: dict[str, Any] = {"number": 12, "elapsed": 3.0, "outcome": Outcome.PENDING, "raw_status": "PROCESSING"}
    usual |= {"fault": None, "next_delay": 2.5, "reason": "share of the time waited", **changes}
    return Poll(JOB, **usual)


def table(seen: Poll | None, seconds_later: float = 0.0) -> str:
    time = 100.0
    board = Board([JOB], now=lambda: time)
    if seen is not None:
        board.on_poll(seen)
    time += seconds_later
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as capture:
        console.print(board)
    return capture.get()


@pytest.mark.parametrize(("later", "shown"), [(0, "2.5 s"), (1, "1.5 s"), (2.46, "now"), (99, "now")])
def test_the_next_poll_is_counted_down(later: float, shown: str) -> None:
    assert f" {shown} " in table(poll(), later)


def test_before_the_first_poll_and_after_the_last_there_is_nothing_to_count() -> None:
    assert " 0 " in table(None)
    assert " - " in table(poll(next_delay=None, outcome=Outcome.SUCCEEDED, reason="succeeded"))


@pytest.mark.parametrize(
    "reason",
    [
        "share of the time waited",
        "nothing learned yet: share of the time waited",
        "job.logs() says why, job.failures() which rows were refused",
        "errors announced, results not there yet",
    ],
)
def test_no_word_is_cut_at_80_columns(reason: str) -> None:
    text = table(poll(reason=reason, outcome=Outcome.SUCCEEDED))
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80
    assert {"PROCESSING", "succeeded", *reason.split()} <= set(text.split())


def test_a_status_word_is_shown_as_it_is_and_briefly() -> None:
    assert "[bold]x[/]" in table(poll(raw_status="[bold]x[/]"))
    assert "\x1b" not in table(poll(raw_status="\x1b[2J"))
    assert "W" * 13 not in table(poll(raw_status="W" * 200))
