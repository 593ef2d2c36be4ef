"""Documents are read safely, with the line of each value; what cannot be read is refused in one line with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tarry._generate import declared, reading
from tarry._generate.documents import Document
from tarry._generate.loading import load, parse
from tarry._generate.problems import DocumentError, Place, Problem
from tarry._generate.schemas import reach, types
from tarry._generate.values import place_of

DOCUMENTS = Path(__file__).parent / "documents"

HEAD = "openapi: 3.1.0\n"


def read(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "it.yaml"
    path.write_text(text, encoding="utf-8")
    return reading.read(path)


def test_values_remember_their_lines() -> None:
    data = parse("a:\n  b:\n    - 1\n    - c: x\n", "f")
    assert data == {"a": {"b": [1, {"c": "x"}]}}
    assert place_of(data, "a", "b", "1", "c") == Place("f", 4)
    assert place_of(data, "a", "missing") == Place("f", 1)


def test_yaml_is_read_by_version_1_2() -> None:
    text = "a: yes\nb: 012\nc: 1_000\nd: 2026-01-02\ne: 12:30\nf: 1e3\ng: ~\nh: True\ni: '1'\n200: x\nj: !!str 5\nk:\n"
    assert parse(text, "f") == {
        **{"a": "yes", "b": 12, "c": "1_000", "d": "2026-01-02", "e": "12:30", "f": 1000.0},
        **{"g": None, "h": True, "i": "1", "200": "x", "j": "5", "k": None},
    }


def test_json_is_read_with_tabs_and_characters_in_two_escapes() -> None:
    assert parse('{\n\t"a": "\\ud83d\\ude00",\n\t"b": "\\\\ud83d\\/"\n}', "f") == {"a": "😀", "b": "\\ud83d/"}


def test_merge_keys_add_what_is_not_there() -> None:
    data = parse("a: &a {x: 1, y: 2}\nb: {<<: *a, x: 3}\nc: {<<: [{z: 4}, *a, {z: 5}]}\n", "f")
    assert data["b"] == {"x": 3, "y": 2}
    assert data["c"] == {"z": 4, "x": 1, "y": 2}


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]\n" for number in range(1, 10)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{number}: &a{number} [*a{number - 1}]\n" for number in range(1, 200))


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("", "f", "it is empty"),
        ("# nothing\n", "f", "it is empty"),
        ("[1]", "f", "it holds no object"),
        ("plain text", "f", "it holds no object"),
        ("a: b: c", "f:1", "neither YAML nor JSON"),
        ('{"a": 1', "f:2", "neither YAML nor JSON"),
        ("a: b\n---\nc: d\n", "f:2", "another document"),
        ("[" * 5000, "f", "neither YAML nor JSON"),  # on line 1 or 2, by the version of libyaml
        ("a: \x00", "f", "neither YAML nor JSON"),
        ("a: 1\nb: 2\na: 3\n", "f:3", "'a' is given twice; the first is on line 1"),
        ("a: !foo b", "f:1", "tags are not read"),
        ("a: !!python/object/apply:os.system [x]", "f:1", "tags are not read"),
        ("a: *x", "f:1", "undefined alias"),
        ("a: &x {b: *x}", "f:1", "alias of something that it is a part of"),
        ("a: {<<: 1}", "f:1", "`<<` takes an object"),
        ("? [a]\n: 1", "f:1", "a name is a text"),
        ("a: " + "9" * 500, "f:1", "digits"),
        (LAUGHS, "f:5", "more than 1,000,000 values"),
        (CHAIN, "f:99", "nested more than 100 deep"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_no_plain_data_is_refused(text: str, place: str, problem: str) -> None:
    with pytest.raises(DocumentError) as error:
        parse(text, "f")
    assert str(error.value).startswith((f"{place}: ", "f:1: ", "f:2: ") if text.startswith("[[") else f"{place}: ")
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"a: 1\nb: \xe9\n")
    for path, problem in (
        (tmp_path, "a directory"),
        (tmp_path / "none", "No such file"),
        (latin, "latin.yaml:2: it is not UTF-8"),
    ):
        with pytest.raises(DocumentError, match=problem):
            load(path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("swagger: '2.0'\n", "it.yaml:1: OpenAPI 2.0 is not read"),
        ("info: {}\n", "it is no OpenAPI document"),
        ("openapi: 3.2.0\n", "OpenAPI 3.2.0 is not read"),
        ("openapi: 3.1\n", "OpenAPI 3.1 is not read"),
        (HEAD + "paths: []\n", "`paths` is no object"),
        (HEAD + "a: {$ref: 'other.yaml#/a'}\n", "it.yaml:2: 'other.yaml#/a' refers to another file"),
        (HEAD + "a: {$ref: 'https://x.example/a'}\n", "refers to another file"),
        (HEAD + "a: {$ref: '#/b'}\n", "it.yaml:2: '#/b' leads nowhere"),
        (HEAD + "a: {$ref: '#/b'}\nb: {$ref: '#/a'}\n", "leads back to itself"),
    ],
)
def test_documents_that_are_not_read_are_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DocumentError) as error:
        read(tmp_path, text)
    assert problem in str(error.value)


def test_references_in_values_are_no_references(tmp_path: Path) -> None:
    text = HEAD + "a: {example: {$ref: x}}\nb: {properties: {value: {type: string}, $ref: {type: string}}}\n"
    assert read(tmp_path, text).data["a"]["example"] == {"$ref": "x"}


def test_schemas_may_hold_themselves(tmp_path: Path) -> None:
    text = HEAD + (
        "components:\n  schemas:\n    Tree: {anyOf: [{$ref: '#/components/schemas/Tree'}, {type: object, "
        "properties: {child: {$ref: '#/components/schemas/Tree'}, n: {type: [integer, 'null']}}}]}\n"
    )
    document = read(tmp_path, text)
    tree = document.at("#/components/schemas/Tree")
    assert types(document, tree) == {"object"}
    (number,) = reach(document, [tree], ["child", "child", "n"])
    assert types(document, number) == {"number"}
    assert reach(document, [tree], ["child", "other"]) == []


def test_operations_without_an_id_and_with_the_same_are_problems(tmp_path: Path) -> None:
    text = HEAD + (
        "paths:\n  /a:\n    get: {operationId: x}\n    put: {operationId: x}\n    post: {x-job: {}}\n    delete: {}\n  /b: 1\n"
    )
    assert [problem.what for problem in read(tmp_path, text).problems] == [
        f"has the operationId x as well as {tmp_path / 'it.yaml'}:4",
        "has no operationId",
        "is no object",
    ]


def test_a_problem_is_one_line_whatever_a_document_holds() -> None:
    line = str(Problem(Place("f", 1), "a\nb", "x\r\x1b[31m" + "y" * 1000, "do"))
    assert line.startswith("f:1: a b: x  [31my")
    assert line.isprintable()
    assert len(line) < 700


def test_parameters_and_answers_of_an_operation() -> None:
    document = reading.read(DOCUMENTS / "snowflake-statements.yaml")
    operation = document.operations["get_statement"]
    assert {name: one.required for (_, name), one in operation.parameters().items()} == {
        "statementHandle": True,
        "partition": False,
    }
    codes: Any = (408, "5XX")
    assert list(operation.responses_for(codes)) == ["408"]
    assert list(operation.responses_for(["4XX"])) == ["404", "408", "422", "429"]
    assert [(one.name, one.code) for one in operation.examples()] == [
        *(("done", "200"), ("truncated", "200"), ("running", "202"), ("timed_out", "408"), ("failed", "422")),
    ]


def test_what_three_documents_declare() -> None:
    kinds = {}
    for name in ("stripe-report-runs", "mailchimp-batches", "snowflake-statements"):
        document = reading.read(DOCUMENTS / f"{name}.yaml")
        assert document.problems == ()
        (job,) = declared.jobs(document)
        kinds[job.kind] = (sorted(set(job.words.values())), list(declared.paginations(document)))
    assert kinds == {
        "report-run": (["failed", "pending", "succeeded"], ["list_report_runs"]),
        "batch": (["pending", "succeeded"], ["list_batches"]),
        "statement": (["failed", "pending", "succeeded"], ["get_statement"]),
    }
