"""What a caller could give to a submit, for the test of a package: what the document shows, or the least that fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .documents import Document, Operation
from .kinds import Argument
from .schemas import parts, types
from .submits import Submit
from .texts import literal
from .values import listed, members

_DEEPEST = 8
_OF_FORMAT = {
    "date-time": "2026-03-02T10:00:00+00:00",
    "date": "2026-03-02",
    "uuid": "6f1c6a52-4d0c-4f6e-8a53-0d4fb2b3a001",
    "uri": "https://example.com",
    "email": "nobody@example.com",
}
_PLAIN = {"string": "text", "boolean": True, "null": None}


class NoInstanceError(Exception):
    """Nothing can be made up that fits a schema."""


def arguments_of(document: Document, submit: Submit) -> dict[str, str] | None:
    """What has to be given to a submit, as expressions by keyword; None where something cannot be made up."""
    operation = document.operations[submit.operation.id]
    given = [one for one in (*submit.first, *submit.named) if not one.default or one.name == "body"]
    try:
        return {one.name: _expression(_value(document, operation, one), one.type) for one in given}
    except NoInstanceError:
        return None


def _value(document: Document, operation: Operation, argument: Argument) -> Any:
    place, name = argument.place
    if place == "body":
        body = next(iter(document.media_types(document.resolve(operation.given.get("requestBody")))))[1]
        examples = [document.resolve(one) for one in members(body, "examples").values()]
        shown = [body["example"]] if "example" in body else [one["value"] for one in examples if "value" in one]
        whole = shown[0] if shown else _instance(document, body.get("schema", {}), {name}, 0)
        return whole[name] if name else whole
    parameter = operation.parameter(name, place)
    if parameter is None:
        raise NoInstanceError(name)
    return parameter.given["example"] if "example" in parameter.given else _instance(document, parameter.schema, (), 0)


def _instance(document: Document, schema: Any, wanted: Any, depth: int) -> Any:
    """The least value of a schema, with the *wanted* properties besides the required ones."""
    if depth > _DEEPEST:
        raise NoInstanceError("nested too deep")
    every = parts(document, schema)
    for part in every:
        for name in ("example", "const", "default"):
            if part.get(name) is not None and not wanted:
                return part[name]
        for name in ("examples", "enum"):
            if listed(part, name) and not wanted:
                return listed(part, name)[0]
    if any("pattern" in part for part in every):
        raise NoInstanceError("a pattern")
    kinds = types(document, schema)
    if "object" in kinds:
        required = {str(name) for part in every for name in listed(part, "required")} | {one for one in wanted if one}
        known = {name: inner for part in every for name, inner in members(part, "properties").items()}
        return {name: _instance(document, known.get(name, {}), (), depth + 1) for name in sorted(required)}
    if "array" in kinds:
        items: Any = next((part["items"] for part in every if "items" in part), {})
        least = max((part["minItems"] for part in every if isinstance(part.get("minItems"), int)), default=1)
        return [_instance(document, items, (), depth + 1)] * max(least, 1)
    if "number" in kinds:
        return max((part["minimum"] for part in every if isinstance(part.get("minimum"), int)), default=1)
    found = next((_OF_FORMAT[part["format"]] for part in every if part.get("format") in _OF_FORMAT), None)
    return found or next((_PLAIN[kind] for kind in sorted(kinds) if kind in _PLAIN), "text")


def _expression(value: Any, kind: str) -> str:
    """A value as an expression of the type that a parameter of `submit` has."""
    if isinstance(value, list):
        inner = kind.partition("[")[2]
        return f"[{', '.join(_expression(one, inner) for one in value)}]"
    if isinstance(value, Mapping):
        if kind.startswith("models.") and "Mapping" not in kind:
            raise NoInstanceError(kind)
        return f"{{{', '.join(f'{literal(name)}: {_plain(one)}' for name, one in value.items())}}}"
    if isinstance(value, str):
        for typed in ("datetime.datetime", "datetime.date", "UUID"):
            if kind.startswith(typed):
                return f"UUID({literal(value)})" if typed == "UUID" else f"{typed}.fromisoformat({literal(value)})"
    if kind.startswith("models.") or kind.startswith("File"):
        raise NoInstanceError(kind)
    return _plain(value)


def _plain(value: Any) -> str:
    return repr(_bare(value))


def _bare(value: Any) -> Any:
    """A value without the places that a document remembers."""
    if isinstance(value, Mapping):
        return {str(name): _bare(one) for name, one in value.items()}
    return [_bare(one) for one in value] if isinstance(value, list) else value
