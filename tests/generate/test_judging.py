"""What an answer means by the rules of a document, and when a condition holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tarry._generate import declared, reading
from tarry._generate.conditions import parse
from tarry._generate.declarations import Job, Rule
from tarry._generate.evaluating import IncomparableError, holds
from tarry._generate.judging import Answer, judge, judge_call
from tarry._generate.patterns import id_in

DOCUMENTS = Path(__file__).parent / "documents"

BODY = {
    "n": 2,
    "z": 0,
    "f": 1.5,
    "t": "ok",
    "e": "",
    "b": True,
    "x": None,
    "l": [{"s": "a"}, {"s": "b"}, None],
    "o": {"p": "q"},
}


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        *(
            ("@.n", True),
            ("@.z", True),
            ("@.e", True),
            ("@.x", False),
            ("@.none", False),
            ("@.o.p", True),
            ("@.t.p", False),
        ),
        *(("@.l[0].s", True), ("@.l[2]", False), ("@.l[9]", False), ("@.l[*]", True), ("@.o[*]", False), ("@", True)),
        *(
            ("@.n > 1", True),
            ("@.n > 2", False),
            ("@.n >= 2", True),
            ("1 < @.n", True),
            ("@.n < 2", False),
            ("@.f < @.n", True),
        ),
        *(
            ("@.none > 0", False),
            ("@.x > 0", False),
            ("@.none < 0", False),
            ("!(@.none > 0)", True),
            ("@.x >= @.none", True),
        ),
        *(("@.t == 'ok'", True), ("@.t != 'ok'", False), ("@.none != 'ok'", True), ("@.none == 'ok'", False)),
        *(
            ("@.b == true", True),
            ("@.n == true", False),
            ("@.z == false", False),
            ("@.n == 2.0", True),
            ("@.x == @.none", True),
        ),
        *(("@.o == @.o", True), ("@.l == @.o", False), ("'a' < @.t", True)),
        *(
            ("match(@.t, 'o')", False),
            ("match(@.t, 'o.')", True),
            ("search(@.t, 'k')", True),
            ("match(@.n, '2')", False),
        ),
        *(
            ("length(@.t) == 2", True),
            ("length(@.l) == 3", True),
            ("length(@.x) > 0", False),
            ("count(@.l[*]) == 3", True),
        ),
        *(("count(@.l[?@.s == 'a']) == 1", True), ("@.l[?@.s == 'c']", False), ("count(@.none[*]) == 0", True)),
        *(("@.none && @.n > 1", False), ("@.n || @.none > 1", True)),
    ],
)
def test_when_a_condition_holds(condition: str, result: bool) -> None:
    assert holds(parse(condition), BODY) is result


@pytest.mark.parametrize("condition", ["@.none && @.t > 1", "@.n || @.t > 1"])
def test_what_cannot_be_compared_is_a_fault_whatever_stands_beside_it(condition: str) -> None:
    with pytest.raises(IncomparableError):
        holds(parse(condition), BODY)


@pytest.mark.parametrize(
    "condition", ["@.t > 1", "@.b > 0", "@.l >= 1", "@.n < 'x'", "@.o < @.n", "length(@.n) > 1", "@.l[?@.s > 1]"]
)
def test_what_is_there_and_cannot_be_compared_is_a_fault(condition: str) -> None:
    with pytest.raises(IncomparableError):
        holds(parse(condition), BODY)


def unasked(operation: str) -> Answer:
    raise AssertionError(operation)


def job(name: str) -> Job:
    (found,) = declared.jobs(reading.read(DOCUMENTS / f"{name}.yaml"))
    return found


def verdict(answer: Answer, ask: Callable[[str], Answer] = unasked, **ids: str) -> tuple[str, tuple[int, ...], int]:
    found = judge(job("exports"), answer, ask, ids)
    return found.outcome, found.rule, found.confirm


def state(word: Any, **others: Any) -> Answer:
    return Answer(200, {"id": "e1", "state": {"word": word}, **others})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (state("waiting"), ("pending", (), 1)),
        (state("waiting", bad=1, good=1), ("pending", (), 1)),  # no counter ends a job that runs
        (state(" DONE "), ("succeeded", (), 1)),
        (state("done", bad=1, good=1), ("partial", (1,), 1)),
        (state("broken"), ("failed", (3,), 2)),
        (state("done", bad="1"), ("fault", (), 1)),
        (state("lost"), ("unknown", (), 1)),
        (state(None), ("unknown", (), 1)),
        (state(["done"]), ("fault", (), 1)),
        (Answer(200, {"id": "e1", "state": {}}), ("fault", (), 1)),
        (Answer(200, {"id": "e1", "state": None}), ("fault", (), 1)),
        (Answer(200, "<html>", readable=False), ("fault", (), 1)),
        (Answer(404, {"why": "expired"}), ("gone", (0,), 1)),
        (Answer(404, {"why": "other"}), ("missing", (), 1)),
        (Answer(404, "<html>", readable=False), ("missing", (), 1)),
        *((Answer(code), ("fault", (), 1)) for code in (408, 425, 429, 500, 503)),
        *((Answer(code), ("refused", (), 1)) for code in (301, 400, 401, 403)),
        (Answer(410), ("gone", (), 1)),
    ],
)
def test_what_an_answer_means(answer: Answer, expected: tuple[str, tuple[int, ...], int]) -> None:
    assert verdict(answer) == expected


@pytest.mark.parametrize(
    ("asked", "outcome", "rule"),
    [
        (Answer(200, {"rows": [{"bad": False}, {"bad": True}]}), "failed", (2, 0)),
        (Answer(200, {"rows": []}), "pending", (2, 1)),
        (Answer(500), "fault", (2,)),
        (Answer(401), "refused", (2,)),
    ],
)
def test_a_rule_that_asks_is_decided_by_the_other_answer(asked: Answer, outcome: str, rule: tuple[int, ...]) -> None:
    operations: list[str] = []

    def ask(operation: str) -> Answer:
        operations.append(operation)
        return asked

    assert verdict(state("done", bad=1, good=0), ask)[:2] == (outcome, rule)
    assert operations == ["list_rows"]


def test_an_answer_about_another_job_is_a_fault() -> None:
    assert verdict(state("done"), export_id="e1")[0] == "succeeded"
    assert verdict(state("done"), export_id="e2")[0] == "fault"
    assert verdict(Answer(200, {"state": {"word": "done"}}), export_id="e2")[0] == "succeeded"
    others: tuple[Any, ...] = (True, [], {"id": "e1"})
    for other in others:
        assert verdict(state("done", id=other), export_id="e1")[0] == "fault"


def test_a_status_code_can_be_the_word() -> None:
    statement = job("snowflake-statements")
    answers = {
        **{
            200: ("succeeded", {}),
            202: ("pending", {}),
            422: ("failed", {}),
            404: ("missing", {}),
            400: ("refused", {}),
        },
        **{408: ("failed", {"statementHandle": "s"}), 429: ("fault", {})},
    }
    for code, (outcome, body) in answers.items():
        assert judge(statement, Answer(code, body), unasked).outcome == outcome
    assert judge(statement, Answer(408), unasked).outcome == "fault"


def test_rules_of_a_call_decide_nothing_about_a_good_answer_that_they_do_not_fit() -> None:
    rules = job("exports").submit.rules
    assert judge_call(rules, Answer(200, {"id": "e1"})).outcome == ""
    assert judge_call(rules, Answer(200, {"error": "full"})).outcome == "refused"
    assert judge_call(rules, Answer(503, {"error": "full"})).outcome == "fault"


def test_of_an_answer_that_cannot_be_read_only_its_code_says_anything() -> None:
    absent, code = (
        Rule.parse({"when": "!@.id", "outcome": "pending"}),
        Rule.parse({"code": [202], "outcome": "pending"}),
    )
    assert judge_call((absent,), Answer(200, {})).outcome == "pending"
    assert judge_call((absent, code), Answer(200, readable=False)).outcome == "fault"
    assert judge_call((absent, code), Answer(202, readable=False)).outcome == "pending"


def test_an_id_is_cut_out_of_a_value() -> None:
    assert id_in("^/syncs/([0-9]+)$", "/syncs/12") == "12"
    assert id_in("^/syncs/([0-9]+)$", "/syncs/12\n") is None
    assert id_in(r"(\d+)", "x٣") is None
    assert id_in("^x-([a-z]*)", "x-ab1") == "ab"
