"""What the package says that it needs is what the files of pinned versions install."""

import re
import tomllib
from typing import Any

import pytest

from support.paths import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NEEDS: dict[str, str] = {}
ENGINES = [file.stem for file in (ROOT / "scripts" / "engines").glob("*.in")]
"""Each is run in an environment of its own, with one set of versions."""
EXTRAS = PROJECT["optional-dependencies"]
for needs in (PROJECT["dependencies"], *(needs for extra, needs in EXTRAS.items() if extra not in ENGINES)):
    for need in needs:
        if need.startswith("tarry["):  # the extra `all`
            continue
        name, _, bounds = re.sub("[>=]=", " ", need).partition(" ")
        NEEDS[name] = re.split("[,;]", bounds)[0].strip()
PINS = [str(path.relative_to(ROOT)) for path in (*ROOT.glob("requirements*.txt"), *ROOT.glob("scripts/engines/*.txt"))]


def pins(file: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w-]+)==([\w.]+)", (ROOT / file).read_text(), re.MULTILINE))


def parts(version: str) -> list[int]:
    """Without the zeros at its end."""
    return [int(part) for part in re.sub(r"(\.0)+$", "", version).split(".")]


@pytest.mark.parametrize("name", NEEDS)
def test_the_lowest_version_is_the_one_that_is_tested(name: str) -> None:
    assert parts(pins("requirements-lowest.txt")[name]) == parts(NEEDS[name])


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_pinned_is_not_lower_than_what_is_needed(file: str) -> None:
    for name in NEEDS.keys() & pins(file).keys():
        assert parts(pins(file)[name]) >= parts(NEEDS[name])


def test_all_is_every_extra_but_those_of_engines_and_the_one_for_developing_packages() -> None:
    assert EXTRAS["all"] == [f"tarry[{','.join(sorted(EXTRAS.keys() - {'all', 'generate', *ENGINES}))}]"]


def test_each_need_has_a_lowest_version() -> None:
    assert all(NEEDS.values())


@pytest.mark.parametrize("file", PINS)
def test_pins_name_hashes_and_no_index(file: str) -> None:
    text = (ROOT / file).read_text()
    assert "http" not in re.sub(r"^[\w-]*http[\w-]*(\[\w+\])?==", "", text, flags=re.MULTILINE)
    assert text.count("--hash=sha256:") >= len(pins(file)) > 10


def test_what_installs_the_others_is_pinned_as_they_are() -> None:
    assert (ROOT / "scripts" / "uv.txt").read_text() in (ROOT / "requirements-dev.txt").read_text()
    assert pins("scripts/uv.txt").keys() == {"uv"}


def test_the_readme_names_the_wheel_of_this_version() -> None:
    assert f"dist/tarry-{PROJECT['version']}-py3-none-any.whl" in (ROOT / "README.md").read_text()
