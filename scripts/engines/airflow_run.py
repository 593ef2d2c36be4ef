"""Run Airflow's own processes against the sandbox, kill one of them, and print what was seen, with process ids and figures.

    python -m scripts.engines.airflow_run [--mapped 20] [--deferred 1000] [--resumed 100] [--parts ends many held]

Each mapped task is submitted, deferred and resumed by scheduler and workers, which takes seconds of two cores for each. So the
many deferred tasks are made as rows of the database, as `defer` writes them: what runs them is the real triggerer. When all its
events are in the database, workers resume some of those tasks.
"""

import argparse
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from cryptography.fernet import Fernet
from scripts.engines.processes import Processes, free_ports
from scripts.other_versions import ROOT

import tarry

SECRET = "sandbox-key"  # noqa: S105 - that of the sandbox

BLOCKED = "async thread was blocked"
"""What the watchdog of the triggerer logs."""

ROWS = [{"name": "Order Shipped"}, {"name": "Order Returned"}]

ENDS = {
    "succeeded": ("success", 1),
    "partial": ("success", 1),
    "partial_skipped": ("skipped", 1),
    "partial_failed": ("failed", 1),
    "failed": ("failed", 1),
    "gone": ("failed", 1),
    "timed_out": ("failed", 2),
    "in_worker": ("success", 1),
    "killed": ("success", 1),
}
"""State and tries of each wait: after a timeout alone is there another try."""

SLOW, OUTAGE = 90, 60
"""Seconds that a job runs which is to be waited for by a triggerer that is killed, and that the sandbox answers 503."""


class Run:
    """Airflow in a folder of its own, the sandbox, and what was seen."""

    def __init__(self, home: Path, mapped: int, deferred: int, resumed: int) -> None:
        self.home, self.mapped, self.deferred, self.resumed = home, mapped, deferred, min(resumed, deferred)
        self.failures = 0
        self.late = home / "late"
        self.late.touch()
        api, logs, worker_logs, triggerer_logs, self.port = free_ports(5)
        self.url, self.sandbox = f"http://127.0.0.1:{api}", f"http://127.0.0.1:{self.port}"
        settings = {
            "AIRFLOW_HOME": str(home),
            "TARRY_RUN_COUNT": str(mapped),
            "TARRY_RUN_DEFERRED": str(deferred),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
            "AIRFLOW__CORE__TEST_CONNECTION": "Enabled",
            "AIRFLOW__CORE__FERNET_KEY": Fernet.generate_key().decode(),
            "AIRFLOW__CORE__PARALLELISM": "8",
            "AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG": "2000",
            "AIRFLOW__CORE__MAX_MAP_LENGTH": "2000",
            "AIRFLOW__TRIGGERER__CAPACITY": str(deferred + 100),
            "AIRFLOW__API_AUTH__JWT_SECRET": Fernet.generate_key().decode(),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(logs),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(triggerer_logs),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(worker_logs),
            # A triggerer that was killed gives back what it held after that.
            "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "15",
        }
        self.processes = Processes(home / "processes", settings)
        self.settings = settings
        self.api = httpx.Client(base_url=self.url, timeout=60)

    def check(self, what: str, seen: Any, expected: Any) -> None:
        """Print one point."""
        passed = seen == expected
        self.failures += not passed
        sys.stdout.write(f"{'ok  ' if passed else 'FAIL'}  {what}: {seen}{'' if passed else f', not {expected}'}\n")
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """Print what is no point."""
        sys.stdout.write(f"      {text}\n")
        sys.stdout.flush()

    def until(self, what: str, is_so: Callable[[], object], seconds: float) -> bool:
        """Wait for something; what did not come about is a point that fails."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if is_so():
                return True
            time.sleep(0.5)
        self.check(what, f"not after {seconds:.0f} s", "")
        return False

    # What runs

    def airflow(self, *arguments: str) -> str:
        """A command of Airflow, run to its end."""
        command = [sys.executable, "-m", "airflow", *arguments]
        return subprocess.run(
            command, env={**self.processes.settings}, capture_output=True, text=True, check=True
        ).stdout

    def start(self) -> None:
        """All processes, and the connection."""
        (self.home / "processes").mkdir()
        (self.home / "dags").mkdir()
        for file in ("examples/engines/airflow_dags/import_events.py", "scripts/engines/airflow_dags/run_of_tarry.py"):
            shutil.copy(ROOT / file, self.home / "dags")
        self.processes.start("sandbox", sys.executable, "-m", "scripts.engines.counting_sandbox", str(self.port))
        self.airflow("db", "migrate")
        began = time.monotonic()
        self.serve("api-server", "--port", self.url.rpartition(":")[2], "--host", "127.0.0.1", "--workers", "1")
        for name in ("scheduler", "dag-processor", "triggerer"):
            self.serve(name)
        self.until("the api server answers", self.is_healthy, 120)
        token = self.api.get("/auth/token").json()
        self.api.headers["Authorization"] = f"Bearer {token['access_token']}"
        self.until("the Dags are there", lambda: len(self.sql("select 1 from serialized_dag")) >= 3, 120)
        pids = ", ".join(f"{name} {self.processes.pid(name)}" for name in self.processes.names)
        self.note(f"after {time.monotonic() - began:.0f} s these run: {pids}")

    def serve(self, name: str, *arguments: str) -> None:
        """Start one of Airflow's processes."""
        self.processes.start(name, sys.executable, "-m", "airflow", name, *arguments)

    def is_healthy(self) -> bool:
        """Whether the api server answers."""
        try:
            return self.api.get("/api/v2/monitor/health").is_success
        except httpx.HTTPError:
            return False

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read Airflow's database."""
        with sqlite3.connect(f"file:{self.home}/airflow.db?mode=ro", uri=True, timeout=30) as database:
            return database.execute(query, values).fetchall()

    def states(self, dag_id: str, task_id: str | None = None) -> list[tuple[str, int, str | None, int]]:
        """Task, map index, state and try of each task of a Dag."""
        query = "select task_id, map_index, state, try_number from task_instance where dag_id = ?"
        return [one for one in self.sql(query, dag_id) if task_id in {None, one[0]}]

    def trigger(self, dag_id: str, conf: Any = None) -> None:
        """Run a Dag."""
        answer = self.api.post(f"/api/v2/dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": conf or {}})
        answer.raise_for_status()

    def counts(self) -> Any:
        """What the sandbox counted."""
        return httpx.get(f"{self.sandbox}/_run").json()

    def job(self, outcome: str, **plan: Any) -> str:
        """Submit a job that is to end so, and give its handle."""
        plans = [{"outcome": outcome, **plan}]
        httpx.post(f"{self.sandbox}/_sandbox/fullstory/next", json=plans).raise_for_status()
        with tarry.fullstory.connect(SECRET, base_url=f"{self.sandbox}/fullstory") as client:
            return str(tarry.fullstory.EventsImport.submit(client, ROWS).handle)

    # What is seen

    def connection(self) -> None:
        """The form, the connection and its test, as somebody in the browser has them."""
        forms = {form["connection_type"]: form for form in self.api.get("/ui/connections/hook_meta").json()}
        fields = forms["tarry_fullstory"]["extra_fields"]
        self.check("fields of the form", [*fields], ["api_key", "base_url", "request_timeout"])
        extra = {"api_key": SECRET, "base_url": f"{self.sandbox}/fullstory"}
        body = {"connection_id": "fullstory", "conn_type": "tarry_fullstory", "extra": json.dumps(extra)}
        tested = self.api.post("/api/v2/connections/test", json=body).json()
        self.check("test of the connection", tested["status"], True)
        wrong = {**body, "extra": json.dumps({**extra, "api_key": "wrong-key"})}
        self.check(
            "test with a wrong key", self.api.post("/api/v2/connections/test", json=wrong).json()["status"], False
        )
        self.api.post("/api/v2/connections", json=body).raise_for_status()

    def ends(self) -> None:
        """Each end of a wait, and a triggerer that is killed in the middle of one."""
        outcomes = dict.fromkeys(ENDS, "succeeded") | {"failed": "failed", "gone": "gone"}
        outcomes |= dict.fromkeys(("partial", "partial_skipped", "partial_failed"), "partial")
        slow = {"killed": {"seconds": SLOW}, "timed_out": {"seconds": 3600}}
        self.trigger(
            "ends", {name: self.job(outcome, **slow.get(name, {"polls": 1})) for name, outcome in outcomes.items()}
        )
        self.trigger("import_events")
        held = "select 1 from trigger join task_instance on trigger.id = trigger_id where task_id = 'killed'"
        self.until("a triggerer has the wait", lambda: self.sql(f"{held} and triggerer_id is not null"), 180)
        polls = self.counts()["polls"]
        self.until("and polls", lambda: self.counts()["polls"] > polls, 60)
        self.note(f"killed in mid-wait, by SIGKILL: triggerer {self.processes.kill('triggerer')}")
        self.serve("triggerer")
        self.note(f"started: triggerer {self.processes.pid('triggerer')}")
        finished = {"success", "failed", "skipped", "upstream_failed"}
        for dag in ("ends", "import_events"):
            self.until(f"{dag} has ended", lambda dag=dag: {one[2] for one in self.states(dag)} <= finished, 400)
        seen = {name: (state, tries) for name, _, state, tries in self.states("ends")}
        for name, expected in ENDS.items():
            self.check(f"wait that {name}", seen[name], expected)
        self.check("example", sorted({one[2] for one in self.states("import_events")}), ["success"])

    def many(self) -> None:
        """Mapped tasks through a minute of 503s."""
        httpx.put(f"{self.sandbox}/_sandbox/fullstory/plan", json={"seconds": SLOW}).raise_for_status()
        before, began = self.counts(), time.monotonic()
        self.trigger("many")
        self.until("all submitted", lambda: self.counts()["jobs"] >= before["jobs"] + self.mapped, 60 + 6 * self.mapped)
        httpx.post(f"{self.sandbox}/_run/outage?seconds={OUTAGE}")
        done = lambda: [one[2] for one in self.states("many")].count("success") == 2 * self.mapped  # noqa: E731
        self.until("all have ended", done, 300 + 12 * self.mapped)
        after = self.counts()
        self.note(f"{self.mapped} mapped submits and waits in {time.monotonic() - began:.0f} s")
        self.outcome("many", "wait", self.mapped)
        self.check("submits that the sandbox counted", after["submits"] - before["submits"], self.mapped)
        self.check("jobs at the sandbox", after["jobs"] - before["jobs"], self.mapped)
        self.note(f"polls {after['polls'] - before['polls']}, of them answered 503: {after.get('outage', 0)}")

    def held(self) -> None:
        """Many deferred tasks in one triggerer, through a minute of 503s."""
        seconds = SLOW + self.deferred // 11
        self.airflow("pools", "set", "held", "0", "for those that are deferred")
        self.trigger("held")
        self.until("the tasks are there", lambda: len(self.states("held")) == self.deferred + 1, 300)
        time.sleep(10)  # until the scheduler has them all, and leaves them in the pool
        httpx.put(f"{self.sandbox}/_sandbox/fullstory/plan", json={"seconds": seconds}).raise_for_status()
        with tarry.fullstory.connect(SECRET, base_url=f"{self.sandbox}/fullstory") as client:
            handles = [str(tarry.fullstory.EventsImport.submit(client, ROWS).handle) for _ in range(self.deferred)]
        before, began = self.counts(), time.monotonic()
        command = [sys.executable, "-m", "scripts.engines.airflow_defer", str(time.time() + 3600), str(self.late)]
        kept = subprocess.run(
            command, input=" ".join(handles), env=self.processes.settings, capture_output=True, text=True, check=True
        ).stdout.split()[-2:]
        self.check("deferred tasks, and decrypted triggers with the credential", kept, [str(self.deferred + 1), "0"])
        taken = "select count(*) from trigger where triggerer_id is not null"
        self.until("the triggerer has them all", lambda: self.sql(taken)[0][0] >= self.deferred, 300)
        self.until("and has polled", lambda: self.counts()["polls"] >= before["polls"] + self.deferred, 300)
        self.note(f"after {time.monotonic() - began:.0f} s all are polled; {OUTAGE} s of 503 begin; {self.cost()}")
        httpx.post(f"{self.sandbox}/_run/outage?seconds={OUTAGE}")
        waiting = "select count(*) from task_instance where dag_id = 'held' and state = 'deferred'"
        self.until("all triggers have fired", lambda: self.sql(waiting)[0][0] <= 1, seconds + 600)
        after = self.counts()
        self.note(f"after {time.monotonic() - began:.0f} s all have fired; {self.cost()}")
        self.note(
            f"polls {after['polls'] - before['polls']}, of them answered 503: {after['outage'] - before.get('outage', 0)}"
        )
        events = [str(one[0]) for one in self.sql("select next_kwargs from task_instance where dag_id = 'held'")]
        self.check("events that say succeeded", sum('"succeeded"' in one for one in events), self.deferred)
        self.airflow("pools", "set", "held", "16", "for those that are resumed")
        ended = lambda: [one[2] for one in self.states("held") if one[2] in {"success", "failed"}]  # noqa: E731
        self.until("as many as asked for have been resumed", lambda: ended().count("success") >= self.resumed, 900)
        self.check("held: tasks that failed", ended().count("failed"), 0)
        self.check("held: tasks with another try", sum(one[3] > 1 for one in self.states("held")), 0)
        self.note(f"after {time.monotonic() - began:.0f} s {ended().count('success')} of them were resumed by workers")

    def cost(self) -> str:
        """CPU and memory of the triggerer."""
        ticks, pages = 0, 0
        for pid in self.processes.tree("triggerer"):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
            pages += int(fields[21])
        return (
            f"triggerer: {ticks / os.sysconf('SC_CLK_TCK'):.0f} s of CPU, {pages * os.sysconf('SC_PAGE_SIZE') >> 20} MB"
        )

    def outcome(self, dag_id: str, task_id: str, count: int) -> None:
        """Tasks, by state and try."""
        states = self.states(dag_id, task_id)
        self.check(f"{dag_id}: tasks that succeeded", [one[2] for one in states].count("success"), count)
        self.check(f"{dag_id}: tasks that failed", [one[2] for one in states].count("failed"), 0)
        self.check(f"{dag_id}: tasks with another try", sum(one[3] > 1 for one in states), 0)

    def secrets(self) -> None:
        """Where the credential of the connection is."""
        warnings = self.processes.log("triggerer").count(BLOCKED)
        late = [[float(word) for word in line.split()] for line in self.late.read_text().splitlines()]
        longest, computed, collected = (max((one[at] for one in late), default=0) for at in (1, 2, 3))
        self.note(
            f"the watchdog of Airflow warned {warnings} times; a trigger beside the others was late {len(late)} times,"
        )
        self.note(f"by {longest:.2f} s at most; the loop computed for {computed:.2f} s of such a time at most, and")
        self.note(f"the collector of garbage took {collected:.2f} s at most of it")
        blocked = sum(one[2] - one[3] > 0.2 for one in late)
        self.check("times that the loop computed for more than 0.2 s, besides collecting garbage", blocked, 0)
        database = b"".join(path.read_bytes() for path in self.home.glob("airflow.db*"))
        self.check("the credential in the database", database.count(SECRET.encode()), 0)
        logs = [path for path in self.home.rglob("*.log") if SECRET.encode() in path.read_bytes()]
        self.check("logs with the credential", logs, [])


def main() -> int:
    """Run, and stop what was started."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--mapped", type=int, default=5)
    reader.add_argument("--deferred", type=int, default=100)
    reader.add_argument("--resumed", type=int, default=20)
    reader.add_argument("--parts", nargs="*", default=["ends", "many", "held"])
    given = reader.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and all that was started is stopped
    home = Path(tempfile.mkdtemp(prefix="tarry-airflow-"))
    run = Run(home, given.mapped, given.deferred, given.resumed)
    try:
        run.start()
        run.connection()
        for part in given.parts:
            getattr(run, part)()
        run.secrets()
    finally:
        run.processes.stop()
        run.note(f"logs: {home}")
    run.note(f"{run.failures} points failed")
    return int(run.failures > 0)


if __name__ == "__main__":
    sys.exit(main())
