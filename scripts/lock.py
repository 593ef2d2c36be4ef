"""Pin every dependency with its hash. `make lock`.

`requirements.txt` is to run, `requirements-dev.txt` to test and check, `requirements-lowest.txt` to test with the lowest
versions that `pyproject.toml` allows, `scripts/bench/requirements.txt` to measure.

The files name versions and hashes but no index, so that they work wherever pip is pointed to.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile", "--upgrade", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet", "pyproject.toml"),
]


def main() -> None:
    """Write the files. The largest set is solved first, and the others may not disagree with it."""
    everything = ["--all-extras", "--group", "dev", "-o", "requirements-dev.txt"]
    subprocess.run([*COMPILE, *everything], cwd=ROOT, check=True)
    runtime = ["--extra", "sandbox", "-c", "requirements-dev.txt", "-o", "requirements.txt"]
    subprocess.run([*COMPILE, *runtime], cwd=ROOT, check=True)
    peers = ["-c", "requirements.txt", "scripts/bench/requirements.in", "-o", "scripts/bench/requirements.txt"]
    subprocess.run([*COMPILE, *peers], cwd=ROOT, check=True)
    lock_lowest()


def lock_lowest() -> None:
    """The lowest versions of what tarry names, and of the tools that test it those that are used elsewhere."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["test"]
    names = {re.split(r"[^\w-]", tool)[0].lower() for tool in tools}
    pins = re.findall(r"^(([\w-]+)==\S+)", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
        constraints.write("\n".join(pin for pin, name in pins if name in names))
        constraints.flush()
        lowest = ["--all-extras", "--group", "test", "--resolution", "lowest-direct", "-c", constraints.name]
        subprocess.run([*COMPILE, *lowest, "-o", "requirements-lowest.txt"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
