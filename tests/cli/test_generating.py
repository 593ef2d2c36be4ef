"""`tarry generate` writes a package and its test for anybody's document, or one line that says why not, and then nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from support.command_line import runner
from tarry._cli.app import app
from tarry._generate.kinds import TAKEN
from tarry.runtime import JobHandle

DOCUMENTS = Path(__file__).parents[1] / "generate" / "documents"
RIGHT = (DOCUMENTS / "exports.yaml").read_text(encoding="utf-8")
FORMATS = (DOCUMENTS / "formats.yaml").read_text(encoding="utf-8")


def generate(document: Path, out: Path, name: str = "acme", *more: str) -> Result:
    ran = CliRunner().invoke(app, ["generate", str(document), "--package", name, "--out", str(out), *more])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exc_info
    return ran


def python(*arguments: str, place: Path) -> str:
    """What a fresh interpreter prints in a folder; no setting of this one reaches it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ACME_")}
    # Pytest alone is what the written tests ask for, and plugins of this environment take longer to import than those run.
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def outcome_of_tests(place: Path) -> int:
    """How many tests of the package in a folder pass, which are all."""
    told = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "test_acme.py", place=place)
    found = re.search(r"^(\d+) passed in", told, re.MULTILINE)
    assert found
    return int(found[1])


PROGRAMS = {
    "stripe-report-runs": """
client = acme.connect(token="t")
job: acme.ReportRun = acme.ReportRun.submit(client, report_type="balance.summary.1", idempotency_key="k")
result = tarry.wait_for_completion(job, timeout=60)
reveal_type(result.status.status)
reveal_type(result.status.error)
path: pathlib.Path = job.download("it.csv")
""",
    "mailchimp-batches": """
client = acme.connect(user="u", password="p", dc="us2")
job: acme.Batch = acme.Batch.submit(client, [{"method": "GET", "path": "/lists"}])
result = tarry.wait_for_completion(job, timeout=60)
reveal_type(result.status.id)
reveal_type(result.status.errored_operations)
job.cancel()
""",
    "snowflake-statements": """
client = acme.connect(token="t", account="my-org")
job: acme.Statement = acme.Statement.submit(client, statement="select 1", idempotency_key=None)
result = tarry.wait_for_completion(job, timeout=60)
for row in job.results():
    reveal_type(row)
""",
}
REVEALED = {
    "stripe-report-runs": ["str", "None | str"],
    "mailchimp-batches": ["str", "int | None"],
    "snowflake-statements": ["list[str | None]"],
}
TESTS = {"stripe-report-runs": 8, "mailchimp-batches": 12, "snowflake-statements": 12}


@pytest.mark.parametrize("document", PROGRAMS)
def test_documents_of_others_become_typed_packages_that_wait(document: str, tmp_path: Path, mypy_cache: Path) -> None:
    ran = generate(DOCUMENTS / f"{document}.yaml", tmp_path)
    assert ran.exit_code == 0, ran.output
    assert ran.output.startswith(f"wrote {tmp_path / 'acme'}: ")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["acme", "test_acme.json", "test_acme.py"]
    assert (tmp_path / "acme" / "py.typed").exists()
    assert outcome_of_tests(tmp_path) == TESTS[document]
    program = tmp_path / "program.py"
    program.write_text(
        f"import pathlib\nfrom typing import reveal_type\nimport tarry\nimport acme\n{PROGRAMS[document]}"
    )
    pytest.importorskip("mypy")  # which the environments of other versions do not have
    told = python("-m", "mypy", "--strict", "--cache-dir", str(mypy_cache), ".", place=tmp_path)
    assert re.findall(r'Revealed type is "(.*)"', told.replace("builtins.", "")) == REVEALED[document]
    assert "Success: no issues found" in told


def test_what_it_prints_runs(tmp_path: Path) -> None:
    """But for the wait itself, which would send a request."""
    told = generate(DOCUMENTS / "stripe-report-runs.yaml", tmp_path).output
    lines = [line.strip() for line in told.splitlines() if line.startswith("    ")]
    assert lines[-2].startswith("result = wait_for_completion(job, timeout=3600)")
    program = "\n".join(lines[:-2]).replace("connect()", "connect(token='t')")
    assert python("-c", f"{program}\nprint(job.handle)", place=tmp_path) == "acme:report-run:report_run\n"


@pytest.mark.parametrize("document", ["exports", "formats"])
def test_other_documents_pass_as_well(document: str, tmp_path: Path, mypy_cache: Path) -> None:
    assert generate(DOCUMENTS / f"{document}.yaml", tmp_path).exit_code == 0
    assert outcome_of_tests(tmp_path) >= 16
    pytest.importorskip("mypy")  # which the environments of other versions do not have
    assert "Success" in python("-m", "mypy", "--strict", "--cache-dir", str(mypy_cache), ".", place=tmp_path)


def test_the_written_test_notices_a_wrong_handle(tmp_path: Path) -> None:
    generate(DOCUMENTS / "mailchimp-batches.yaml", tmp_path)
    jobs = tmp_path / "acme" / "jobs.py"
    written = jobs.read_text(encoding="utf-8")
    assert "Outcome.PARTIAL" in written
    jobs.write_text(written.replace("Outcome.PARTIAL", "Outcome.SUCCEEDED"), encoding="utf-8")
    with pytest.raises(AssertionError, match="batch-200-some_errors-async"):
        outcome_of_tests(tmp_path)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("../x", "is no name of a module"),
        ("a.b", "is no name of a module"),
        ("", "is no name of a module"),
        ("sch\u00f6n", "is no name of a module"),
        ("class", "is no name of a module"),
        ("match", "is no name of a module"),
        ("a\nb", "is no name of a module"),
        ("_acme", "is private"),
        ("__init__", "is private"),
        ("a" * 51, "longer than 50 characters"),
        ("json", "is a name of tarry or Python"),
        ("tarry", "is a name of tarry or Python"),
        ("fullstory", "is a name of tarry or Python"),
        ("httpx", "is a name of tarry or Python"),
    ],
)
def test_a_name_that_cannot_be_is_refused_first(name: str, problem: str, tmp_path: Path) -> None:
    ran = generate(tmp_path / "none.yaml", tmp_path / "out", name)
    assert ran.exit_code == 2
    assert problem in ran.output
    assert ran.output.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("taken", ["acme", "test_acme.py", "test_acme.json"])
def test_nothing_is_overwritten(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).write_text("mine")
    ran = generate(DOCUMENTS / "exports.yaml", tmp_path)
    assert ran.exit_code == 2
    assert ran.output == f"{tmp_path / taken} exists: remove it, or name another package or folder\n"
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [(taken, "mine")]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert (
        generate(DOCUMENTS / "exports.yaml", tmp_path / "file").output == f"--out {tmp_path / 'file'} is no directory\n"
    )
    ran = generate(DOCUMENTS / "exports.yaml", tmp_path / "file" / "inner")
    assert ran.exit_code == 1
    assert "cannot be written to" in ran.output
    assert ran.output.count("\n") == 1


def test_a_document_without_a_job_is_told_how_to_begin(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_text(re.sub(r"      x-job:\n(?:        .*\n)+", "", RIGHT), encoding="utf-8")
    ran = generate(path, tmp_path / "out")
    assert ran.exit_code == 1
    assert ran.output.splitlines()[-1] == (
        f"{path}: no operation has an x-job, which says how to wait; begin with a draft: "
        f"tarry check {path} --suggest > overlay.yaml"
    )
    assert not (tmp_path / "out").exists()


def test_what_no_example_shows_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_text(
        RIGHT.replace("                broken: {x-outcome: failed, x-confirm: 2, ", "                broken: {")
    )
    ran = runner().invoke(app, ["generate", str(path), "--package", "acme", "--out", str(tmp_path / "out")])
    assert ran.exit_code == 0
    assert "has no x-outcome" in ran.stderr
    assert all(line.startswith(f"warning: {path}:") for line in ran.stderr.splitlines())
    assert (tmp_path / "out" / "acme").is_dir()


SCHEMAS = "#/components/schemas/"
LAUGHS = "".join(f"{two}: &{two} [{', '.join([f'*{one}'] * 9)}]\n" for one, two in pairwise("abcdefghi"))
BODY = "      requestBody: {required: true, content: {application/json: {schema: {type: string}}}}\n"
TWICE = FORMATS.replace("kind: search", "kind: load")
BAD = {
    "a dunder": (RIGHT.replace("cancel_export", "__class__"), "becomes no name in Python"),
    "a path": (RIGHT.replace("cancel_export", "../x"), "becomes no name in Python"),
    "a keyword": (RIGHT.replace("cancel_export", "import"), "is a keyword of Python"),
    "a long title": (RIGHT.replace("Exports of nobody", "x" * 300), "the title has 300 characters"),
    "a cycle": (f"{RIGHT}    A: {{$ref: '{SCHEMAS}B'}}\n    B: {{$ref: '{SCHEMAS}A'}}\n", "leads back to itself"),
    "a billion laughs": (f"a: &a [{', '.join('x' * 9)}]\n{LAUGHS}", "more than 1,000,000 values"),
    "an exponential pattern": (RIGHT.replace('"@.error"', "\"match(@.error, '(x+x+)+y')\""), "repeats a group"),
    "two kinds": (TWICE, "has the kind 'load' as well"),
    "no id": (RIGHT.replace("      operationId: get_export\n", ""), "has no operationId"),
    "a class": (RIGHT.replace("kind: export\n", "kind: client\n"), "would be called Client"),
    "an imported name": (RIGHT.replace("kind: export\n", "kind: job\n"), "give `x-class`, such as `JobJob`"),
    "a body": (RIGHT.replace("operationId: cancel_export\n", f"operationId: cancel_export\n{BODY}"), "takes a request body"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_a_clear_line_and_nothing_is_written(case: str, tmp_path: Path) -> None:
    text, problem = BAD[case]
    path = tmp_path / "it.yaml"
    path.write_text(text, encoding="utf-8")
    ran = generate(path, tmp_path / "out")
    assert ran.exit_code in {1, 2}
    told = [line for line in ran.output.splitlines() if problem in line]
    assert len(told) == 1
    assert told[0].startswith(f"{path}:")
    assert "Traceback" not in ran.output
    assert not (tmp_path / "out").exists()


HOSTILE = [
    '"""; import os; os.abort()  # """',
    "'''\\\"\\",
    "ends with a backslash \\",
    'ends with a quote "',
    "{{ 7 * 191 }} {% for x in y %} {# no #}",
    "a\nb\r\nc\u2028d",
    "\\N{BULLET} \\x41 \\u0041 %s {0} {x!r}",
]


def test_texts_of_a_document_come_out_as_texts(tmp_path: Path) -> None:
    text = "\n".join(HOSTILE)
    given = yaml.safe_load(RIGHT)
    operations = {
        one["operationId"]: one for path in given["paths"].values() for one in path.values() if "operationId" in one
    }
    given["info"]["title"] = given["info"]["description"] = text
    for one in operations.values():
        one["summary"] = one["description"] = text
    polled, submit = operations["get_export"], operations["start_export"]
    job = polled["x-job"]
    job["advice"] = {"failed": text, "gone": text}
    job["rules"][0]["because"] = text
    job["otherwise"] = {"gone": text}
    submit["parameters"][0]["description"] = text
    schemas = given["components"]["schemas"]
    word = schemas["Export"]["properties"]["state"]["allOf"][0]["properties"]["word"]
    word["x-job-status"][text] = "failed"
    word["description"] = schemas["Export"]["description"] = text
    examples = polled["responses"]["200"]["content"]["application/json"]["examples"]
    examples["text"] = {
        "x-outcome": "failed",
        "x-confirm": 2,
        "value": {"id": "e1", "state": {"word": text}, "why": text},
    }
    examples[text] = {"x-outcome": "pending", "value": {"id": "e1", "state": {"word": "waiting"}}}
    given["servers"][0]["description"] = given["components"]["securitySchemes"]["key"]["description"] = text
    path = tmp_path / "it.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    ran = generate(path, tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    assert outcome_of_tests(tmp_path / "out") == 24
    folded = text.strip().upper()
    told = python(
        "-c",
        f"import acme; print({folded!a} in acme.Export.words, '1337' in repr(acme.Export.words))",
        place=tmp_path / "out",
    )
    assert told == "True False\n"


def test_a_pattern_of_an_id_is_a_pattern(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    quote = """        pattern: {export_id: '^a"b/([0-9]+)$'}\n        echo:"""
    path.write_text(RIGHT.replace("        echo:", quote).replace("id: e1", "id: 'a\"b/1'"), encoding="utf-8")
    ran = generate(path, tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    assert outcome_of_tests(tmp_path / "out") == 20
    told = python("-c", "import acme; print(acme.Export.id_patterns['export_id'].pattern)", place=tmp_path / "out")
    assert told == '^a"b/([0-9]+)$\n'


NAMES = {"self": "self_", "client": "client_path", "results": "results_of_job", "ids": "ids_of_job"}


@pytest.mark.parametrize("name", NAMES)
def test_an_id_may_be_called_as_a_method_is(name: str, tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_text(RIGHT.replace("export_id", name), encoding="utf-8")
    ran = generate(path, tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    told = python(
        "-c", f"import acme; print(acme.Export(acme.connect(api_key='k'), 'e1').{NAMES[name]})", place=tmp_path / "out"
    )
    assert told == "e1\n"


def test_all_names_of_a_handle_are_kept_for_it() -> None:
    assert {name for name in dir(JobHandle) if not name.startswith("_")} <= TAKEN


def test_parameters_may_be_called_as_those_of_tarry_are(tmp_path: Path, mypy_cache: Path) -> None:
    names = ["clock", "cls", "self", "body", "client", "key", "call", "idempotency_key", "models", "request", "name"]
    path = tmp_path / "it.yaml"
    required = "".join(
        f"        - {{name: {name}, in: query, required: true, schema: {{type: string}}}}\n" for name in names
    )
    text = RIGHT.replace("      requestBody:\n", f"{required}      requestBody:\n", 1)
    properties = ", ".join(f"{name}: {{type: string}}" for name in names)
    text = text.replace("name: {type: string}}\n", f"{properties}}}\n", 1)
    text = text.replace(
        "      operationId: cancel_export\n", f"      operationId: cancel_export\n      parameters:\n{required}", 1
    )
    assert text.count("name: models") == 2
    assert text.count("models: {") == 1
    path.write_text(text, encoding="utf-8")
    ran = generate(path, tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    assert outcome_of_tests(tmp_path / "out") == 20
    pytest.importorskip("mypy")  # which the environments of other versions do not have
    assert "Success" in python("-m", "mypy", "--strict", "--cache-dir", str(mypy_cache), ".", place=tmp_path / "out")


PLAYED = """
import httpx, tarry, acme
from tarry.testing import VirtualClock
clock, seen = VirtualClock(), []
state = {"id": 12, "state": "Done", "mode": "sideways", "file": "https://files.example.com/12?signature=s"}
def play(request):
    seen.append(request)
    path, query = request.url.path, dict(request.url.params)
    if path.endswith("/start"):
        return httpx.Response(START)
    if path.endswith("/rows"):
        more = {"Next-Locator": "null" if query.get("locator") else "two"}
        return httpx.Response(200, text=f"name,n\\r\\na,{len(query)}\\r\\n", headers={"Content-Type": "text/csv", **more})
    if path.endswith("/faulty"):
        return httpx.Response(200, text='{"n": 1}\\n{"n": 2}\\n', headers={"Content-Type": "application/x-ndjson"})
    if request.url.host == "files.example.com":
        return httpx.Response(200, content=b"whole")
    if "/searches" in path:
        return httpx.Response(200, json={"search": "s-1", "status": "ready", "found": [{"name": "a"}]})
    return httpx.Response(201 if request.method == "POST" else 200, json=state)
class Key(httpx.Auth):
    def auth_flow(self, request):
        request.headers["Authorization"] = "secret"
        yield request
client = acme.connect(base_url="https://stand-in.test", auth=Key(), httpx_args={"transport": httpx.MockTransport(play)})
"""


def test_forms_lines_tables_inline_results_and_files(tmp_path: Path) -> None:
    assert generate(DOCUMENTS / "formats.yaml", tmp_path).exit_code == 0
    program = (
        PLAYED.replace("START", "204")
        + """
job = acme.Load.submit(client, body={"object": "Lead", "since": "2026-03-02T10:00:00Z"}, clock=clock)
print(seen[0].content.decode(), seen[1].url, seen[1].headers["Authorization"])
state["state"] = "Sideways"
print(job.poll(clock=clock).raw_status, job.poll(clock=clock).outcome)
state["state"] = "Done"
print(tarry.wait_for_completion(job, timeout=60, clock=clock).status.mode)
print(*job.results(clock=clock), *job.failures(clock=clock))
print(job.download("it", clock=clock).read_text(), "Authorization" in seen[-1].headers)
print(*(one.name for one in acme.Search(client, "s-1").results(clock=clock)))
"""
    )
    assert python("-c", program, place=tmp_path).splitlines() == [
        "object=Lead&since=2026-03-02T10%3A00%3A00%2B00%3A00 https://stand-in.test/loads/12/start?now=true secret",
        "Sideways pending",
        "sideways",
        "{'name': 'a', 'n': '0'} {'name': 'a', 'n': '1'} {'n': 1} {'n': 2}",
        "whole False",
        "a",
    ]


def test_a_job_that_could_not_be_started_is_told_with_its_handle(tmp_path: Path) -> None:
    assert generate(DOCUMENTS / "formats.yaml", tmp_path).exit_code == 0
    program = (
        PLAYED.replace("START", "409")
        + """
import asyncio
LOAD = {"object": "x", "since": "2026-03-02T10:00:00Z"}
for submit in (lambda: acme.Load.submit(client, body=LOAD), lambda: asyncio.run(acme.Load.async_submit(client, body=LOAD))):
    try:
        submit()
    except tarry.SubmitError as error:
        print(error.handle, error.may_exist, "exists and was not started" in str(error))
print(len(seen))
"""
    )
    told = "acme:load:12 True True"
    assert python("-c", program, place=tmp_path).splitlines() == [told, told, "4"]
