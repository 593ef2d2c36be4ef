"""Pin every dependency with its hash: `requirements.txt` to run, `requirements-dev.txt` to test and check. `make lock`.

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
    """Write both files. The larger set is solved first, and the smaller one may not disagree with it."""
    everything = ["--extra", "sandbox", "--group", "dev", "-o", "requirements-dev.txt"]
    subprocess.run([*COMPILE, *everything], cwd=ROOT, check=True)
    runtime = ["--extra", "sandbox", "-c", "requirements-dev.txt", "-o", "requirements.txt"]
    subprocess.run([*COMPILE, *runtime], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
