"""Kill a dlt pipeline with SIGKILL while it extracts, normalizes and loads, and run it again: is any row there twice, or lost?

    python -m scripts.engines.dlt_run [N]

The pipeline submits a job to the sandbox on loopback, of which a part is refused, and loads its rows in several runs, to
duckdb and to Parquet files. Where it is killed is the number of an audit event of Python: a file opened to be written,
renamed or removed, tarry's journal opened, a page read. N such places (20) are spread over all there are; for each ten there
are two moments chosen at random besides. Every time another process goes on until there is nothing left to load.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import dlt
import duckdb
import pyarrow.parquet
from dlt.common.runtime.collector import NullCollector
from dlt.common.storages.exceptions import LoadPackageAlreadyCompleted
from dlt.pipeline.exceptions import PipelineStepFailed

import tarry
import tarry.dlt
from tarry import fullstory
from tarry.sandbox import Plan, Sandbox

DESTINATIONS = ("duckdb", "filesystem")
EVENTS = [{"name": f"Order {number}", "properties": {"number": number}} for number in range(600)]
REFUSED = 20
PAGES = 3
"""That one run of the pipeline loads."""
WRITES = os.O_WRONLY | os.O_RDWR
SETTINGS = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "EXTRACT__DATA_WRITER__BUFFER_MAX_ITEMS": "50",  # or no page would be on the disk before the last
    "EXTRACT__DATA_WRITER__FILE_MAX_ITEMS": "150",
}


class Stage(NullCollector):
    """Knows what the pipeline is at: dlt names its steps to a collector."""

    now = "start"

    def _start(self, step: str) -> None:
        Stage.now = step.partition(" ")[0].lower()

    def _stop(self) -> None:
        Stage.now = f"after {Stage.now.removeprefix('after ')}"


class Places:
    """Counts audit events that leave something behind; at the one with the number *kill_at* the process kills itself."""

    def __init__(self, kill_at: int) -> None:
        self.kill_at = kill_at
        self.stages: list[str] = []

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """As `sys.addaudithook` calls it."""
        is_write = event == "open" and isinstance(args[2], int) and args[2] & WRITES
        if is_write or event in {
            "os.rename",
            "os.remove",
            "os.rmdir",
            "sqlite3.connect",
            "tarry.page",
            "socket.sendto",
        }:
            self.stages.append(Stage.now)
            if len(self.stages) == self.kill_at:
                print(json.dumps({"stage": Stage.now, "event": event}), flush=True)
                os.kill(os.getpid(), signal.SIGKILL)


def pipeline_in(folder: Path, destination: str) -> dlt.Pipeline:
    """The pipeline, with all that it has below one folder."""
    places: dict[str, Any] = {
        "duckdb": lambda: dlt.destinations.duckdb(str(folder / "rows.duckdb")),
        "filesystem": lambda: dlt.destinations.filesystem(str(folder / "files")),
    }
    return dlt.pipeline(
        "orders", pipelines_dir=str(folder / "pipelines"), destination=places[destination](), dataset_name="orders",
        progress=Stage(),
    )  # fmt: skip


def load(folder: Path, destination: str, kill_at: int) -> None:
    """What the processes do: go on with what a killed one left, and load."""
    places = Places(kill_at)
    sys.addaudithook(places)
    with fullstory.connect() as client:

        def submit(key: str) -> Any:
            return tarry.submit_all(fullstory.EventsImport, client, EVENTS, once=key)

        def paged(page: Any) -> Any:
            sys.audit("tarry.page")
            return page

        pipeline = pipeline_in(folder, destination)
        if pipeline.has_pending_data:
            try:
                pipeline.run()
            except PipelineStepFailed as error:
                # Killed while it put a package away, as loaded or as normalized: dlt does not go on with what is left.
                if isinstance(error.__cause__, OSError) and error.step == "normalize":
                    pipeline.load()
                elif not isinstance(error.__cause__, LoadPackageAlreadyCompleted):
                    raise
                pipeline.drop()
            pipeline.sync_destination()  # it may have been killed between its package and its own note of it
        source = tarry.dlt.rows(submit, name="events", timeout=60, client=client)
        source.resources["events"].add_map(paged)
        source.add_limit(PAGES)
        runs = 0
        while pipeline.run(source, loader_file_format="parquet").loads_ids:
            runs += 1
    print(json.dumps({"stages": places.stages, "runs": runs}), flush=True)


def loaded(folder: Path, destination: str, table: str) -> list[int]:
    """The numbers of the rows that are there."""
    if destination == "duckdb":
        with duckdb.connect(str(folder / "rows.duckdb")) as database:
            return [number for (number,) in database.sql(f"SELECT _tarry_row FROM orders.{table}").fetchall()]  # noqa: S608
    files = sorted((folder / "files" / "orders" / table).glob("*.parquet"))
    return [number for file in files for number in pyarrow.parquet.read_table(file)["_tarry_row"].to_pylist()]


class Runner:
    """Starts the processes, and says what each left."""

    def __init__(self, root: str, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.environment = {**os.environ, **SETTINGS, **sandbox.environment(root)}

    def run(self, folder: Path, destination: str, kill_at: int = 0, kill_after: float = 0) -> dict[str, Any]:
        """One process, which is killed at a place or after seconds, or not; what it printed last, and its id."""
        settings = {**self.environment, "TARRY_JOURNAL": str(folder / "journal.sqlite")}
        command = [sys.executable, "-m", "scripts.engines.dlt_run", "--load", str(folder), destination, str(kill_at)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=settings
        ) as process:
            if kill_after:
                time.sleep(kill_after)
                process.kill()
            printed, errors = process.communicate()
        said = json.loads(printed.splitlines()[-1]) if printed else {}
        if process.returncode not in {0, -signal.SIGKILL}:
            raise SystemExit(f"process {process.pid} ended with {process.returncode}: {errors}")
        return {**said, "pid": process.pid, "killed": process.returncode == -signal.SIGKILL}

    def check(self, folder: Path, destination: str, kill_at: int, kill_after: float = 0) -> list[str]:
        """Kill, go on, and say what is wrong."""
        self.sandbox.reset()
        self.sandbox.next("fullstory", Plan("partial", polls=1, refused=REFUSED))
        began = self.run(folder, destination, kill_at, kill_after)
        ended = self.run(folder, destination)
        counts = {table: Counter(loaded(folder, destination, table)) for table in ("events", "events_failures")}
        jobs = len(self.sandbox.providers["fullstory"].jobs._jobs)
        wrong = [f"{jobs} jobs"] if jobs != 1 else []
        for (table, found), expected in zip(counts.items(), (len(EVENTS) - REFUSED, REFUSED), strict=True):
            twice, lost = found.total() - len(found), expected - len(set(found) & set(range(1, expected + 1)))
            wrong += [f"{table}: {twice} twice, {lost} lost"] if twice or lost or len(found) != expected else []
        stage = f"{began.get('stage', 'at random')} {began.get('event', f'after {kill_after:.2f} s')}"
        print(
            f"{destination:<10} {stage:<34} process {began['pid']:>7} {'killed' if began['killed'] else 'ended'}, gone on by"
            f" {ended['pid']:>7}: {counts['events'].total()} + {counts['events_failures'].total()} rows, {jobs} job"
            f"{': WRONG, ' + '; '.join(wrong) if wrong else ''}",
            flush=True,
        )
        return wrong if began["killed"] or kill_after else [*wrong, "was not killed"]


def main() -> int:
    """Check all places; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--load", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.load:
        folder, destination, kill_at = given.load
        load(Path(folder), destination, int(kill_at))
        return 0
    chance, sandbox, wrong = random.Random(given.seed), Sandbox(), 0  # noqa: S311
    with sandbox.serve() as root, tempfile.TemporaryDirectory() as name:
        runner = Runner(root, sandbox)
        for destination in DESTINATIONS:
            began = time.monotonic()
            stages = runner.run(Path(name, destination), destination)["stages"]
            seconds = time.monotonic() - began
            print(f"{destination}: {len(stages)} places, {dict(Counter(stages))}", flush=True)
            share = given.count // len(DESTINATIONS)
            places = [round((number + 0.5) * len(stages) / share) for number in range(share)]
            for number, place in enumerate(places):
                wrong += bool(runner.check(Path(name, f"{destination}-{number}"), destination, place))
            for number in range(share // 5):
                moment = seconds * (0.4 + 0.6 * chance.random())
                wrong += bool(runner.check(Path(name, f"{destination}-random-{number}"), destination, 0, moment))
    print(f"{wrong or 'Nothing'} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
