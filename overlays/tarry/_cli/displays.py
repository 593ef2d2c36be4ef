"""What a wait shows on stderr: a live table on a terminal, a line for each change in a pipe, or nothing."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from tarry._cli.endings import Ending, counted
from tarry._cli.options import Common

if TYPE_CHECKING:
    from tarry._core.handles import Handle
    from tarry._core.results import Job, Poll

HEARTBEAT = 300.0
"""Seconds after which a pipe in which nothing happened gets a line: who watches ends what says nothing for long."""


class Quiet:
    """Shows nothing; the others add to it."""

    def begin(self, jobs: Sequence[Job[Any]]) -> None:
        """Now these are waited for."""

    def polled(self, poll: Poll) -> None:
        """A job was polled."""

    def ended(self, ending: Ending) -> None:
        """The wait for a job has ended."""

    def wrote(self, handle: Handle, rows: int) -> None:
        """So many rows of a job are written; called from another thread."""

    def finish(self, endings: Sequence[Ending]) -> None:
        """All is over."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Give the terminal back."""


class Lines(Quiet):
    """A line for each change and each end, and one now and then that says it is alive."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[object, ...]] = {}
        self._waiting = 0
        self._all = 0
        self._said = time.monotonic()
        self._over = threading.Event()

    def begin(self, jobs: Sequence[Job[Any]]) -> None:
        """Begin to count."""
        self._all = self._waiting = len(jobs)
        threading.Thread(target=self._beat, name="tarry-heartbeat", daemon=True).start()

    def polled(self, poll: Poll) -> None:
        """Say what is new; the last poll is told with the end."""
        handle = str(poll.job.handle)
        state = poll.outcome, poll.raw_status, poll.fault, poll.stalled is not None
        if poll.next_delay is not None and self._seen.get(handle) != state:
            self._say(str(poll))
        self._seen[handle] = state

    def ended(self, ending: Ending) -> None:
        """Say how it ended."""
        self._waiting -= 1
        self._say(f"{time.strftime('%H:%M:%S')} {ending}")

    def finish(self, endings: Sequence[Ending]) -> None:
        """Count."""
        if len(endings) > 1:
            self._say(counted(endings))

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def heartbeat(self) -> None:
        """Say that this is alive, where nothing was said for long."""
        if time.monotonic() - self._said >= HEARTBEAT:
            self._say(f"{time.strftime('%H:%M:%S')} waiting for {self._waiting:,} of {self._all:,} jobs")

    def _beat(self) -> None:
        while not self._over.wait(HEARTBEAT / 10):
            self.heartbeat()

    def _say(self, line: str) -> None:
        self._said = time.monotonic()
        say(line)


class Live(Quiet):
    """The table."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(stderr=True, highlight=False)
        self._live: Any = None
        self._board: Any = None

    def begin(self, jobs: Sequence[Job[Any]]) -> None:
        """Draw it."""
        from rich.live import Live as RichLive

        from tarry._cli.board import Board

        self._board = Board(jobs)
        # What goes to stdout is somebody else's.
        self._live = RichLive(self._board, console=self._console, refresh_per_second=4, redirect_stdout=False)
        self._live.start()

    def polled(self, poll: Poll) -> None:
        """Put it into the table."""
        self._board.polled(poll)

    def ended(self, ending: Ending) -> None:
        """Put it into the table."""
        self._board.ended(ending)

    def wrote(self, handle: Handle, rows: int) -> None:
        """Put it into the table."""
        self._board.wrote(handle, rows)

    def finish(self, endings: Sequence[Ending]) -> None:
        """Leave the table as it is, and say below it what did not go well."""
        self.__exit__()
        wrong = [one for one in endings if one.outcome != "succeeded"]
        for ending in wrong[:MOST_SAID]:
            say(str(ending))
        if len(wrong) > MOST_SAID:
            say(f"and {len(wrong) - MOST_SAID:,} more that did not succeed: --json names all")
        if len(endings) > 1:
            say(counted(endings))

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None


MOST_SAID = 20
"""Jobs of which the reason stands below the table."""


def display_for(common: Common) -> Quiet:
    """What fits the streams."""
    if common.quiet:
        return Quiet()
    # JSON and a table on the same terminal would be neither.
    shared = common.json and sys.stdout.isatty()
    if is_live() and not shared:
        return Live()
    return Quiet() if common.json else Lines()


def print_rows(rows: Sequence[Sequence[str]]) -> None:
    """Columns for a terminal, on stdout; with tabs between them in a pipe. Nothing is cut, as it may be copied."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if sys.stdout.isatty() else []
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)] if widths else row
        sys.stdout.write(("  " if widths else "\t").join(cells).rstrip(" ") + "\n")


def is_live() -> bool:
    """Whether stderr is a terminal on which lines can be written again."""
    return sys.stderr.isatty() and os.environ.get("TERM", "").lower() not in {"dumb", "unknown"}


def say(line: str) -> None:
    """Write a line for people, in one call."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
