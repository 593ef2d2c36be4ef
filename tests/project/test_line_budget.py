"""`scripts/line_budget.py`: what has grown is named, with what to do."""

import sys
from pathlib import Path

import pytest

from support.paths import SCRIPTS

sys.path.insert(0, str(SCRIPTS))
import line_budget


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, count in (("one/a.py", 10), ("one/deep/b.py", 5), ("one/cli/c.py", 100)):
        file = tmp_path / "overlays" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("pass\n" * count)
    return tmp_path


def settings(lines: int, longest: int = 100, **longer: int) -> dict[str, object]:
    budget = {"paths": ["overlays/one"], "without": ["overlays/one/cli"], "lines": lines}
    return {"budgets": {"overlay": budget}, "longest_file": longest, "longer": longer}


def test_as_many_lines_as_allowed_are_no_problem(root: Path) -> None:
    assert line_budget.over_budget(root, settings(15)) == []


def test_one_line_more_is_named(root: Path) -> None:
    (problem,) = line_budget.over_budget(root, settings(14))
    assert problem.startswith("overlay has 15 lines, 1 more than its budget")


def test_a_long_file_is_named_unless_it_may_be_long(root: Path) -> None:
    (problem,) = line_budget.too_long(root, settings(0, longest=99))
    assert problem.startswith("overlays/one/cli/c.py has 100 lines, and 99 are the most")
    assert line_budget.too_long(root, settings(0, longest=99, **{"overlays/one/cli/c.py": 100})) == []
