"""A check of decoded JSON by type, for the 400 that a body of the wrong shape earns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# A type, or an object's known fields. Unknown fields pass, as they do with the documents' schemas.
Shape = type | Mapping[str, "Shape"]

_NAMES: Mapping[type, str] = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "an object",
    list: "a list",
}


def without_nulls(value: Any) -> Any:
    """Give an object without its fields that are null; anything else as it is."""
    return {key: part for key, part in value.items() if part is not None} if isinstance(value, dict) else value


def find_mismatch(value: object, shape: Shape, name: str) -> str | None:
    """Say which part of `value` is not of its type, or None if all fits. Absent fields fit."""
    expected = shape if isinstance(shape, type) else dict
    if not _fits(value, expected):
        return f"{name} must be {_NAMES[expected]}"
    if isinstance(shape, Mapping) and isinstance(value, dict):
        for key, part in shape.items():
            if key in value and (mismatch := find_mismatch(value[key], part, f"{name}.{key}")):
                return mismatch
    return None


def _fits(value: object, expected: type) -> bool:
    if isinstance(value, bool):
        return expected is bool
    # JSON knows one sort of number: 2.0 is whole, and 2 is a number.
    if isinstance(value, float) and expected is int:
        return value.is_integer()
    return isinstance(value, int | float if expected is float else expected)
