"""Schedules that need no memory."""

import math
from dataclasses import dataclass
from typing import Any

from tarry._core.errors import ConfigurationError
from tarry._core.schedule import Jittered
from tarry._core.texts import duration


@dataclass(frozen=True, slots=True)
class Fixed:
    """Poll every *seconds*, whatever happens."""

    seconds: float

    def __post_init__(self) -> None:
        require_number(self.seconds, "seconds")
        _require(self.seconds > 0 and math.isfinite(self.seconds), "seconds", self.seconds, "a positive number")

    def next_delay(self, elapsed: float, hint: float | None) -> float:  # noqa: ARG002
        """The same delay every time."""
        return self.seconds

    def explain(self, elapsed: float, hint: float | None) -> str:  # noqa: ARG002
        """The same reason every time."""
        return f"every {duration(self.seconds)}"


@dataclass(frozen=True, slots=True)
class Growing(Jittered):
    """Poll after a share of the time already waited, between a floor and a ceiling.

    A job that has run for an hour is not worth a poll every second, while a job of ten seconds must not be found a minute
    late: growing with the time waited keeps the lateness a share of the duration, whatever the duration is. The share falls
    slowly as polls add up: by default it is 11 % after a minute, 7 % after fifteen, 6 % after an hour. Of the simple forms
    tried, this one cost least over durations from seconds to hours (`make bench-schedules`).

    A hint is used but not trusted: it moves the next poll by at most a factor of `trust` either way, so that a wrong one
    costs a few polls or a little lateness. Where jobs run for weeks, `hint_ceiling` lets a hint that lies far ahead put off
    a poll beyond the ceiling: at most to `trust` times the share of the time waited.
    """

    floor: float = 2.0
    """Shortest delay in seconds, and the first one."""
    ceiling: float = 3600.0
    """Longest delay in seconds."""
    share: float = 0.11
    """Delay as a share of the time waited, after a minute of it."""
    taper: float = 0.16
    """How the share falls: after x minutes it is `share / x**taper`. 0 keeps it."""
    trust: float = 3.0
    jitter: float = 0.1
    """The wait adds up to this share of the delay, so that many jobs started at once spread out."""
    hint_ceiling: float | None = None
    """Longest delay in seconds towards a hint; None for the ceiling."""

    def __post_init__(self) -> None:
        for name in ("floor", "ceiling", "share", "taper", "trust", "jitter"):
            require_number(getattr(self, name), name)
        _require(self.floor > 0 and math.isfinite(self.floor), "floor", self.floor, "a positive number")
        _require(self.ceiling >= self.floor, "ceiling", self.ceiling, "at least the floor")
        _require(self.share > 0, "share", self.share, "a positive number")
        _require(0 <= self.taper < 1, "taper", self.taper, "at least 0 and less than 1")
        _require(self.trust >= 1, "trust", self.trust, "at least 1")
        _require(0 <= self.jitter <= 1, "jitter", self.jitter, "between 0 and 1")
        if self.hint_ceiling is not None:
            require_number(self.hint_ceiling, "hint_ceiling")
            _require(self.hint_ceiling >= self.ceiling, "hint_ceiling", self.hint_ceiling, "at least the ceiling")

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        """A share of *elapsed*, drawn towards the *hint* where there is one ahead."""
        grown = self.floor
        if elapsed > 0:
            grown = max(grown, self.share * 60.0**self.taper * elapsed ** (1 - self.taper))
        delay = min(grown, self.ceiling)
        if hint is not None and hint > 0:
            latest = min(grown * self.trust, self.ceiling if self.hint_ceiling is None else self.hint_ceiling)
            delay = min(max(hint, delay / self.trust, self.floor), latest)
        return delay

    def explain(self, elapsed: float, hint: float | None) -> str:
        """Which of floor, ceiling and share decides, and whether a hint moved it."""
        # In few different words, since they stay in the timeline of every wait.
        delay = self.next_delay(elapsed, None)
        moved = hint is not None and self.next_delay(elapsed, hint) != delay
        if moved:
            return "the provider's estimate"
        return {self.floor: "shortest delay", self.ceiling: "longest delay"}.get(delay, "share of the time waited")


def require_number(value: Any, name: str) -> None:
    """Refuse an option of a schedule that is no number.

    Raises:
        ConfigurationError: It is not.
    """
    _require(isinstance(value, int | float) and not isinstance(value, bool), name, value, "a number")


def _require(holds: bool, name: str, value: object, wanted: str) -> None:
    if not holds:
        raise ConfigurationError(f"{name} of a schedule must be {wanted}, not {value!r:.80}")
