"""Runtime expressions: whether they lead to something that the schemas describe, and of a type that fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tarry._generate.declarations import Expression
from tarry._generate.documents import Operation
from tarry._generate.problems import Problem
from tarry._generate.schemas import parts, reach, types
from tarry._generate.values import Object, members

from .spots import Declared, Spot, either

_PLAIN = {"string", "number"}


def of_job(declared: Declared) -> Iterator[Problem]:
    """All expressions of an `x-job`."""
    yield from _of_submit(declared)
    job, spot, polled = declared.job, declared.spot, declared.operation
    for name, expression in job.echo.items():
        yield from led(polled, spot.at("echo", name), expression, _PLAIN)
    if job.status is not None:
        yield from led(polled, spot.at("status"), job.status, {"string", "number", "boolean"})
    if job.expected is not None:
        yield from led(polled, spot.at("expected"), job.expected, _PLAIN)
    if job.reason is not None:
        yield from led(polled, spot.at("reason"), job.reason, None, codes=("2XX", "4XX", "5XX"))
    yield from _of_sources(declared)
    for call in declared.calls():
        if call.role not in {"submit", "ask"}:
            for name, value in call.arguments.items():
                if isinstance(value, str) and value.startswith("$") and not value.startswith("$$"):
                    names = call.spot.names[:-1] if call.spot.names[-1] == "operation" else call.spot.names
                    yield from _argument(polled, Spot(polled, names).at("with", name), value)
    if (
        job.list is not None
        and job.list.item_at
        and not reach(declared.document, polled.response_schemas(), job.list.item_at)
    ):
        what = f"{polled.id} answers nothing at /{'/'.join(job.list.item_at)}"
        yield spot.at("list", "item_at").problem(what, "name the place of the same object in its answer")


def _of_sources(declared: Declared) -> Iterator[Problem]:
    job, spot, polled = declared.job, declared.spot, declared.operation
    for role in ("results", "failures", "logs", "download"):
        source = getattr(job, role)
        if source is not None and source.items is not None:
            yield from led(polled, spot.at(role, "items"), source.items, {"array"})
        if source is not None and source.url is not None:
            yield from led(polled, spot.at(role, "url"), source.url, {"string"})
        if source is not None and source.url is not None and role != "download":
            yield spot.at(role, "url").problem("only `download` can be a URL", "name an operation, or `items`")


def _argument(polled: Operation, spot: Spot, text: str) -> Iterator[Problem]:
    try:
        expression = Expression.parse(text)
    except ValueError:
        yield spot.problem(f"{text!r} is no runtime expression", "a text that begins with `$` is written `$$`")
    else:
        yield from led(polled, spot, expression, {"string", "number", "boolean"})


def _of_submit(declared: Declared) -> Iterator[Problem]:
    job, spot, operations = declared.job, declared.spot, declared.document.operations
    for operation in (operations[name] for name in (job.submit.operation, *job.also_submit) if name in operations):
        for name, expression in job.id.items():
            yield from led(operation, spot.at("id", name), expression, _PLAIN)
        for part, expected in (("items", {"array"}), ("idempotency_key", {"string"})):
            expression = getattr(job.submit, part)
            if expression is not None:
                if not expression.part.startswith("request"):
                    yield spot.at("submit", part).problem("is no part of the request", "begin with `$request`")
                else:
                    yield from led(operation, spot.at("submit", part), expression, expected)
        if job.submit.items is not None:
            yield from _limits(operation, spot.at("submit", "items"), job.submit.items)


def _limits(operation: Operation, spot: Spot, items: Expression) -> Iterator[Problem]:
    for schema in reach(operation.document, operation.request_schemas(), items.pointer):
        one = operation.document.resolve(schema)
        least, most = (one.get(name) if isinstance(one, Object) else None for name in ("minItems", "maxItems"))
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield spot.problem(
                f"the list has at least {least} and at most {most} items", "mend `minItems` or `maxItems`"
            )


def led(
    operation: Operation,
    spot: Spot,
    expression: Expression,
    expected: set[str] | None,
    *,
    codes: Sequence[int | str] = ("2XX",),
) -> Iterator[Problem]:
    """What is wrong with *expression* about a request or an answer of *operation*."""
    if expression.part == "statusCode":
        return
    if expression.part == "response.header":
        responses = operation.responses_for(codes).values()
        headers = [name.casefold() for one in responses for name in members(one, "headers")]
        if expression.name.casefold() not in headers:
            yield spot.problem(
                f"no answer of {operation.id} has the header {expression.name!r}", "describe it in `headers`"
            )
        return
    if expression.part.startswith("request.") and expression.part != "request.body":
        place = expression.part.removeprefix("request.")
        if operation.parameter(expression.name, place) is None:
            yield spot.problem(
                f"{operation.id} has no {place} parameter {expression.name!r}", "name one of its parameters"
            )
        return
    is_answer = expression.part == "response.body"
    schemas = operation.response_schemas(codes) if is_answer else operation.request_schemas()
    yield from _body(operation, spot, expression, expected, schemas)


def _body(
    operation: Operation, spot: Spot, expression: Expression, expected: set[str] | None, schemas: list[Any]
) -> Iterator[Problem]:
    document, what = operation.document, "answer" if expression.part == "response.body" else "request body"
    if not schemas:
        yield spot.problem(f"{operation.id} has no described {what}", "give it a schema")
        return
    for length, step in enumerate(expression.pointer):
        before, schemas = schemas, reach(document, schemas, [step])
        if not schemas:
            known = _names(operation, before)
            place = f"/{'/'.join(expression.pointer[:length])}" if length else "the top"
            remedy = f"there is {either(known)}" if known else "describe it in the schema"
            yield spot.problem(f"no schema of the {what} of {operation.id} has {step!r} at {place}", remedy)
            return
    kinds = [types(document, schema) for schema in schemas]
    if expected is not None and all(kinds) and not any(kind & expected for kind in kinds):
        is_now = either(sorted(set().union(*kinds)))
        yield spot.problem(
            f"leads to {is_now} in the {what} of {operation.id}, not to {either(sorted(expected))}", "mend the pointer"
        )


def _names(operation: Operation, schemas: list[Any]) -> list[str]:
    """Some properties that there are."""
    found = [
        name for schema in schemas for part in parts(operation.document, schema) for name in members(part, "properties")
    ]
    return list(dict.fromkeys(found))[:6]
