"""How the watch over a job ended, whatever ended it, and the lines of JSON that tell of it.

The form of the lines is in `events.schema.json`, and in docs/reference/command.md.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import typer

from tarry._cli import guard, options
from tarry._cli.options import Common

if TYPE_CHECKING:
    from tarry._core.handles import Handle
    from tarry._core.results import Poll, WaitResult

VERSION = 1


class Ending(NamedTuple):
    """How a job stood when nobody watched it any more."""

    handle: Handle
    label: str | None
    outcome: str
    raw_status: str | None
    polls: int
    elapsed: float
    reason: str
    error: str | None
    """The class of the error, as Python has it."""
    code: int
    """What the command's exit code would be for this job alone."""

    def __str__(self) -> str:
        """One line for people."""
        from tarry._core.texts import duration

        name = f"{self.handle} [{self.label}]" if self.label else str(self.handle)
        polls = "1 poll" if self.polls == 1 else f"{self.polls} polls"
        return f"{name}: {self.outcome} after {duration(self.elapsed)} and {polls}: {self.reason}"


_IN_PYTHON = (
    (re.compile(r"\b(?:job\.)?(results|failures|logs|download|cancel)\(\)"), r"tarry \1"),
    (re.compile(r'\btarry\.open_job\("([^"]+)", client\)'), r"tarry wait \1"),
)
"""What the texts of jobs say of Python, and how the same is typed."""


def as_typed(text: str) -> str:
    """A text of a job, for who has the command and no Python."""
    for pattern, typed in _IN_PYTHON:
        text = pattern.sub(typed, text)
    return text


def of_result(result: WaitResult[Any, Any], code: int) -> Ending:
    """The ending of a wait that came to one."""
    error = type(result.error).__name__ if result.error else None
    # The text of a timeout says how to go on in Python.
    said = result.timeline[-1].reason if isinstance(result.error, TimeoutError) and result.timeline else result.reason
    if result.error is None:
        said = "not found: it may not be visible yet, or never have been" if result.missing else result.fault or said
    word, numbers = result.raw_status, (result.polls, result.elapsed)
    return Ending(result.job.handle, result.label, str(result.outcome), word, *numbers, as_typed(said), error, code)


def cut_off(handle: Handle, label: str | None, last: Poll | None, reason: str, code: int) -> Ending:
    """The ending of a wait that something else ended, after the poll *last*."""
    if last is None:
        return Ending(handle, label, "pending", None, 0, 0.0, reason, None, code)
    return Ending(handle, label, "pending", last.raw_status, last.number, last.elapsed, reason, None, code)


def counted(endings: Iterable[Ending]) -> str:
    """`3 jobs: 2 succeeded, 1 failed`."""
    counts = Counter(one.outcome for one in endings)
    number = sum(counts.values())
    return f"{number:,} job{'' if number == 1 else 's'}: {', '.join(f'{n:,} {word}' for word, n in counts.items())}"


class Events:
    """Prints JSON Lines on stdout: `poll` and `rows` as it goes, `end` once for each job, `exit` once and last."""

    def poll(self, poll: Poll) -> None:
        """One poll of a job."""
        print_event(
            "poll",
            **{"handle": str(poll.job.handle), "label": poll.job.label, "time": poll.time, "poll": poll.number},
            **{"elapsed": poll.elapsed, "outcome": str(poll.outcome), "raw_status": poll.raw_status},
            **{"fault": poll.fault, "stalled": poll.stalled},
            **{"next_delay": poll.next_delay, "reason": poll.reason},
        )

    def end(self, ending: Ending, event: str = "end") -> None:
        """How one job ended, or stands."""
        print_event(event, **{**dict(zip(Ending.__annotations__, ending, strict=True)), "handle": str(ending.handle)})

    def rows(self, handle: Handle, what: str, file: str, rows: int) -> None:
        """What was written of a job that has ended."""
        print_event("rows", handle=str(handle), list=what, file=file, rows=rows)

    def exit(self, code: int, *, go_on: str | None = None, error: str | None = None) -> None:
        """The end of the command itself."""
        print_event("exit", code=code, go_on=go_on, error=error)


def exit_with(context: typer.Context, run: Callable[[Common], int]) -> NoReturn:
    """Run a command that has no `exit` of its own where an error ends it, and exit with the code that it returns."""
    common = options.of(context)
    try:
        code = run(common)
    except Exception as error:
        if common.json:
            Events().exit(guard.code_of(error), error=guard.told(error))
        raise
    raise typer.Exit(code)


def print_event(event: str, **fields: Any) -> None:
    """One line of JSON on stdout."""
    kept = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in fields.items()
    }
    # One call, so that a line is whole whatever interrupts it, and at once, as somebody waits for it.
    sys.stdout.write(json.dumps({"v": VERSION, "event": event, **kept}) + "\n")
    sys.stdout.flush()
