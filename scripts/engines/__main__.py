"""Run the real engines against the sandbox: `make check-engines`, or some of them: `make check-engines ENGINES="dlt temporal"`.

Each engine has an environment of its own, `.venv-<engine>`, from `scripts/engines/<engine>.txt`; `make lock` writes those.
In it run, as far as they are there:

    mypy --strict on the adapter, overlays/tarry/<engine>
    pytest on tests/engines/<engine>
    python -m scripts.engines.<engine>_run, which starts the engine's own processes on loopback and prints what it saw

With `--tests` the last is left out.
"""

import os
import subprocess
import sys
from pathlib import Path

from scripts.other_versions import LOWEST_PYTHON, ROOT, environment, find_python

HERE = Path(__file__).resolve().parent
NAMES = sorted(file.stem for file in HERE.glob("*.in"))


def main() -> int:
    """Check the engines that are given, or all; the number of those that failed."""
    names = [name for name in sys.argv[1:] if name != "--tests"] or NAMES
    if unknown := set(names) - set(NAMES):
        sys.exit(f"No engine is called {', '.join(sorted(unknown))}: there are {', '.join(NAMES)}")
    python = find_python(LOWEST_PYTHON)
    if python is None:
        sys.exit(f"Python {LOWEST_PYTHON} is not installed, for which the versions of the engines are pinned")
    failed = [name for name in names if not passes(name, python)]
    print(f"Engines: {len(names)} checked, {len(failed)} failed{': ' if failed else ''}{', '.join(failed)}")
    return len(failed)


def passes(name: str, python: str) -> bool:
    """Whether all checks of an engine pass in its environment."""
    installed = environment(name, python, HERE / f"{name}.txt")
    settings = {**os.environ, "PATH": f"{installed.parent}{os.pathsep}{os.environ['PATH']}"}
    results = []
    for command in commands(name):
        print(f"{name}: {' '.join(command)}", flush=True)
        done = subprocess.run([str(installed), *command], cwd=ROOT, env=settings, check=False)
        results.append(done.returncode == 0)
    return all(results)


def commands(name: str) -> list[list[str]]:
    """What is run, after the name of the interpreter."""
    found = []
    adapter, tests = ROOT / "overlays" / "tarry" / name, ROOT / "tests" / "engines" / name
    # By their names, as what is left out of a folder is not checked with it.
    if modules := sorted(str(path.relative_to(ROOT)) for path in adapter.glob("*.py")):
        found.append(["-m", "mypy", *modules])
    if any(tests.glob("test_*.py")):
        found.append(["-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests.relative_to(ROOT))])
    if (HERE / f"{name}_run.py").exists() and "--tests" not in sys.argv:
        found.append(["-m", f"scripts.engines.{name}_run"])
    return found


if __name__ == "__main__":
    sys.exit(main())
