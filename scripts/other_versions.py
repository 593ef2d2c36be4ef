"""Run the tests with other versions than those of `make test`: `lowest`, or versions of Python such as `3.12`.

    make test-lowest  # Python 3.11 with the lowest versions that pyproject.toml allows, from requirements-lowest.txt
    make test-pythons # every Python from 3.11 on that is found, with the newest ones, from requirements-dev.txt

A Python is found on PATH as `python3.12`, in pyenv, in `.pythons/` (`make pythons`), or where it is named:
`make test-pythons PYTHONS="/opt/a/bin/python3 /opt/b/bin/python3"`. A free-threaded one is `3.14t`.

They leave out what is exhaustive, unless they are told otherwise: `make test-pythons ALL=1`. With `--quick` they leave out,
besides, what runs the same code for one provider after the other.

Each has an environment of its own, `.venv-<name>`. Where a Python is not installed, that is said, and is no failure.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LOWEST_PYTHON = "3.11"
PYTHONS = [f"3.{minor}{threads}" for minor in range(11, 20) for threads in ("", "t")]

NO_PART = (
    # The documents, the generator and its templates, and what tools with fixed versions make of them. What was generated is
    # used by all other tests.
    *(
        "specs",
        "cli/test_taking_specs.py",
        "cli/test_generating.py",
        "generate/test_wire.py",
        "providers/test_sixth.py",
    ),
    # Texts and scripts of the project.
    "guide",
    *(
        f"project/test_{name}.py"
        for name in (
            "check_private",
            "dist",
            "explanations",
            "figures",
            "makefile",
            "other_versions",
            "security",
            "site",
        )
    ),
    "core/test_texts.py",
)
"""Tests in which neither the version of Python nor those of what tarry needs have a part of their own."""

EXHAUSTIVE = (
    # Every fault at every place, every odd value in every place, thousands of jobs, and every way to a secret.
    *("faults", "operations/test_odd_values.py", "wait/test_soak.py", "http/test_secrets_in_errors.py"),
    # The laws of a wait, held against thousands of made-up jobs without any network: arithmetic.
    *("wait/test_machine.py", "wait/test_laws.py", "schedules/test_schedules.py"),
    # Every answer of the sandbox. How it is started and served is tested by the other files.
    *(f"sandbox/test_{document.stem}.py" for document in sorted((ROOT / "specs").glob("*.yaml"))),
    "sandbox/test_fuzz.py",
    # Requests that are stopped at each await, servers that misbehave in every way, and waits of weeks.
    *("http/test_interrupted.py", "http/test_hostile.py", "auth/test_long_waits.py"),
    # Whole programs, of which all parts are tested elsewhere.
    "project/test_examples.py",
)
"""Tests that go through all there is, of code that the other tests run as well. With `--all` they run too."""


BY_PROVIDER = ("providers", "sandbox", "generate", "operations")
"""Folders of tests whose code is run by those of waits, files, journal and command as well."""


def main() -> int:
    """Run the tests for each name that is given, or for each Python that is found; the number of those that failed."""
    names = [name for name in sys.argv[1:] if not name.startswith("--")] or [*filter(find_python, PYTHONS)]
    if gone := [file for file in (*NO_PART, *EXHAUSTIVE, *BY_PROVIDER) if not (ROOT / "tests" / file).exists()]:
        sys.exit(f"Left out, and not there: {', '.join(gone)}")
    left_out = NO_PART if "--all" in sys.argv[1:] else (*NO_PART, *EXHAUSTIVE)
    if "--quick" in sys.argv[1:]:
        left_out = (*left_out, *BY_PROVIDER)
    return sum(not passes(name, left_out) for name in names)


def passes(name: str, left_out: Iterable[str]) -> bool:
    """Whether the tests pass with one set of versions, or cannot be run as there is no such Python."""
    version = LOWEST_PYTHON if name == "lowest" else name
    found = find_python(version)
    if found is None:
        print(f"Python {version} is not installed: the tests were not run with {name}", flush=True)
        return True
    pins = ROOT / ("requirements-lowest.txt" if name == "lowest" else "requirements-dev.txt")
    python = environment(name, found, pins)
    print(f"Tests with {name}, Python {version}", flush=True)
    command = [str(python), "-m", "pytest", "-n", "auto", "--dist", "worksteal", "-p", "no:cacheprovider", "-q"]
    ignored = [f"--ignore=tests/{file}" for file in left_out]
    # Tests start programs by their names.
    settings = {**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run([*command, *ignored], cwd=ROOT, env=settings, check=False).returncode == 0


def find_python(version: str) -> str | None:
    """A Python of this version that starts. One of pyenv's shims starts only the versions that are chosen."""
    candidates = [
        *os.environ.get("PYTHONS", "").split(),
        f"python{version}",
        f"{ROOT}/.pythons/usr/bin/python{version}",
    ]
    if shutil.which("pyenv"):
        prefix = subprocess.run(
            ["pyenv", "prefix", version], capture_output=True, text=True, check=False
        ).stdout.strip()
        candidates += [f"{prefix}/bin/python{version}"] if prefix else []
    threads = "'t' * bool(sysconfig.get_config_var('Py_GIL_DISABLED'))"
    wanted = f"import sys, sysconfig; sys.exit('%d.%d' % sys.version_info[:2] + {threads} != {version!r})"
    for candidate in candidates:
        found = shutil.which(candidate)
        if found and subprocess.run([found, "-c", wanted], capture_output=True, check=False).returncode == 0:
            return found
    return None


def environment(name: str, python: str, pins: Path) -> Path:
    """The Python of the environment for *name*, which is made again when the versions for it, its *pins*, have changed."""
    folder = ROOT / f".venv-{name}"
    ready, installed = folder / ".ready", folder / "bin" / "python"
    state = pins.read_text() + (ROOT / "pyproject.toml").read_text()
    if ready.exists() and ready.read_text() == state:
        return installed
    print(f"Setting up {folder.name} ...", flush=True)
    subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
    subprocess.run([installed, ROOT / "scripts" / "install.py", pins], check=True)
    pip = [str(installed), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "-e", str(ROOT)], check=True)
    ready.write_text(state)
    return installed


if __name__ == "__main__":
    sys.exit(main())
