"""What both versions are given to do: polls, lists, submits and the rest, made of the examples of the documents."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tarry._generate import declared
from tarry._generate.declarations import Expression, Job, Pagination, Source
from tarry._generate.documents import Document, Operation
from tarry._generate.evaluating import ABSENT, find
from tarry._generate.patterns import id_in

from .mutations import CODES, JSON, NOT_JSON, OTHERS, Mutator, forbidden
from .server import faulty, page

Case = dict[str, Any]
SUBMITS: dict[str, list[dict[str, Any]]] = {
    "events-import": [
        {"events": [{"name": "Signed up", "user": {"uid": "7"}}], "idempotency_key": "key-1"},
        {"events": [{"name": f"Event {n}", "properties": {"n": n}} for n in range(3)], "idempotency_key": "key-2"},
        {"events": [], "idempotency_key": "key-3"},
        {"events": [{"nothing": 1}], "idempotency_key": "key-4"},
        {"events": {"name": "x"}, "idempotency_key": "key-5"},
        {"events": [{"name": "x"}], "idempotency_key": ""},
        {"events": [{"name": "x"}], "idempotency_key": 7},
        {"events": [{"name": "x", "properties": {"n": "nan"}}] * 50_001, "idempotency_key": "key-6"},
    ],
    "users-import": [
        {"users": [{"uid": "7", "display_name": "Ann"}], "idempotency_key": "key-1"},
        {"users": [{"uid": "8"}, {"id": "9"}], "idempotency_key": "key-2"},
        {"users": "text", "idempotency_key": "key-3"},
        {"users": [], "idempotency_key": "key-4"},
    ],
    "sync": [
        {"synced_instance_uri": "/contacts/exports/2071"},
        {"synced_instance_uri": "/contacts/imports/18", "callback_url": "https://example.com/hook"},
        {"synced_instance_uri": ""},
        {"synced_instance_uri": "contacts"},
        {"synced_instance_uri": "/contacts/exports/2071", "callback_url": "ftp://example.com"},
    ],
    "export": [
        {"client_id": "12345", "segment_name": "VIP customers"},
        {"client_id": "12345", "segment_name": "a/b", "since": "2026-01-02T03:04:05.678Z"},
        {"client_id": "12345", "segment_name": "a", "callback_url": "https://example.com/hook"},
        {"client_id": "", "segment_name": "a"},
        {"client_id": "12345", "segment_name": ".."},
        {"client_id": 12345, "segment_name": "a"},
    ],
    "data-request": [
        {},
        {"data_types": ["orders"]},
        {"data_types": ["orders", "profile"]},
        {"data_types": []},
        {"data_types": "orders"},
        {"data_types": [1]},
        {"data_types": [" "]},
    ],
    "rows-import": [
        {"rows": [{"Email": "a@example.com"}], "key": "my-key"},
        {"rows": [{"Email": "b@example.com", "Age": 7, "Vip": True, "Note": None}] * 3, "key": "a/b"},
        {"rows": [], "key": "my-key"},
        {"rows": [{"Email": {"a": 1}}], "key": "my-key"},
        {"rows": [{"Email": "x"}], "key": ""},
        {"rows": [{"Email": "x"}], "key": ".."},
        {"rows": [{"Email": "x"}] * 32_001, "key": "k"},
        {"rows": [{"Email": "x" * 1000}] * 5000, "key": "k"},
    ],
}
"""Arguments by the kind of job; the first ones are good."""

_RIGHT_JOB = 0.998
"""How often an item that names its job names the right one."""

NO_ANSWER = (
    "ConnectError",
    "ConnectTimeout",
    "ReadTimeout",
    "ReadError",
    "RemoteProtocolError",
    "WriteError",
    "PoolTimeout",
)


@dataclass(frozen=True, slots=True)
class About:
    """A kind of job of a document."""

    provider: str
    document: Document
    operation: Operation
    job: Job
    chance: random.Random

    def begun(self, do: str, **more: Any) -> Case:
        """The beginning of a case."""
        return {
            "do": do,
            "provider": self.provider,
            "kind": self.job.kind,
            "seed": self.chance.randrange(2**32),
            **more,
        }

    def called(self, name: str) -> Operation:
        """An operation of the document."""
        return self.document.operations[name]

    def ids(self, value: Any) -> list[str]:
        """Those of the job that an answer is about; any where it does not say."""
        return [self._id(name, self.job.echo.get(name), value) for name in self.job.id]

    def _id(self, name: str, echo: Expression | None, value: Any) -> str:
        found = ABSENT if echo is None else find(echo.pointer, value)
        if found is ABSENT or isinstance(found, bool | dict | list):
            return "12345"
        return str(id_in(self.job.pattern[name], str(found)) if name in self.job.pattern else found) or "12345"

    def mutator(self, name: str) -> Mutator:
        """Of the answers of an operation."""
        return Mutator(self.document, self.called(name), self.chance, list(self.job.words))


def kinds(provider: str, document: Document, chance: random.Random) -> list[About]:
    """The kinds of job of a document."""
    return [About(provider, document, one, declared.job(document, one), chance) for one in document.declaring("x-job")]


def polls(about: About, count: int) -> Iterator[Case]:
    """As many polls as *count*, each example in its turn."""
    examples = [one for one in about.operation.examples() if one.code.isdigit()]
    asked = [about.called(rule.ask) for rule in about.job.rules if rule.ask]
    second = [one for operation in asked[:1] for one in operation.examples() if one.code.isdigit()]
    mutator = about.mutator(about.operation.id)
    of_asked = about.mutator(asked[0].id) if asked else None
    for number in range(count):
        example = examples[number % len(examples)]
        plain = [
            example.status_code,
            {"content-type": JSON},
            "" if example.value is None else json.dumps(example.value),
        ]
        whole = number < len(examples) or (second and about.chance.random() < 0.4)
        answers = [plain if whole else mutator.answer(example.status_code, example.value)]
        against = forbidden(about.document, about.operation, answers[0])
        if of_asked:
            other = about.chance.choice(second)
            answers.append(of_asked.answer(other.status_code, other.value))
            against |= {f"asked {one}" for one in forbidden(about.document, asked[0], answers[1])}
        yield about.begun(
            "poll", ids=about.ids(example.value), answers=answers, of=example.name, against=sorted(against)
        )


def lists(about: About, count: int) -> Iterator[Case]:
    """Lists of each source, by an honest server every fourth time, else by a faulty one."""
    for source in ("results", "failures", "logs"):
        given: Source | None = getattr(about.job, source)
        if given is None or not given.operation:
            continue
        operation = about.called(given.operation)
        pagination = Pagination.parse(operation.given["x-pagination"])
        example = next(one for one in about.operation.examples() if one.code == "200")
        for number in range(count):
            pages = _pages(about, operation, pagination, about.ids(example.value))
            if number % 4:
                pages["fault"] = fault = _fault(about, operation, pages)
                begin, size = pages["starts"][fault["page"]], pages["size"]
                answer = faulty(pages, begin, size, fault["what"])
                against = forbidden(about.document, operation, answer) if isinstance(answer, list) else set()
            else:
                against = forbidden(about.document, operation, [200, {}, json.dumps(page(pages, 0, pages["size"]))])
            yield about.begun(
                "list", ids=about.ids(example.value), source=source, pages=pages, against=sorted(against), of=source
            )


def _pages(about: About, operation: Operation, pagination: Pagination, ids: list[str]) -> dict[str, Any]:
    """What a server needs to know to give the pages of *operation*."""
    chance = about.chance
    shown = [one.value for one in operation.examples() if one.code == "200" and isinstance(one.value, dict)]
    full = [one for one in shown if find(pagination.items.pointer, one) not in (ABSENT, [])]
    envelope = json.loads(json.dumps(chance.choice(full)))
    samples = [item for one in full for item in find(pagination.items.pointer, one)]
    way = "page" if pagination.page else "offset" if pagination.offset else "cursor"
    turn: Any = pagination.page or pagination.offset or pagination.cursor
    at = {"items": pagination.items, "more": pagination.more, "total": pagination.total, "count": pagination.count}
    at |= {"echo": pagination.echo, "size": pagination.size if isinstance(pagination.size, Expression) else None}
    at |= {"limit_echo": pagination.limit.get("echo") if pagination.limit else None}
    at |= {"cursor": turn.get("from") if way == "cursor" else None}
    in_all = chance.choice((0, 1, 2, 7, 30, 120))
    size = chance.choice((1, 2, 5, 10, 50, 1000))
    if in_all / size > 60:
        size = 10
    pages: dict[str, Any] = {
        "way": way,
        "envelope": envelope,
        "items_in_all": [_item(chance, samples, number, ids) for number in range(in_all)],
        "at": {name: list(where.pointer) for name, where in at.items() if where is not None},
        "parameter": turn["to"].name,
        "start": turn.get("start", 0),
        "limit": pagination.limit["to"].name if pagination.limit else "",
        "size": pagination.size if isinstance(pagination.size, int) else size,
        "ragged": [],
        "last_token": chance.choice((None, "")),
    }
    if way == "page" and chance.random() < 0.7:
        # The envelope of the example says how large its pages are.
        pages["size"] = size
        pages["at"]["size"] = ["pageSize"]
    if way == "cursor" or (way == "offset" and turn.get("step") == "items" and chance.random() < 0.5):
        pages["ragged"] = [chance.randint(1, 12) for _ in range(5)]
    starts = [0]
    while starts[-1] < in_all and len(starts) < 200:
        items = find(pagination.items.pointer, page(pages, starts[-1], pages["size"]))
        starts.append(starts[-1] + len(items))
    pages["starts"] = starts[:-1] if len(starts) > 1 else starts
    return pages


def _item(chance: random.Random, samples: list[Any], number: int, ids: list[str]) -> Any:
    item = json.loads(json.dumps(chance.choice(samples)))
    if "syncUri" in item and chance.random() < _RIGHT_JOB:
        item["syncUri"] = f"/syncs/{ids[0]}"
    for name, value in item.items():
        if isinstance(value, str) and name not in {"status", "syncUri"}:
            item[name] = f"{value} {number}"
            break
    return item


def _fault(about: About, operation: Operation, pages: dict[str, Any]) -> dict[str, Any]:
    chance = about.chance
    known = list(pages["at"].values()) + [[name] for name in pages["envelope"]]
    pointer = chance.choice(known)
    name = next((name for name, one in pages["at"].items() if one == pointer), "")
    in_all = len(pages["items_in_all"])
    values: tuple[Any, ...] = (
        0,
        1,
        in_all - 1,
        in_all + 1,
        -1,
        10**9,
        str(in_all),
        True,
        False,
        "",
        "token-3",
        *OTHERS,
    )
    if name == "more" or chance.random() < 0.1:
        values = (True, False, True, False, None, "true", 1)
    code = chance.choice((*CODES, 202, 404, 400, 500))
    shown = [one for one in operation.examples() if one.code.isdigit() and one.value is not None]
    example = chance.choice(shown)
    of_code = [code, {"content-type": JSON}, chance.choice(("", "{}", json.dumps(example.value)))]
    mutated = about.mutator(operation.id).answer(example.status_code, example.value)
    what = chance.choice(
        (
            ["set", pointer, chance.choice(values)],
            ["set", pointer, chance.choice(values)],
            ["drop", pointer],
            *(["first"], ["before"], ["circle"], ["empty"], ["lose"], ["double"]),
            ["cut", chance.randrange(40)],
            ["raise", chance.choice(NO_ANSWER)],
            *(["answer", of_code], ["answer", mutated]),
            ["answer", [example.status_code, {"content-type": JSON}, json.dumps(example.value)]],
            ["answer", [200, {"content-type": "text/html"}, chance.choice(NOT_JSON)]],
        )
    )
    last = chance.randrange(len(pages["starts"]))
    return {"page": last, "on": chance.random() < 0.3, "times": chance.choice((1, 2, None, None)), "what": what}


def submits(about: About, count: int) -> Iterator[Case]:
    """Submits: each argument with a good answer, the good arguments with all kinds of answers."""
    operation = about.called(about.job.submit.operation)
    shown = [one for one in operation.examples() if one.code.isdigit()]
    good = next(one for one in shown if one.status_code < 300)
    mutator = about.mutator(operation.id)
    arguments = SUBMITS[about.job.kind]
    for number in range(count):
        if number < len(arguments):
            given, answers = arguments[number], [[good.status_code, {"content-type": JSON}, json.dumps(good.value)]]
        else:
            given, answers = about.chance.choice(arguments[:2]), [_answer(about, shown, mutator) for _ in range(3)]
        against = set().union(
            *(forbidden(about.document, operation, one) for one in answers if not isinstance(one, str))
        )
        yield about.begun("submit", arguments=given, answers=answers, against=sorted(against), of="submit")


def _answer(about: About, shown: list[Any], mutator: Mutator) -> Any:
    kind = about.chance.random()
    if kind < 0.15:
        return about.chance.choice(NO_ANSWER)
    example = about.chance.choice(shown)
    if kind < 0.4:
        return [example.status_code, {"content-type": JSON}, "" if example.value is None else json.dumps(example.value)]
    return mutator.answer(example.status_code, example.value)


def together(about: About, count: int) -> Iterator[Case]:
    """Many jobs by one list call."""
    if about.job.list is None:
        return
    operation = about.called(about.job.list.operation)
    shown = [one for one in operation.examples() if one.code.isdigit()]
    statuses = [one.value for one in about.operation.examples() if one.code == "200"]
    mutator, of_status = about.mutator(operation.id), about.mutator(about.operation.id)
    pagination = Pagination.parse(operation.given["x-pagination"])
    for number in range(count):
        jobs: list[list[str]] = []
        answers: list[Any] = []
        for at in range(about.chance.choice((1, 1, 2, 3))):
            listed: list[Any] = []
            for _ in range(about.chance.randrange(6)):
                one = json.loads(json.dumps(about.chance.choice(statuses)))
                new = str(len(jobs) + 100)
                for expression in about.job.echo.values():
                    one[expression.pointer[-1]] = f"/syncs/{new}" if about.job.pattern else new
                jobs.append([new])
                if number % 3 == 0 and about.chance.random() < 0.3:
                    one = of_status.changed(one)
                listed.append(one)
            body = json.loads(json.dumps(about.chance.choice([one.value for one in shown if one.code == "200"])))
            if pagination.items.pointer:
                body |= {"items": listed, "hasMore": about.chance.random() < 0.5, "offset": at * 1000}
                body |= {"totalResults": len(jobs) + about.chance.choice((0, 5)), "limit": 1000}
            else:
                body = listed
            answers.append([200, {"content-type": JSON}, json.dumps(body)])
        if number % 3 == 1:
            example = about.chance.choice(shown)
            answers[-1] = mutator.answer(example.status_code, example.value)
        jobs = [one for one in jobs if about.chance.random() < 0.8] or [["100"]]
        jobs += [[str(one)] for one in range(500, 500 + about.chance.choice((0, 0, 3, 30)))]
        against = set().union(*(_against(about, operation, one) for one in answers))
        yield about.begun("together", jobs=jobs, answers=answers, against=sorted(against), of="together")


def _against(about: About, operation: Operation, answer: Any) -> set[str]:
    return forbidden(about.document, operation, answer)


def others(about: About, count: int) -> Iterator[Case]:
    """Downloads, commits and cancels."""
    example = next(one for one in about.operation.examples() if one.code == "200")
    for name in ("download", "commit", "cancel"):
        given = getattr(about.job, name)
        if given is None:
            continue
        shown = [one for one in about.called(given.operation).examples() if one.code.isdigit()]
        for number in range(count):
            code = about.chance.choice((*CODES, 200, 200, 200))
            text = about.chance.choice(("", "PK\x05\x06" + "\0" * 18, '"OK"', "{}", *NOT_JSON))
            media = about.chance.choice(("application/zip", JSON, "text/html", "application/octet-stream"))
            answers: list[Any] = [[code, {"content-type": media}, text]]
            if shown and number % 4 == 0:
                one = about.chance.choice(shown)
                answers = [[one.status_code, {"content-type": JSON}, json.dumps(one.value)]]
            if number % 7 == 0:
                answers = [about.chance.choice(NO_ANSWER), *answers]
            more = {"arguments": {"keep_files": about.chance.random() < 0.5}} if name == "commit" else {}
            yield about.begun(name, ids=about.ids(example.value), answers=answers, against=[], of=name, **more)
