"""When to look next. A schedule is any object with `next_delay(elapsed, hint)`; these two need no memory."""

import math
from dataclasses import dataclass
from typing import Protocol

from ._errors import ConfigurationError

__all__ = ["Fixed", "Growing", "Schedule"]


class Schedule(Protocol):
    """Plans the next look. The wait never looks sooner, and may look later: a Retry-After wins over every plan."""

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        """Seconds until the next look.

        Args:
            elapsed: Seconds waited so far.
            hint: Seconds until the provider expects the job to end, negative when that is past; None where it says nothing.
        """
        ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """Look every *seconds*, whatever happens."""

    seconds: float

    def __post_init__(self) -> None:
        _require(self.seconds > 0 and math.isfinite(self.seconds), "seconds", self.seconds, "a positive number")

    def next_delay(self, elapsed: float, hint: float | None) -> float:  # noqa: ARG002
        """The same delay every time."""
        return self.seconds


@dataclass(frozen=True, slots=True)
class Growing:
    """Look after a share of the time already waited, between a floor and a ceiling.

    A job that has run for an hour is not worth a look every second, while a job of ten seconds must not be found a minute
    late: growing with the time waited keeps the lateness a share of the duration, whatever the duration is.

    A hint is used but not trusted: it moves the next look by at most a factor of `trust` either way, so that a wrong one
    costs a few looks or a little lateness. Where jobs run for weeks, `hint_ceiling` lets a hint that lies far ahead put off
    a look beyond the ceiling: at most to `trust` times the share of the time waited.
    """

    floor: float
    """Shortest delay in seconds, and the first one."""
    ceiling: float
    """Longest delay in seconds."""
    share: float = 0.25
    """Delay as a share of the time waited."""
    trust: float = 3.0
    jitter: float = 0.1
    """The wait adds up to this share of the delay, so that many jobs started at once spread out."""
    hint_ceiling: float | None = None
    """Longest delay in seconds towards a hint; None for the ceiling."""

    def __post_init__(self) -> None:
        _require(self.floor > 0 and math.isfinite(self.floor), "floor", self.floor, "a positive number")
        _require(self.ceiling >= self.floor, "ceiling", self.ceiling, "at least the floor")
        _require(self.share > 0, "share", self.share, "a positive number")
        _require(self.trust >= 1, "trust", self.trust, "at least 1")
        _require(0 <= self.jitter <= 1, "jitter", self.jitter, "between 0 and 1")
        if self.hint_ceiling is not None:
            _require(self.hint_ceiling >= self.ceiling, "hint_ceiling", self.hint_ceiling, "at least the ceiling")

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        """A share of *elapsed*, drawn towards the *hint* where there is one ahead."""
        grown = max(self.floor, self.share * elapsed)
        delay = min(grown, self.ceiling)
        if hint is not None and hint > 0:
            latest = min(grown * self.trust, self.ceiling if self.hint_ceiling is None else self.hint_ceiling)
            delay = min(max(hint, delay / self.trust, self.floor), latest)
        return delay


def _require(holds: bool, name: str, value: float, wanted: str) -> None:
    if not holds:
        raise ConfigurationError(f"{name} of a schedule must be {wanted}, not {value!r}")
