"""Operations that an `x-job` names, and what they are called with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tarry._generate.declarations import Pagination
from tarry._generate.documents import Operation, Parameter
from tarry._generate.problems import Problem
from tarry._generate.schemas import type_of, types

from .spots import Call, Declared, Spot, either

_READERS = {"results", "failures", "logs"}
_OF_THE_CLIENT = {"accept", "authorization", "content-type", "user-agent"}
"""Headers that a client sends by itself, though a document may require them."""


def of_operations(declared: Declared) -> Iterator[Problem]:
    """Operations that are not there, and pages that nothing describes."""
    operations = declared.document.operations
    for call in declared.calls():
        operation = operations.get(call.operation)
        if operation is None:
            near = [name for name in operations if name.casefold() == call.operation.casefold()]
            remedy = f"write {either(near)}" if near else "name an operationId of this document"
            yield call.spot.problem(f"there is no operation {call.operation!r}", remedy)
            continue
        if call.role in _READERS | {"list"} and "x-pagination" not in operation.given:
            yield call.spot.problem(
                f"{call.operation} has no x-pagination, so nobody knows where its items are",
                "add one there; `items` alone is enough where all come at once",
            )
        if call.operation == declared.operation.id and call.role in {"submit", "then", "commit", "cancel", "ask"}:
            yield call.spot.problem("it is the polled operation itself", f"name the one for `{call.role}`")
        yield from _arguments(declared, call, operation)
    names = [declared.job.submit.operation, *declared.job.also_submit]
    for number, name in enumerate(names):
        if name in names[:number]:
            what = f"{name} is named before"
            yield declared.spot.at("also_submit", number - 1).problem(
                what, "leave it out, or name the one that is meant"
            )


def of_ids(declared: Declared) -> Iterator[Problem]:
    """Ids that the polled operation does not take, and those that it takes and nobody gives."""
    job, spot, operation = declared.job, declared.spot, declared.operation
    taken = {one.name for one in operation.parameters().values() if one.place in {"path", "query"}}
    for name in job.id:
        if name not in taken:
            remedy = f"name {either(sorted(taken))}" if taken else "add the parameter to its path"
            yield spot.at("id", name).problem(f"{operation.id} has no path or query parameter {name!r}", remedy)
    for one in operation.parameters().values():
        if one.required and one.name not in job.id and not _is_of_client(one):
            what = f"{operation.id} requires the {one.place} parameter {one.name!r}, which is no id"
            yield spot.at("id").problem(what, "say in `id` where the submit has it")
    for part in ("pattern", "echo"):
        for name in getattr(job, part):
            if name not in job.id:
                yield spot.at(part, name).problem(f"there is no id {name!r}", f"name {either(list(job.id))}")


def _arguments(declared: Declared, call: Call, operation: Operation) -> Iterator[Problem]:
    where = call.spot.at() if call.spot.names[-1] != "operation" else Spot(call.spot.operation, call.spot.names[:-1])
    for name, value in call.arguments.items():
        spot = where.at("with", name)
        parameter = operation.parameter(name)
        if parameter is None:
            yield spot.problem(f"{operation.id} has no parameter {name!r}", "name one of its parameters")
        else:
            yield from _argument(declared, spot, parameter, value)
    if call.role in {"submit", "list"}:
        return
    given = {*declared.job.id, *call.arguments, *_moved(operation)}
    for one in operation.parameters().values():
        # A reader of items and an action may ask the caller for what they need besides; the id of something cannot be asked.
        asked = one.place == "path" or (call.role == "ask" and not _is_of_client(one))
        if one.required and one.name not in given and asked:
            what = f"{operation.id} requires the {one.place} parameter {one.name!r}, which is no id of the job"
            yield call.spot.problem(what, "give it in `with`, or add it to `id`")


def _is_of_client(parameter: Parameter) -> bool:
    return parameter.place == "header" and parameter.name.lower() in _OF_THE_CLIENT


def _moved(operation: Operation) -> set[str]:
    """Parameters that a reader of pages sets."""
    given = operation.given.get("x-pagination")
    if not isinstance(given, Mapping):
        return set()
    try:
        pages = Pagination.parse(given)
        return {part["to"].name for part in (pages.cursor, pages.offset, pages.page, pages.limit) if part}
    except (KeyError, TypeError, ValueError, AttributeError):
        return set()  # what is wrong with its form is said there


def _argument(declared: Declared, spot: Spot, parameter: Parameter, value: Any) -> Iterator[Problem]:
    if isinstance(value, str) and value.startswith("$"):
        return  # an expression, which is checked with the others
    known = types(declared.document, parameter.schema)
    if known and type_of(value) not in known:
        yield spot.problem(f"{value!r} is no {either(sorted(known))}", "give a value that its schema allows")


def of_keys(declared: Declared) -> Iterator[Problem]:
    """The parameters that make a repeated submit safe, and that name many jobs."""
    job, spot = declared.job, declared.spot
    operations = declared.document.operations
    submits = [operations[name] for name in (job.submit.operation, *job.also_submit) if name in operations]
    key = job.submit.idempotency_key
    for operation in submits:
        if key is not None and key.name and operation.parameter(key.name, key.part.removeprefix("request.")) is None:
            what = f"{operation.id} has no {key.part.removeprefix('request.')} parameter {key.name!r}"
            yield spot.at("submit", "idempotency_key").problem(what, "add it to its parameters")
        for name in job.submit.repeat:
            if operation.parameter(name) is None:
                yield spot.at("submit", "repeat", name).problem(
                    f"{operation.id} has no parameter {name!r}", "add it to its parameters"
                )
    if job.submit.repeat and key is None:
        yield spot.at("submit", "repeat").problem(
            "nothing is repeated without an `idempotency_key`", "add one, or leave `repeat` out"
        )
    if job.submit.key_kept is not None and key is None:
        yield spot.at("submit", "key_kept").problem(
            "no key is kept without an `idempotency_key`", "add one, or leave `key_kept` out"
        )
    if job.list is not None and job.list.ids is not None and job.list.operation in operations:
        ids = job.list.ids
        if ids.part != "request.query" or operations[job.list.operation].parameter(ids.name, "query") is None:
            what = f"{job.list.operation} has no such query parameter"
            yield spot.at("list", "ids").problem(what, "write `$request.query.NAME` with one that it has")
    download = job.download
    if download is not None and download.url is not None and not download.hosts:
        yield spot.at("download").problem(
            "`url` without `hosts` could lead anywhere", "list the hosts that it may lead to"
        )
    if download is not None and download.url is None and download.hosts:
        yield spot.at("download", "hosts").problem("`hosts` belong to `url`", "leave them out")
    if (job.floor or 0) > (job.ceiling or float("inf")):
        yield spot.at("looks").problem("`floor` is above `ceiling`", "swap them")
