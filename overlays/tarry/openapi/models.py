"""How a model is made of a JSON object, and what it is turned into again.

An operation of these for each property stands in `from_dict` and `to_dict` of every generated model. `given` is a copy of the
object; what is left in it at the end are the properties that the document does not name.
"""

import datetime
import enum
import uuid
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from .types import UNSET, Unset

__all__ = [
    "Model",
    "constant",
    "one_of",
    "optional",
    "optional_list",
    "required",
    "required_list",
    "to_json",
    "unset_or",
]

ValueT = TypeVar("ValueT")

Make = Callable[[Any], Any]
"""What makes a value of its JSON, `Job.from_dict` for instance."""


class Model(Generic[ValueT]):
    """An object that may have properties which its document does not name: they are its items."""

    __slots__ = ()

    additional_properties: dict[str, ValueT]

    @property
    def additional_keys(self) -> list[str]:
        """The names of these properties."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> ValueT:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: ValueT) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


def required(given: dict[str, Any], name: str, make: Make | None = None) -> Any:
    """A property that has to be there. Null is absent.

    Raises:
        KeyError: It is not.
    """
    value = given.pop(name)
    if value is None:
        raise KeyError(name)
    return value if make is None else make(value)


def optional(given: dict[str, Any], name: str, make: Make) -> Any:
    """A property, or None where it is absent or null."""
    value = given.pop(name, None)
    return None if value is None else make(value)


def unset_or(given: dict[str, Any], name: str, make: Make) -> Any:
    """A property of what is only sent, or UNSET where it is absent."""
    return make(given.pop(name)) if name in given else UNSET


def required_list(given: dict[str, Any], name: str, make: Make | None = None) -> Any:
    """As `required`, for a list; *make* makes an item.

    Raises:
        KeyError: It is absent or null.
        TypeError: It is no list.
    """
    return _listed(required(given, name), name, make)


def optional_list(given: dict[str, Any], name: str, make: Make | None = None) -> Any:
    """As `optional`, for a list; *make* makes an item.

    Raises:
        TypeError: It is no list.
    """
    value = given.pop(name, None)
    return None if value is None else _listed(value, name, make)


def _listed(value: Any, name: str, make: Make | None) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{name} is no list")
    return value if make is None else [make(item) for item in value]


def one_of(value: Any, *ways: tuple[type, Make], is_closed: bool = False) -> Any:
    """The value by the first of several *ways* that fits: the type that JSON has for it, and what makes it.

    Where none fits the value stays as it is, since a type without a way is among the described ones, such as null.
    *is_closed* says that there is none.

    Raises:
        TypeError: None fits, and that is all there is.
    """
    for kind, make in ways:
        if isinstance(value, kind):
            try:
                return make(value)
            except (TypeError, ValueError, AttributeError, KeyError):
                if is_closed and (kind, make) == ways[-1]:
                    raise
    if is_closed and not isinstance(value, Unset):
        raise TypeError("it is nothing of what is described")
    return value


def constant(value: Any, expected: Any) -> Any:
    """A value that can only be this one.

    Raises:
        ValueError: It is another.
    """
    if value != expected:
        raise ValueError("it is not the value that is described")
    return value


def to_json(value: Any) -> Any:
    """A value of one of several types as it is sent."""
    match value:
        case enum.Enum():
            return value.value
        case datetime.date():
            return value.isoformat()
        case uuid.UUID():
            return str(value)
        case list():
            return [to_json(item) for item in value]
        case _ if hasattr(value, "to_dict"):
            return value.to_dict()
        case _:
            return value
