"""The rules of a document as tests of generated code, each with the rule that it came from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import responses as http_reasons

from .about import About
from .declarations import Rule
from .texts import plain, quoted

_KINDS = {"missing": "MISSING", "fault": "FAULT", "refused": "DENIED"}


@dataclass(slots=True)
class Test:
    """One `if`."""

    comments: list[str]
    test: str
    """Empty where it always holds."""
    then: str
    """What is returned, or raised."""


def classification(rules: Iterable[Rule], about: About, *, by_code: bool, words: bool = True) -> list[Test]:
    """The tests of `classify`, in the order of the rules.

    Args:
        rules: The rules.
        about: The answers that they judge.
        by_code: Whether there is a variable `code`.
        words: Whether a word stands beside.
    """
    return [
        _test(rule, [*(_words(rule) if words else ()), *_codes(rule, by_code=by_code)], about, _verdict(rule))
        for rule in rules
    ]


def refusals(rules: Iterable[Rule], about: About) -> list[Test]:
    """The tests of an answer that is none to what was asked for, though its status is good."""
    made = []
    for rule in rules:
        codes = [
            f"reply.status_code == {code}" if isinstance(code, int) else f"reply.status_code // 100 == {code[0]}"
            for code in rule.code
        ]
        tests = (
            [f"({' or '.join(codes)})" if len(codes) > 1 else codes[0]] if codes else ["200 <= reply.status_code < 300"]
        )
        final = ", final=True" if rule.outcome in {"refused", "gone"} else ""
        reason = (rule.because or f"by a rule of the document, {rule.text}").removesuffix(".")
        standard = [http_reasons[code] for code in rule.code if isinstance(code, int) and code >= 400]
        reason = ". ".join([*(standard if len(rule.code) == 1 else []), reason])
        made.append(_test(rule, tests, about, f"call.unexpected(reply, {quoted(reason)}{final})", doubtful=True))
    return made


def _test(rule: Rule, tests: list[str], about: About, then: str, *, doubtful: bool = False) -> Test:
    comments = [line for text in (rule.text, rule.because) if text for line in textwrap.wrap(plain(text), 106)]
    return Test(comments, " and ".join([*tests, *about.tests(rule, doubtful=doubtful)]), then)


def _verdict(rule: Rule) -> str:
    if rule.ask:
        return f"verdict._replace(asks={quoted(rule.ask)})"
    because = quoted((rule.because or rule.text).removesuffix("."))
    if rule.outcome in _KINDS:
        return f"verdict.is_none(Kind.{_KINDS[rule.outcome]}, {because})"
    more = f", confirmations={rule.confirm}" if rule.confirm > 1 else ""
    more += f", note={because}" if rule.outcome == "pending" else ""
    return f"verdict.means(Outcome.{rule.outcome.upper()}{more})"


def _words(rule: Rule) -> Iterator[str]:
    if "any" in rule.word:
        return
    single = {"ended": "verdict.ended", "unknown": "verdict.is_unknown", "absent": "verdict.word is None"}
    tests = [single.get(word) or f"verdict.outcome is Outcome.{word.upper()}" for word in rule.word]
    yield tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"


def _codes(rule: Rule, *, by_code: bool) -> Iterator[str]:
    if not by_code:
        return
    tests = [f"code == {code}" if isinstance(code, int) else f"code // 100 == {code[0]}" for code in rule.code]
    yield "code < 300" if not tests else tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"
