"""The live table: it counts down, fits any terminal, puts first who needs somebody, and a status word is no markup."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from rich.console import Console

from support.scripted import ScriptedJob
from tarry import Outcome, Poll
from tarry._cli.board import Board, middle_out
from tarry._cli.endings import Ending, as_typed

JOB: Any = ScriptedJob()


def poll(job: Any = JOB, **changes: Any) -> Poll:
    usual: dict[str, Any] = {"number": 12, "elapsed": 3.0, "outcome": Outcome.PENDING, "raw_status": "PROCESSING"}
    usual |= {"fault": None, "next_delay": 2.5, "reason": "share of the time waited", **changes}
    return Poll(job, **usual)


def drawn(board: Board, width: int = 80, height: int = 24) -> str:
    console = Console(file=io.StringIO(), width=width, height=height)
    with console.capture() as capture:
        console.print(board)
    return capture.get()


def table(seen: Poll | None, seconds_later: float = 0.0, **size: int) -> str:
    time = 100.0
    board = Board([JOB], now=lambda: time)
    if seen is not None:
        board.polled(seen)
    time += seconds_later
    return drawn(board, **size)


def many(outcomes: Sequence[str], **size: int) -> str:
    jobs: list[Any] = [ScriptedJob(job_id=f"job-{number}") for number in range(len(outcomes))]
    board = Board(jobs)
    for job, outcome in zip(jobs, outcomes, strict=True):
        if outcome != "pending":
            board.ended(Ending(job.handle, None, outcome, None, 1, 1.0, "", None, 0))
    return drawn(board, **size)


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
    assert {"PROCESSING", "succeeded", *as_typed(reason).split()} <= set(text.split())


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("height", [10, 24])
def test_a_thousand_jobs_fit_any_terminal(width: int, height: int) -> None:
    lines = many(
        ["pending"] * 900 + ["succeeded"] * 97 + ["failed", "gone", "partial"], width=width, height=height
    ).splitlines()
    assert len(lines) <= height - 2
    assert max(map(len, lines)) <= width
    assert [word for line in lines[2:5] for word in line.split() if word in {"failed", "gone", "partial"}] == [
        "failed",
        "gone",
        "partial",
    ]
    assert lines[-1].startswith("… ")
    assert "97 succeeded" in lines[-1]


def test_a_status_word_is_shown_as_it_is_and_briefly() -> None:
    assert "[bold]x[/]" in table(poll(raw_status="[bold]x[/]"))
    assert "\x1b" not in table(poll(raw_status="\x1b[2J"))
    assert "W" * 13 not in table(poll(raw_status="W" * 200))


def test_rows_and_a_standstill_are_shown() -> None:
    board = Board([JOB])
    board.polled(poll(stalled=600.0))
    board.wrote(JOB.handle, 12_345)
    text = drawn(board, width=120)
    assert "12,345" in text
    assert "unchanged for 10 min" in text


def test_a_long_handle_keeps_both_ends() -> None:
    assert middle_out("fullstory:events-import:abc123", 20) == "fullsto…mport:abc123"
    assert len(middle_out("x" * 99, 20)) == 20
