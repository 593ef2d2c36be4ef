"""What is wrong with a document is found before any request, with line, place and remedy."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from tarry._generate import linting, reading
from tarry._generate.loading import load
from tarry._generate.problems import DocumentError
from tarry._generate.values import Array, Object

DOCUMENTS = Path(__file__).parent / "documents"
WRONG = yaml.safe_load((Path(__file__).parent / "wrong.yaml").read_text(encoding="utf-8"))
RIGHT = (DOCUMENTS / "exports.yaml").read_text(encoding="utf-8")


def lines(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    """The problems of the right document with some texts changed, the file left out."""
    text = RIGHT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "it.yaml"
    path.write_text(text, encoding="utf-8")
    return [str(problem).removeprefix(f"{path}:") for problem in linting.problems(reading.read(path))]


def line_of(text: str) -> int:
    return RIGHT[: RIGHT.index(text)].count("\n") + 1


@pytest.mark.parametrize("name", ["exports", "mailchimp-batches", "snowflake-statements", "stripe-report-runs"])
def test_a_document_that_is_right_has_no_problem(name: str) -> None:
    assert linting.problems(reading.read(DOCUMENTS / f"{name}.yaml")) == []


def test_a_problem_has_file_line_place_and_remedy(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, ("cancel: cancel_export", "cancel: Cancel_Export"))
    number = line_of("cancel: cancel_export")
    assert line == f"{number}: get_export x-job/cancel: there is no operation 'Cancel_Export'; write cancel_export"


TYPES = {
    "@.bad > '0'": "@.bad (number) can never be > '0' (string)",
    "@.why > 0": "@.why (string) can never be > 0 (number)",
    "@.why == 1": "@.why (string) can never be == 1 (number)",
    "@.bad == @.why": "@.bad (number) can never be == @.why (string)",
    "@.parts > 1": "@.parts (array) can never be > 1 (number)",
    "@.state[*]": "@.state[*] is object, and `[*]` or a filter takes array",
    "match(@.bad, '1')": "@.bad is number, and match takes string",
    "length(@.bad) > 1": "@.bad is number, and length takes array, object or string",
    "count(@.parts[?@ == 'x']) > 1": "@ (number) can never be == 'x' (string)",
    "!(@.why == 'x')": "is true where @.why is absent",
    "@.bad > 0 || @.why != 'x'": "is true where @.why is absent",
    "@.parts[0].x": "describes @.parts[0].x",
    "@.extra.any == 'x'": "@.extra.any (number) can never be == 'x' (string)",
}


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case["problem"][:70])
def test_what_is_wrong_is_found(tmp_path: Path, case: dict[str, str]) -> None:
    found = lines(tmp_path, (case["old"], case["new"]))
    assert [line for line in found if case["problem"] in line], found
    assert all(line.isprintable() and line.count("; ") >= 1 for line in found)


@pytest.mark.parametrize("condition", TYPES)
def test_conditions_that_do_not_fit_the_schemas_are_found(tmp_path: Path, condition: str) -> None:
    found = lines(tmp_path, ('"@.bad > 0 && @.good > 0"', f'"{condition}"'))
    assert [line for line in found if "x-job/rules/1/when" in line and TYPES[condition] in line], found


@pytest.mark.parametrize(
    "condition",
    [
        "@.why && @.why != 'x'",
        "!(!@.why || @.why == 'x')",
        "match(@.why, 'a.*') && @.why != 'ab'",
        "@.bad > 0 && (@.good > 0 || @.bad != 3)",
        "@.extra.any > 0",
        "@.parts[0] == 3",
        "count(@.parts[*]) > @.bad",
        "@.state.since == '' || length(@.state.since) > 3",
    ],
)
def test_conditions_that_fit_are_no_problem(tmp_path: Path, condition: str) -> None:
    found = lines(tmp_path, ('"@.bad > 0 && @.good > 0"', f'"{condition}"'))
    assert [line for line in found if "rules/1/when" in line] == []


def test_two_jobs_of_the_same_name_are_found(tmp_path: Path) -> None:
    start, end = RIGHT.index("  /exports/{export_id}:\n"), RIGHT.index("  /exports/{export_id}/rows:\n")
    copy = (
        RIGHT[start:end]
        .replace("/exports/", "/copies/")
        .replace("get_export", "get_copy")
        .replace("cancel_export\n      resp", "x\n      resp")
    )
    place = ("  /exports/{export_id}/rows:\n", copy + "  /exports/{export_id}/rows:\n")
    assert [
        line
        for line in lines(tmp_path, place)
        if "get_copy x-job/kind: get_export has the kind 'export' as well" in line
    ]
    other = (place[0], place[1].replace("kind: export", "kind: ex-port\n        x-class: EXPORT"))
    assert [line for line in lines(tmp_path, other) if "would be called EXPORT, as that of get_export" in line]


def test_schemas_that_refer_to_each_other_many_times_are_read_once(tmp_path: Path) -> None:
    refer = ['{$ref: "#/components/schemas/S%d"}' % number for number in range(61)]  # noqa: UP031 - braces
    many = "".join(
        f"    S{number}: {{anyOf: [{', '.join([one] * 3)}], properties: {{a: {one}}}}}\n"
        for number, one in enumerate(refer[1:])
    )
    last = '    S60: {type: object, properties: {word: {type: string}, a: {$ref: "#/components/schemas/S0"}}}\n'
    changes = (
        ("    Started: {type", f"{many}{last}    Started: {{type"),
        ("extra: {type: object, additionalProperties: {type: integer}}", 'extra: {$ref: "#/components/schemas/S0"}'),
        ("reason: $response.body#/why", f"reason: $response.body#/extra{'/a' * 50}/word"),
    )
    assert lines(tmp_path, *changes) == []


def test_no_mistake_ends_in_a_traceback() -> None:
    random = Random(1)
    right = load(DOCUMENTS / "exports.yaml")
    found = 0
    for _ in range(200):
        data = copy.deepcopy(right)
        holder, name = random.choice(list(nodes(data)))
        if random.random() < 0.3:
            del holder[name], holder.places[name]
        elif random.random() < 0.5:
            holder[name] = random.choice([None, 1, "", "x", True, "$response.body#/x", "@.x", "../x", "__class__"])
        else:
            other, key = random.choice(list(nodes(right)))
            holder[name] = copy.deepcopy(other[key])
        try:
            found += bool([str(problem) for problem in linting.problems(reading.of(data, "f"))])
        except DocumentError:
            found += 1
    assert found > 100


def nodes(given: Any) -> Iterator[tuple[Any, Any]]:
    """Every member and item, with what holds it."""
    inner = given.items() if isinstance(given, Object) else enumerate(given) if isinstance(given, Array) else ()
    for name, value in inner:
        yield given, name
        yield from nodes(value)


def test_what_is_only_not_shown_is_told_from_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    text = RIGHT.replace("code: [404]", "code: [409]").replace("x-outcome: partial, ", "")
    path.write_text(text, encoding="utf-8")
    found = {problem.what: problem.lack for problem in linting.problems(reading.read(path))}
    assert {what for what, lack in found.items() if lack} == {
        "decides no example",
        "get_export has no answer 409",
        "has no x-outcome",
    }
    assert [what for what, lack in found.items() if not lack] == [
        "x-outcome says gone, the document says missing: by its code",
    ]


def test_operations_that_no_job_names_may_be_called_what_a_generator_can_mend(tmp_path: Path) -> None:
    other = "  /other:\n    get: {operationId: NAME, responses: {}}\n"
    for name, problem in (
        ("repos/get (all)", False),
        ("import", False),
        ("x" * 300, True),
        ("a/../b", True),
        ('"123"', True),
    ):
        changes = ("paths:\n", f"paths:\n{other.replace('NAME', name)}")
        assert bool(lines(tmp_path, changes)) is problem


def test_a_rule_about_an_answer_without_a_body_needs_no_example(tmp_path: Path) -> None:
    of_status, of_list = "          - {code: [404], when", '            - {when: "!@.rows'
    changes = (
        (of_status, f"          - {{code: [410], outcome: fault}}\n{of_status}"),
        (of_list, f"            - {{code: [202], outcome: fault}}\n{of_list}"),
        ('        "404":\n', '        "410": {description: Gone.}\n        "404":\n'),
    )
    found = lines(tmp_path, *changes)
    assert [line.split(": ", 1)[1] for line in found] == [
        "get_export x-job/results/rules/0/code: list_rows has no answer 202; add it to its responses",
    ]
