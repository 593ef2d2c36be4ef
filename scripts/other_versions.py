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
    *(f"project/test_{name}.py" for name in ("bench_report", "check_private", "dist", "makefile", "readme")),
