"""`tests/typing/api.py` says what a type checker makes of a user's code; here mypy says whether that is so.

The generated clients are checked in the same run, as mypy takes far longer to start than to check a few files more.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from support.paths import ROOT

GENERATED = ROOT / "generated"
API = ROOT / "tests" / "typing" / "api.py"


def check(cache: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", str(ROOT / "pyproject.toml")]
    return subprocess.run(
        [*command, "--cache-dir", str(cache), *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.timeout(600)
def test_the_types_of_public_interface_and_generated_clients_are_as_promised_and_wrong_uses_are_found(
    tmp_path: Path, mypy_cache: Path
) -> None:
    finished = check(mypy_cache, API, GENERATED)
    assert finished.returncode == 0, finished.stdout + finished.stderr

    # The run says something only if it fails where there is something to find.
    right = "assert_type(wait_for_completion(events, timeout=1).status, ImportStatus)"
    assert right in API.read_text()
    (tmp_path / "wrong.py").write_text(API.read_text().replace(right, right.replace("ImportStatus", "ExportStatus")))
    finished = check(mypy_cache, tmp_path / "wrong.py")
    assert finished.returncode == 1
    assert 'Expression is of type "ImportStatus", not "ExportStatus"' in finished.stdout
