"""The answers that a document shows, as what a stand-in for its server answers with in the test of a generated package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .declarations import Job
from .documents import Document, Example, Operation
from .evaluating import ABSENT, find
from .judging import Answer, judge_call
from .lints.cases import Case, cases_of
from .lints.spots import Declared
from .patterns import id_in


def waits(document: Document, job: Job) -> Iterator[dict[str, Any]]:
    """Each answer of the polled operation that says what it means, after one of a job that is pending, as plain JSON."""
    operation = document.operations[job.operation]
    cases, _ = cases_of(Declared(document, operation, job))
    names = _unique([f"{case.example.code}-{case.example.name}" for case in cases])
    for case, name in zip(cases, names, strict=True):
        ids = _ids(job, case.example)
        before = next(
            (one for one in cases if one.outcome == "pending" and not one.asked and _ids(job, one.example) == ids), None
        )
        yield {
            "name": name,
            "ids": ids,
            "outcome": case.outcome,
            "pending": None if before is None else _route(operation, before.example),
            "answers": [_route(operation, case.example), *_asked(document, job, case)],
        }


def submits(document: Document, job: Job) -> Iterator[dict[str, Any]]:
    """Each answer to the submit that the document shows: what it means, and the ids of the job that it starts."""
    operation = document.operations[job.submit.operation]
    examples = [one for one in operation.examples() if 200 <= one.status_code < 300]
    names = _unique([f"{one.code}-{one.name}" for one in examples])
    follow = [_first(document.operations[one.operation]) for one in job.submit.then]
    for example, name in zip(examples, names, strict=True):
        verdict = judge_call(job.submit.rules, Answer(example.status_code, example.value))
        said = {
            one: _cut(job, one, find(expression.pointer, example.value))
            for one, expression in job.id.items()
            if expression.part == "response.body"
        }
        if verdict.outcome or all(said.values()):
            route = _route(operation, example)
            yield {"name": name, "outcome": verdict.outcome or "pending", "ids": said, "answers": [route, *follow]}


def _ids(job: Job, example: Example) -> dict[str, str]:
    """The ids of the job that an answer is about: those that it repeats, and any text for others."""
    found: dict[str, str] = {}
    for name, expression in {**job.id, **job.echo}.items():
        value = find(expression.pointer, example.value) if name in job.echo and expression.pointer else ABSENT
        found[name] = _cut(job, name, value) or "1"
    return found


def _cut(job: Job, name: str, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return (id_in(job.pattern[name], str(value)) or str(value)) if name in job.pattern else str(value)


def _asked(document: Document, job: Job, case: Case) -> Iterator[dict[str, Any]]:
    if case.asked is not None:
        name = case.example.given["x-asked"]
        for rule in job.rules:
            operation = document.operations.get(rule.ask)
            if operation is not None:
                yield from (_route(operation, one) for one in operation.examples() if one.name == name)


def _first(operation: Operation) -> dict[str, Any]:
    """A good answer of an operation: the first that it shows, or one without a body."""
    shown = [one for one in operation.examples() if 200 <= one.status_code < 300]
    if shown:
        return _route(operation, shown[0])
    code = next((code for code in operation.responses() if code.startswith("2")), "204")
    return {**_request(operation), "code": int(code.replace("XX", "00")), "type": "", "body": None}


def _route(operation: Operation, example: Example) -> dict[str, Any]:
    return {**_request(operation), "code": example.status_code, "type": example.media_type, "body": example.value}


def _request(operation: Operation) -> dict[str, str]:
    """What a request for an operation looks like: its method, and a pattern for its path."""
    literal = re.split(r"\{[^{}]*\}", operation.path)
    return {"method": operation.method.upper(), "path": "[^/]+".join(map(re.escape, literal))}


def _unique(names: list[str]) -> list[str]:
    """Names of cases, each once, of characters that no terminal and no file takes amiss."""
    found: list[str] = []
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60]
        found.append(plain if plain not in found else f"{plain}-{len(found)}")
    return found
