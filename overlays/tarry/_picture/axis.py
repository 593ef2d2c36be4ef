"""Where a time stands in a picture: between 0 and 1, linear or logarithmic, as the lanes need it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from .lanes import Lane
from .texts import short

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400

_STEPS = (
    *(0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30),
    *(number * _MINUTE for number in (1, 2, 5, 10, 15, 30)),
    *(number * _HOUR for number in (1, 2, 3, 6, 12)),
    *(number * _DAY for number in (1, 2, 7, 14, 30, 90, 365, 3650)),
)

_LOG_TICKS = (0.1, 1, 10, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400, 7 * _DAY, 30 * _DAY, 365 * _DAY)

_LOG_FROM = 60
"""From so many times the first delay on a linear axis would show the first polls as one."""


class Axis:
    """The time axis of some lanes. They begin together, unless they are known to have begun at other times."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        begun = [lane.begun for lane in lanes]
        known = bool(begun) and all(map(math.isfinite, begun))
        self._origin = min(begun) if known else 0.0
        self._known = known
        self.total = max((self.offset(lane) + lane.elapsed for lane in lanes), default=0.0) or 1.0
        late = max((self.offset(lane) for lane in lanes), default=0.0)
        gaps = [gap for lane in lanes for gap in [_first_gap(lane)] if gap]
        self._unit = median(gaps) if gaps else self.total
        self.logarithmic = late < 0.02 * self.total and self.total > _LOG_FROM * self._unit

    def offset(self, lane: Lane) -> float:
        """Seconds from the start of the first wait to that of this one."""
        return max(lane.begun - self._origin, 0.0) if self._known else 0.0

    def place(self, seconds: float) -> float:
        """From 0, where the first wait began, to 1, where the last ended."""
        share = seconds / self.total
        if self.logarithmic:
            share = math.log1p(max(seconds, 0.0) / self._unit) / math.log1p(self.total / self._unit)
        return min(max(share, 0.0), 1.0)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Place and text of at most so many times that are easy to read."""
        if self.logarithmic:
            times: list[float] = [0.0]
            for time in _LOG_TICKS:
                if time < self.total and self.place(time) - self.place(times[-1]) >= 1 / most:
                    times.append(time)
        else:
            step = next((step for step in _STEPS if self.total / step <= most), self.total)
            times = [number * step for number in range(int(self.total / step + 1e-9) + 1)]
        return [(self.place(time), short(time) if time else "0") for time in times]


def _first_gap(lane: Lane) -> float:
    marks = lane.marks
    return marks[1].at - marks[0].at if len(marks) > 1 else 0.0
