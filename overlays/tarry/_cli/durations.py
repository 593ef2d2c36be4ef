"""Lengths of time as people write them: `90s`, `30m`, `2h`, `14d`, `1h30m`, plain seconds, and `none` for ever."""

from __future__ import annotations

import math
import re

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}

_PARTS = re.compile(r"(\d+(?:\.\d+)?)([smhdw]?)", re.ASCII)


def seconds(text: str) -> float:
    """Read a duration; infinity for `none`. For the `parser` of an option, and of a value that was parsed already.

    Raises:
        ValueError: It is none.
    """
    written = str(text).strip().lower()
    if written == "none":
        return math.inf
    parts = _PARTS.findall(written)
    if not parts or "".join(map("".join, parts)) != written or (len(parts) > 1 and any(not unit for _, unit in parts)):
        raise ValueError(f"{text!r} is no duration: write 90s, 30m, 2h, 14d, 1h30m, seconds, or none for ever")
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)


def written(duration: float) -> str:
    """A duration as `seconds` reads it, in the largest unit of which it is a whole number."""
    if math.isinf(duration):
        return "none"
    unit = next((one for one in "dhm" if duration and not duration % _SECONDS[one]), "s")
    return f"{duration / _SECONDS[unit]:.10g}{unit}"
