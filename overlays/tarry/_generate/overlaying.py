"""OpenAPI Overlay 1.0: changes to a document that stand in a file of their own.

The libraries for Python pass over a target that matches nothing in silence, and then a renamed path takes an `x-job` away.
"""

from __future__ import annotations

import copy
from typing import Any

from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError

from .problems import DocumentError, Place
from .values import Array, Object

_LONGEST_TARGET = 1000


class _Paths(JSONPathEnvironment):
    """Without patterns, whose cost nothing bounds."""

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        del self.function_extensions["match"], self.function_extensions["search"]


_PATHS = _Paths()


def apply(overlay: Object, document: Object) -> None:
    """Change *document* as the actions of *overlay* say, one after the other.

    Raises:
        DocumentError: It is no Overlay 1.0, or an action matches nothing or does not fit what it matches.
    """
    version = overlay.get("overlay")
    if not (isinstance(version, str) and version.startswith("1.0.")):
        place = overlay.places.get("overlay", overlay.here)
        raise DocumentError(place, "it is no OpenAPI Overlay 1.0: `overlay` is not 1.0.0")
    actions = overlay.get("actions")
    if not isinstance(actions, Array) or not actions:
        raise DocumentError(overlay.places.get("actions", overlay.here), "`actions` is no list of actions")
    for action, place in zip(actions, actions.places, strict=True):
        if not isinstance(action, Object) or not isinstance(action.get("target"), str):
            raise DocumentError(place, "this action has no `target`")
        if not ("update" in action or action.get("remove") is True):
            raise DocumentError(place, "this action has neither `update` nor `remove: true`")
        _act(action, action.places["target"], document)


def _act(action: Object, place: Place, document: Object) -> None:
    target = action["target"]
    if len(target) > _LONGEST_TARGET:
        raise DocumentError(place, f"a target has at most {_LONGEST_TARGET} characters")
    try:
        found = [tuple(node.location) for node in _PATHS.find(target, document)]
    except (JSONPathError, ValueError, OverflowError, RecursionError) as error:
        raise DocumentError(place, f"{target!r} is no JSONPath of RFC 9535: {error.args[0]}") from error
    if not found:
        raise DocumentError(
            place, f"the target {target} matches nothing: the document has changed, or the path is misspelled"
        )
    if action.get("remove") is True:
        # Items of a list from the last on, so that no index moves before it is used.
        for location in sorted(found, key=lambda one: [str(step).zfill(9) for step in one], reverse=True):
            _remove(document, location, place)
        return
    for location in found:
        given = _at(document, location)
        update = copy.deepcopy(action["update"])
        if isinstance(given, Array):
            given.put(update, action.places["update"])
        elif isinstance(given, Object) and isinstance(update, Object):
            _merge(given, update)
        else:
            raise DocumentError(place, f"the target {target} is neither an object that an object updates nor a list")


def _at(document: Object, location: tuple[int | str, ...]) -> Any:
    found: Any = document
    for step in location:
        found = found[step]
    return found


def _remove(document: Object, location: tuple[int | str, ...], place: Place) -> None:
    if not location:
        raise DocumentError(place, "an action cannot remove the whole document")
    parent = _at(document, location[:-1])
    del parent[location[-1]]
    del parent.places[location[-1]]


def _merge(given: Object, update: Object) -> None:
    """Members that both have are merged: objects by their members, lists one after the other, all else by the update."""
    for name, value in update.items():
        known = given.get(name)
        if isinstance(known, Object) and isinstance(value, Object):
            _merge(known, value)
        elif isinstance(known, Array) and isinstance(value, Array):
            for item, place in zip(value, value.places, strict=True):
                known.put(item, place)
        else:
            given.put(name, value, update.places[name])
