"""What a schema says of a part of a value: where a path leads, and which types can stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .documents import Document
from .values import Array, Object, listed, members

_OF_KEYWORD = {"properties": "object", "additionalProperties": "object", "items": "array", "prefixItems": "array"}


def parts(document: Document, schema: Any) -> list[Object]:
    """The schemas that *schema* is put together from, itself among them: through `$ref`, `allOf`, `oneOf` and `anyOf`."""
    found: dict[int, Object] = {}
    waiting = [schema]
    while waiting:
        one = document.resolve(waiting.pop())
        if isinstance(one, Object) and id(one) not in found:
            found[id(one)] = one
            for keyword in ("allOf", "oneOf", "anyOf"):
                waiting += listed(one, keyword)
    return list(found.values())


def reach(document: Document, schemas: Iterable[Any], steps: Iterable[str | int]) -> list[Any]:
    """The schemas of what *steps* lead to from a value of one of *schemas*; none where no schema describes it."""
    found = list(schemas)
    for step in steps:
        inner = (one for schema in found for one in _step(document, schema, str(step)))
        found = list({id(one): one for one in inner}.values())
    return found


def _step(document: Document, schema: Any, step: str) -> Iterator[Any]:
    for part in parts(document, schema):
        named = members(part, "properties")
        others = part.get("additionalProperties")
        if step in named:
            yield named[step]
        elif isinstance(others, Object) or others is True:
            yield others
        if step.isdecimal():
            first = listed(part, "prefixItems")
            if int(step) < len(first):
                yield first[int(step)]
            elif "items" in part:
                yield part["items"]


def properties(document: Document, schemas: Iterable[Any]) -> dict[str, Any]:
    """The schemas of the properties that a value of one of *schemas* can have, by name."""
    every = [members(part, "properties") for schema in schemas for part in parts(document, schema)]
    return {name: schema for named in every for name, schema in named.items()}


def types(document: Document, schema: Any) -> set[str]:
    """The types of JSON that a value can have, null aside, `number` for an integer as well; none where nothing says so."""
    return (_types(document, schema, {}) or set()) - {"null"}


def _types(document: Document, schema: Any, known: dict[int, set[str] | None]) -> set[str] | None:
    """With null; None for a schema inside itself, which adds nothing. Each schema is read once, whatever refers to it."""
    one = document.resolve(schema)
    if not isinstance(one, Object):
        return set()
    if id(one) not in known:
        known[id(one)] = None
        known[id(one)] = _types_of_parts(document, one, known)
    return known[id(one)]


def _types_of_parts(document: Document, one: Object, known: dict[int, set[str] | None]) -> set[str]:
    found = _own_types(one)
    for each in listed(one, "allOf"):
        other = _types(document, each, known)
        found = found & other if found and other else found | (other or set())
    for keyword in ("oneOf", "anyOf"):
        choices = [kinds for each in listed(one, keyword) if (kinds := _types(document, each, known)) is not None]
        if choices and all(choices):
            either = set[str]().union(*choices)
            found = found & either if found else either
    return found or {kind for keyword, kind in _OF_KEYWORD.items() if keyword in one}


def _own_types(schema: Object) -> set[str]:
    given = schema.get("type")
    kinds = [given] if isinstance(given, str) else listed(schema, "type")
    found = {"number" if kind == "integer" else str(kind) for kind in kinds}
    if not found and isinstance(schema.get("enum"), Array):
        return {type_of(value) for value in schema["enum"]}
    return {type_of(schema["const"])} if not found and "const" in schema else found


def type_of(value: Any) -> str:
    """The type of JSON of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def words(document: Document, schemas: Iterable[Any]) -> dict[str, str]:
    """What `x-job-status` of a property says of its words."""
    found: dict[str, str] = {}
    for schema in schemas:
        for part in parts(document, schema):
            found |= {word: str(meaning) for word, meaning in members(part, "x-job-status").items()}
    return found


def listed_words(document: Document, schemas: Iterable[Any]) -> list[str]:
    """The words that `enum` or `const` of a property lists."""
    every = [part for schema in schemas for part in parts(document, schema)]
    values = [
        value for part in every for value in (*listed(part, "enum"), *([part["const"]] if "const" in part else ()))
    ]
    return [written(value) for value in dict.fromkeys(map(written, values)) if value]


def written(value: Any) -> str:
    """A word of an answer as text: a boolean as `true`, a number as its digits; empty for null."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def fold(word: str) -> str:
    """A word as it is compared: neither case nor surrounding space matters."""
    return word.strip().upper()
