"""Operations that look like the status of a job, for a person who begins an `x-job`: guesses from names, to be checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .documents import Document, Operation
from .evaluating import find
from .schemas import listed_words, properties, reach, types, written

_MEANINGS = {
    "pending": "accepted active building cancelling canceling created enqueued executing finalizing initializing inprogress "
    "new notstarted open pending preparing preprocessing processing queued running scheduled started starting stopping "
    "submitted validating waiting working",
    "succeeded": "complete completed done finished ok processed ready succeeded success successful true",
    "partial": "completedwitherrors partial partiallycompleted partiallysucceeded warning",
    "failed": "aborted canceled cancelled error errored failed failure interrupted invalid rejected stopped terminated "
    "timedout timeout",
    "gone": "deleted expired gone purged removed",
}
_KNOWN = {word: meaning for meaning, words in _MEANINGS.items() for word in words.split()} | {"false": "pending"}
_STATUS = re.compile(
    r"(.*[a-z_])?(status|state|phase)|is_?(complete|completed|done|finished|ready)|done|completed|finished",
    re.IGNORECASE,
)
_COUNTS = re.compile(r".*(error|fail|reject|invalid).*", re.IGNORECASE)
_READERS = {
    "results": re.compile(r"results?|items|rows|data|records|output|entries", re.IGNORECASE),
    "failures": re.compile(r"errors?|failures?|failed|rejects|rejected", re.IGNORECASE),
    "logs": re.compile(r"logs?|events|messages", re.IGNORECASE),
}
_CANCEL = re.compile(r"cancel|abort|stop", re.IGNORECASE)


@dataclass(slots=True)
class Draft:
    """What is known of a job, and what is not."""

    polled: Operation
    status: tuple[str, ...]
    """Empty where the status code seems to be it."""
    words: dict[str, str]
    """Words with what they seem to mean; empty where that is not known."""
    submit: Operation | None = None
    ids: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    """By parameter, where the submit's answer has it."""
    items: str = ""
    key: str = ""
    counts: list[str] = field(default_factory=list)
    """Numbers beside the status that may count failures."""
    others: dict[str, str] = field(default_factory=dict)
    """results, failures, logs and cancel."""


def drafts(document: Document) -> list[Draft]:
    """One for each operation that looks like the status of a job and bears no `x-job`."""
    found = (draft(one) for one in document.operations.values() if one.method == "get" and "x-job" not in one.given)
    return [one for one in found if one is not None]


def draft(polled: Operation) -> Draft | None:
    """What an `x-job` on *polled* might say; None where it does not look like one."""
    ids = [name for place, name in polled.parameters() if place == "path"]
    by_code = {"200", "202"} <= polled.responses().keys()
    last = polled.path.rpartition("/")[2]
    if not ids or not (last.endswith("}") or re.search(r"status|state", last, re.IGNORECASE)):
        return None
    status = next(_statuses(polled), None)
    if status is None and not by_code:
        return None
    made = Draft(polled, status or (), _words(polled, status) if status else {})
    made.submit = _submit(polled, ids)
    made.ids = {name: None if made.submit is None else _id(made.submit, name) for name in ids}
    if not any(made.words.values()):
        if by_code:
            made.status, made.words = (), {"200": "succeeded", "202": "pending"}
        elif not any(made.ids.values()):
            return None
    if made.submit is not None:
        made.items = _items(made.submit)
        headers = [name for place, name in made.submit.parameters() if place == "header"]
        made.key = next((name for name in headers if "idempoten" in name.lower()), "")
    beside = _properties(polled, made.status[:-1]).items()
    made.counts = [
        one for one, schema in beside if _COUNTS.fullmatch(one) and "number" in types(polled.document, schema)
    ]
    made.others = dict(_others(polled))
    return made


def _properties(operation: Operation, at: tuple[str, ...]) -> dict[str, Any]:
    return properties(operation.document, reach(operation.document, operation.response_schemas(), at))


def _places(operation: Operation) -> list[tuple[str, ...]]:
    """Where something may be in an answer: at the top, or in an object there."""
    top = _properties(operation, ())
    return [*((one,) for one in top), *((one, inner) for one in top for inner in _properties(operation, (one,)))]


def _statuses(operation: Operation) -> Iterator[tuple[str, ...]]:
    """Where a status may be, the likeliest first."""
    for place in _places(operation):
        schemas = reach(operation.document, operation.response_schemas(), place)
        if _STATUS.fullmatch(place[-1]) and any(
            types(operation.document, one) & {"string", "boolean"} for one in schemas
        ):
            yield place


def _words(operation: Operation, status: tuple[str, ...]) -> dict[str, str]:
    schemas = reach(operation.document, operation.response_schemas(), status)
    shown = [find(status, one.value) for one in operation.examples()]
    listed = [
        *listed_words(operation.document, schemas),
        *(written(one) for one in shown if isinstance(one, str | bool)),
    ]
    if any(types(operation.document, one) == {"boolean"} for one in schemas):
        listed += ["true", "false"]
    return {word: _KNOWN.get(re.sub(r"[^a-z]", "", word.lower()), "") for word in dict.fromkeys(listed) if word}


def _submit(polled: Operation, ids: list[str]) -> Operation | None:
    """What starts such a job: a POST to the collection that the status is in, or else one whose answer has the id."""
    posts = [one for one in polled.document.operations.values() if one.method in {"post", "put"}]
    collection = polled.path[: polled.path.index("{")].rstrip("/")
    near = [
        one for one in posts if one.path.rstrip("/") == collection or collection.startswith(f"{one.path.rstrip('/')}/")
    ]
    having = [one for one in near or posts if any(_id(one, name) for name in ids)]
    return next(iter(having or near), None)


def _id(submit: Operation, name: str) -> tuple[str, ...] | None:
    """Where an answer has what is called *name*, or simply `id`, or the end of the name."""
    wanted, places = _plain(name), _places(submit)
    tests: list[Callable[[str], bool]] = [wanted.__eq__, {"id", "uuid"}.__contains__, wanted.endswith]
    return next((place for fits in tests for place in places if fits(_plain(place[-1]))), None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _items(submit: Operation) -> str:
    """The list of the request's body, where there is one."""
    named = properties(submit.document, submit.request_schemas())
    lists = [name for name, schema in named.items() if types(submit.document, schema) == {"array"}]
    return lists[0] if len(lists) == 1 else ""


def _others(polled: Operation) -> Iterator[tuple[str, str]]:
    base = polled.path[: polled.path.rindex("}") + 1]
    for one in polled.document.operations.values():
        rest = one.path.removeprefix(base).strip("/") if one.path.startswith(base) else None
        if rest is None or one.id == polled.id:
            continue
        if one.method == "get":
            yield from ((role, one.id) for role, fits in _READERS.items() if fits.fullmatch(rest))
        elif (one.method == "delete" and not rest) or (one.method in {"post", "put"} and _CANCEL.fullmatch(rest)):
            yield "cancel", one.id
