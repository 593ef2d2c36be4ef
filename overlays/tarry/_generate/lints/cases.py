"""Answers that a document shows, with what it says that they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tarry._generate.declarations import Job, Rule
from tarry._generate.documents import Example, Operation
from tarry._generate.judging import Answer, Verdict, judge, judge_call
from tarry._generate.problems import Problem

from .spots import Declared

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


def cases_of(declared: Declared) -> tuple[list[Case], list[Problem]]:
    """The examples of the polled operation that say what they mean, and what is wrong with the others."""
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
            remedy = f"by the rules it is {meant}: say so, if that is what it means"
            problems.append(replace(case.problem("has no x-outcome", remedy), lack=True))
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
