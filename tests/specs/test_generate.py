"""`scripts/generate.py`, on a copy of the project that has one small document, so that a run takes a second or two."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.paths import ROOT

DOCUMENT = """\
openapi: 3.1.0
info: {title: Small, version: 1.0.0}
servers: [{url: https://api.example.com}]
paths:
  /jobs/{job_id}:
    get:
      operationId: get_job
      tags: [jobs]
      summary: Get a job.
      parameters:
        - {name: job_id, in: path, required: true, schema: {type: string}}
      responses:
        "200":
          description: The job.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Job"}
components:
  schemas:
    Job:
      type: object
      required: [state, label]
      properties:
        state: {type: string, description: How the job stands.}
        label: {type: string}
"""
TEMPLATES = "overlays/tarry/_generate/templates"
CLIENT = "tarry_clients/small/client.py"


def make_project(folder: Path) -> Path:
    """The parts of the project that generation reads, with a document of its own."""
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "generate.py", folder / "scripts")
    no_caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "overlays" / "tarry", folder / "overlays" / "tarry", ignore=no_caches)
    (folder / "specs").mkdir()
    (folder / "specs" / "small.yaml").write_text(DOCUMENT)
    return folder


def generate(project: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(project / "scripts" / "generate.py"), *options],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "overlays"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project just generated. Not to be changed: `project` is a copy."""
    folder = make_project(tmp_path_factory.mktemp("fresh"))
    finished = generate(folder)
    assert finished.returncode == 0, finished.stderr
    return folder


@pytest.fixture
def project(fresh: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fresh, tmp_path / "project"))


def test_two_runs_give_the_same_bytes_wherever_they_happen(fresh: Path, tmp_path: Path) -> None:
    elsewhere = make_project(tmp_path / "elsewhere")
    workshop = tmp_path / "workshop"
    workshop.mkdir()
    for folder in (elsewhere, workshop):
        (folder / "ruff.toml").write_text('line-length = 40\nformat.quote-style = "single"\n')
    finished = generate(elsewhere, TMPDIR=str(workshop), PYTHONHASHSEED="1")
    assert finished.returncode == 0, finished.stderr
    assert contents(elsewhere / "generated") == contents(fresh / "generated")


def test_a_second_run_changes_nothing_and_says_so(project: Path) -> None:
    before = contents(project / "generated")
    finished = generate(project)
    assert finished.stdout == "generated/ was up to date\n"
    assert contents(project / "generated") == before


def test_the_generated_client_is_complete(fresh: Path) -> None:
    made = contents(fresh / "generated")
    assert {"README.md", "made-from.json", "tarry_clients/py.typed", "tarry_clients/__init__.py", CLIENT} < made.keys()
    assert "tarry_clients/small/api/jobs/get_job.py" in made
    assert not [name for name in made if "cache" in name]


def test_the_templates_were_used(fresh: Path) -> None:
    assert "from tarry.openapi import client" in (fresh / "generated" / CLIENT).read_text()


def test_made_from_names_the_generator_and_the_hash_of_every_document(project: Path) -> None:
    (project / "specs" / "second.yaml").write_text(DOCUMENT.replace("Small", "Second"))
    assert generate(project).returncode == 0
    record = json.loads((project / "generated" / "made-from.json").read_text())
    assert record["generator"] == "openapi-python-client 0.29.1"
    assert record["documents"] == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (project / "specs").glob("*.yaml")
    }
    assert record["documents"].keys() == {"small.yaml", "second.yaml"}


def test_made_from_of_this_project_names_its_documents_as_they_are() -> None:
    record = json.loads((ROOT / "generated" / "made-from.json").read_text())
    assert record["documents"] == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (ROOT / "specs").glob("*.yaml")
    }


def test_check_is_content_with_what_generate_wrote(project: Path) -> None:
    # What running and checking the code leaves behind is no part of it.
    for cache in ("__pycache__", ".ruff_cache", ".mypy_cache"):
        (project / "generated" / "tarry_clients" / cache).mkdir()
        (project / "generated" / "tarry_clients" / cache / "client.cpython-311.pyc").write_bytes(b"x")
    finished = generate(project, "--check")
    assert (finished.returncode, finished.stdout) == (0, "generated/ is what specs/ give\n"), finished.stderr


def test_check_names_every_changed_missing_and_superfluous_file_and_writes_nothing(project: Path) -> None:
    generated = project / "generated"
    (generated / CLIENT).write_text((generated / CLIENT).read_text() + "# an edit made by hand\n")
    (generated / "tarry_clients" / "small" / "types.py").unlink()
    (generated / "tarry_clients" / "small" / "stale.py").touch()
    before = contents(generated)
    finished = generate(project, "--check")
    assert finished.returncode == 1
    assert finished.stderr.splitlines() == [
        "differs: generated/tarry_clients/small/client.py",
        "missing: generated/tarry_clients/small/types.py",
        "not generated: generated/tarry_clients/small/stale.py",
        "generated/ is not what specs/ give: run `make generate` and commit the result",
    ]
    assert contents(generated) == before


def test_check_fails_where_nothing_was_generated_yet(project: Path) -> None:
    shutil.rmtree(project / "generated")
    finished = generate(project, "--check")
    assert finished.returncode == 1
    assert f"missing: generated/{CLIENT}\n" in finished.stderr
    assert not (project / "generated").exists()


def test_check_sees_a_document_and_a_template_that_changed(project: Path) -> None:
    document, template = project / "specs" / "small.yaml", project / TEMPLATES / "client.py.jinja"
    document.write_text(DOCUMENT.replace("label", "title"))
    template.write_text(template.read_text().replace("A client with", "The client with"))
    finished = generate(project, "--check")
    assert finished.returncode == 1
    assert {line for line in finished.stderr.splitlines() if ": generated/" in line} == {
        "differs: generated/made-from.json",
        "differs: generated/tarry_clients/small/client.py",
        "differs: generated/tarry_clients/small/models/job.py",
    }


def test_generate_removes_what_no_document_gives_any_more(project: Path) -> None:
    (project / "generated" / "tarry_clients" / "small" / "stale.py").touch()
    (project / "specs" / "small.yaml").rename(project / "specs" / "renamed.yaml")
    finished = generate(project)
    assert finished.returncode == 0
    assert "not generated: generated/tarry_clients/small/stale.py\n" in finished.stdout
    assert not (project / "generated" / "tarry_clients" / "small").exists()
    assert (project / "generated" / "tarry_clients" / "renamed" / "client.py").exists()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("openapi: 3.1.0", "openapi: nonsense"), ("application/json", "application/x-unheard-of")],
    ids=["error", "warning"],
)
def test_a_document_that_gives_no_sound_client_is_named_and_nothing_is_written(
    project: Path, right: str, wrong: str
) -> None:
    (project / "specs" / "small.yaml").write_text(DOCUMENT.replace(right, wrong))
    before = contents(project / "generated")
    finished = generate(project)
    assert finished.returncode == 1
    assert "small.yaml could not be turned into a client" in finished.stderr
    assert contents(project / "generated") == before


def test_of_two_parameters_that_python_cannot_tell_apart_the_first_is_sent(project: Path) -> None:
    named = "        - {{name: {}, in: query, required: false, schema: {{type: integer}}}}\n"
    before = "        - {name: job_id"
    document = DOCUMENT.replace(before, named.format("page") + named.format("$page") + before)
    (project / "specs" / "small.yaml").write_text(document)
    finished = generate(project)
    assert finished.returncode == 0, finished.stderr
    operation = (project / "generated" / "tarry_clients" / "small" / "api" / "jobs" / "get_job.py").read_text()
    assert '"params": _operations.given({"page": page})' in operation
    assert "$page" not in operation
    # It is made from the document as it is, and leaves no copy behind.
    assert (project / "specs" / "small.yaml").read_text() == document
    assert {path.name for path in (project / "generated" / "tarry_clients").iterdir()} == {
        *("__init__.py", "py.typed", "small"),
    }


def test_another_version_of_the_generator_is_refused(project: Path) -> None:
    module = project / "overlays" / "tarry" / "_generate" / "client.py"
    module.write_text(module.read_text().replace('GENERATOR_VERSION = "0.29.1"', 'GENERATOR_VERSION = "0.0.1"'))
    finished = generate(project)
    assert finished.returncode == 1
    assert "openapi-python-client 0.0.1 is needed, not 0.29.1\n" in finished.stderr
