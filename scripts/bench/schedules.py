"""What each schedule costs, in virtual time: what `make bench-schedules` prints, in brief."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .measure import Table

SIMULATION = Path(__file__).resolve().parents[1] / "bench_schedules.py"


def run(_: str) -> Iterator[Table]:
    """Simulate, and give the tables as they are printed."""
    command = [sys.executable, str(SIMULATION), "--brief"]
    yield {"text": subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout}
