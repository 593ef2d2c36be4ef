"""Conditions of rules as a tree: what stands inside a filter of RFC 9535, in the profile that specs/README.md describes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Path:
    """A part of the body, or of an item: `@.a.b[0]`, `@.items[*]`, `@.items[?…]`."""

    steps: tuple[str | int, ...]
    """Names of properties and indexes of items, from `@` on."""
    every: bool = False
    """Whether it ends in `[*]`: all items of a list."""
    having: Condition | None = None
    """Whether it ends in `[?…]`: the items for which this holds; `@` is an item there."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that the document gives."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Size:
    """`length(…)` of a text or list, or `count(…)` of what a path finds."""

    function: Literal["length", "count"]
    path: Path


Operand = Path | Constant | Size


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether a path finds something. Null is absent, in every field of an answer."""

    path: Path


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values, compared. An operand of an order that is there and cannot be compared is a fault of the answer."""

    left: Operand
    operator: Literal["==", "!=", "<", "<=", ">", ">="]
    right: Operand


@dataclass(frozen=True, slots=True)
class Matches:
    """A text against a pattern of RFC 9485."""

    path: Path
    pattern: str
    whole: bool
    """`match`, or else `search`."""


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of them."""

    conditions: tuple[Condition, ...]


Condition = Exists | Compare | Matches | Not | And | Or


def parse(text: str) -> Condition:
    """Read a condition such as `@.errors > 0 && @.imports > 0`.

    Raises:
        ValueError: It is none, or outside the profile; says what is.
    """
    raise NotImplementedError
