"""When waits are given up whose last poll did not end them: a request timeout after their deadline, or later."""

from __future__ import annotations

import math
from typing import Any

from .agenda import Agenda
from .state import WaitState


class Ends:
    """The waits that have a deadline. Those with the same end are kept together, as thousands of one call have the same."""

    def __init__(self) -> None:
        self._times: Agenda[float] = Agenda()
        self._waits: dict[float, dict[WaitState[Any], None]] = {}
        """By their end."""
        self._put_off: dict[WaitState[Any], float] = {}
        """Ends that are later than a request timeout after the deadline."""

    def time(self) -> float:
        """The first end; infinity where there is none."""
        return self._times.time()

    def add(self, wait: WaitState[Any]) -> None:
        """Give it up in time, if it has a deadline."""
        end = self._end(wait)
        if math.isinf(end):
            return
        if end not in self._waits:
            self._waits[end] = {}
            self._times.put(end, end)
        self._waits[end][wait] = None

    def discard(self, wait: WaitState[Any]) -> None:
        """It has ended, or nobody waits for it any more."""
        end = self._end(wait)
        self._put_off.pop(wait, None)
        group = self._waits.get(end, {})
        group.pop(wait, None)
        if not group and self._waits.pop(end, None) is not None:
            self._times.discard(end)

    def due(self, now: float) -> list[WaitState[Any]]:
        """Those that end now."""
        due: list[WaitState[Any]] = []
        while self._times.time() <= now:
            due += self._waits.pop(self._times.pop())
        return due

    def put_off(self, left_at: float, now: float) -> None:
        """Since *left_at* nobody could poll: what of that came after a deadline does not count for its wait."""
        for wait in [wait for group in self._waits.values() for wait in group if wait.deadline < now]:
            end = self._end(wait) + now - max(left_at, wait.deadline)
            self.discard(wait)
            self._put_off[wait] = end
            self.add(wait)

    def _end(self, wait: WaitState[Any]) -> float:
        return self._put_off.get(wait, wait.deadline + wait.job.request_timeout)
