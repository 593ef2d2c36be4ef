"""Everything that can be known to be wrong with a document before a request is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import form
from .conditions import parse
from .declarations import Job, Rule
from .declared import job
from .documents import Document, Operation
from .lints import calls, conditions, examples, names, pages, pointers, words
from .lints.spots import Declared, Spot
from .problems import Problem
from .values import Array, Object

_OF_A_JOB = (
    names.in_job,
    words.of_status,
    words.of_rules,
    words.of_advice,
    calls.of_operations,
    calls.of_ids,
    calls.of_keys,
    pointers.of_job,
    conditions.of_job,
    examples.of_status,
    examples.of_calls,
)
_MARKS = ("x-outcome", "x-asked", "x-confirm")


def problems(document: Document) -> list[Problem]:
    """All problems of a document, in the order of its lines, each once.

    Where a part has not even the right form, nothing else is said of it.
    """
    found = [*document.problems, *names.in_document(document), *_marks(document)]
    declared = []
    for operation in document.declaring("x-job"):
        wrong = [*_form(operation, "x-job"), *_outside_profile(Spot(operation), operation.given["x-job"], ("x-job",))]
        found += wrong
        if not wrong:
            declared.append(Declared(document, operation, job(document, operation)))
    for operation in document.declaring("x-pagination"):
        wrong = list(_form(operation, "x-pagination"))
        found += wrong or pages.of_operation(operation)
    found += names.of_two_jobs(declared)
    for one in declared:
        for lint in _OF_A_JOB:
            found += lint(one)
    return sorted(set(found))


def _form(operation: Operation, name: str) -> Iterator[Problem]:
    yield from form.problems(Spot(operation), {name: operation.given[name]})


def _outside_profile(spot: Spot, given: Any, names: tuple[str, ...]) -> Iterator[Problem]:
    """Conditions that cannot be read."""
    inner = given.items() if isinstance(given, Object) else enumerate(given) if isinstance(given, Array) else ()
    for name, value in inner:
        if name in {"when", "only"} and isinstance(value, str):
            try:
                parse(value)
            except ValueError as error:
                yield spot.at(*names, name).problem(str(error), "write it in the profile of specs/README.md")
        else:
            yield from _outside_profile(spot, value, (*names, str(name)))


def _marks(document: Document) -> Iterator[Problem]:
    """The form of what stands on examples."""
    for operation in document.operations.values():
        for example in operation.examples():
            given = {name: example.given[name] for name in _MARKS if name in example.given}
            for one in form.problems(Spot(operation), given) if given else ():
                where = f"{operation.id} {example.code} {example.name}"
                yield Problem(example.given.places[next(iter(given))], where, one.what, one.remedy)


def rules(given: Job) -> Iterator[Rule]:
    """All rules of a job, those of its calls as well."""
    for rule in given.rules:
        yield rule
        yield from rule.rules
    for call in (given.submit, given.results, given.failures, given.logs, given.download, given.commit, given.cancel):
        yield from () if call is None else call.rules


def examples_with_outcome(document: Document) -> int:
    """How many answers of the document say what they mean."""
    given = [example.given for operation in document.operations.values() for example in operation.examples()]
    return len({id(one) for one in given if "x-outcome" in one})
