"""Install pinned packages: `python scripts/install.py requirements-dev.txt`, into the environment of that Python.

By uv, which takes an eighth of pip's time (11 s and 88 s for `requirements-dev.txt`); or by pip, where uv does not get them:
an index may be named in pip's own settings, which uv does not read.
"""

import subprocess
import sys
from pathlib import Path

UV = Path(__file__).resolve().parent / "uv.txt"


def main() -> None:
    """Install what the given file names, with the hashes in it."""
    python, pins = sys.executable, sys.argv[1]
    pip = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "--requirement",
    ]
    subprocess.run([*pip, str(UV)], check=True)
    uv = [python, "-m", "uv", "pip", "install", "--quiet", "--python", python, "--require-hashes", "--requirement"]
    if subprocess.run([*uv, pins], check=False).returncode != 0:
        print("uv did not get all packages; pip tries it now, which takes longer", flush=True)
        subprocess.run([*pip, pins], check=True)


if __name__ == "__main__":
    main()
