"""The verdicts of the TypeScript program beside those of `tarry`: on every example, and on answers that no example shows."""

import copy
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tarry._generate import declared, reading
from tarry._generate.conditions import parse
from tarry._generate.declarations import Job, Rule
from tarry._generate.documents import Document, Operation
from tarry._generate.evaluating import ABSENT, IncomparableError, find, holds
from tarry._generate.judging import Answer, judge, judge_call
from tarry._generate.lints.cases import Case as Example
from tarry._generate.lints.cases import cases_of
from tarry._generate.lints.spots import Declared
from tarry._generate.patterns import id_in

from .prism import SPECS
from .tally import Case, expect
from .typescript import run

FOREIGN = SPECS.parent / "tests" / "generate" / "documents"
MUTATED = 1000
"""Mutated answers of each polled operation."""
CODES = (200, 200, 200, 201, 202, 204, 301, 400, 401, 403, 404, 408, 409, 410, 422, 425, 429, 500, 503)
VALUES: Sequence[Any] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2,
        1.5,
        200,
        10**12,
        "",
        " ",
        "0",
        "1",
        "12",
        "true",
        "OK",
        "ok ",
        "Error",
        "\U0001f600",
    ),
    *([], [None], [1], ["OK"], [{"status": "OK"}], {}, {"0": 1}, {"status": "ok"}),
)
CONDITIONS = (
    *("@", "!@", "@.a", "!@.a", "@.a.b", "@['a']['b']", "@[0]", "@[0].a", "@.a[0]", "@[*]", "@.a[*]"),
    *(
        "@ == 1",
        "@.a == @.b",
        "@.a != @.b",
        "@.a != 'x'",
        "@.a == true",
        "@.a > 0",
        "@.a >= @.b",
        "@.a < 'b'",
        "@.a <= @.b",
        "@.a < @.b",
    ),
    *(
        "length(@.a) > 0",
        "length(@) == 1",
        "length(@.a) == 1",
        "count(@.a[*]) == count(@.b[*])",
        "count(@.a) == 1",
        "length(@.a) == length(@.b)",
    ),
    *(
        "match(@.a, 'a.')",
        "search(@.a, '[^ ]')",
        "match(@.a, '[a-c]{1,2}|x?')",
        "@.a[?@.b]",
        "@.a[?@ > 0]",
        "@.a[?@.b == 'x']",
    ),
    *(
        "@.a > 0 && @.b",
        "@.b || @.a > 0",
        "!(@.a > 0)",
        "(@.a || @.b) && !(@.a && @.b)",
        "@.constructor",
        "@.length > 0",
    ),
)
"""What the documents have, and what they could have."""


@dataclass(frozen=True)
class Question:
    """Something to decide on both sides."""

    name: str
    asked: Mapping[str, Any]
    ours: Any


def documents() -> list[Path]:
    """Ours, and those of others."""
    return [*sorted(SPECS.glob("*.yaml")), *sorted(one for one in FOREIGN.glob("*.yaml") if "overlay-" not in one.name)]


def check(path: Path, seed: int = 9535) -> Case:
    """All questions about a document as one case."""
    return _compare(path, of_document(path, random.Random(f"{seed} {path.name}")))  # noqa: S311


def check_conditions(seed: int = 9535) -> Case:
    """Conditions that are in no document."""
    return _compare(documents()[0], _of_conditions(random.Random(seed)))  # noqa: S311


def _compare(path: Path, every: Iterator[Question]) -> Case:
    with Case.catch("the same verdicts") as case:
        questions = list(every)
        answers = ask(path, questions)
        wrong = [
            f"{one.name}: {theirs} and not {one.ours}, on {json.dumps(one.asked)}"
            for one, theirs in zip(questions, answers, strict=True)
            if theirs != one.ours
        ]
        case.count = len(questions)
        expect(not wrong, f"{len(wrong)} of {len(questions)} differ: " + "; ".join(wrong[:3]))
    return case


def ask(path: Path, questions: Sequence[Question]) -> list[Any]:
    """What the TypeScript program says of each."""
    orders = {"document": str(path), "questions": [one.asked for one in questions]}
    ran = run("node", "build/js/verdicts.js", given=json.dumps(orders))
    expect(ran.returncode == 0, ran.stderr)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def of_document(path: Path, chance: random.Random) -> Iterator[Question]:
    """Every example of an answer, and mutated ones.

    Raises:
        WrongError: An example is not what the document says that it is.
    """
    document = reading.read(path)
    for operation in document.declaring("x-job"):
        job = declared.job(document, operation)
        shown, problems = cases_of(Declared(document, operation, job))
        expect(bool(shown) and not problems, f"{operation.id} has {len(shown)} examples: {problems}")
        for one in shown:
            question = _question(job, operation, one.answer, one.asked, ids={})
            expect(question.ours[0] == one.outcome, f"{question.ours[0]} and not {one.outcome}: {one}")
            yield question
        for _ in range(MUTATED):
            one = chance.choice(shown)
            answer, asked = _mutated(one.answer, job, chance), one.asked or _shown(document, job, chance)
            if asked and chance.random() < 0.5:
                asked = _mutated(asked, job, chance)
            ids = {name: chance.choice((value, value, *_spelled(value))) for name, value in _ids(job, one).items()}
            fewer = _fewer(operation.given["x-job"].get("rules", []), chance) if chance.random() < 0.2 else None
            yield _question(job, operation, answer, asked, ids=ids, changed=fewer)
        yield from _of_calls(Declared(document, operation, job), chance)


def _of_calls(given: Declared, chance: random.Random) -> Iterator[Question]:
    """The answers of a submit, and of lists."""
    for call in given.calls():
        operation = given.document.operations[call.operation]
        rules = _at(given.operation.given, call.rules_spot.names) if call.rules_spot and call.rules else []
        for one in operation.examples():
            answer = Answer(one.status_code, one.value)
            for each in (answer, *(_mutated(answer, given.job, chance) for _ in range(20))):
                asked = {"rules": rules, "answer": _plain(each)}
                yield Question(f"{call.operation} {one.name}", asked, _call_verdict(call.rules, each))


def _at(given: Any, names: Sequence[str]) -> Any:
    """What *names* lead to in the document."""
    for name in names:
        given = given[int(name) if isinstance(given, list) else name]
    return given


def _of_conditions(chance: random.Random) -> Iterator[Question]:
    for text in CONDITIONS:
        tree = parse(text)
        for _ in range(100):
            pair = {name: chance.choice((*VALUES, "a", "ab", "x", "b", [{"b": "x"}, {"b": None}])) for name in "ab"}
            body: Any = chance.choice([pair, pair, {**pair, "length": 1}, [pair], chance.choice(VALUES), {"a": pair}])
            try:
                ours: Any = holds(tree, body)
            except IncomparableError:
                ours = "fault"
            yield Question(text, {"condition": text, "body": body}, ours)


def _spelled(given: str) -> Iterator[str]:
    """The same id in other spellings, and another one."""
    yield from (f"00{given}", f" {given} ", quote(given, safe=""), given.upper(), f"{given}0")


def _fewer(rules: Any, chance: random.Random) -> Any:
    """Rules without one of them, or one without one of those within."""
    fewer = copy.deepcopy(list(rules))
    asking = [rule["rules"] for rule in fewer if "ask" in rule]
    within = chance.choice([fewer, *(each for each in asking if len(each) > 1)])
    if within:
        del within[chance.choice((-1, chance.randrange(len(within))))]
    return fewer


def _question(
    job: Job,
    operation: Operation,
    answer: Answer,
    asked: Answer | None,
    *,
    ids: Mapping[str, str],
    changed: Any = None,
) -> Question:
    plain: dict[str, Any] = {"operation": operation.id, "answer": _plain(answer), "ids": ids}
    if asked:
        plain["asked"] = _plain(asked)
    if changed is not None:
        plain["changed"] = changed
        job = replace(job, rules=tuple(map(Rule.parse, changed)))
    found = judge(job, answer, lambda _: asked or Answer(500), ids)
    return Question(operation.id, plain, [found.outcome, list(found.rule), found.confirm])


def _call_verdict(rules: Sequence[Rule], answer: Answer) -> Any:
    found = judge_call(rules, answer)
    return [found.outcome, list(found.rule), found.confirm]


def _plain(answer: Answer) -> Mapping[str, Any]:
    return {"code": answer.code, "body": answer.body, "readable": answer.readable}


def _shown(document: Document, job: Job, chance: random.Random) -> Answer | None:
    """Some answer of the operation that a rule asks."""
    every = [one for rule in job.rules if rule.ask for one in document.operations[rule.ask].examples()]
    one = chance.choice(every) if every else None
    return None if one is None else Answer(one.status_code, one.value)


def _ids(job: Job, one: Example) -> Mapping[str, str]:
    """The ids that an example repeats."""
    found = {name: find(expression.pointer, one.answer.body) for name, expression in job.echo.items()}
    said = {
        name: id_in(job.pattern.get(name, "^(.*)$"), str(value)) for name, value in found.items() if value is not ABSENT
    }
    return {name: value for name, value in said.items() if value}


def _mutated(answer: Answer, job: Job, chance: random.Random) -> Answer:
    body = copy.deepcopy(answer.body)
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        places = list(_places(body))
        if not places:
            break
        holder, name = chance.choice(places)
        action = chance.random()
        if action < 0.2 and isinstance(holder, dict):
            del holder[name]
        elif action < 0.5 and job.words:
            word = chance.choice([*job.words, "Invented"])
            holder[name] = chance.choice([word, word.upper(), f" {word.lower()} ", *([True] if word == "true" else [])])
        else:
            holder[name] = copy.deepcopy(chance.choice(VALUES))
    code = chance.choice(CODES) if chance.random() < 0.3 else answer.code
    return Answer(code, body, readable=chance.random() > 0.03)


def _places(body: Any) -> Iterator[tuple[Any, Any]]:
    """Everything that a body holds, with its holder."""
    named = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, value in list(named):
        yield body, name
        yield from _places(value)
