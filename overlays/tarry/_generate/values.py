"""Objects and lists of a document, which remember where their members stand."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from .problems import Place


class Object(dict[str, Any]):
    """An object of a document, with the place of each of its members."""

    __slots__ = ("here", "places")

    def __init__(self, here: Place) -> None:
        super().__init__()
        self.here = here
        self.places: dict[str, Place] = {}

    def put(self, name: str, value: Any, place: Place) -> None:
        """Set a member."""
        self[name] = value
        self.places[name] = place

    def __deepcopy__(self, memo: dict[int, Any]) -> Object:
        made = Object(self.here)
        for name, value in self.items():
            made.put(name, copy.deepcopy(value, memo), self.places[name])
        return made


class Array(list[Any]):
    """A list of a document, with the place of each of its items."""

    __slots__ = ("here", "places")

    def __init__(self, here: Place) -> None:
        super().__init__()
        self.here = here
        self.places: list[Place] = []

    def put(self, value: Any, place: Place) -> None:
        """Add an item."""
        self.append(value)
        self.places.append(place)

    def __deepcopy__(self, memo: dict[int, Any]) -> Array:
        made = Array(self.here)
        for value, place in zip(self, self.places, strict=True):
            made.put(copy.deepcopy(value, memo), place)
        return made


def place_of(given: Any, *names: str) -> Place:
    """The place of a member of a member of an object, as far as these are there."""
    place: Place = given.here
    for name in names:
        if isinstance(given, Object) and name in given:
            place, given = given.places[name], given[name]
        elif isinstance(given, Array) and name.isdecimal() and int(name) < len(given):
            place, given = given.places[int(name)], given[int(name)]
        else:
            break
    return place


def listed(given: Any, name: str) -> Sequence[Any]:
    """The items of a member that should be a list; none where it is not there, or something else."""
    found = given.get(name) if isinstance(given, Object) else None
    return found if isinstance(found, Array) else ()


def members(given: Any, name: str) -> Mapping[str, Any]:
    """The members of a member that should be an object; none where it is not there, or something else."""
    found = given.get(name) if isinstance(given, Object) else None
    return found if isinstance(found, Object) else {}
