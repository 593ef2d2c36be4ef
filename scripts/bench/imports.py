"""What an import costs: processor time of fresh interpreters, one after the other, in turns.

The same environment for all. A bare interpreter is not taken off. `import tarry` alone puts off its work until a name is used,
so names are fetched as well.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from tarry._core.providers import BUILT_IN

from .measure import Spread, Table, in_turns, ratio, table

ROUNDS = 41
MANY = "from tarry import as_completed"
COMMAND = "import sys; sys.argv = ['tarry', '--help']; from tarry.__main__ import main; main()"
"""`tarry --help`, which has to be fast, as completion has."""

CONNECTED = "from tarry import wait_for_completion, fullstory; fullstory.connect(api_key='bench')"


ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Compiled modules are kept, as those of installed packages are."""


def _cpu_of(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(_: str) -> Iterator[Table]:
    """Measure, and give a table."""
    targets = {"import httpx": "", "import tarry": "1.10", "from tarry import wait_for_completion": "1.10", MANY: ""}
    targets |= {f"from tarry import wait_for_completion, {name}": "1.40" for name in BUILT_IN} | {
        CONNECTED: "",
        COMMAND: "",
    }
    for code in targets:
        _cpu_of(code)
    found = in_turns({code: partial(_cpu_of, code) for code in ["pass", *targets]}, ROUNDS)
    rows = [
        [f"`{code}`", ratio(found[code], found["import httpx"]).text(), target, Spread.of(found[code]).text(".0f", 1e3)]
        for code, target in {"pass": "", **targets}.items()
    ]
    yield table(["Import", "ratio to import httpx", "target", "ms of CPU"], rows)
