"""Names and texts that would become Python, or that nobody can have meant."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Any

from tarry._generate.documents import Document
from tarry._generate.problems import Problem
from tarry._generate.values import Array, Object

from .spots import Declared, Spot

_LONGEST_NAME = 100
_LONGEST_OF_VENDORS = 200
_LONGEST_TITLE = 200
_LONGEST_TEXT = 50_000
_COMPONENT = re.compile(r"[A-Za-z0-9._-]+")
_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]*([ /._-]+[A-Za-z0-9]+)*")


def in_document(document: Document) -> Iterator[Problem]:
    """Of the document as a whole."""
    info = document.data.get("info")
    if isinstance(info, Object):
        for name, longest in (("title", _LONGEST_TITLE), ("version", _LONGEST_NAME), ("description", _LONGEST_TEXT)):
            yield from _too_long(info, name, longest, f"info/{name}")
    named = set(_named(document))
    for operation in document.operations.values():
        place = operation.given.places["operationId"]
        # The generator of clients makes names of most that a vendor can have; what a handle calls is written by that name.
        if (problem := unfit(operation.id) if operation.id in named else _dangerous(operation.id)) is not None:
            yield Problem(place, operation.id, f"as an operationId {problem}", "give it another")
        for name, longest in (("summary", _LONGEST_TEXT), ("description", _LONGEST_TEXT)):
            yield from _too_long(operation.given, name, longest, operation.id)
    components = document.data.get("components")
    for kind, given in components.items() if isinstance(components, Object) else ():
        for name in given if isinstance(given, Object) else ():
            if not _COMPONENT.fullmatch(name) or len(name) > _LONGEST_OF_VENDORS or name.startswith("__"):
                where = f"components/{kind}"
                yield Problem(
                    given.places[name],
                    where,
                    f"{name!r} is no name of a component",
                    "use letters, digits, `.`, `-` and `_`",
                )


def _named(document: Document) -> Iterator[str]:
    """The operations that bear an extension, and all that an x-job says, names of operations among it."""
    for operation in document.operations.values():
        if "x-job" in operation.given or "x-pagination" in operation.given:
            yield operation.id
            yield from _texts(operation.given.get("x-job"))


def _texts(given: Any) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    for inner in given.values() if isinstance(given, Object) else given if isinstance(given, Array) else ():
        yield from _texts(inner)


def _dangerous(name: str) -> str | None:
    """Why no name at all should be made of this one."""
    if len(name) > _LONGEST_OF_VENDORS:
        return f"has {len(name)} characters, more than {_LONGEST_OF_VENDORS}"
    if name.startswith("__") or ".." in name or not re.search(r"[A-Za-z]", name):
        return "becomes no name in Python"
    return None


def _too_long(given: Object, name: str, longest: int, where: str) -> Iterator[Problem]:
    text = given.get(name)
    if isinstance(text, str) and len(text) > longest:
        yield Problem(given.places[name], where, f"the {name} has {len(text)} characters", f"keep it under {longest:,}")


def unfit(name: str) -> str | None:
    """Why a name cannot become one of Python; None where it can."""
    if len(name) > _LONGEST_NAME:
        return f"has {len(name)} characters, more than {_LONGEST_NAME}"
    if not _WORDS.fullmatch(name):
        return "becomes no name in Python: it begins with a letter, and has letters, digits, `_`, `-` and `.` alone"
    snake = re.sub(r"[ /._-]+", "_", name)
    if keyword.iskeyword(snake) or keyword.iskeyword(snake.lower()):
        return "is a keyword of Python"
    return None


def in_job(declared: Declared) -> Iterator[Problem]:
    """Of one job: what its handle would be called, and have."""
    spot, job = declared.spot, declared.job
    given: dict[str, tuple[Spot, Any]] = {
        "kind": (spot.at("kind"), job.kind),
        "x-class": (spot.at("x-class"), job.class_name),
    }
    if job.submit.item_name:
        given["x-items"] = spot.at("submit", "x-items"), job.submit.item_name
    for name in job.id:
        given[f"id {name}"] = spot.at("id", name), name
    for what, (where, text) in given.items():
        if (problem := unfit(str(text))) is not None:
            yield where.problem(f"as {what}, {str(text)!r} {problem}", "give it another")
    if not job.class_name.isidentifier() or keyword.iskeyword(job.class_name):
        yield spot.at("kind").problem(
            f"{job.class_name!r} is no name of a class", "give `x-class`, such as `EventsImport`"
        )


def of_two_jobs(jobs: list[Declared]) -> Iterator[Problem]:
    """Kinds and classes that are called the same."""
    for number, one in enumerate(jobs):
        for other in jobs[:number]:
            if other.job.kind == one.job.kind:
                yield one.spot.at("kind").problem(
                    f"{other.operation.id} has the kind {one.job.kind!r} as well", "give it another"
                )
            elif other.job.class_name.lower() == one.job.class_name.lower():
                what = f"the handle would be called {one.job.class_name}, as that of {other.operation.id}"
                yield one.spot.at("kind").problem(what, "give `x-class`")
