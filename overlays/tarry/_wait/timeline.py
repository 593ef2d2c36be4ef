"""The last polls of a wait, kept small: thousands of jobs wait at once, and few of their timelines are ever read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from struct import Struct
from typing import TYPE_CHECKING, Any

from tarry._core.outcome import Outcome
from tarry._core.results import Poll

if TYPE_CHECKING:
    from tarry._core.results import Job


TIMELINE_LENGTH = 50
"""How many polls are kept."""

_TIMES = Struct("=ddd")
"""Of a poll: elapsed, next delay (NaN for none) and wall time."""

_Words = tuple[Outcome, str | None, str | None, str]
"""Of a poll: outcome, raw status, fault and reason."""

_NOTHING: _Words = Outcome.PENDING, None, None, ""


class Timeline:
    """Three numbers for each poll, and words only where they change: most polls say the same as the one before."""

    __slots__ = ("_changes", "_first", "_times")

    def __init__(self, first: int = 1) -> None:
        self._first = first
        """Number of the oldest poll that is kept."""
        self._times = b""
        self._changes: tuple[tuple[int, _Words], ...] = ()
        """What was said, and from which poll on."""

    def append(self, poll: Poll) -> None:
        """Keep one more poll, and forget the oldest if there are too many."""
        words = poll.outcome, poll.raw_status, poll.fault, poll.reason
        if not self._changes or self._changes[-1][1] != words:
            self._changes += (_change(poll.number, words),)
        delay = math.nan if poll.next_delay is None else poll.next_delay
        self._times += _TIMES.pack(poll.elapsed, delay, poll.time)
        if len(self._times) > TIMELINE_LENGTH * _TIMES.size:
            self._times = self._times[_TIMES.size :]
            self._first += 1
            if len(self._changes) > 1 and self._changes[1][0] == self._first:
                self._changes = self._changes[1:]

    def polls(self, job: Job[Any]) -> Iterator[Poll]:
        """The polls of *job* that were kept, oldest first."""
        changes = dict(self._changes)
        said = self._changes[0][1] if self._changes else _NOTHING
        for number, (elapsed, delay, time) in enumerate(_TIMES.iter_unpack(self._times), self._first):
            outcome, raw_status, fault, reason = said = changes.get(number, said)
            next_delay = None if math.isnan(delay) else delay
            yield Poll(job, number, elapsed, outcome, raw_status, fault, next_delay, reason, time)


@lru_cache(maxsize=256)
def _change(number: int, words: _Words) -> tuple[int, _Words]:
    """One object for all the jobs of which the same is said, which is true of most that wait."""
    return number, words
