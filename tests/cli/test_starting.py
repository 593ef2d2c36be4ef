"""Help, version and completion come at once: beside Typer they import nothing that talks to a provider or draws a table."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.paths import ROOT
from tarry._core.providers import BUILT_IN

COMMANDS = ROOT / "overlays" / "tarry" / "_cli"
GROUPS = [path for path in sorted(COMMANDS.glob("*.py")) if "\ndef register(" in path.read_text()]
PROGRAM = """
import sys
import typer  # brings Rich, before 0.26
before = {*sys.modules}
from tarry.__main__ import main
try:
    main()
except SystemExit:
    heavy = {"anyio", "asyncio", "attrs", "httpcore", "httpx", "msgspec", "rich", "sqlite3", "starlette", "tarry_clients"}
    print(*sorted(heavy & (sys.modules.keys() - before)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "completed", "printed"),
    [
        (["--help"], None, "Usage: "),
        (["--version"], None, "tarry "),
        (["doctor", "--help"], None, "tarry doctor fullstory --profile prod"),
        ([], "tarry doc", "doctor"),
        ([], "tarry doctor ", "\n".join(BUILT_IN)),
    ],
)
def test_nothing_heavy_is_imported(arguments: list[str], completed: str | None, printed: str) -> None:
    environment = {**os.environ, "COLUMNS": "120"}
    if completed is not None:
        words = {"_TARRY_COMPLETE": "complete_bash", "COMP_WORDS": completed, "COMP_CWORD": str(completed.count(" "))}
        environment |= words
    program = PROGRAM.replace("import sys\n", f"import sys\nsys.argv = {['tarry', *arguments]!r}\n", 1)
    ran = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert printed in ran.stdout
    assert ran.stderr.split() == []


@pytest.mark.parametrize("path", GROUPS, ids=lambda path: path.stem)
def test_typer_has_no_texts_to_evaluate(path: Path) -> None:
    """It looks at each command three times, and would evaluate each annotation six times."""
    imported = [one.module for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.ImportFrom)]
    assert "__future__" not in imported
