"""Run examples/engines/dagster_assets.py with a real Dagster daemon, killed in mid-wait, against the sandbox on loopback.

Two jobs: one ends partial, its rows are loaded with dlt; the other fails, and so does its run. Prints what was seen; exits with
1 where something is wrong.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import dagster
import duckdb
from scripts.engines.processes import Processes

from tarry.sandbox import Plan, Sandbox

RECIPE = Path(__file__).resolve().parent.parent.parent / "examples" / "engines" / "dagster_assets.py"
BIN = Path(sys.executable).parent
LIMIT = 300.0
"""Seconds for each thing that is waited for."""


def until(what: str, check: Any) -> Any:
    """What *check* gives as soon as it gives something."""
    ends = time.monotonic() + LIMIT
    while not (found := check()):
        if time.monotonic() > ends:
            raise SystemExit(f"{what}: not within {LIMIT:.0f} seconds")
        time.sleep(0.5)
    return found


def ticks(instance: Any) -> int:
    """How many ticks of the sensor have ended."""
    found = [
        tick
        for one in instance.all_instigator_state()
        for tick in instance.get_ticks(one.instigator_origin_id, one.selector_id)
    ]
    return sum(tick.is_completed for tick in found)


def loads(instance: Any) -> list[str]:
    """How the runs ended that load, where both have."""
    runs = [one for one in instance.get_runs() if "handle" in one.tags]
    return sorted(one.status.value for one in runs) if len(runs) == 2 and all(one.is_finished for one in runs) else []


def check(processes: Processes, sandbox: Sandbox, rows: Path) -> list[str]:
    """Submit, wait, kill, load; what is wrong."""
    jobs = sandbox.providers["fullstory"].jobs._jobs
    with dagster.DagsterInstance.get() as instance:
        for _ in range(2):
            command = [str(BIN / "dagster"), "asset", "materialize", "--select", "submitted", "-f", str(RECIPE)]
            subprocess.run(command, check=True, capture_output=True)
        print(f"submitted: {len(jobs)} jobs", flush=True)
        command = [str(BIN / "dagster-daemon"), "run", "-f", str(RECIPE)]
        processes.start("daemon", *command)
        until("a tick of the sensor", lambda: ticks(instance))
        before, killed = ticks(instance), processes.kill("daemon")
        print(f"daemon and its processes {killed} killed after {before} tick(s), in mid-wait", flush=True)
        went_on = processes.start("daemon", *command)
        runs = until("the runs that load", lambda: loads(instance))
        print(f"daemon {went_on} went on: {ticks(instance)} ticks in all; runs that load: {runs}", flush=True)
    with duckdb.connect(str(rows)) as database:
        found = database.sql("SELECT count(*), count(DISTINCT _tarry_row) FROM fullstory.events").fetchall()
        refused = database.sql("SELECT count(*) FROM fullstory.events_failures").fetchall()
    print(f"rows: {found}, refused: {refused}, jobs: {len(jobs)}")
    right = runs == ["FAILURE", "SUCCESS"] and found == [(117, 117)] and refused == [(3,)] and len(jobs) == 2
    return [] if right else ["WRONG"]


def main() -> int:
    """Run it; 1 where something is wrong."""
    sandbox, problems = Sandbox(), ["did not come to its end"]
    sandbox.next("fullstory", Plan("partial", polls=2, refused=3), Plan("failed", polls=2))
    with sandbox.serve() as root, tempfile.TemporaryDirectory() as name:
        Path(name, "dagster.yaml").write_text("telemetry: {enabled: false}\nconcurrency: {pools: {default_limit: 1}}\n")
        rows = Path(name, "orders.duckdb")
        own = {"DAGSTER_HOME": name, "DLT_DATA_DIR": name, "TARRY_JOURNAL": f"{name}/journal.sqlite"}
        dlt = {"RUNTIME__DLTHUB_TELEMETRY": "false", "DESTINATION__DUCKDB__CREDENTIALS": f"duckdb:///{rows}"}
        os.environ.update({**own, **dlt, **sandbox.environment(root)})
        processes = Processes(Path(name), {})
        try:
            problems = check(processes, sandbox, rows)
        finally:
            processes.stop()
            if problems:
                print(processes.log("daemon")[-5000:])
    print("; ".join(problems) or "Nothing wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
