"""`make dist` and what it checks: each mistake in a wheel, an sdist or their metadata is named."""

import json
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from support.paths import ROOT, SCRIPTS

pytest.importorskip("hatchling")
sys.path.insert(0, str(SCRIPTS))
import dist
import hatch_build
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
VERSION = PROJECT["project"]["version"]
KNOWN = ["overlays/tarry/a.py", "overlays/tarry/py.typed", "specs/x.yaml", "generated/README.md", "tests/specs/t.py"]
INFO = f"tarry-{VERSION}.dist-info"


def test_a_wheel_has_the_packages_the_documents_and_what_is_said_of_it() -> None:
    expected = dist.wheel_files(PROJECT, KNOWN)
    written = {name for name in expected if name.startswith(INFO)}
    assert expected - written == {"tarry/a.py", "tarry/py.typed", "tarry/_documents/x.yaml"}
    assert {f"{INFO}/licenses/LICENSE", f"{INFO}/sboms/tarry.cdx.json", f"{INFO}/entry_points.txt"} < written
    assert dist.wrong_files("wheel", expected, expected) == []


@pytest.mark.parametrize(
    "name", ["tarry/__pycache__/a.pyc", "tarry/tests/test_a.py", "tarry/.env", "tarry/cassettes/a.yaml"]
)
def test_what_never_belongs_in_is_named_even_if_git_knows_it(name: str) -> None:
    found = {*dist.wheel_files(PROJECT, KNOWN), name}
    assert dist.wrong_files("wheel", found, found) == [f"wheel: {name} must not be in it"]


def test_what_is_missing_or_too_much_is_named() -> None:
    expected = dist.wheel_files(PROJECT, KNOWN)
    found = expected - {"tarry/a.py"} | {"tarry/b.py", "other/c.py"}
    assert dist.wrong_files("wheel", found, expected) == [
        "wheel: other/c.py is in it, and git does not know it",
        "wheel: tarry/b.py is in it, and git does not know it",
        "wheel: other/py.typed is missing",
        "wheel: tarry/a.py is missing",
    ]


def test_an_sdist_has_folders_of_the_top_alone() -> None:
    expected = dist.sdist_files(PROJECT, [*KNOWN, "README.md", "docs/README.md", "scripts/dist.py"])
    assert expected == {
        *("PKG-INFO", "pyproject.toml", ".gitignore", "README.md", "docs/README.md", "generated/README.md"),
        *(name for name in KNOWN if not name.startswith("tests")),
    }


def wheel(folder: Path, text: str = "See README.md", version: str = VERSION) -> Path:
    file = folder / "tarry.whl"
    entries = "\n".join(
        f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in found.items())
        for group, found in dist.declared(PROJECT["project"]).items()
    )
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{INFO}/METADATA", f"Name: tarry\n\n{text}\n")
        archive.writestr(f"{INFO}/entry_points.txt", entries)
        archive.writestr("tarry/_version.py", f'__version__ = "{version}"\n')
    return file


CHANGELOG = f"## [{VERSION}] - 2026-11-29\n"


def test_metadata_that_are_wrong_are_named(tmp_path: Path) -> None:
    assert dist.wrong_metadata(PROJECT, wheel(tmp_path), CHANGELOG) == []
    linked = wheel(tmp_path, "[a page](docs/index.md) and [a host](https://semver.org)")
    (said,) = dist.wrong_metadata(PROJECT, linked, CHANGELOG)
    assert said.endswith("lead nowhere on an index: ['](docs/index.md)']")
    (said,) = dist.wrong_metadata(PROJECT, wheel(tmp_path, version="0.0.9"), CHANGELOG)
    assert said.startswith("overlays/tarry/_version.py has another version")
    changed = {**PROJECT, "project": {**PROJECT["project"], "scripts": {}}}
    (said,) = dist.wrong_metadata(changed, wheel(tmp_path), CHANGELOG)
    assert said.startswith("the entry points")
    (said,) = dist.wrong_metadata(PROJECT, wheel(tmp_path), "## [Unreleased]\n")
    assert said == f"CHANGELOG.md has no entry for {VERSION}"


def test_links_to_files_of_the_project_are_plain_text_in_the_long_description(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "<!-- hidden: python\nprint()\n-->\n[a/b.md](a/b.md#c), [x](https://semver.org) and `[y](z)`.\n"
    )
    metadata: dict[str, Any] = {}
    hatch_build.LongDescription(str(tmp_path), {}).update(metadata)
    assert metadata["readme"]["text"] == "a/b.md, [x](https://semver.org) and `y`.\n"


def test_the_bill_of_materials_names_each_need_and_each_document() -> None:
    metadata: Any = ProjectMetadata(str(ROOT), PluginManager())
    hook = hatch_build.BillOfMaterials(str(ROOT), {}, None, metadata, "", "wheel")
    build_data: dict[str, Any] = {"sbom_files": []}
    hook.initialize("standard", build_data)
    (file,) = build_data["sbom_files"]
    found = json.loads(Path(file).read_text())
    hook.finalize("standard", build_data, "")
    assert not Path(file).exists()
    of_tarry = found["metadata"]["component"]
    assert of_tarry["version"] == VERSION
    assert {part["name"] for part in of_tarry["components"]} == {path.name for path in ROOT.glob("specs/*.yaml")}
    assert all(part["version"] and len(part["hashes"][0]["content"]) == 64 for part in of_tarry["components"])
    needs = [one for one in found["components"] if one["scope"] == "required"]
    assert [one["purl"] for one in needs] == [
        f"pkg:pypi/{name}" for name in ("anyio", "attrs", "httpcore", "httpx", "msgspec")
    ]
    extras = {one["properties"][1]["value"] for one in found["components"] if one["scope"] == "optional"}
    assert extras == PROJECT["project"]["optional-dependencies"].keys() - {"all"}
    references = [one["bom-ref"] for one in found["components"]]
    assert len(references) == len({*references})
