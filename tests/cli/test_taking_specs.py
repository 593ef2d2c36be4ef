"""The documents as other teams take them: `tarry.specs`, the command, the wheel and the archive."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import tarry
from support.paths import ROOT
from tarry import ConfigurationError, specs
from tarry._cli.app import app
from tarry._core.providers import BUILT_IN

PROVIDERS = sorted(BUILT_IN)
DOCUMENTS = {path.name: path.read_bytes() for path in (ROOT / "specs").glob("*.yaml")}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


EVERYTHING = contents(ROOT / "specs")


def tarry_command(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["specs", *arguments])
    return result.exit_code, result.output


def test_there_is_a_document_for_every_provider_and_it_is_that_of_this_checkout() -> None:
    assert tarry.specs.names() == PROVIDERS
    assert {specs.path(name).name: specs.path(name).read_bytes() for name in specs.names()} == DOCUMENTS
    assert specs.path("fullstory") == ROOT / "specs" / "fullstory.yaml"
    assert specs.read("fullstory").encode() == DOCUMENTS["fullstory.yaml"]
    assert specs.schema() == (ROOT / "specs" / "x-job.schema.json").read_text()


@pytest.mark.parametrize("name", ["fullstori", "", "fullstory.yaml", "../specs/fullstory", "README"])
def test_an_unknown_name_is_answered_with_those_that_there_are(name: str) -> None:
    for function in (specs.path, specs.read):
        with pytest.raises(ConfigurationError) as caught:
            function(name)
        assert repr(name) in str(caught.value)
        assert ", ".join(PROVIDERS) in str(caught.value)


def test_an_installation_without_documents_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(specs, "_IN_WHEEL", tmp_path)
    monkeypatch.setattr(specs, "_IN_CHECKOUT", tmp_path / "nowhere")
    with pytest.raises(ConfigurationError, match="lacks its OpenAPI documents"):
        specs.path("fullstory")


def test_the_licence_that_goes_with_the_documents_is_that_of_the_project() -> None:
    assert EVERYTHING["LICENSE"] == (ROOT / "LICENSE").read_bytes()


def test_the_command_lists_them() -> None:
    code, told = tarry_command()
    assert code == 0
    assert [line.split() for line in told.splitlines()] == [[name, str(specs.path(name))] for name in PROVIDERS]


def test_the_command_does_without_what_the_sandbox_needs() -> None:
    program = "import sys; sys.modules.update(starlette=None, uvicorn=None); from tarry.__main__ import main; main()"
    listed = subprocess.run([sys.executable, "-c", program, "specs"], capture_output=True, text=True, check=True)
    assert listed.stdout.split()[::2] == PROVIDERS


def test_the_command_writes_them_and_says_what_it_wrote(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    code, told = tarry_command("export", str(folder))
    assert code == 0
    assert contents(folder) == EVERYTHING
    assert sorted(told.splitlines()) == sorted(f"wrote {folder / name}" for name in EVERYTHING)
    assert tarry_command("export", str(folder)) == (0, f"{folder} has all of them already\n")


def test_nothing_different_is_overwritten_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "eloqua.yaml").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine too")
    code, told = tarry_command("export", str(tmp_path))
    assert (code, told) == (
        1,
        f"nothing was written: {tmp_path} has eloqua.yaml with other contents. Overwrite with --force.\n",
    )
    assert contents(tmp_path) == {"eloqua.yaml": b"mine", "notes.txt": b"mine too"}
    code, told = tarry_command("export", str(tmp_path), "--force")
    assert code == 0
    assert contents(tmp_path) == {**EVERYTHING, "notes.txt": b"mine too"}


def test_a_place_that_cannot_be_written_to_is_said_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, told = tarry_command("export", str(tmp_path / "file" / "folder"))
    assert code == 1
    assert "Not a directory" in told


def copy_project(folder: Path) -> Path:
    """What git would have of the project, as far as packaging reads it."""
    ignore = shutil.ignore_patterns("__pycache__", ".*_cache", "node_modules")
    for name in ("generated", "overlays", "specs", "scripts"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, folder)
    return folder


def python(folder: Path, *arguments: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    finished = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=inherited, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with its wheel and its source archive in `dist/`."""
    folder = copy_project(tmp_path_factory.mktemp("built"))
    python(folder, "-m", "hatchling", "build")
    return folder


def test_the_wheel_has_both_packages_and_the_documents(built: Path, tmp_path: Path) -> None:
    (wheel,) = (built / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path)
    assert {name.partition("/")[0] for name in names} == {
        "tarry",
        "tarry_clients",
        "tarry_sandbox",
        f"tarry-{tarry.__version__}.dist-info",
    }
    assert {"tarry/py.typed", "tarry_clients/py.typed", "tarry_sandbox/py.typed"} < names
    assert contents(tmp_path / "tarry" / "_documents") == EVERYTHING
    for root, package in (("overlays", "tarry"), ("overlays", "tarry_sandbox"), ("generated", "tarry_clients")):
        written = {
            str(path.relative_to(built / root)) for path in (built / root / package).rglob("*") if path.is_file()
        }
        assert {name for name in names if name.startswith(f"{package}/") and "/_documents/" not in name} == written


def test_an_installed_wheel_finds_its_documents(built: Path, tmp_path: Path) -> None:
    (wheel,) = (built / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = (
        "import sys, json; sys.path.insert(0, sys.argv[1])\n"
        "import tarry, tarry_clients.fullstory\n"
        "print(json.dumps([tarry.__file__, tarry_clients.__file__, *map(str, map(tarry.specs.path, tarry.specs.names()))]))"
    )
    # -I and another folder, so that nothing but the unpacked wheel can be what is imported.
    found = [Path(path) for path in json.loads(python(tmp_path, "-I", "-c", program, str(tmp_path)))]
    assert [path.parent for path in found[:2]] == [tmp_path / "tarry", tmp_path / "tarry_clients"]
    assert {path.name: path.read_bytes() for path in found[2:]} == DOCUMENTS
    assert {path.parent for path in found[2:]} == {tmp_path / "tarry" / "_documents"}


def test_a_wheel_built_from_the_source_archive_is_the_same(built: Path, tmp_path: Path) -> None:
    (source,) = (built / "dist").glob("*.tar.gz")
    python(tmp_path, "-m", "tarfile", "--extract", str(source))
    (unpacked,) = tmp_path.iterdir()
    python(unpacked, "-m", "hatchling", "build", "-t", "wheel")
    (first,), (second,) = (built / "dist").glob("*.whl"), (unpacked / "dist").glob("*.whl")
    with zipfile.ZipFile(first) as ours, zipfile.ZipFile(second) as theirs:
        assert {name: theirs.read(name) for name in theirs.namelist()} == {
            name: ours.read(name) for name in ours.namelist()
        }


def test_an_editable_install_has_no_second_copy(built: Path, tmp_path: Path) -> None:
    program = "import sys, hatchling.build; print(hatchling.build.build_editable(sys.argv[1]))"
    name = python(built, "-c", program, str(tmp_path)).split()[-1]
    with zipfile.ZipFile(tmp_path / name) as archive:
        assert {Path(name).parts[0] for name in archive.namelist()} == {
            "_tarry.pth",
            f"tarry-{tarry.__version__}.dist-info",
        }


def make_archive(project: Path) -> Path:
    python(project, "scripts/specs_archive.py")
    return project / "dist" / f"tarry-specs-{tarry.__version__}.zip"


def git(project: Path, *arguments: str) -> None:
    person = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", *person, *arguments], cwd=project, env=inherited, capture_output=True, check=True)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A project whose HEAD is the release of the version it has."""
    folder = copy_project(tmp_path)
    git(folder, "init", "--quiet")
    git(folder, "add", "specs", "pyproject.toml")
    git(folder, "commit", "--quiet", "--message", "Release")
    git(folder, "tag", f"v{tarry.__version__}")
    return folder


def test_the_archive_has_everything_and_a_manifest_of_hashes(built: Path) -> None:
    with zipfile.ZipFile(make_archive(built)) as archive:
        found = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
        assert {name.partition("/")[0] for name in archive.namelist()} == {f"tarry-specs-{tarry.__version__}"}
    manifest = json.loads(found.pop("manifest.json"))
    assert found == EVERYTHING
    assert manifest["version"] == tarry.__version__
    assert {file["path"]: file["sha256"] for file in manifest["files"]} == {
        name: sha256(content).hexdigest() for name, content in EVERYTHING.items()
    }
    versions = {file["path"]: file["version"] for file in manifest["files"] if "version" in file}
    documents = {name: text for name, text in EVERYTHING.items() if name.endswith(".yaml")}
    assert versions == {name: yaml.safe_load(text)["info"]["version"] for name, text in documents.items()}


def test_the_archive_is_the_same_wherever_and_whenever_it_is_made(built: Path, released: Path) -> None:
    for path in (released / "specs").rglob("*.*"):
        os.utime(path, (1_900_000_000, 1_900_000_000))
        path.chmod(0o600)
    assert make_archive(built).read_bytes() == make_archive(released).read_bytes()


def test_one_version_of_a_document_never_gets_two_contents(released: Path) -> None:
    document, changelog = released / "specs" / "eloqua.yaml", released / "specs" / "CHANGELOG.md"
    version = yaml.safe_load(document.read_text())["info"]["version"]
    raised = f"{version.partition('.')[0]}.99.0"
    # A candidate is no release yet.
    final = re.sub(r"rc\d+$", "", tarry.__version__)
    project = released / "pyproject.toml"
    project.write_text(project.read_text().replace(f'version = "{tarry.__version__}"', f'version = "{final}"', 1))
    git(released, "commit", "--quiet", "--allow-empty", "--all", "--message", "Release")
    git(released, "tag", "--force", f"v{final}")

    def refusal() -> list[str]:
        finished = subprocess.run(
            [sys.executable, "scripts/specs_archive.py"], cwd=released, capture_output=True, text=True, check=False
        )
        return finished.stderr.splitlines()[:-1] if finished.returncode else []

    assert refusal() == []
    tag, advice = f"v{final}", "raise `version` in pyproject.toml"
    document.write_text(document.read_text() + "# A comment more.\n")
    assert refusal() == [
        f"specs/eloqua.yaml is not that of {tag}, and info.version is still {version}",
        f"{tag} was released with other documents: {advice}",
    ]
    document.write_text(document.read_text().replace(f"  version: {version}\n", f"  version: {raised}\n", 1))
    assert refusal() == [
        f"specs/CHANGELOG.md has no entry for eloqua.yaml {raised}",
        f"{tag} was released with other documents: {advice}",
    ]
    changelog.write_text(
        changelog.read_text().replace("## eloqua.yaml\n", f"## eloqua.yaml\n\n### {raised}\n\n- A comment more.\n")
    )
    assert refusal() == [f"{tag} was released with other documents: {advice}"]
    project.write_text(project.read_text().replace(f'version = "{final}"', 'version = "99.0.0"', 1))
    assert refusal() == []
    assert (released / "dist" / "tarry-specs-99.0.0.zip").exists()
