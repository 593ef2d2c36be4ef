"""Whether a condition holds for the body of an answer, as plain JSON. Generated code decides the same on models.

As in RFC 9535, but for two places: null is absent, and an operand of an order that is there and cannot be compared is a fault
of the answer, where the RFC calls the comparison false.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from .conditions import And, Compare, Condition, Constant, Exists, Matches, Not, Operand, Or, Path, Size
from .patterns import to_python


class Absent:
    """What a path finds where nothing is, or null."""

    def __repr__(self) -> str:
        """For messages of tests."""
        return "ABSENT"


ABSENT: Final = Absent()


class IncomparableError(ValueError):
    """An answer holds something that a condition cannot compare."""


def holds(condition: Condition, body: Any) -> bool:
    """Whether *condition* holds for *body*. From left to right, and no further than is needed to know.

    Raises:
        IncomparableError: The answer is faulty.
    """
    match condition:
        case And(conditions):
            # All are asked, so that none hides that another cannot be compared.
            return all([holds(one, body) for one in conditions])  # noqa: C419
        case Or(conditions):
            return any([holds(one, body) for one in conditions])  # noqa: C419
        case Not(inner):
            return not holds(inner, body)
        case Exists(path):
            return bool(items(path, body)) if _is_many(path) else find(path.steps, body) is not ABSENT
        case Matches(path, pattern, whole):
            text = find(path.steps, body)
            test = re.fullmatch if whole else re.search
            return isinstance(text, str) and test(to_python(pattern, whole=whole), text) is not None
        case Compare(left, operator, right):
            return _compare(_value(left, body), operator, _value(right, body))


def find(steps: Sequence[str | int], body: Any) -> Any:
    """What *steps* lead to from *body*, or ABSENT. A text of digits is an index where a list is."""
    for step in steps:
        if isinstance(body, Mapping) and isinstance(step, str):
            body = body.get(step)
        elif isinstance(body, list) and str(step).isdecimal():
            body = body[int(step)] if int(step) < len(body) else None
        else:
            return ABSENT
    return ABSENT if body is None else body


def items(path: Path, body: Any) -> list[Any]:
    """The items of a list that *path* is about."""
    found = find(path.steps, body)
    listed = found if isinstance(found, list) else []
    return listed if path.having is None else [item for item in listed if holds(path.having, item)]


def _is_many(path: Path) -> bool:
    return path.every or path.having is not None


def _value(operand: Operand, body: Any) -> Any:
    match operand:
        case Constant(value):
            return value
        case Size("count", path):
            return len(items(path, body)) if _is_many(path) else int(find(path.steps, body) is not ABSENT)
        case Size(_, path):
            found = find(path.steps, body)
            if found is ABSENT:
                return ABSENT
            if not isinstance(found, str | list | Mapping):
                raise IncomparableError(f"{found!r:.80} has no length")
            return len(found)
        case Path(steps):
            return find(steps, body)


def _compare(left: Any, operator: str, right: Any) -> bool:
    if operator in {"==", "!="}:
        return same(left, right) is (operator == "==")
    if left is ABSENT or right is ABSENT:
        return left is right and operator in {"<=", ">="}
    numbers, texts = (all(_is(kind, one) for one in (left, right)) for kind in (int | float, str))
    if not (numbers or texts):
        raise IncomparableError(f"{left!r:.80} {operator} {right!r:.80} cannot be told")
    if operator in {">", ">="}:
        left, right = right, left
    return bool(left < right or (len(operator) == 2 and left == right))


def _is(kind: Any, value: Any) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def same(left: Any, right: Any) -> bool:
    """Whether two values of JSON are equal: a boolean is no number, though Python takes it for one."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(value, right[name]) for name, value in left.items())
    return bool(left == right)
