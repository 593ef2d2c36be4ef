"""Things by the time they are due, of which any can be put off or taken out."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

ThingT = TypeVar("ThingT", bound=Hashable)

_FEW = 16
"""So many entries that are no longer true may stay in any case."""


class Agenda(Generic[ThingT]):
    """A heap in which a thing is put off or taken out at the cost of an entry that is no longer true.

    Those entries are dropped when they come up, and all at once when they are more than half: things that are taken out long
    before they are due leave nothing behind. Of things due at the same time, the one that was put first comes first.
    """

    __slots__ = ("_entries", "_heap", "_order")

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, ThingT]] = []
        self._entries: dict[ThingT, tuple[float, int, ThingT]] = {}
        """The one entry of each thing that is true."""
        self._order = itertools.count()

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, thing: ThingT) -> bool:
        return thing in self._entries

    def __iter__(self) -> Iterator[ThingT]:
        """All things, in no order of time."""
        return iter(self._entries)

    def times(self) -> Iterator[float]:
        """When each of them is due, in no order."""
        return (entry[0] for entry in self._entries.values())

    def time(self) -> float:
        """When the first is due; infinity where there is none."""
        return self._heap[0][0] if self._settle() else math.inf

    def time_of(self, thing: ThingT) -> float:
        """When it is due; infinity where it is not here."""
        entry = self._entries.get(thing)
        return math.inf if entry is None else entry[0]

    def put(self, thing: ThingT, due: float) -> None:
        """Put it in, or where it is already give it another time."""
        entry = self._entries[thing] = (due, next(self._order), thing)
        heapq.heappush(self._heap, entry)
        self._shrink()

    def first(self) -> ThingT | None:
        """What is due first; None where there is nothing."""
        return self._heap[0][2] if self._settle() else None

    def pop(self) -> ThingT:
        """Take out what is due first.

        Raises:
            IndexError: There is nothing.
        """
        self._settle()
        thing = heapq.heappop(self._heap)[2]
        del self._entries[thing]
        return thing

    def discard(self, thing: ThingT) -> None:
        """Take it out, if it is here."""
        if self._entries.pop(thing, None) is not None:
            self._shrink()

    def _settle(self) -> bool:
        """Drop what comes up and is no longer true. Returns whether there is a first."""
        heap, entries = self._heap, self._entries
        while heap and entries.get(heap[0][2]) is not heap[0]:
            heapq.heappop(heap)
        return bool(heap)

    def _shrink(self) -> None:
        if len(self._heap) > 2 * len(self._entries) + _FEW:
            self._heap = list(self._entries.values())
            heapq.heapify(self._heap)
