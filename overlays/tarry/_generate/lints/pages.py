"""`x-pagination`: where it leads, and signs that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tarry._generate.declarations import Expression, Pagination
from tarry._generate.documents import Operation
from tarry._generate.problems import Problem
from tarry._generate.schemas import reach, types
from tarry._generate.values import Object

from .pointers import led
from .spots import Spot, either

_MEANS = ("cursor", "link", "offset", "page")
_SIGNS = {
    "more": {"boolean"},
    "total": {"number", "string"},
    "pages": {"number", "array"},
    "count": {"number", "string"},
}


def of_operation(operation: Operation) -> Iterator[Problem]:
    """What is wrong with the `x-pagination` of an operation, whose form is right."""
    spot = Spot(operation, ("x-pagination",))
    pages = Pagination.parse(operation.given["x-pagination"])
    if pages.items.part != "response.body":
        yield spot.at("items").problem("is no part of an answer's body", "begin with `$response.body`")
    else:
        yield from led(
            operation, spot.at("items"), pages.items, {"array", "string"} if not pages.items.pointer else {"array"}
        )
    for name, expected in _SIGNS.items():
        sign: Expression | None = getattr(pages, name)
        if sign is not None:
            yield from _of_answer(operation, spot.at(name), sign, expected)
    if pages.echo is not None:
        yield from _of_answer(operation, spot.at("echo"), pages.echo, {"number", "string"})
    if isinstance(pages.size, Expression):
        yield from _of_answer(operation, spot.at("size"), pages.size, {"number", "string"})
    if pages.link is not None:
        yield from _of_answer(operation, spot.at("link", "from"), pages.link, {"string"})
    for name in ("cursor", "offset", "page", "limit"):
        part: Mapping[str, Any] | None = getattr(pages, name)
        if part is not None:
            yield from _of_part(operation, spot.at(name), part, None if name == "cursor" else {"number", "string"})
    yield from _cursor(operation, spot, pages)
    yield from _contradictions(spot, pages)


def _of_answer(operation: Operation, spot: Spot, expression: Expression, expected: set[str]) -> Iterator[Problem]:
    if expression.part.startswith("request"):
        yield spot.problem("is a part of the request, not of the answer", "begin with `$response`")
    else:
        yield from led(operation, spot, expression, expected)


def _of_part(operation: Operation, spot: Spot, part: Mapping[str, Any], expected: set[str] | None) -> Iterator[Problem]:
    target: Expression = part["to"]
    yield from led(operation, spot.at("to"), target, None)
    parameter = operation.parameter(target.name, target.part.removeprefix("request.")) if target.name else None
    known = types(operation.document, parameter.schema) if parameter else set()
    if expected is not None and known and not known & expected:
        yield spot.at("to").problem(f"the parameter is {either(sorted(known))}, not a number", "name another")
    if "echo" in part:
        yield from _of_answer(operation, spot.at("echo"), part["echo"], {"number", "string"})
    schema = operation.document.resolve(parameter.schema) if parameter else None
    largest = schema.get("maximum") if isinstance(schema, Object) else None
    if isinstance(largest, int | float) and part.get("value", 0) > largest:
        yield spot.at("value").problem(f"is above the maximum of the parameter, {largest}", f"write {largest}")


def _cursor(operation: Operation, spot: Spot, pages: Pagination) -> Iterator[Problem]:
    if pages.cursor is None:
        return
    if "from" in pages.cursor:
        yield from _of_answer(operation, spot.at("cursor", "from"), pages.cursor["from"], {"string", "number"})
    elif pages.items.part == "response.body":
        item = reach(operation.document, operation.response_schemas(), (*pages.items.pointer, "0"))
        if not reach(operation.document, item, pages.cursor["from_item"]):
            what = f"no item of {operation.id} has /{'/'.join(pages.cursor['from_item'])}"
            yield spot.at("cursor", "from_item").problem(what, "name a property of an item")


def _contradictions(spot: Spot, pages: Pagination) -> Iterator[Problem]:
    means = [name for name in _MEANS if getattr(pages, name) is not None]
    if not means:
        given = [
            name for name in ("limit", "more", "total", "pages", "echo", "size") if getattr(pages, name) is not None
        ]
        for name in given:
            yield spot.at(name).problem(
                f"says how to go on, but there is none of {either(_MEANS)}",
                "add one, or leave it out: there is one page then",
            )
        return
    step_is_limit = pages.offset is not None and pages.offset.get("step") == "limit"
    if step_is_limit and pages.limit is None:
        yield spot.at("offset", "step").problem(
            "grows by a limit that is not there", "add `limit`, or write `step: items`"
        )
    if pages.echo is not None and means[0] in {"cursor", "link"}:
        yield spot.at("echo").problem("repeats the offset or number of a page, and there is none", "leave it out")
    targets = [part["to"] for name in (*means, "limit") if isinstance(part := getattr(pages, name), Mapping)]
    if len(targets) != len(set(targets)):
        yield spot.at("limit", "to").problem("is the parameter that goes on to the next page as well", "name another")
    ends = ("more", "total", "pages", "size", "limit")
    if means[0] in {"offset", "page"} and all(getattr(pages, name) is None for name in ends):
        what = "only an empty page ends the list: nothing says whether a page follows"
        yield spot.at(means[0]).problem(what, "add `more`, `total`, `pages` or `size`, whichever the answer has")
