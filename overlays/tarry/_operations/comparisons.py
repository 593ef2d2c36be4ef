"""What the conditions of a document compare, strictly: a value that is there and cannot be compared is a fault of the answer.

By RFC 9535 the text "12" is simply not above 0, and a counter that is sent as a text would turn partial into succeeded.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence, Sized
from typing import Any

from tarry._core.checks import is_number
from tarry.openapi.types import Unset


def there(value: Any) -> bool:
    """Whether an answer has a value: null is absent, and so is what a model was not given."""
    return value is not None and not is_unset(value)


def is_unset(value: Any) -> bool:
    """Whether a model was not given this value."""
    return isinstance(value, Unset)


def number(value: Any, name: str) -> int | float | None:
    """A number.

    Raises:
        TypeError: It is anything else.
    """
    if value is None or is_number(value):
        return value
    if is_unset(value):
        return None
    raise TypeError(f"{name} is {value!r:.40}, which is no number")


def whole(value: Any, name: str) -> int | None:
    """A whole number.

    Raises:
        TypeError: It is anything else.
    """
    found = number(value, name)
    if isinstance(found, float):
        raise TypeError(f"{name} is {value!r:.40}, which is no whole number")
    return found


def all_of(*conditions: bool) -> bool:
    """Whether all hold. Unlike with `and`, each was asked: what cannot be compared is a fault, whatever the others say."""
    return all(conditions)


def any_of(*conditions: bool) -> bool:
    """Whether one holds; each was asked."""
    return any(conditions)


def above(one: Any, other: Any) -> bool:
    """Whether *one* is above *other*; not where one of them is absent."""
    return _ordered(operator.gt, one, other)


def below(one: Any, other: Any) -> bool:
    """Whether *one* is below *other*; not where one of them is absent."""
    return _ordered(operator.lt, one, other)


def at_least(one: Any, other: Any) -> bool:
    """Whether *one* is *other* or above it; not where one of them is absent."""
    return _ordered(operator.ge, one, other)


def at_most(one: Any, other: Any) -> bool:
    """Whether *one* is *other* or below it; not where one of them is absent."""
    return _ordered(operator.le, one, other)


def _ordered(holds: Callable[[Any, Any], bool], one: Any, other: Any) -> bool:
    if not there(one) or not there(other):
        return False
    comparable = (is_number(one) and is_number(other)) or (isinstance(one, str) and isinstance(other, str))
    if not comparable:
        raise TypeError(f"{one!r:.40} cannot be compared with {other!r:.40}")
    return holds(one, other)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal and of one kind: true is not 1."""
    if not there(one) or not there(other):
        return there(one) == there(other)
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def matches(pattern: str, value: Any) -> bool:
    """Whether the whole of a text matches; a value that is no text does not."""
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def searches(pattern: str, value: Any) -> bool:
    """Whether a part of a text matches."""
    return isinstance(value, str) and re.search(pattern, value) is not None


def size(value: Any) -> int | None:
    """Items of a list, members of an object or characters of a text; None for anything else."""
    return len(value) if isinstance(value, Sized) and not isinstance(value, bytes) else None


def item_at(value: Any, index: int) -> Any:
    """An item of a list; None where there is none."""
    if not isinstance(value, list) or not -len(value) <= index < len(value):
        return None
    return value[index]


def member(value: Any, name: str) -> Any:
    """A member of an object that the document does not describe; None where there is none."""
    members = value if isinstance(value, Mapping) else getattr(value, "additional_properties", {})
    return members.get(name)


def items(value: Any) -> Sequence[Any]:
    """The items of a list; none of anything else."""
    return value if isinstance(value, list) else ()
