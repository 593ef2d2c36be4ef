"""Waits as rows of a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from .axis import Axis
from .lanes import Lane, summary
from .texts import cells, counted, fitted, short

SIGNS = {"poll": "·", "missing": "?", "fault": "!"}
WITHHELD = "⌛"
STALLED = "~"

_NARROWEST = 24
"""A terminal of fewer columns is drawn as if it had so many."""


def terminal(lanes: Sequence[Lane], width: int = 80) -> str:
    """Draw a row for each lane, in *width* columns, with a line about all of them above and the times below.

    `·` is a poll, `!` a fault, `?` one that did not find the job, `⌛` a Retry-After, `~` that nothing changed for long.
    """
    width = max(width, _NARROWEST)
    if not lanes:
        return "no waits\n"
    axis = Axis(lanes)
    ends = [_end(lane, width) for lane in lanes]
    after = min(max(map(cells, ends)), width // 3)
    before = min(max(cells(lane.name) for lane in lanes), (width - after) // 3)
    room = width - before - after - 2
    rows = [
        f"{fitted(lane.name, before)} {fitted(_track(lane, axis, room), room)} {fitted(end, after)}".rstrip()
        for lane, end in zip(lanes, ends, strict=True)
    ]
    return "\n".join([fitted(summary(lanes), width).rstrip(), *rows, _times(axis, before, room)]) + "\n"


def _end(lane: Lane, width: int) -> str:
    facts = [lane.outcome, lane.word, counted(lane.polls, "poll"), short(lane.elapsed)]
    return " ".join(fact for fact in facts if fact) if width >= 60 else lane.outcome


def _track(lane: Lane, axis: Axis, room: int) -> str:
    drawn = [" "] * room

    def at(seconds: float) -> int:
        return round(axis.place(axis.offset(lane) + seconds) * (room - 1))

    for span in lane.spans:
        if span.kind == "stalled":
            drawn[at(span.start) : at(span.end) + 1] = STALLED * (at(span.end) + 1 - at(span.start))
    for mark in lane.marks:
        place = at(mark.at)
        if drawn[place] != SIGNS["fault"]:  # the worse hides the other
            drawn[place] = SIGNS[mark.kind]
    for span in lane.spans:
        place = at(span.start) + 1
        if span.kind == "retry-after" and all(one in " ~" for one in drawn[place : place + 2]) and place + 2 <= room:
            drawn[place : place + 2] = [WITHHELD, ""]
    return "".join(drawn)


def _times(axis: Axis, before: int, room: int) -> str:
    line = " " * (before + 1)
    for place, text in axis.ticks(max(room // 9, 2)):
        at = before + 1 + round(place * (room - 1))
        if at >= len(line) and at + len(text) <= before + 1 + room:
            line = line.ljust(at) + text + " "
    return line.rstrip() + (" (log)" if axis.logarithmic else "")
