"""Fail where a room of the overlay has grown beyond its budget of lines, or a file beyond what is read in one go.

The numbers stand in `scripts/line_budget.toml`. They may go down at any time, and up only with the reason beside them.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BUDGETS = ROOT / "scripts" / "line_budget.toml"


def main() -> int:
    """Check every budget; 1 where one is exceeded."""
    settings = tomllib.loads(BUDGETS.read_text())
    problems = [*over_budget(ROOT, settings), *too_long(ROOT, settings)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def files(root: Path, paths: list[str], without: list[str]) -> list[Path]:
    """The Python files below *paths*, but for those below *without*."""
    found = {file for path in paths for file in (root / path).rglob("*.py")}
    return sorted(file for file in found if not any(file.is_relative_to(root / one) for one in without))


def lines(file: Path) -> int:
    """How many lines a file has."""
    return len(file.read_text().splitlines())


def over_budget(root: Path, settings: dict[str, Any]) -> list[str]:
    """What has grown."""
    problems = []
    for name, budget in settings["budgets"].items():
        count = sum(map(lines, files(root, budget["paths"], budget.get("without", []))))
        print(f"{name}: {count:,} of {budget['lines']:,} lines")
        if count > budget["lines"]:
            problems.append(
                f"{name} has {count:,} lines, {count - budget['lines']:,} more than its budget: make it smaller, or raise the"
                f" number in {BUDGETS.relative_to(ROOT)} and say there why"
            )
    return problems


def too_long(root: Path, settings: dict[str, Any]) -> list[str]:
    """Files that are longer than any should be."""
    allowed, longest = settings["longer"], settings["longest_file"]
    problems = []
    for file in files(root, ["overlays"], []):
        name, count = str(file.relative_to(root)), lines(file)
        limit = allowed.get(name, longest)
        if count > limit:
            problems.append(
                f"{name} has {count} lines, and {limit} are the most: cut it where it has a second reason to exist"
            )
    return problems


if __name__ == "__main__":
    sys.exit(main())
