"""A clock on which no wait takes real time."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tarry._core.clock import as_default


class VirtualClock:
    """Time that passes only when somebody sleeps, and then at once.

    `wait_for_completion(job, timeout=3600, clock=VirtualClock())` goes through an hour of polls in milliseconds. `sleeps`
    lists what was slept, `now` is the time passed since the clock was made, both in seconds.

    Tasks of one event loop sleep side by side. Threads do not: what each of them sleeps is added up.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.sleeps: list[float] = []
        self._epoch = time.time()
        self._sleepers: list[tuple[float, int]] = []
        self._order = itertools.count()
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        """The virtual time."""
        return self.now

    def time(self) -> float:
        """Wall time: that of the clock's making, moved on by the virtual time."""
        return self._epoch + self.now

    def advance(self, seconds: float) -> None:
        """Let time pass, for instance while an answer is on its way."""
        with self._lock:
            self.now += seconds

    def sleep(self, seconds: float) -> None:
        """Pass the time at once."""
        self.sleeps.append(seconds)
        self.advance(seconds)

    async def async_sleep(self, seconds: float) -> None:
        """Pass the time at once, after every task that has to wake before this one."""
        import anyio.lowlevel

        self.sleeps.append(seconds)
        wake = (self.now + seconds, next(self._order))
        heapq.heappush(self._sleepers, wake)
        try:
            # Tasks that are not asleep get a few turns to reach their own sleep before time moves on.
            turns = 0
            while turns < 10 or self._sleepers[0] != wake:
                await anyio.lowlevel.checkpoint()
                turns = turns + 1 if self._sleepers[0] == wake else 0
            self.now = max(self.now, wake[0])
        finally:
            self._sleepers.remove(wake)
            heapq.heapify(self._sleepers)

    @staticmethod
    def patience(seconds: float) -> float | None:  # noqa: ARG004
        """A poll takes no virtual time: wait until it has ended."""
        return None


@contextmanager
def virtual_time(clock: VirtualClock | None = None) -> Iterator[VirtualClock]:
    """Let waits that are given no clock run on a virtual one: those of code under test, in all its threads and tasks.

        with virtual_time() as clock:
            nightly_import()  # submits, waits for hours, reads
        assert clock.now > 3600

    It is a decorator as well: `@virtual_time()`. What was made before, a watch for instance, keeps its clock.

    Args:
        clock: The one to take; a new one by default.
    """
    clock = clock or VirtualClock()
    with as_default(clock):
        yield clock
