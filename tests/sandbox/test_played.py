"""What no test plays any more is found at the end of a session, in one process or in several."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.paths import TESTS
from support.played import problems

MODULE = """
from types import SimpleNamespace

from support import played

contract = SimpleNamespace(documented={("poll", 200), ("poll", 404), ("submit", 200)}, seen=set())
played.expect("somebody", contract, never={("submit", 200)})


def test_one():
    contract.seen.add(("poll", 200))


def test_other():
    contract.seen.add(("poll", OTHER))
"""


def run(folder: Path, other: int, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_somebody.py").write_text(MODULE.replace("OTHER", str(other)))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-psupport.played", "-pno:cacheprovider", "--rootdir", ".", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TESTS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


IN_TWO = ("-pxdist.plugin", "-n2", "--maxschedchunk=1")


def test_what_several_processes_played_adds_up(tmp_path: Path) -> None:
    finished = run(tmp_path, 404, *IN_TWO)
    assert ("2 passed" in finished.stdout, finished.returncode) == (True, 0), finished.stdout + finished.stderr


@pytest.mark.parametrize("processes", [(), IN_TWO])
def test_what_no_test_played_fails_the_session(tmp_path: Path, processes: tuple[str, ...]) -> None:
    finished = run(tmp_path, 200, *processes)
    assert "2 passed" in finished.stdout
    assert "FAILED sandbox: somebody: documented, and played in no test: poll 404" in finished.stdout
    assert finished.returncode == 1


@pytest.mark.parametrize("options", [("-k", "one"), ("test_somebody.py::test_one",)])
def test_a_part_of_the_tests_is_not_judged(tmp_path: Path, options: tuple[str, ...]) -> None:
    finished = run(tmp_path, 404, *options)
    assert ("1 passed" in finished.stdout, finished.returncode) == (True, 0)


def test_only_what_is_expected_is_played() -> None:
    answers = {"wanted": {("poll", 200), ("poll", 404)}, "seen": {("poll", 200)}, "perhaps": {("poll", 404)}}
    assert problems({"somebody": answers}) == []
    assert problems({"somebody": {**answers, "seen": {("poll", 200), ("submit", 200)}}}) == [
        "somebody: played, and not expected: submit 200"
    ]
