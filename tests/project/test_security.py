"""SECURITY.md: each promise names tests, and those are there."""

import re

import pytest

from support.paths import ROOT

PROMISES = re.findall(r"^\| \*\*(.*?)\*\*.*\| (`.*`) \|$", (ROOT / "SECURITY.md").read_text(), re.MULTILINE)


def test_there_are_promises() -> None:
    assert len(PROMISES) >= 10


@pytest.mark.parametrize(("promise", "named"), PROMISES)
def test_what_is_promised_is_tested(promise: str, named: str) -> None:
    file = ""
    for name in re.findall(r"`([^`]+)`", named):
        path, _, test = name.partition("::")
        file = path or file
        assert re.search(rf"^def {test}\(", (ROOT / "tests" / file).read_text(), re.MULTILINE), name
