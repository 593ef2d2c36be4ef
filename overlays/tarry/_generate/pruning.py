"""The parts of a document that its operations use. Files of vendors describe more, such as webhooks."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import unquote

from .documents import Document
from .reading import of
from .values import Array, Object, members


def pruned(document: Document) -> Document:
    """A copy without the components that no operation refers to, and without webhooks."""
    data = copy.deepcopy(document.data)
    components = members(data, "components")
    used: set[tuple[str, str]] = set()
    waiting: list[Any] = [data.get("paths")]
    while waiting:
        given = waiting.pop()
        if isinstance(given, Array):
            waiting += given
        elif isinstance(given, Object):
            waiting += given.values()
            reference = given.get("$ref")
            kind, _, name = str(reference).removeprefix("#/components/").partition("/")
            name = unquote(name.partition("/")[0]).replace("~1", "/").replace("~0", "~")
            if (kind, name) not in used and name in members(components, kind):
                used.add((kind, name))
                waiting.append(components[kind][name])
            waiting.append(_references(given, members(given.get("discriminator"), "mapping")))
    for kind in ("schemas", "responses", "parameters", "requestBodies", "headers", "examples"):
        found = components.get(kind)
        if isinstance(found, Object):
            for name in [name for name in found if (kind, name) not in used]:
                del found[name], found.places[name]
    for name in {"webhooks", "x-webhooks"} & data.keys():
        del data[name], data.places[name]
    return of(data, document.file)


def _references(near: Object, mapping: Any) -> Array:
    """The schemas that a discriminator names, as if it referred to them."""
    made = Array(near.here)
    for target in mapping.values():
        one = Object(near.here)
        one.put("$ref", target, near.here)
        made.put(one, near.here)
    return made
