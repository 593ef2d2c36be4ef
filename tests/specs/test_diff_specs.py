"""`scripts/diff_specs.py`, in a git repository of its own that has one small document and its generated client."""

import json
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from support.paths import ROOT

NODE_MODULES = ROOT / "scripts" / "speclint" / "node_modules"
pytestmark = pytest.mark.skipif(
    not (NODE_MODULES / ".bin" / "redocly").exists(), reason="redocly is not installed: `make check-specs` installs it"
)

DOCUMENT = """\
openapi: 3.1.0
info: {title: Small, version: 1.4.0}
servers: [{url: https://api.example.com}]
tags: [{name: jobs}]
paths:
  /teams/{team_id}/jobs:
    post:
      operationId: start_job
      x-ids: &ids {team_id: $request.path.team_id, job_id: $response.header.Location}
      tags: [jobs]
      summary: Start a job.
      security: []
      parameters:
        - {name: team_id, in: path, required: true, schema: {type: string}}
      responses:
        "202": {description: It is queued., headers: {Location: {schema: {type: string}}}}
  /teams/{team_id}/jobs/{job_id}:
    get:
      operationId: get_job
      tags: [jobs]
      summary: Get a job.
      security: []
      x-job: {kind: job, status: $response.body#/state, x-class: Work, submit: start_job, id: *ids}
      parameters:
        - {name: team_id, in: path, required: true, schema: {type: string}}
        - {name: job_id, in: path, required: true, schema: {type: string}}
        - {name: verbose, in: query, schema: {type: boolean}}
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
        state: {type: string, x-job-status: {RUNNING: pending, DONE: succeeded}}
        label: {type: string}
"""
CHANGELOG = "# Changelog\n\n## small.yaml\n\n### 1.4.0\n\n- Words.\n"
REMOVED_FIELD = ("        label: {type: string}\n", ""), ("[state, label]", "[state]")
RENAMED_SCHEMA = ("schemas/Job", "schemas/Task"), ("    Job:", "    Task:")
ADDED_FIELD = (("        label: {type: string}\n", "        label: {type: string}\n        owner: {type: string}\n"),)
ADDED_PARAMETER = (
    ("{type: boolean}}\n", "{type: boolean}}\n        - {name: depth, in: query, schema: {type: integer}}\n"),
)
Edits = tuple[tuple[str, str], ...]


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    person = {f"GIT_{role}_{what}": "t@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(
        command, cwd=folder, env=inherited | person | alone, capture_output=True, text=True, check=False
    )


def git(project: Path, *arguments: str) -> None:
    finished = run(project, "git", *arguments)
    assert finished.returncode == 0, finished.stderr


def commit(project: Path) -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--allow-empty", "--message", "A change")


def generate(project: Path) -> None:
    finished = run(project, sys.executable, "scripts/generate.py")
    assert finished.returncode == 0, finished.stderr


def pretend_generated(project: Path) -> None:
    """Spare the time of generating, where the names of the generated client are not what a test is about."""
    documents = (project / "specs").glob("*.yaml")
    made_from = {"documents": {path.name: sha256(path.read_bytes()).hexdigest() for path in documents}}
    (project / "generated" / "made-from.json").write_text(json.dumps(made_from))


def edit(project: Path, *edits: tuple[str, str], version: str = "1.4.0") -> None:
    """Change the document."""
    path = project / "specs" / "small.yaml"
    text = re.sub(r"version: [0-9.]+", f"version: {version}", path.read_text())
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    pretend_generated(project)


def add_entry(project: Path, version: str, name: str = "small") -> None:
    path = project / "specs" / "CHANGELOG.md"
    path.write_text(path.read_text() + f"\n## {name}.yaml\n\n### {version}\n\n- `label` is gone; use `state`.\n")


def diff(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run(project, sys.executable, "scripts/diff_specs.py", *options)


def check(project: Path) -> subprocess.CompletedProcess[str]:
    return diff(project, "--check")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one commit. Not to be changed: `project` is a copy."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "scripts").mkdir()
    for name in ("diff_specs.py", "generate.py"):
        shutil.copy(ROOT / "scripts" / name, folder / "scripts")
    (folder / "scripts" / "speclint").mkdir()
    (folder / "scripts" / "speclint" / "node_modules").symlink_to(NODE_MODULES)
    (folder / ".gitignore").write_text("node_modules\n__pycache__\n")
    (folder / "specs").mkdir()
    (folder / "specs" / "small.yaml").write_text(DOCUMENT)
    (folder / "specs" / "CHANGELOG.md").write_text(CHANGELOG)
    generate(folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder)
    return folder


@pytest.fixture
def project(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "project", symlinks=True))


def test_what_is_unchanged_passes(project: Path) -> None:
    finished = check(project)
    assert finished.returncode == 0, finished.stderr
    assert re.fullmatch(r"small.yaml 1.4.0: unchanged since \w+\nNo document breaks a promise.\n", finished.stdout)


def test_a_break_without_a_major_version_fails_and_names_document_change_and_remedy(project: Path) -> None:
    edit(project, *REMOVED_FIELD, version="1.5.0")
    add_entry(project, "1.5.0")
    finished = check(project)
    assert finished.returncode == 1
    assert "specs/small.yaml breaks those who use 1.4.0, and info.version is 1.5.0:" in finished.stderr
    assert "label" in finished.stderr
    assert 'set info.version to 2.0.0 and say under "## small.yaml", "### 2.0.0"' in finished.stderr


def test_a_break_with_a_major_version_and_an_entry_passes(project: Path) -> None:
    edit(project, *REMOVED_FIELD, version="2.0.0")
    add_entry(project, "2.0.0")
    finished = check(project)
    assert finished.returncode == 0, finished.stderr
    assert "small.yaml 1.4.0 -> 2.0.0: breaks callers since" in finished.stdout
    commit(project)
    assert check(project).returncode == 0


@pytest.mark.parametrize(
    "entry", ["\n### 2.0.0\n", "\n## big.yaml\n\n### 2.0.0\n\n- Words.\n"], ids=["empty", "of another document"]
)
def test_a_break_with_a_major_version_and_no_entry_fails(project: Path, entry: str) -> None:
    edit(project, *REMOVED_FIELD, version="2.0.0")
    (project / "specs" / "CHANGELOG.md").write_text(CHANGELOG + entry)
    finished = check(project)
    assert finished.returncode == 1
    assert "specs/small.yaml has info.version 2.0.0, and specs/CHANGELOG.md has no entry for it" in finished.stderr


@pytest.mark.parametrize(
    ("edits", "gone"),
    [
        (RENAMED_SCHEMA, ["small.models.Job"]),
        ((("[jobs]", "[work]"), ("name: jobs", "name: work")), ["small.api.jobs"]),
    ],
    ids=["schema", "tag"],
)
def test_what_breaks_generated_clients_alone_is_caught(project: Path, edits: Edits, gone: list[str]) -> None:
    edit(project, *edits)
    generate(project)
    finished = check(project)
    assert finished.returncode == 1
    assert re.findall("  breaks  (.*)", finished.stdout) == [f"generated client: {name} is gone" for name in gone]
    assert all(name in finished.stderr for name in gone)


def test_an_addition_passes_and_is_told(project: Path) -> None:
    edit(project, *ADDED_FIELD, *ADDED_PARAMETER)
    generate(project)
    finished = check(project)
    assert finished.returncode == 0, finished.stderr
    assert "small.yaml 1.4.0: adds since" in finished.stdout
    assert "  adds    generated client: small.api.jobs.get_job(depth) is new\n" in finished.stdout
    assert "  adds    generated client: small.models.Job.owner is new\n" in finished.stdout


def test_what_the_extensions_say_counts_too(project: Path) -> None:
    edit(
        project,
        ("RUNNING: pending, DONE: succeeded", "LATE: pending, DONE: partial"),
        ("kind: job, status: $response.body#/state", "kind: work, logs: get_job, otherwise: {gone: 404}"),
    )
    told = set(diff(project).stdout.splitlines()[1:])
    words = "components > schemas > Job > properties > state > x-job-status"
    job = "paths > /teams/{team_id}/jobs/{job_id} > get > x-job"
    assert told == {
        f"  breaks  {words} > RUNNING: pending -> nothing",
        f"  breaks  {words} > DONE: succeeded -> partial",
        f"  adds    {words} > LATE: nothing -> pending",
        f"  breaks  {job} > kind: job -> work",
        f"  breaks  {job} > status: $response.body#/state -> nothing",
        f"  adds    {job} > logs: nothing -> get_job",
        f"  other   {job} > otherwise > gone: nothing -> 404",
    }
    assert check(project).returncode == 1


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("results: list_a", "results: {operation: list_a}", "other   words that no comparison tells apart"),
        ("results: list_a", "results: {operation: list_b}", "breaks  {job} > results: list_a -> list_b"),
        (
            "results: list_a",
            "results: {operation: list_a, with: {n: 1}}",
            "adds    {job} > results > with > n: nothing -> 1",
        ),
        ("looks: {floor: 1}", "looks: {floor: 2}", "adds    {job} > looks > floor: 1 -> 2"),
        ("advice: {failed: A.}", "advice: {failed: B.}", "other   {job} > advice > failed: A. -> B."),
        (
            "rules: [{word: any, outcome: gone, because: A.}]",
            "rules: [{word: any, outcome: gone, because: B.}]",
            "other   {job} > rules > 0 > because: A. -> B.",
        ),
        (
            "rules: [{word: any, outcome: gone}]",
            "rules: [{word: any, outcome: failed}]",
            'breaks  {job} > rules: [{"word": "any", "outcome": "gone"}] -> [{"word": "any", "outcome": "failed"}]',
        ),
        (
            "kept: {status: 60}",
            "kept: {status: 60}, rules: [{word: any, outcome: gone}]",
            'breaks  {job} > rules: nothing -> [{"word": "any", "outcome": "gone"}]',
        ),
    ],
)
def test_a_change_of_x_job_is_rated_by_what_it_is_about(project: Path, before: str, after: str, told: str) -> None:
    line = "x-job: {kind: job, status: $response.body#/state"
    edit(project, (line, f"{line}, {before}"))
    commit(project)
    edit(project, (f", {before}", f", {after}"))
    found = [line for line in diff(project, "HEAD").stdout.splitlines()[1:] if not line.startswith("  note ")]
    job = "paths > /teams/{team_id}/jobs/{job_id} > get > x-job"
    assert found == [f"  {told.replace('{job}', job)}"]


def test_pages_that_are_told_now_are_an_addition_and_others_a_break(project: Path) -> None:
    line = "      security: []\n"
    edit(project, (line, f"{line}      x-pagination: {{items: $response.body#/items}}\n"))
    place = "paths > /teams/{team_id}/jobs/{job_id} > get > x-pagination > items"
    assert f"  adds    {place}: nothing -> $response.body#/items\n" in diff(project, "HEAD").stdout
    commit(project)
    edit(project, ("$response.body#/items", "$response.body#/rows"))
    assert f"  breaks  {place}: $response.body#/items -> $response.body#/rows\n" in diff(project, "HEAD").stdout


def test_a_document_that_goes_needs_a_word_about_it_and_one_that_comes_an_entry(project: Path) -> None:
    (project / "specs" / "small.yaml").rename(project / "specs" / "other.yaml")
    pretend_generated(project)
    commit(project)
    finished = check(project)
    assert finished.returncode == 1
    assert 'specs/small.yaml is gone: put it back, or add "### Removed" under "## small.yaml"' in finished.stderr
    assert "specs/other.yaml has info.version 1.4.0, and specs/CHANGELOG.md has no entry for it" in finished.stderr
    add_entry(project, "Removed")
    add_entry(project, "1.4.0", "other")
    assert check(project).returncode == 0


def test_a_version_does_not_go_down(project: Path) -> None:
    git(project, "tag", "v1.0.0")
    edit(project, version="1.3.0")
    add_entry(project, "1.3.0")
    finished = check(project)
    assert finished.returncode == 1
    assert "specs/small.yaml: info.version went down from 1.4.0 to 1.3.0" in finished.stderr


def test_without_a_tag_a_break_is_not_forgotten_under_later_commits(project: Path) -> None:
    edit(project, *REMOVED_FIELD, version="1.5.0")
    commit(project)
    edit(project, ("Get a job.", "Get one job."), version="1.5.1")
    commit(project)
    assert "specs/small.yaml breaks those who use 1.4.0, and info.version is 1.5.1:" in check(project).stderr
    edit(project, version="2.0.0")
    add_entry(project, "2.0.0")
    commit(project)
    assert check(project).returncode == 0


def test_after_a_release_several_breaks_share_one_major_version(project: Path) -> None:
    git(project, "tag", "v1.9.0")
    edit(project, *RENAMED_SCHEMA)
    commit(project)
    git(project, "tag", "v1.10.0")
    for text in ("Get one job.", "Get the job."):  # neither of these is a release of this branch
        edit(project, ("Get a job.", text))
        commit(project)
        git(project, "tag", "v1.11.0rc1" if "one" in text else "v1.12.0")
        git(project, "reset", "--quiet", "--hard", "v1.10.0")
    edit(project, *REMOVED_FIELD, version="2.0.0")
    add_entry(project, "2.0.0")
    commit(project)
    edit(project, ("get_job", "find_job"), version="2.0.0")
    finished = check(project)
    assert finished.returncode == 0, finished.stderr
    assert "breaks callers since v1.10.0\n" in finished.stdout
    assert "models.Job" not in finished.stdout


def test_a_revision_can_be_named_and_the_report_never_fails_over_a_break(project: Path) -> None:
    edit(project, *REMOVED_FIELD)
    commit(project)
    edit(project, *ADDED_PARAMETER)
    commit(project)
    since_parent, since_first = diff(project, "HEAD~1"), diff(project, "HEAD~2")
    assert (since_parent.returncode, since_first.returncode) == (0, 0)
    assert "small.yaml 1.4.0: adds since HEAD~1\n" in since_parent.stdout
    assert "before a release, this needs version 1.5.0 or higher" in since_parent.stdout
    assert "small.yaml 1.4.0: breaks callers since HEAD~2\n" in since_first.stdout
    unknown = diff(project, "v9.9.9")
    assert (unknown.returncode, unknown.stderr) == (1, "there is no revision 'v9.9.9' in this repository\n")


def test_where_there_is_nothing_to_compare_with_it_says_so_and_passes(project: Path, tmp_path: Path) -> None:
    edit(project, *REMOVED_FIELD)
    commit(project)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", project.as_uri(), str(shallow))
    (shallow / "scripts" / "speclint").mkdir()
    (shallow / "scripts" / "speclint" / "node_modules").symlink_to(NODE_MODULES)
    finished = check(shallow)
    assert finished.returncode == 0, finished.stderr
    assert "This clone is shallow" in finished.stdout
    shutil.rmtree(project / ".git")
    finished = check(project)
    assert finished.returncode == 0, finished.stderr
    assert "There is no git history here, so there is nothing to compare with (" in finished.stdout
    git(project, "init", "--quiet")
    assert "There is no git history here" in check(project).stdout


def test_generated_code_of_another_document_is_not_compared(project: Path) -> None:
    document = project / "specs" / "small.yaml"
    document.write_text(document.read_text().replace("Get a job", "Get one job"))
    finished = check(project)
    assert finished.returncode == 1
    assert finished.stderr == "generated/ was not made from small.yaml of today: run `make generate` first\n"


def test_a_document_that_cannot_be_compared_fails(project: Path) -> None:
    edit(project, ("schemas/Job", "schemas/Nothing"))
    finished = check(project)
    assert finished.returncode == 1
    assert (
        finished.stderr == "small.yaml has errors, so that a comparison could miss something: run `make check-specs`\n"
    )
