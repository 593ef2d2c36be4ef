"""`make help` shows every target in a group, on lines that fit a terminal; Node tools are those of the project."""

import re
import subprocess

from support.paths import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()


def shown() -> list[str]:
    command = ["make", "--no-print-directory", "help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def test_help_fits_80_columns() -> None:
    assert max(map(len, shown())) <= 80


def test_help_has_every_target_once_and_in_a_group() -> None:
    groups: dict[str, list[str]] = {}
    group = ""
    for line in filter(None, shown()):
        if line.startswith(" "):
            groups.setdefault(group, []).append(line.split()[0])
        else:
            group = line
    assert groups.pop("") == ["help"]
    assert list(groups) == ["Use", "Tests", "Checks", "Generate and record", "Measure", "Release"]
    targets = set(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE)) - {"help"}
    assert sorted(name for names in groups.values() for name in names) == sorted(targets)


def test_node_tools_run_with_the_node_of_the_environment() -> None:
    lines = [line for line in MAKEFILE.splitlines() if re.search(r"\b(npm|npx) ", line)]
    assert lines
    for line in lines:
        assert "&& $(RUN) " in line
