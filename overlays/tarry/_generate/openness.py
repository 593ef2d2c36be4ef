"""Answers of a wait are open: a value that the document does not list yet is no error of the answer that holds it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from .declarations import Expression
from .documents import Document, Operation
from .reading import of
from .schemas import parts, reach
from .values import Object, members


def opened(document: Document) -> Document:
    """A copy in which no `enum` limits what the answers of a wait hold: those of submits, polls, second requests and lists.

    Otherwise a new value anywhere in an answer would make the client refuse the whole, and hide the status in it. At the status
    itself `const` goes too; elsewhere it stays, as it tells the alternatives of a schema apart, as an `enum` of one value does.
    What is sent by the same schema is not limited either: the provider says what it takes.
    """
    made = of(copy.deepcopy(document.data), document.file)
    for operation in made.declaring("x-job"):
        for schema in [
            schema
            for name in _asked(operation)
            for schema in made.operations[name].response_schemas(["2XX", "4XX", "5XX"])
        ]:
            for part in _within(made, schema):
                if isinstance(part.get("enum"), list) and len(part["enum"]) > 1:
                    _drop(part, "enum")
        status = operation.given["x-job"].get("status")
        where = None if status is None else Expression.parse(status)
        if where is not None and where.part == "response.body":
            for schema in reach(made, operation.response_schemas(), where.pointer):
                for part in parts(made, schema):
                    _drop(part, "enum")
                    _drop(part, "const")
    return made


def _asked(operation: Operation) -> Iterator[str]:
    """The operations whose answers a wait needs."""
    given = operation.given["x-job"]
    named = [
        given["submit"],
        *given.get("also_submit", ()),
        given.get("list"),
        *(rule.get("ask") for rule in given.get("rules", ())),
    ]
    yield operation.id
    for one in named:
        if one is not None:
            yield one["operation"] if isinstance(one, Object) else one


def _within(document: Document, schema: Any) -> Iterator[Object]:
    """A schema and all inside it, each once."""
    found: set[int] = set()
    waiting = [schema]
    while waiting:
        for part in parts(document, waiting.pop()):
            if id(part) in found:
                continue
            found.add(id(part))
            yield part
            waiting += [*members(part, "properties").values(), part.get("items"), part.get("additionalProperties")]


def _drop(part: Object, name: str) -> None:
    if part.pop(name, None) is not None:
        part.places.pop(name)
