"""Examples against `x-outcome`: the document tests its own rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tarry._generate.declarations import Job, Rule
from tarry._generate.documents import Operation
from tarry._generate.judging import ENDED, OUTCOMES, Answer, Verdict
from tarry._generate.problems import Problem
from tarry._generate.schemas import fold

from .cases import Case, cases_of
from .spots import Call, Declared, Spot


def of_status(declared: Declared) -> Iterator[Problem]:
    """Examples of the polled operation, and what the rules and words lack examples for."""
    job = declared.job
    cases, problems = cases_of(declared)
    yield from problems
    verdicts = [case.verdict(job) for case in cases]
    for case, verdict in zip(cases, verdicts, strict=True):
        yield from _agrees(case, verdict)
    for path in _paths(job.rules):
        deciding = [case for case, verdict in zip(cases, verdicts, strict=True) if verdict.rule == path]
        without = _without(job, path)
        if not deciding:
            rule = job.rules[path[0]]
            operation = declared.document.operations.get(rule.ask, declared.operation)
            if _can_be_shown(rule.rules[path[1]] if len(path) > 1 else rule, operation):
                yield _spot(declared.spot, path).lack(*_UNDECIDED)
        elif all(_same(case.verdict(without), verdict) for case, verdict in zip(cases, verdicts, strict=True)):
            yield _spot(declared.spot, path).lack(*_NEEDLESS)
    yield from _of_words(declared, verdicts)


def _of_words(declared: Declared, verdicts: list[Verdict]) -> Iterator[Problem]:
    job, spot = declared.job, declared.spot.at("status")
    shown = {fold(verdict.word) for verdict in verdicts}
    lacking = []
    for word, meaning in job.words.items():
        # A word that is wrongly said to end a job is the worst mistake: nobody looks again.
        if meaning in ENDED and fold(word) not in shown:
            lacking.append(meaning)
            what = f"no example of {job.operation} has the word {word!r}, which ends a job"
            yield spot.lack(what, f"add one with `x-outcome: {meaning}`, or whatever it then means")
    by_word = {verdict.outcome for verdict in verdicts if not verdict.rule and verdict.word}
    for meaning in dict.fromkeys(job.words.values()):
        if meaning in OUTCOMES and meaning not in by_word and meaning not in lacking and not _overruled(job, meaning):
            what = f"no example of {job.operation} is {meaning} by its word"
            yield spot.lack(what, f"add one with `x-outcome: {meaning}`")


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
            shown = [one for call in calls if (one := declared.document.operations.get(call.operation)) is not None]
            if number not in decided and any(_can_be_shown(rules[number], one) for one in shown):
                yield spot.at(number).lack(*_UNDECIDED)
            elif number in decided - changed and not rules[number].because:  # which a caller is told
                yield spot.at(number).lack(*_NEEDLESS)


def _can_be_shown(rule: Rule, operation: Operation) -> bool:
    """Whether there can be an example: of an answer without a body there is none."""
    return not rule.code or rule.when is not None or bool(operation.response_schemas(rule.code))


def _places(declared: Declared) -> Iterator[tuple[str, Spot, tuple[Rule, ...], list[Call]]]:
    """The calls with rules of their own, those of one place together."""
    found: dict[tuple[str, ...], tuple[str, Spot, tuple[Rule, ...], list[Call]]] = {}
    for call in declared.calls():
        if call.role != "ask":
            spot = call.rules_spot or call.spot
            found.setdefault(spot.names, (call.role, spot, call.rules, []))[3].append(call)
    yield from found.values()


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
