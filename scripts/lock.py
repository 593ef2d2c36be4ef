"""Pin every dependency with its hash. `make lock`.

`requirements.txt` is to run, `requirements-dev.txt` to test and check, `requirements-lowest.txt` to test with the lowest
versions that `pyproject.toml` allows, `scripts/bench/requirements.txt` to measure, and `scripts/engines/<engine>.txt` to run
a real engine, each in an environment of its own, as their pins exclude each other.

The files name versions and hashes but no index, so that they work wherever pip is pointed to.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ROOT / "scripts" / "engines"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
ENGINE_NAMES = sorted(file.stem for file in ENGINES.glob("*.in"))
WITHOUT_ENGINES = [f"--extra={extra}" for extra in EXTRAS if extra not in ENGINE_NAMES]
COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile", "--upgrade", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet", "pyproject.toml"),
]


def main() -> None:
    """Write the files. The largest set is solved first, and the others may not disagree with it."""
    everything = [*WITHOUT_ENGINES, "--group", "dev", "-o", "requirements-dev.txt"]
    subprocess.run([*COMPILE, *everything], cwd=ROOT, check=True)
    runtime = ["--extra", "sandbox", "-c", "requirements-dev.txt", "-o", "requirements.txt"]
    subprocess.run([*COMPILE, *runtime], cwd=ROOT, check=True)
    peers = ["-c", "requirements.txt", "scripts/bench/requirements.in", "-o", "scripts/bench/requirements.txt"]
    subprocess.run([*COMPILE, *peers], cwd=ROOT, check=True)
    pins = (ROOT / "requirements-dev.txt").read_text()
    # What installs the others, so that it comes first.
    (ROOT / "scripts" / "uv.txt").write_text("".join(re.findall(r"^uv==.*\n(?: .*\n)+", pins, re.MULTILINE)))
    lock_lowest()
    for engine in ENGINE_NAMES:
        lock_engine(engine)


def lock_engine(engine: str) -> None:
    """What an engine is run with: its extra, if it has one, the sandbox and the command, and what its file names besides."""
    extras = [f"--extra={extra}" for extra in (engine, "cli", "sandbox") if extra in EXTRAS]
    file = ENGINES / f"{engine}.in"
    subprocess.run([*COMPILE, *extras, str(file), "-o", str(file.with_suffix(".txt"))], cwd=ROOT, check=True)


def lock_lowest() -> None:
    """The lowest versions of what tarry names, and of the tools that test it those that are used elsewhere."""
    tools = PROJECT["dependency-groups"]["test"]
    names = {re.split(r"[^\w-]", tool)[0].lower() for tool in tools}
    pins = re.findall(r"^(([\w-]+)==\S+)", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
        constraints.write("\n".join(pin for pin, name in pins if name in names))
        constraints.flush()
        lowest = [*WITHOUT_ENGINES, "--group", "test", "--resolution", "lowest-direct", "-c", constraints.name]
        subprocess.run([*COMPILE, *lowest, "-o", "requirements-lowest.txt"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
