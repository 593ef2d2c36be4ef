"""`tarry check` says what is wrong with a document in one line each, whatever the document is, and drafts an x-job."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from support.command_line import runner
from support.paths import SPECS
from tarry._cli.app import app

DOCUMENTS = Path(__file__).parents[1] / "generate" / "documents"
RIGHT = (DOCUMENTS / "exports.yaml").read_text(encoding="utf-8")


def check(*arguments: str | Path, apart: bool = False) -> Result:
    # Apart are what it prints and what it says of errors.
    ran = (runner() if apart else CliRunner()).invoke(app, ["check", *map(str, arguments)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    return ran


@pytest.mark.parametrize("path", [*SPECS.glob("*.yaml"), *DOCUMENTS.glob("[!o]*.yaml")], ids=lambda path: path.stem)
def test_a_document_that_is_right_is_said_to_be(path: Path) -> None:
    ran = check(path)
    assert ran.exit_code == 0
    assert re.fullmatch(
        rf"{re.escape(str(path))}: nothing is wrong: \d+ kinds? of job \(.*\), .* with x-outcome\n", ran.stdout
    )


def test_what_was_checked_is_counted() -> None:
    ran = check(DOCUMENTS / "exports.yaml")
    assert ran.stdout.endswith(
        "nothing is wrong: 1 kind of job (export), 8 rules, 2 lists, 13 examples with x-outcome\n"
    )


def test_each_problem_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_text(
        RIGHT.replace("outcome: partial}", "outcome: failed}").replace("cancel: cancel_export", "cancel: none")
    )
    ran = check(path)
    assert ran.exit_code == 1
    assert [line.split(": ")[1] for line in ran.stdout.splitlines()] == [
        "get_export x-job/cancel",
        "get_export 200 some",
    ]


def test_an_overlay_is_applied_first(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "overlay: 1.0.0\nactions:\n- target: $.paths['/exports/{export_id}'].get['x-job']\n  update: {cancel: none}\n"
    )
    ran = check(DOCUMENTS / "exports.yaml", "--overlay", overlay)
    assert ran.exit_code == 1
    assert (
        ran.stdout
        == f"{overlay}:4: get_export x-job/cancel: there is no operation 'none'; name an operationId of this document\n"
    )
    overlay.write_text("overlay: 1.0.0\nactions: [{target: $.paths.none, remove: true}]\n")
    assert check(DOCUMENTS / "exports.yaml", "--overlay", overlay).exit_code == 2


SCHEMAS = "#/components/schemas/"
LAUGHS = "".join(f"{two}: &{two} [{', '.join([f'*{one}'] * 9)}]\n" for one, two in pairwise("abcdefghi"))
PATTERN = ('"@.error"', "\"match(@.error, '(x+x+)+y')\"")
BAD = {
    "a dunder": (RIGHT.replace("operationId: cancel_export", "operationId: __class__"), "becomes no name in Python"),
    "a path": (RIGHT.replace("operationId: cancel_export", "operationId: ../x"), "becomes no name in Python"),
    "a keyword": (RIGHT.replace("cancel_export", "import"), "is a keyword of Python"),
    "a long title": (RIGHT.replace("Exports of nobody", "x" * 300), "the title has 300 characters"),
    "a cycle of references": (f"{RIGHT}    A: {{$ref: '{SCHEMAS}B'}}\n    B: {{$ref: '{SCHEMAS}A'}}\n", "leads back to itself"),
    "a billion laughs": (f"a: &a [{', '.join('x' * 9)}]\n{LAUGHS}", "more than 1,000,000 values"),
    "an alias of itself": ("openapi: 3.1.0\na: &a [*a]\n", "alias of something that it is a part of"),
    "an exponential pattern": (RIGHT.replace(*PATTERN), "repeats a group that holds a repetition"),
    "no id": (RIGHT.replace("      operationId: get_export\n", ""), "GET /exports/{export_id}: has no operationId"),
    "an empty file": ("", "it is empty"),
    "no YAML": ("{[", "it is neither YAML nor JSON"),
    "Swagger 2.0": ("swagger: '2.0'\npaths: {}\n", "OpenAPI 2.0 is not read: convert it to 3.0 or 3.1"),
    "another file": (RIGHT + "    A: {$ref: other.yaml}\n", "bundle the document into one file first"),
    "a tag": ("openapi: !!python/name:os.system\n", "tags are not read"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line(tmp_path: Path, name: str) -> None:
    text, problem = BAD[name]
    path = tmp_path / "it.yaml"
    path.write_text(text, encoding="utf-8")
    ran = check(path)
    assert ran.exit_code in {1, 2}
    line, *others = [line for line in ran.output.splitlines() if problem in line]
    assert line.startswith(f"{path}:")
    assert others == []
    assert "--suggest" not in ran.output
    assert "Traceback" not in ran.output


def test_what_is_no_text_or_no_file_is_one_clear_line(tmp_path: Path) -> None:
    binary = tmp_path / "it.yaml"
    binary.write_bytes(b"openapi: \xff\xfe")
    for path, problem in ((binary, "it is not UTF-8"), (tmp_path, "a directory"), (tmp_path / "none", "No such file")):
        ran = check(path, apart=True)
        assert (ran.exit_code, ran.stdout) == (2, "")
        assert problem in ran.stderr
        assert ran.stderr.count("\n") == 1


def without_job(tmp_path: Path, name: str) -> Path:
    """A document without its x-job and the meanings of its words."""
    text = (DOCUMENTS / f"{name}.yaml").read_text(encoding="utf-8")
    text = re.sub(r"      x-job:\n(?:        .*\n)+", "", text)
    path = tmp_path / f"{name}.yaml"
    path.write_text(re.sub(r"x-job-status: \{[^}]*\}", "description: A word.", text), encoding="utf-8")
    return path


def test_a_document_without_a_job_is_told_how_to_begin(tmp_path: Path) -> None:
    path = without_job(tmp_path, "mailchimp-batches")
    ran = check(path)
    assert ran.exit_code == 1
    assert ran.stdout == (
        f"{path}: no operation has an x-job, which says how to wait; begin with a draft: "
        f"tarry check {path} --suggest > overlay.yaml\n"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "mailchimp-batches",
            [
                "kind: batch",
                "operation: start_batch",
                "items: $request.body#/operations",
                "batch_id: $response.body#/id",
                "finalizing: pending",
                "finished: succeeded",
                "# TODO: cancel: delete_batch",
                "@.errored_operations > 0",
            ],
        ),
        (
            "stripe-report-runs",
            [
                "kind: report-run",
                "operation: create_report_run",
                "report_run: $response.body#/id",
                "failed: failed",
                'idempotency_key: "$request.header.Idempotency-Key"',
            ],
        ),
    ],
)
def test_a_draft_is_an_overlay_that_a_person_finishes(tmp_path: Path, name: str, expected: list[str]) -> None:
    path = without_job(tmp_path, name)
    ran = check(path, "--suggest")
    assert ran.exit_code == 0
    assert [text for text in expected if text not in ran.stdout] == []
    assert "TODO" in ran.stdout
    draft = tmp_path / "draft.yaml"
    draft.write_text(ran.stdout, encoding="utf-8")
    # What it lacks is what only a person knows: for one of the documents what its counters mean, for the other nothing.
    problems = check(path, "--overlay", draft).stdout.splitlines()
    assert [line for line in problems if "x-outcome says" not in line and "nothing is wrong" not in line] == []


def test_a_status_code_can_be_the_status_of_a_draft(tmp_path: Path) -> None:
    ran = check(without_job(tmp_path, "snowflake-statements"), "--suggest")
    expected = [
        "submit_statement",
        "statementHandle: $response.body#/statementHandle",
        "status: $statusCode",
        '"202": pending',
    ]
    assert [text for text in [*expected, "cancel: cancel_statement"] if text not in ran.stdout] == []


def test_nothing_is_drafted_where_nothing_looks_like_a_job(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_text("openapi: 3.1.0\npaths: {/a: {get: {operationId: a, responses: {}}}}\n")
    ran = check(path, "--suggest", apart=True)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "no further operation looks like the status of a job" in ran.stderr


def test_a_draft_is_valid_whatever_a_document_is_called(tmp_path: Path) -> None:
    path = without_job(tmp_path, "mailchimp-batches")
    text = path.read_text(encoding="utf-8").replace("/batches/{batch_id}:", """"/bat'ch: #es/{batch_id}":""")
    text = text.replace("batch_id", "no").replace("status: finished", 'status: "fi: #nished\\n\\" x"')
    path.write_text(text, encoding="utf-8")
    draft = tmp_path / "draft.yaml"
    draft.write_text(check(path, "--suggest").stdout, encoding="utf-8")
    problems = check(path, "--overlay", draft)
    assert problems.exit_code == 1
    assert "the document says unknown" in problems.stdout
