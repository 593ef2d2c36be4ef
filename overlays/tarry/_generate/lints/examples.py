"""Examples against `x-outcome`: the document tests its own rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tarry._generate.declarations import Job, Rule
from tarry._generate.documents import Example, Operation
from tarry._generate.judging import ENDED, OUTCOMES, Answer, Verdict, judge, judge_call
from tarry._generate.problems import Problem

from .spots import Call, Declared, Spot

_GOOD = {"submit": "pending"}
"""What a good answer of a call means that no rule decides, by its role."""


@dataclass(frozen=True, slots=True)
class Case:
    """An answer that the document shows, and what it says that it means."""

    operation: Operation
    example: Example
    outcome: str
    confirm: int
    answer: Answer
    asked: Answer | None

    def verdict(self, job: Job) -> Verdict:
        """What it means by the rules of *job*."""
        return judge(job, self.answer, lambda _: self.asked or Answer(500))

    def call_verdict(self, role: str, rules: tuple[Rule, ...]) -> Verdict:
        """What it means by the *rules* of a call."""
        found = judge_call(rules, self.answer)
        return found if found.outcome else replace(found, outcome=_GOOD.get(role, "succeeded"))

    def problem(self, what: str, remedy: str) -> Problem:
        """Something that is wrong with it."""
        given = self.example.given
        place = given.places.get("x-outcome", given.here)
        return Problem(place, f"{self.operation.id} {self.example.code} {self.example.name}", what, remedy)


def of_status(declared: Declared) -> Iterator[Problem]:
    """Examples of the polled operation, and what the rules and words lack examples for."""
    job = declared.job
    cases, problems = _cases(declared)
    yield from problems
    verdicts = [case.verdict(job) for case in cases]
    for case, verdict in zip(cases, verdicts, strict=True):
        yield from _agrees(case, verdict)
    for path in _paths(job.rules):
        deciding = [case for case, verdict in zip(cases, verdicts, strict=True) if verdict.rule == path]
        without = _without(job, path)
        if not deciding:
            yield _spot(declared.spot, path).problem(*_UNDECIDED)
        elif all(_same(case.verdict(without), verdict) for case, verdict in zip(cases, verdicts, strict=True)):
            yield _spot(declared.spot, path).problem(*_NEEDLESS)
    by_word = {verdict.outcome for verdict in verdicts if not verdict.rule and verdict.word}
    for meaning in dict.fromkeys(job.words.values()):
        if meaning in OUTCOMES and meaning not in by_word and not _overruled(job, meaning):
            what = f"no example of {job.operation} is {meaning} by its word"
            yield declared.spot.at("status").problem(what, f"add one with `x-outcome: {meaning}`")


_UNDECIDED = "decides no example", "add one of which it decides, with `x-outcome`, or drop the rule"
_NEEDLESS = "every example would mean the same without it", "add one that would not, or drop the rule"


def of_calls(declared: Declared) -> Iterator[Problem]:
    """Examples of the operations that start a job, or list what it left."""
    for role, spot, rules, calls in _places(declared):
        decided: set[int] = set()
        changed: set[int] = set()
        for call in calls:
            operation = declared.document.operations.get(call.operation)
            if operation is None or operation.id == declared.operation.id:
                continue
            for example in operation.examples():
                outcome = example.given.get("x-outcome")
                if not isinstance(outcome, str):
                    continue
                case = Case(operation, example, outcome, 1, Answer(example.status_code, example.value), None)
                verdict = case.call_verdict(role, rules)
                yield from _agrees(case, verdict, f" ({role})")
                decided |= set(verdict.rule)
                changed |= {
                    number
                    for number in verdict.rule
                    if case.call_verdict(role, (*rules[:number], *rules[number + 1 :])).outcome != verdict.outcome
                }
        for number in range(len(rules)):
            if number not in decided:
                yield spot.at(number).problem(*_UNDECIDED)
            elif number not in changed and not rules[number].because:  # which a caller is told
                yield spot.at(number).problem(*_NEEDLESS)


def _places(declared: Declared) -> Iterator[tuple[str, Spot, tuple[Rule, ...], list[Call]]]:
    """The calls with rules of their own, those of one place together."""
    found: dict[tuple[str, ...], tuple[str, Spot, tuple[Rule, ...], list[Call]]] = {}
    for call in declared.calls():
        if call.role != "ask":
            spot = call.rules_spot or call.spot
            found.setdefault(spot.names, (call.role, spot, call.rules, []))[3].append(call)
    yield from found.values()


def _cases(declared: Declared) -> tuple[list[Case], list[Problem]]:
    cases, problems = [], []
    for example in declared.operation.examples():
        outcome, confirm = example.given.get("x-outcome"), example.given.get("x-confirm", 1)
        answer = Answer(example.status_code, example.value)
        case = Case(declared.operation, example, str(outcome), confirm, answer, None)
        if isinstance(outcome, str):
            asked, problem = _asked(declared, case)
            problems += [problem] if problem else []
            cases += [] if problem else [replace(case, asked=asked)]
        elif 200 <= example.status_code < 300:
            meant = case.verdict(declared.job).outcome
            problems.append(
                case.problem("has no x-outcome", f"by the rules it is {meant}: say so, if that is what it means")
            )
    return cases, problems


def _asked(declared: Declared, case: Case) -> tuple[Answer | None, Problem | None]:
    """The answer of the operation that a rule asks, by `x-asked`."""
    asked: list[str] = []
    judge(declared.job, case.answer, lambda operation: asked.append(operation) or Answer(500))  # type: ignore[func-returns-value]
    name = case.example.given.get("x-asked")
    if not asked:
        what, remedy = "has x-asked, but no rule asks", "leave it out"
        return None, None if name is None else case.problem(what, remedy)
    operation = declared.document.operations.get(asked[0])
    examples = operation.examples() if operation else []
    found = next((one for one in examples if one.name == name), None)
    if found is None:
        what = f"a rule asks {asked[0]}, " + (
            "which x-asked does not answer" if name is None else f"which has no example {name!r}"
        )
        return None, case.problem(what, f"give `x-asked` the name of an example of {asked[0]}")
    return Answer(found.status_code, found.value), None


def _agrees(case: Case, verdict: Verdict, role: str = "") -> Iterator[Problem]:
    decided = (
        "rule " + ".".join(map(str, verdict.rule))
        if verdict.rule
        else f"word {verdict.word!r}"
        if verdict.word
        else "code"
    )
    why = verdict.why or f"by its {decided}"
    if verdict.outcome != case.outcome:
        what = f"x-outcome says {case.outcome}, the document says {verdict.outcome}{role}: {why}"
        yield case.problem(what, "mend the rules, the words or the example, whichever is wrong")
    elif verdict.confirm != case.confirm:
        what = f"x-confirm says {case.confirm}, the document says {verdict.confirm}: {why}"
        yield case.problem(what, "mend the one that is wrong")


def _paths(rules: tuple[Rule, ...]) -> list[tuple[int, ...]]:
    """Where each rule stands that decides something."""
    return [
        path
        for number, rule in enumerate(rules)
        for path in ([(number, inner) for inner in range(len(rule.rules))] if rule.ask else [(number,)])
    ]


def _without(job: Job, path: tuple[int, ...]) -> Job:
    number, *inner = path
    rule = job.rules[number]
    left = (replace(rule, rules=_but(rule.rules, inner[0])),) if inner else ()
    return replace(job, rules=(*job.rules[:number], *left, *job.rules[number + 1 :]))


def _but(rules: tuple[Rule, ...], number: int) -> tuple[Rule, ...]:
    return (*rules[:number], *rules[number + 1 :])


def _same(one: Verdict, other: Verdict) -> bool:
    return (one.outcome, one.confirm) == (other.outcome, other.confirm)


def _spot(spot: Spot, path: tuple[int, ...]) -> Spot:
    return spot.at("rules", path[0], *(("rules", path[1]) if len(path) > 1 else ()))


def _overruled(job: Job, meaning: str) -> bool:
    """Whether a rule without a condition decides every word of this *meaning*."""
    fits: Mapping[str, Any] = dict.fromkeys(("any", meaning, *(("ended",) if meaning in ENDED else ())))
    return any(
        not rule.code and rule.when is None and not rule.ask and fits.keys() & set(rule.word) for rule in job.rules
    )
