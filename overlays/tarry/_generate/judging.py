"""What an answer means by the rules of a document, decided on plain JSON. The algorithm is that of specs/README.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tarry._core.checks import is_same_id

from .declarations import Expression, Job, Rule
from .evaluating import ABSENT, IncomparableError, find, holds
from .patterns import id_in
from .schemas import fold, written

OUTCOMES = ("pending", "succeeded", "partial", "failed", "gone")
ENDED = OUTCOMES[1:]
FAULT, MISSING, REFUSED, UNKNOWN, ABSENT_WORD = "fault", "missing", "refused", "unknown", "absent"

_PASSING_CODES = {408, 425, 429}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a provider."""

    code: int
    body: Any = None
    """As JSON is read; None where there is none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    readable: bool = True
    """Whether the body is what the document promises: HTML of a gateway is not."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means."""

    outcome: str
    """One of OUTCOMES, or `missing`, `fault`, `refused`, `unknown`; empty where no rule of a call decides."""
    rule: tuple[int, ...] = ()
    """Which rule decided: its index, and that of an inner rule. Empty where the word or the code did."""
    confirm: int = 1
    """How many looks in a row must say so."""
    word: str = ""
    """The provider's own, where that decided."""
    why: str = ""


Ask = Callable[[str], Answer]
"""Sends one operation with the ids of the job."""


def judge(job: Job, answer: Answer, ask: Ask, ids: Mapping[str, str] | None = None) -> Verdict:
    """What an answer of the polled operation means; *ids* are those that were asked for."""
    try:
        return _judge(job, answer, ask, ids or {})
    except IncomparableError as error:
        return Verdict(FAULT, why=str(error))


def judge_call(rules: Sequence[Rule], answer: Answer) -> Verdict:
    """What an answer of another operation means by the *rules* of its place, where no word is."""
    try:
        for number, rule in enumerate(rules):
            # Of a good answer that cannot be read, only a rule about its code says anything.
            can_tell = answer.readable or answer.code >= 300 or (rule.code and rule.when is None)
            if can_tell and applies(rule, answer):
                return Verdict(rule.outcome, (number,), rule.confirm)
    except IncomparableError as error:
        return Verdict(FAULT, why=str(error))
    return Verdict("" if is_good(answer) else by_code(answer.code))


def applies(rule: Rule, answer: Answer) -> bool:
    """Whether the code and condition of *rule* fit. Raises IncomparableError."""
    codes = rule.code or ("2XX",)
    if not any(code == answer.code or code == f"{answer.code // 100}XX" for code in codes):
        return False
    return rule.when is None or holds(rule.when, answer.body if answer.readable else None)


def is_good(answer: Answer) -> bool:
    """Whether it is a readable answer with 2xx."""
    return 200 <= answer.code < 300 and answer.readable


def by_code(code: int) -> str:
    """What a status code means by itself; a good one as well, where the answer says nothing."""
    if code in {404, 410}:
        return MISSING if code == 404 else "gone"
    return FAULT if code < 300 or code in _PASSING_CODES or code >= 500 else REFUSED


def word_of(job: Job, answer: Answer) -> tuple[str, str]:
    """The provider's word, and what it means: one of OUTCOMES, `unknown` or `absent`. Raises IncomparableError."""
    given = _at(job.status, answer)
    if given is ABSENT:
        return "", ABSENT_WORD
    if given is None:
        return "", UNKNOWN
    known = {fold(word): meaning for word, meaning in job.words.items()}
    if isinstance(given, list | Mapping) or (known.keys() <= {"TRUE", "FALSE"} and not isinstance(given, bool)):
        raise IncomparableError(f"the status is {given!r:.80}")
    word = written(given)
    return word, known.get(fold(word), UNKNOWN)


def _at(expression: Expression | None, answer: Answer) -> Any:
    """What is at the status, with null as None; ABSENT in answers that are not good, but for the code."""
    if expression is None:
        return ABSENT
    if expression.part == "statusCode":
        return answer.code
    if not is_good(answer):
        return ABSENT
    if expression.part == "response.header":
        return next(
            (value for name, value in answer.headers.items() if name.lower() == expression.name.lower()), ABSENT
        )
    found = find(expression.pointer, answer.body)
    if found is ABSENT and expression.pointer:
        *parents, name = expression.pointer
        parent = find(parents, answer.body)
        return None if isinstance(parent, Mapping) and name in parent else ABSENT
    return found


def _judge(job: Job, answer: Answer, ask: Ask, ids: Mapping[str, str]) -> Verdict:
    if 200 <= answer.code < 300 and not answer.readable:
        return Verdict(FAULT, why="the body cannot be read")
    if is_good(answer) and (other := _other_job(job, answer, ids)):
        return Verdict(FAULT, why=other)
    word, meaning = word_of(job, answer)
    for number, rule in enumerate(job.rules):
        if not _fits(rule.word, meaning) or not applies(rule, answer):
            continue
        if not rule.ask:
            return Verdict(rule.outcome, (number,), rule.confirm, word)
        asked = judge_call(rule.rules, ask(rule.ask))
        if asked.outcome:
            return Verdict(asked.outcome, (number, *asked.rule), rule.confirm, word, asked.why)
    if meaning in OUTCOMES:
        return Verdict(meaning, word=word)
    if is_good(answer) and meaning == UNKNOWN:
        return Verdict(UNKNOWN, word=word)
    return Verdict(by_code(answer.code))


def _fits(wanted: Sequence[str], meaning: str) -> bool:
    return meaning in wanted or "any" in wanted or ("ended" in wanted and meaning in ENDED)


def _other_job(job: Job, answer: Answer, ids: Mapping[str, str]) -> str:
    for name, expression in job.echo.items():
        found = _at(expression, answer)
        if name in ids and found is not None and found is not ABSENT:
            said = id_in(job.pattern[name], str(found)) if name in job.pattern else found
            if said is None or not is_same_id(said, ids[name]):
                return f"the answer is about another job: {name} is {found!r:.80}, asked for was {ids[name]}"
    return ""
