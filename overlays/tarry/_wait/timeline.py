"""The last looks of a wait, kept small: thousands of jobs wait at once, and few of their timelines are ever read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from struct import Struct
from typing import TYPE_CHECKING, Any

from tarry._core.outcome import Outcome
from tarry._core.results import Look

if TYPE_CHECKING:
    from tarry.runtime.job import Job


TIMELINE_LENGTH = 50
"""How many looks are kept."""


_TIMES = Struct("=ddd")
"""Of a look: elapsed, next delay (NaN for none) and wall time."""


_Words = tuple[Outcome, str | None, str | None, str]
"""Of a look: outcome, raw status, fault and reason."""


_NOTHING: _Words = Outcome.PENDING, None, None, ""


class Timeline:
    """Three numbers for each look, and words only where they change: most looks say the same as the one before."""

    __slots__ = ("_changes", "_first", "_times")

    def __init__(self) -> None:
        self._first = 1
        """Number of the oldest look that is kept."""
        self._times = b""
        self._changes: tuple[tuple[int, _Words], ...] = ()
        """What was said, and from which look on."""

    def append(self, look: Look) -> None:
        """Keep one more look, and forget the oldest if there are too many."""
        words = look.outcome, look.raw_status, look.fault, look.reason
        if not self._changes or self._changes[-1][1] != words:
            self._changes += (_change(look.number, words),)
        delay = math.nan if look.next_delay is None else look.next_delay
        self._times += _TIMES.pack(look.elapsed, delay, look.time)
        if len(self._times) > TIMELINE_LENGTH * _TIMES.size:
            self._times = self._times[_TIMES.size :]
            self._first += 1
            if len(self._changes) > 1 and self._changes[1][0] == self._first:
                self._changes = self._changes[1:]

    def looks(self, job: Job[Any]) -> Iterator[Look]:
        """The looks at *job* that were kept, oldest first."""
        changes = dict(self._changes)
        said = self._changes[0][1] if self._changes else _NOTHING
        for number, (elapsed, delay, time) in enumerate(_TIMES.iter_unpack(self._times), self._first):
            outcome, raw_status, fault, reason = said = changes.get(number, said)
            next_delay = None if math.isnan(delay) else delay
            yield Look(job, number, elapsed, outcome, raw_status, fault, next_delay, reason, time)


@lru_cache(maxsize=256)
def _change(number: int, words: _Words) -> tuple[int, _Words]:
    """One object for all the jobs of which the same is said, which is true of most that wait."""
    return number, words
