"""The form of `x-job`, `x-pagination` and `x-outcome`: that of x-job.schema.json, in words for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .lints.spots import Spot, either
from .problems import Problem
from .values import Array, Object

_PACKAGE = Path(__file__).parents[1]
_FOLDERS = (_PACKAGE / "_documents", _PACKAGE.parents[1] / "specs")
"""In a wheel and in a checkout, as for the documents."""
_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
}


@cache
def schema() -> dict[str, Any]:
    """The published schema."""
    found = next(path for folder in _FOLDERS if (path := folder / "x-job.schema.json").is_file())
    loaded: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return loaded


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def problems(spot: Spot, given: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the form of extensions of one object, at *spot*; *given* is them by name."""
    for error in _validator().iter_errors(given):
        yield _problem(spot, _deepest(error))


def _deepest(error: ValidationError) -> ValidationError:
    """Where `oneOf` failed, the error of the alternative that was meant: the one of the type that is given."""
    while error.context:
        inner = [one for one in error.context if one.validator != "type" or one.relative_path]
        if all(one.validator == "required" and not one.relative_path for one in inner):
            break  # the names that can be chosen from say it best
        # Alternatives that lack another name than the one that is given were not meant.
        inner.sort(key=lambda one: (one.validator == "required", one.validator == "not", -len(one.absolute_path)))
        error = inner[0]
    return error


def _problem(spot: Spot, error: ValidationError) -> Problem:
    path = list(error.absolute_path)
    what, remedy = _words(error)
    name = _extra(error)
    return spot.at(*path, *([name] if name is not None else [])).problem(what, remedy)


def _extra(error: Any) -> str | None:
    """The first name that there should not be."""
    if error.validator != "additionalProperties" or not isinstance(error.instance, Object):
        return None
    known = error.schema.get("properties", {})
    return next((name for name in error.instance if name not in known and not name.startswith("x-")), None)


def _words(error: Any) -> tuple[str, str]:  # noqa: PLR0911, PLR0912 - a table
    given, value = error.instance, error.validator_value
    about = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    match error.validator:
        case "additionalProperties":
            known = either([name for name in error.schema.get("properties", {}) if not name.startswith("x-")])
            return f"{_extra(error)!r} is no field here", f"there is {known}; a field of your own begins with `x-`"
        case "required":
            lacking = [name for name in value if name not in given]
            return f"{', '.join(map(repr, lacking))} is missing", "add it"
        case "type":
            kinds = [value] if isinstance(value, str) else value
            return f"{_short(given)} is not {either([_TYPES.get(kind, kind) for kind in kinds])}", about
        case "enum":
            return f"{_short(given)} is not known here", f"say {either([str(one) for one in value])}"
        case "const":
            return f"{_short(given)} is not read", f"write {value!r}"
        case "pattern":
            return f"{_short(given)} has not the form that is asked for", about or f"it fits {value}"
        case "minItems" | "minProperties":
            return "is empty", "say something, or leave it out"
        case "maxItems" | "maxLength":
            return f"is longer than {value}", "make it shorter"
        case "minimum" | "exclusiveMinimum" | "maximum":
            bound = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most"}[error.validator]
            return f"{_short(given)} is out of bounds", f"it is {bound} {value}"
        case "anyOf" | "oneOf":
            names = [one["required"] for one in value if "required" in one]
            if names and isinstance(given, Object):
                choices = either([" and ".join(map(repr, one)) for one in names])
                return (
                    f"needs exactly one of {choices}" if error.validator == "oneOf" else f"needs {choices}",
                    "add or drop one",
                )
            return f"{_short(given)} is none of what can stand here", about or "name an operation, or give an object"
        case "not":
            return "names two things that exclude each other", about
        case "dependentRequired":
            return (
                "one field needs another",
                f"{', '.join(f'{name} needs {either(needed)}' for name, needed in value.items())}",
            )
    return error.message, about


def _short(value: Any) -> str:
    if isinstance(value, Object):
        return "an object"
    return "a list" if isinstance(value, Array) else repr(value)[:80]
