"""How durations, and words that a server chose, are written for people."""

from __future__ import annotations

import math
from typing import NamedTuple

LONGEST_WORD = 200
"""Characters that are kept of a status word, a reason or another short text of a server's."""

LONGEST_PROBLEM = 500
"""Characters that are shown of what an error says."""

_MILLENNIUM = 1000 * 365 * 86_400.0


class _Unit(NamedTuple):
    below: float
    """So many seconds are written in larger units."""
    name: str
    size: int
    small_name: str
    small: int
    """Seconds of the smaller unit that is written beside it."""


_UNITS = (
    _Unit(3600, "min", 60, "s", 1),
    _Unit(172_800, "h", 3600, "min", 60),
    _Unit(math.inf, "d", 86_400, "h", 3600),
)


def duration(seconds: float) -> str:
    """Write *seconds* as people read them: `0.5 s`, `90 s`, `5 min 30 s`, `2 h 5 min`, `40 d`."""
    if seconds < 0:
        return f"-{duration(-seconds)}"
    if not seconds < _MILLENNIUM:  # NaN as well
        return "more than 1,000 years" if seconds > 0 else "an unknown time"
    if seconds < 0.995:
        return f"{round(seconds, 2):g} s"
    if seconds < 9.95:
        return f"{round(seconds, 1):g} s"
    if seconds < 119.5:
        return f"{seconds:.0f} s"
    # Rounded before a unit is chosen, so that there are no 60 minutes.
    fits = (unit for unit in _UNITS if round(seconds / unit.small) * unit.small < unit.below)
    unit = next(fits)
    number, rest = divmod(round(seconds / unit.small), unit.size // unit.small)
    return f"{number:,} {unit.name}" + (f" {rest} {unit.small_name}" if rest else "")


def type_name(value: object) -> str:
    """The type of *value* with its module, which tells types of one name apart: `httpx2.Auth` from `httpx.Auth`."""
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def cut(text: str, limit: int = LONGEST_WORD) -> str:
    """The first *limit* characters of *text*, with a sign where more follow."""
    return text if len(text) <= limit else f"{text[:limit]}…"


def shown(text: str, limit: int = LONGEST_WORD) -> str:
    """A text that somebody else chose, fit for a line of a log or a terminal: cut, with escapes for what is not printable.

    Line breaks, terminal sequences, marks that turn the direction of writing and halves of surrogate pairs are not printable.
    """
    text = cut(text, limit)
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def brief(error: Exception) -> str:
    """What an error says, fit to be shown, or its class where it says nothing (some httpx errors do)."""
    return shown(str(error), LONGEST_PROBLEM) or type(error).__name__
