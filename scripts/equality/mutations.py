"""Answers that a document shows, changed at random in ways in which providers and what stands before them do go wrong."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator, validators

from tarry._generate.documents import Document, Operation
from tarry._generate.schemas import properties

JSON = "application/json"
CODES = (
    200,
    200,
    201,
    202,
    204,
    206,
    301,
    400,
    401,
    403,
    404,
    404,
    408,
    409,
    410,
    410,
    425,
    429,
    429,
    500,
    502,
    503,
    504,
    599,
)
RETRY_AFTER = ("0", "1", "30", "3600", "-5", "1.5", "soon", "", "Fri, 15 Jan 2027 08:02:00 GMT", "99999999999")
COUNTERS: tuple[Any, ...] = (0, 1, 2, 50, -1, 10**12, 0.0, 0.5, 1.0)
OTHERS: tuple[Any, ...] = (
    "0",
    "1",
    "x",
    "",
    " ",
    "true",
    True,
    False,
    None,
    0,
    1,
    1.5,
    -1,
    [],
    {},
    [1],
    {"a": 1},
    ["x"],
)
WORDS = ("done", "DONE", "unknown", "Paused", "in progress", "", " ", "OK", "ok", "Ok ", "Error", "ERROR")
NOT_JSON = (
    "",
    "<html><body>502 Bad Gateway</body></html>",
    "null",
    "[]",
    "{}",
    '"text"',
    "12",
    "true",
    "{",
    "\ufeff{}",
    "NaN",
)

Path = tuple[str | int, ...]

_VALIDATOR: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
        # 1.0 is an integer for JSON Schema and none for who reads it.
        "integer",
        lambda _, value: isinstance(value, int) and not isinstance(value, bool),
    ),
)


class Mutator:
    """Changes answers of one operation."""

    def __init__(self, document: Document, operation: Operation, chance: random.Random, words: Sequence[str]) -> None:
        self._chance, self._words = chance, words
        self._properties = list(properties(document, operation.response_schemas()))
        self._shown: dict[tuple[str, ...], list[Any]] = {}
        for example in operation.examples():
            for path, value in nodes(example.value):
                self._shown.setdefault(_names(path), []).append(value)

    def answer(self, code: int, value: Any) -> list[Any]:
        """Code, headers and text of an answer that is *value* with one to three changes."""
        chance, headers = self._chance, {"content-type": JSON}
        value = self.changed(value)
        text = "" if value is None else json.dumps(value)
        if chance.random() < 0.12:
            code = chance.choice(CODES)
        if chance.random() < 0.1:
            headers["retry-after"] = chance.choice(RETRY_AFTER)
            if chance.random() < 0.3:
                headers["date"] = "Fri, 15 Jan 2027 08:01:00 GMT"
        if chance.random() < 0.05:
            text = chance.choice((*NOT_JSON, text[: chance.randrange(len(text) + 1)]))
            headers["content-type"] = chance.choice((JSON, "text/html", "text/plain"))
        return [code, headers, text]

    def changed(self, value: Any) -> Any:
        """A copy with one to three changes."""
        value = copy.deepcopy(value)
        for _ in range(self._chance.choice((1, 1, 1, 2, 2, 3))):
            value = self._change(value)
        return value

    def _change(self, value: Any) -> Any:
        chance = self._chance
        paths = [path for path, _ in nodes(value) if path]
        if not paths:
            return value
        if isinstance(value, dict) and self._properties and chance.random() < 0.15:
            name = chance.choice(self._properties)
            value[name] = self._in_place_of((name,), value.get(name))
            return value
        path = chance.choice(paths)
        parent = value
        for step in path[:-1]:
            parent = parent[step]
        kind = chance.random()
        if kind < 0.15:
            del parent[path[-1]]
        elif kind < 0.25:
            parent[path[-1]] = None
        elif kind < 0.28 and isinstance(parent, list):
            parent.extend(copy.deepcopy(parent[:1]) * chance.choice((1, 50)))
        else:
            parent[path[-1]] = self._in_place_of(_names(path), parent[path[-1]])
        return value

    def _in_place_of(self, names: tuple[str, ...], old: Any) -> Any:
        """Mostly a value that the schema allows."""
        chance = self._chance
        kind = chance.random()
        shown = self._shown.get(names)
        if shown and kind < 0.35:
            return copy.deepcopy(chance.choice(shown))
        if kind > 0.8:
            return copy.deepcopy(chance.choice(OTHERS))
        if isinstance(old, bool):
            return not old
        if isinstance(old, int | float):
            return chance.choice(COUNTERS)
        if isinstance(old, str):
            return self._text(old)
        return copy.deepcopy(chance.choice(OTHERS))

    def _text(self, old: str) -> str:
        chance = self._chance
        word = chance.choice((old, old, chance.choice((*self._words, old)), chance.choice(WORDS)))
        changes = (
            str.upper,
            str.lower,
            str.title,
            str.swapcase,
            lambda text: f" {text} ",
            lambda text: f"{text}1",
            str.strip,
        )
        return str(chance.choice(changes)(word))


def nodes(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every part of *value*."""
    yield path, value
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from nodes(one, (*path, name))


def _names(path: Path) -> tuple[str, ...]:
    return tuple("*" if isinstance(step, int) else step for step in path)


def forbidden(document: Document, operation: Operation, answer: Sequence[Any]) -> set[str]:
    """What the schema of *operation* has against an answer: `type`, or `form` for all else; null counts as absent."""
    code, _, text = answer
    schemas = operation.response_schemas((code,))
    if not schemas or not 200 <= code < 300:
        return set()
    try:
        value = without_null(json.loads(text))
    except ValueError:
        return {"body"}
    found: set[str] = set()
    for schema in schemas[:1]:
        whole = {**plain(schema), "components": document.data.get("components", {})}
        for error in _VALIDATOR(whole).iter_errors(value):
            found |= kinds(error)
    return found


def kinds(error: Any) -> set[str]:
    """Of an error of validation, or of those in it."""
    if error.context:
        return set().union(*map(kinds, error.context))
    return {"type" if error.validator == "type" else "form"}


def plain(schema: Any) -> dict[str, Any]:
    """A schema as the validator takes it."""
    return dict(schema)


def without_null(value: Any) -> Any:
    """*value* without properties that are null."""
    if isinstance(value, dict):
        return {name: without_null(one) for name, one in value.items() if one is not None}
    return [without_null(one) for one in value] if isinstance(value, list) else value
