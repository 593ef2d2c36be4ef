"""Pin every dependency with its hash. `make lock`.

`requirements.txt` is to run, `requirements-dev.txt` to test and check, `scripts/bench/requirements.txt` to measure.

The files name versions and hashes but no index, so that they work wherever pip is pointed to.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile", "--upgrade", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet", "pyproject.toml"),
]


def main() -> None:
    """Write the files. The largest set is solved first, and the others may not disagree with it."""
    everything = ["--extra", "sandbox", "--group", "dev", "-o", "requirements-dev.txt"]
    subprocess.run([*COMPILE, *everything], cwd=ROOT, check=True)
    runtime = ["--extra", "sandbox", "-c", "requirements-dev.txt", "-o", "requirements.txt"]
    subprocess.run([*COMPILE, *runtime], cwd=ROOT, check=True)
    peers = ["-c", "requirements.txt", "scripts/bench/requirements.in", "-o", "scripts/bench/requirements.txt"]
    subprocess.run([*COMPILE, *peers], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
