"""Run examples/engines/dagster_assets.py with a real Dagster daemon, killed in mid-wait, against the sandbox on loopback.

Two jobs: one ends partial, its rows are loaded with dlt; the other fails, and so does its run. Prints what was seen; exits with
1 where something is wrong.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster
import duckdb

from tarry.sandbox import Plan, Sandbox

ROOT = Path(__file__).resolve().parent.parent.parent
RECIPE = ROOT / "examples" / "engines" / "dagster_assets.py"
BIN = Path(sys.executable).parent
LIMIT = 420.0
"""Seconds for all."""


@contextmanager
def daemon(folder: Path, settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A daemon, ended at the end, with the server of code that it starts."""
    with open(folder / "daemon.log", "ab") as log:
        command = [str(BIN / "dagster-daemon"), "run", "-f", str(RECIPE)]
        with subprocess.Popen(command, cwd=folder, env=settings, stdout=log, stderr=log) as process:
            try:
                yield process
            finally:
                process.terminate()


def of_folder(folder: Path) -> list[int]:
    """Processes that work in the folder, which are those that this started."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if (path / "cwd").readlink().is_relative_to(folder):
                found.append(int(path.name))
        except OSError:
            continue
    return found


def until(what: str, ends: float, check: Any) -> Any:
    """What *check* gives as soon as it gives something."""
    while time.monotonic() < ends:
        if found := check():
            return found
        time.sleep(0.5)
    print(f"{what}: not within {LIMIT:.0f} seconds")
    return None


def main() -> int:
    """Run it; 1 where something is wrong."""
    sandbox, ends = Sandbox(), time.monotonic() + LIMIT
    sandbox.next("fullstory", Plan("partial", polls=2, refused=3), Plan("failed", polls=2))
    with sandbox.serve() as root, tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        home = folder / "dagster.yaml"
        home.write_text("telemetry: {enabled: false}\nconcurrency: {pools: {default_limit: 1}}\n")
        own = {"DAGSTER_HOME": name, "DLT_DATA_DIR": name, "TARRY_JOURNAL": f"{name}/journal.sqlite"}
        os.environ.update({**own, **sandbox.environment(root), "RUNTIME__DLTHUB_TELEMETRY": "false"})
        settings = dict(os.environ)
        with dagster.DagsterInstance.get() as instance:
            for _ in range(2):
                command = [str(BIN / "dagster"), "asset", "materialize", "--select", "submitted", "-f", str(RECIPE)]
                subprocess.run(command, cwd=folder, env=settings, check=True, capture_output=True)
            jobs = sandbox.providers["fullstory"].jobs._jobs
            print(f"submitted: {len(jobs)} jobs")
            with daemon(folder, settings) as first:
                until("a tick of the sensor", ends, lambda: ticks(instance))
                first.kill()
            print(f"daemon {first.pid} killed after {ticks(instance)} tick(s), in mid-wait", flush=True)
            with daemon(folder, settings) as second:
                runs = until("the runs that load", ends, lambda: loads(instance)) or ["none"]
                seen = ticks(instance)
            print(f"daemon {second.pid} went on: {seen} ticks in all, runs {sorted(runs)}")
        # The server of code ends when it has heard nothing of its daemon for 20 seconds.
        is_over = until("an end of all processes", time.monotonic() + 90, lambda: not of_folder(folder))
        for left in of_folder(folder):
            os.kill(left, signal.SIGKILL)
        if "none" in runs:
            print((folder / "daemon.log").read_text()[-8000:])
            return 1
        with duckdb.connect(str(folder / "orders.duckdb")) as database:
            rows = database.sql("SELECT count(*), count(DISTINCT _tarry_row) FROM fullstory.events").fetchall()
            refused = database.sql("SELECT count(*) FROM fullstory.events_failures").fetchall()
        print(f"rows: {rows}, refused: {refused}, jobs: {len(jobs)}")
        is_right = (
            sorted(runs) == ["FAILURE", "SUCCESS"]
            and rows == [(117, 117)]
            and refused == [(3,)]
            and len(jobs) == 2
            and is_over
        )
        if not is_right:
            print((folder / "daemon.log").read_text()[-5000:])
    print("Nothing wrong" if is_right else "WRONG")
    return 0 if is_right else 1


def ticks(instance: Any) -> int:
    """How many ticks the sensor had."""
    states = instance.all_instigator_state()
    return sum(len(instance.get_ticks(one.instigator_origin_id, one.selector_id)) for one in states)


def loads(instance: Any) -> list[str]:
    """How the runs ended that load, where both have."""
    runs = [one for one in instance.get_runs() if "handle" in one.tags]
    return [one.status.value for one in runs] if len(runs) == 2 and all(one.is_finished for one in runs) else []


if __name__ == "__main__":
    sys.exit(main())
