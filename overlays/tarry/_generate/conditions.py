"""Conditions of rules as a tree: what stands inside a filter of RFC 9535, in the profile that specs/README.md describes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError, selectors
from jsonpath_rfc9535 import filter_expressions as parsed
from jsonpath_rfc9535.segments import JSONPathChildSegment

from .patterns import to_python

LONGEST = 500
DEEPEST = 12

Scalar = str | int | float | bool
"""Without null: null is absent, in every field of an answer, so that a comparison with it would say what `!@.x` says."""


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


_ENVIRONMENT = JSONPathEnvironment()
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)


def parse(text: str) -> Condition:
    """Read a condition such as `@.errors > 0 && @.imports > 0`.

    Raises:
        ValueError: It is none, or outside the profile; says what is.
    """
    if len(text) > LONGEST:
        raise ValueError(f"a condition has at most {LONGEST} characters, this one has {len(text)}")
    if _nesting(text) > DEEPEST:
        raise ValueError(f"a condition nests brackets at most {DEEPEST} deep")
    try:
        segments = _ENVIRONMENT.compile(f"$[?{text}]").segments
    except (JSONPathError, ValueError, OverflowError, RecursionError) as error:
        raise ValueError(f"it is no condition of RFC 9535: {error.args[0]}") from error
    match [one for segment in segments for one in segment.selectors]:
        case [selectors.FilterSelector(expression=only)]:
            return _condition(only)
    raise ValueError("it is more than one condition")


def _nesting(text: str) -> int:
    depth = deepest = 0
    for character in _QUOTED.sub("", text):
        depth += (character in "([") - (character in ")]")
        deepest = max(deepest, depth)
    return deepest


def _condition(given: parsed.Expression) -> Condition:
    match given:
        case parsed.FilterExpression():
            return _condition(given.expression)
        case parsed.PrefixExpression(right=parsed.PrefixExpression()):
            raise ValueError("a negation of a negation is outside the profile")
        case parsed.PrefixExpression():
            return Not(_condition(given.right))
        case parsed.LogicalExpression():
            kind = And if given.operator == "&&" else Or
            sides = [_condition(given.left), _condition(given.right)]
            return kind(
                tuple(one for side in sides for one in (side.conditions if isinstance(side, kind) else (side,)))
            )
        case parsed.ComparisonExpression():
            operator = cast("Literal['==', '!=', '<', '<=', '>', '>=']", given.operator)
            left, right = _operand(given.left), _operand(given.right)
            if isinstance(left, Constant) and isinstance(right, Constant):
                raise ValueError(f"{given} compares two constants")
            return Compare(left, operator, right)
        case parsed.FunctionExtension(name="match" | "search"):
            return _matches(given.name == "match", given.args)
        case parsed.FilterQuery():
            return Exists(_path(given))
    raise ValueError(f"{given} is no condition of the profile")


def _operand(given: parsed.Expression) -> Operand:
    match given:
        case parsed.NullLiteral():
            raise ValueError(
                "null is absent in every field of an answer: write `!@.x` in place of a comparison with null"
            )
        case parsed.FilterExpressionLiteral():
            return Constant(given.value)
        case parsed.FunctionExtension(name="length" | "count"):
            return Size(cast("Literal['length', 'count']", given.name), _path(given.args[0]))
        case parsed.FilterQuery():
            return _path(given)
    raise ValueError(f"{given} is nothing of the profile that can be compared")


def _matches(whole: bool, arguments: Sequence[parsed.Expression]) -> Matches:
    path, pattern = arguments
    if not isinstance(pattern, parsed.StringLiteral):
        raise ValueError(f"the pattern of match and search is a text in quotes, not {pattern}")
    to_python(pattern.value, whole=whole)
    return Matches(_path(path), pattern.value, whole)


def _path(given: parsed.Expression) -> Path:
    if not isinstance(given, parsed.RelativeFilterQuery):
        raise ValueError(f"{given} is no path from `@`")
    steps: list[str | int] = []
    last = len(given.query.segments) - 1
    for number, segment in enumerate(given.query.segments):
        if not isinstance(segment, JSONPathChildSegment) or len(segment.selectors) != 1:
            raise ValueError(f"{given} has `..` or a union, which are outside the profile")
        match segment.selectors[0]:
            case selectors.NameSelector(name=str(name)) if name.isdecimal():
                # By the RFC it is no index, unlike in a JSON pointer.
                raise ValueError(
                    f"{given} has a name of digits, which is outside the profile: an item of a list is [{name}]"
                )
            case selectors.NameSelector(name=str(name)):
                steps.append(name)
            case selectors.IndexSelector(index=int(index)) if index >= 0:
                steps.append(index)
            case selectors.WildcardSelector() if number == last:
                return Path(tuple(steps), every=True)
            case selectors.FilterSelector(expression=having) if number == last:
                return Path(tuple(steps), having=_condition(having))
            case selectors.WildcardSelector() | selectors.FilterSelector():
                raise ValueError(f"{given} goes on after `*` or a filter, which end a path in the profile")
            case other:
                raise ValueError(f"{given} has [{other}], which is outside the profile")
    return Path(tuple(steps))
