"""How likely a job is to end in the next moment, judged by how long others took. Pure: no clock and no file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import median

Duration = tuple[float, float]
"""A job ended between two polls, so many seconds after its start: the earlier and the later."""

FAR = 1.5
"""A duration that is so many times longer than the longest, or shorter than the shortest, is not of their kind."""

CHANCE = 0.005
"""What is less likely than this is not taken for chance."""

NARROWEST = 0.03
"""Least width of a kernel, as a share of the duration: even jobs that take the same time vary by as much."""

DOUBT = 0.5
"""How many further jobs are imagined that never end, so that the hazard of an old job fades instead of exploding."""


def middle(duration: Duration) -> float:
    """The best guess, in seconds; at least a millisecond."""
    return max((duration[0] + duration[1]) / 2, 1e-3)


class Hazard:
    """The hazard of a kind of job: the chance to end in the next second, given that it has not ended yet.

    Each remembered duration is smoothed over its neighbourhood by a logistic kernel in log time, so that a few are enough,
    and two separate kinds in one (quick ones and slow ones) stay separate.
    """

    def __init__(self, durations: Sequence[Duration]) -> None:
        middles = sorted(map(middle, durations))
        self.median = median(middles)
        logs = [math.log(one) for one in middles]
        nearest = min(max(1, round(0.7 * math.sqrt(len(logs)))), len(logs) - 1)
        self._kernels = []
        for duration in durations:
            log = math.log(middle(duration))
            spacing = sorted(abs(log - other) for other in logs)[nearest] if nearest else 1.0
            unsure = (duration[1] - duration[0]) / 2 / middle(duration)
            self._kernels.append((log, 1 / max(0.4 * spacing, unsure, NARROWEST)))
        self._known: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._kernels)

    def at(self, elapsed: float) -> float:
        """Ends per second for a job that has run for *elapsed* seconds, to within a step of 2 %."""
        if elapsed <= 0:
            return 0.0
        # Worked out once for each step: many waits may share a past.
        step = round(math.log(elapsed) * 50)
        if step not in self._known:
            self._known[step] = self._per_log(step / 50)
        return self._known[step] / elapsed

    def _per_log(self, log: float) -> float:
        """Ends per unit of log time."""
        ending = running = 0.0
        for middle, sharpness in self._kernels:
            # A logistic distribution; beyond 30 of its widths nothing is left to add.
            distance = (log - middle) * sharpness
            if distance < -30:
                running += 1
            elif distance < 30:
                survival = 1 / (1 + math.exp(distance))
                running += survival
                ending += sharpness * survival * (1 - survival)
        return ending / (running + DOUBT)


def still_true(durations: Iterable[Duration]) -> list[Duration]:
    """What of the past, the oldest first, still tells about the future.

    Where several jobs in a row took much longer than all before, or much shorter, and chance does not explain it, something
    has changed: what was before is forgotten.
    """
    kept: list[Duration] = []
    strange: list[Duration] = []
    side = 0
    shortest, longest = math.inf, 0.0
    for earliest, latest in durations:
        far = (earliest > FAR * longest) - (latest * FAR < shortest) if kept else 0
        if far == 0 or far != side:
            kept += strange
            strange = []
        side = far
        (strange if far else kept).append((earliest, latest))
        # Of n + 1 jobs of a kind, each is as likely as the next to be the longest.
        if strange and 2 / (len(kept) + 1) ** len(strange) < CHANCE:
            kept, strange = strange, []
        shortest, longest = min(map(middle, kept)), max(map(middle, kept))
    return kept + strange
