"""Who waits where: the waits of one client in a queue, and the queues of one host with the rate limit that they share."""

from __future__ import annotations

from typing import Any

from .agenda import Agenda
from .host import OTHERS_FIRST, THROTTLED
from .rate_limit import RateLimit
from .state import NOTICED, WaitState

_COUNTED = 1000
"""Of so many waits at a host the turn of each is known exactly; of more it is estimated, as to count them would take longer."""


class Queue:
    """The waits of one client that are not polling, by the time of their next poll."""

    __slots__ = ("alone", "client", "host", "lists", "number", "waits")

    def __init__(self, host: HostQueues, client: object) -> None:
        self.host = host
        self.client = client
        self.number = 0
        """How many of its waits have not ended, with those in flight."""
        self.alone: set[WaitState[Any]] = set()
        """Waits of which a list call could not say that they are pending; each is polled by itself."""
        self.lists = True
        """Whether a list call is worth a try: none has failed, and most jobs were on the list."""
        self.waits: Agenda[WaitState[Any]] = Agenda()

    def settle(self) -> None:
        """Take its place among the queues of its host again, after its waits have changed."""
        due = self.waits.time()
        if not self.waits:
            self.host.queues.discard(self)
        elif due != self.host.queues.time_of(self):
            self.host.queues.put(self, due)


class HostQueues:
    """The queues of all clients with the same host, by their first wait, and the rate limit that they share."""

    __slots__ = ("number", "queues", "rate_limit")

    def __init__(self, rate_limit: RateLimit) -> None:
        self.rate_limit = rate_limit
        self.number = 0
        """How many waits there are that have not ended, with those in flight."""
        self.queues: Agenda[Queue] = Agenda()

    def ready_at(self, now: float) -> float:
        """The earliest time for the next poll."""
        return self.rate_limit.ready_at(now, alone=self.number == 1)


class HostOfWait:
    """The turns of a host at the time *now*, for one wait of *queue*, as the state machine asks for them."""

    def __init__(self, queue: Queue, wait: WaitState[Any], now: float) -> None:
        self._queue = queue
        self._wait = wait
        self._now = now

    def forbidden_until(self) -> float:
        return self._queue.host.rate_limit.forbidden_until

    def next_slot(self, due: float) -> tuple[float, str]:
        """Counts the rate of the host and who waits there. How long the polls in flight take nobody knows."""
        host, now = self._queue.host, self._now
        ready = host.ready_at(now)
        rate = host.rate_limit.rate(ready)
        backlog = host.number / rate
        throttled = host.rate_limit.is_throttled(now)
        listed = self._queue.lists and self._wait.job.lists and self._wait not in self._queue.alone
        # Without a throttle polls are mostly spread out, and there are too many of them to poll each.
        if host.number == 1 or listed or backlog < (NOTICED if throttled else max(due - now, NOTICED)):
            return due, ""
        why = THROTTLED if throttled else OTHERS_FIRST
        if host.number > _COUNTED:
            return max(due, ready + backlog), why
        turn, gap = ready, 1.0 / rate
        for other in sorted(other for queue in host.queues for other in queue.waits.times()):
            if other >= max(turn, due) + gap:
                break
            turn = max(turn, other) + gap
        return max(turn, due), why
