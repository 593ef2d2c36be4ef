"""JSON as it comes in: decoded, or refused with a ValueError, whatever the bytes are."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

# Deeper than any body of the documents, and far from where Python's own recursion ends.
MAX_DEPTH = 100


def read_json(body: bytes) -> Any:
    """Decode a body; a ValueError says why it is none that could be served back."""
    try:
        value = json.loads(body, parse_constant=_refuse_constant, parse_float=_read_float)
    except RecursionError:
        value = None
        deep = True
    else:
        deep = _is_deep(value)
    if deep:
        raise ValueError(f"it is nested more than {MAX_DEPTH} levels deep")
    return value


def _refuse_constant(constant: str) -> float:
    # Python reads NaN and Infinity, which are not JSON.
    raise ValueError(f"{constant} is no JSON value")


def _read_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def _is_deep(value: Any) -> bool:
    level = _containers([value])
    for _ in range(MAX_DEPTH):
        level = [
            inner for outer in level for inner in _containers(outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _containers(values: Iterable[Any]) -> list[dict[str, Any] | list[Any]]:
    return [value for value in values if isinstance(value, dict | list)]
