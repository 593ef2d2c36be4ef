"""For tests of code that waits: a clock on which no wait takes real time."""

import heapq
import itertools
import time

import anyio.lowlevel

from tarry._core.names import listing

__all__ = ["VirtualClock"]
__dir__ = listing(__all__)


class VirtualClock:
    """Time that passes only when somebody sleeps, and then at once.

    `wait_for_completion(job, timeout=3600, clock=VirtualClock())` goes through an hour of polls in milliseconds. `sleeps`
    lists what was slept, `now` is the time passed since the clock was made, both in seconds.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.sleeps: list[float] = []
        self._epoch = time.time()
        self._sleepers: list[tuple[float, int]] = []
        self._order = itertools.count()

    def monotonic(self) -> float:
        """The virtual time."""
        return self.now

    def time(self) -> float:
        """Wall time: that of the clock's making, moved on by the virtual time."""
        return self._epoch + self.now

    def advance(self, seconds: float) -> None:
        """Let time pass, for instance while an answer is on its way."""
        self.now += seconds

    def sleep(self, seconds: float) -> None:
        """Pass the time at once."""
        self.sleeps.append(seconds)
        self.advance(seconds)

    async def async_sleep(self, seconds: float) -> None:
        """Pass the time at once, after every task that has to wake before this one."""
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
