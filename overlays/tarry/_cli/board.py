"""The live table of a wait: as many jobs as fit the terminal, those that need somebody first, and a line for the rest."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from tarry._cli.endings import Ending, as_typed
from tarry._core.results import Job, Poll
from tarry._core.texts import duration, shown

COLOURS = {"pending": "yellow", "succeeded": "green", "partial": "magenta", "failed": "red", "gone": "red"}

LONGEST_WORD = 12
"""Characters of a status word in the table."""

_AROUND = 5
"""Lines of the terminal that are no row: head, rule, rest, and the prompt."""

_COLUMNS = {"job": 0, "word": 0, "polls": 60, "time": 60, "outcome": 0, "next": 0, "rows": 90, "why": 80}
"""Each with the width of terminal from which on it is shown."""


class _Row:
    """What is known of one job."""

    def __init__(self, job: Job[Any], place: int) -> None:
        self.name = job.label or str(job.handle)
        self.place = place
        self.poll: Poll | None = None
        self.at = 0.0
        self.ending: Ending | None = None
        self.rows = 0

    @property
    def outcome(self) -> str:
        if self.ending is not None:
            return self.ending.outcome
        return str(self.poll.outcome) if self.poll else "pending"

    @property
    def needs_somebody(self) -> int:
        """0 for what went wrong, 1 for what runs, 2 for what is well."""
        if self.outcome == "succeeded":
            return 2
        return int(self.ending is None and self.outcome == "pending")


class Board:
    """A table that is drawn several times a second, so that the next polls count down."""

    def __init__(self, jobs: Sequence[Job[Any]], now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._begun = now()
        self._rows = {str(job.handle): _Row(job, place) for place, job in enumerate(jobs)}

    def polled(self, poll: Poll) -> None:
        """Remember the last poll of a job."""
        row = self._rows[str(poll.job.handle)]
        row.poll, row.at = poll, self._now()

    def ended(self, ending: Ending) -> None:
        """Remember how the wait for a job ended."""
        self._rows[str(ending.handle)].ending = ending

    def wrote(self, handle: object, rows: int) -> None:
        """Remember how many rows of a job were written."""
        self._rows[str(handle)].rows = rows

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = sorted(self._rows.values(), key=lambda row: (row.needs_somebody, row.place))
        room = max(options.height or console.height, _AROUND + 1) - _AROUND
        # A row may take two lines where there is room for all.
        yield self._table(rows[:room], options.max_width, wraps=3 * len(rows) <= room)
        if rest := rows[room:]:
            counts = Counter(row.outcome for row in rest)
            said = ", ".join(f"{number:,} {word}" for word, number in counts.items())
            yield Text(f"… {len(rest):,} more: {said}", no_wrap=True, overflow="ellipsis")

    def _table(self, rows: Sequence[_Row], width: int, *, wraps: bool) -> Table:
        columns = [name for name, least in _COLUMNS.items() if width >= least]
        if not any(row.rows for row in self._rows.values()) and "rows" in columns:
            columns.remove("rows")
        table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
        for name in columns:
            table.add_column(name, no_wrap=name != "why" or not wraps, justify="right" if name == "rows" else "left")
        longest = max(width // 4, width - 80, 16)
        for row in rows:
            cells = self._cells(row, longest)
            table.add_row(*(cells[name] for name in columns))
        return table

    def _cells(self, row: _Row, longest: int) -> dict[str, Text]:
        poll, outcome = row.poll, row.outcome
        word = (poll.raw_status or ("fault" if poll.fault else "-")) if poll else ""
        cells = {
            "job": middle_out(shown(row.name), longest),
            "word": shown(word, LONGEST_WORD),
            "polls": str(poll.number) if poll else "0",
            "time": duration(self._elapsed(row)),
            "next": self._next(row),
            "rows": f"{row.rows:,}" if row.rows else "",
            "why": as_typed(poll.reason) if poll and poll.reason != outcome else "",
        }
        if poll is not None and poll.stalled is not None:
            cells["why"] = f"unchanged for {duration(poll.stalled)}"
        style = "bold red" if row.ending is not None and outcome == "pending" else COLOURS[outcome]
        return {**{name: Text(cell) for name, cell in cells.items()}, "outcome": Text(outcome, style)}

    def _elapsed(self, row: _Row) -> float:
        if row.ending is not None:
            return row.ending.elapsed
        if row.poll is not None and row.poll.next_delay is None:
            return row.poll.elapsed
        return self._now() - self._begun

    def _next(self, row: _Row) -> str:
        if row.poll is None or row.ending is not None:
            return "" if row.ending is None else "-"
        if row.poll.next_delay is None:
            return "-"
        seconds = row.at + row.poll.next_delay - self._now()
        return duration(seconds) if seconds >= 0.05 else "now"


def middle_out(text: str, longest: int) -> str:
    """*text* with its middle left out where it is too long: the ends tell handles of one kind apart."""
    if len(text) <= longest:
        return text
    end = (longest - 1) * 2 // 3
    return f"{text[: longest - 1 - end]}…{text[-end:]}"
