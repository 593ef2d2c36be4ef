"""Run the recipe for Celery with a real worker and redis on loopback, kill the worker twice, and print what was seen.

    python -m scripts.engines.celery_run

The worker is killed with SIGKILL when the first job has just been accepted, and again while jobs are being waited for; another
takes its place. All that redis holds is read all the time, and searched for credentials and addresses.
"""

import base64
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import redis
from celery.exceptions import TimeoutError as CeleryTimeout
from scripts.engines.processes import Processes, free_ports
from scripts.other_versions import ROOT

import tarry
from tarry import salesforce
from tarry.sandbox import Plan, Sandbox

OPTIONS = {"visibility_timeout": 6, "unacked_restore_interval": 2, "unacked_restore_throttle": 1}
"""Tasks of a worker that was lost go to another after 6 s, for which workers look every 2 s; by default an hour and 100 s."""

TASKS = ROOT / "examples" / "engines"

APP = f"from celery_tasks import app\napp.conf.broker_transport_options = {OPTIONS}\n"

IMPORTS = 4

EVENTS = [{"name": "Order Shipped"}, {"name": "Order Returned"}]

ROWS = [{"email": "a@example.com"}, {"email": "b@example.com"}]


class Store:
    """All that redis ever held, read over and over while it is a context."""

    def __init__(self, port: int) -> None:
        self.client: Any = redis.Redis(port=port)
        self.seen: set[bytes] = set()
        self._stopped = threading.Event()
        self._reader = threading.Thread(target=self._read)

    def __enter__(self) -> "Store":
        wait_until(self._answers, "redis answers")
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._reader.join()

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False

    def _read(self) -> None:
        read = {
            b"string": self.client.get,
            b"list": lambda key: self.client.lrange(key, 0, -1),
            b"hash": self.client.hgetall,
            b"set": self.client.smembers,
            b"zset": lambda key: self.client.zrange(key, 0, -1),
        }
        while not self._stopped.wait(0.05):
            for key in self.client.scan_iter():
                kind = self.client.type(key)
                if kind != b"none":  # gone meanwhile
                    self.seen |= {key, *flat(read[kind](key))}

    def texts(self) -> list[str]:
        """What was ever there, and bodies of messages as they were before they were encoded."""
        found = [value.decode(errors="replace") for value in self.seen]
        bodies = [body for text in found for body in re.findall(r'"body": "([^"]+)"', text)]
        return found + [base64.b64decode(body).decode() for body in bodies]


def flat(value: Any) -> set[bytes]:
    """The byte strings in a value of redis."""
    if isinstance(value, bytes):
        return {value}
    inner = [*value, *value.values()] if isinstance(value, dict) else value or []
    return {one for part in inner for one in flat(part)}


def wait_until(holds: Callable[[], Any], what: str) -> None:
    """Wait until it *holds*; give up the run where it does not within a minute."""
    until = time.monotonic() + 60
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(f"not within a minute: {what}")
        time.sleep(0.02)


def main() -> int:
    """Run it; 1 where anything is wrong."""
    server = shutil.which("redis-server")
    if server is None:
        sys.exit("redis-server is not installed: apt-get install redis-server")
    sandbox = Sandbox()
    sandbox.plan(None, Plan(seconds=20))
    sandbox.next("salesforce", Plan("failed", seconds=12))
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory() as folder, sandbox.serve() as root:
        settings = sandbox.environment(root)
        os.environ |= {**settings, "CELERY_URL": f"redis://127.0.0.1:{port}/0"}
        sys.path.insert(0, str(TASKS))
        processes = Processes(Path(folder), {"PYTHONPATH": f"{TASKS}{os.pathsep}{folder}"})
        Path(folder, "run_app.py").write_text(APP)
        began = time.monotonic()
        try:
            store_options = ("--save", "", "--bind", "127.0.0.1", "--port", str(port), "--dir", folder)
            pid = processes.start("redis", server, *store_options)
            print(f"redis-server: process {pid}; sandbox: process {os.getpid()}", flush=True)
            with Store(port) as store:
                ends = run(sandbox, processes)
        finally:
            for name in sorted(processes.names, reverse=True):  # the worker before redis
                processes.kill(name)
        wrong = list(problems(sandbox, store, settings, root, ends))
        print(f"{time.monotonic() - began:.0f} s, {len(store.seen):,} values of redis read")
        for name in ("worker-1", "worker-2", "worker-3") if wrong else ():
            print(f"{name}:", *processes.log(name).splitlines()[-20:], sep="\n    ")
    for problem in wrong:
        print(f"WRONG: {problem}")
    return bool(wrong)


def run(sandbox: Sandbox, processes: Processes) -> Mapping[str, Any]:
    """Submit, kill and wait; how each task has ended."""
    from celery_tasks import import_events, wait  # noqa: PLC0415 - it reads its settings when it is imported

    def start(name: str) -> None:
        command = ("-m", "celery", "-A", "run_app", "worker", "--concurrency", "2", "--loglevel", "INFO")
        print(f"{name}: process {processes.start(name, sys.executable, *command)}", flush=True)

    def kill(name: str, when: str) -> None:
        print(f"{name}: killed processes {processes.kill(name)} with SIGKILL when {when}", flush=True)

    tasks = {}
    for number in range(IMPORTS):
        for sent in ("once", "again"):  # as an engine that submits a second time, since it does not know of the first
            tasks[f"events {number}, sent {sent}"] = import_events.delay("nightly", "2026-11-28", number, EVENTS)
    start("worker-1")
    wait_until(lambda: count(sandbox, "fullstory"), "a job is submitted")
    kill("worker-1", f"{count(sandbox, 'fullstory')} of {IMPORTS} jobs were submitted")
    start("worker-2")
    with tarry.connect("salesforce") as client:
        for number in range(3):
            job = salesforce.RowsImport.submit(client, ROWS, key="Subscribers")
            tasks[f"rows {number}"] = wait.delay(tarry.Wait(job, timeout=600).snapshot())
    wait_until(lambda: count(sandbox, "fullstory") == IMPORTS, "all jobs are submitted")
    time.sleep(4)
    kill("worker-2", "all jobs were being waited for")
    start("worker-3")
    ends = {}
    for name, task in tasks.items():
        try:
            ends[name] = task.get(timeout=120, propagate=False)
        except CeleryTimeout as error:
            ends[name] = error
        print(f"{name}: {ends[name]}"[:200], flush=True)
    return ends


def problems(
    sandbox: Sandbox, store: Store, settings: Mapping[str, str], root: str, ends: Mapping[str, Any]
) -> Iterator[str]:
    """What is not as it has to be."""
    handles = {}
    for name, end in ends.items():
        if name == "rows 0":
            if not isinstance(end, tarry.JobFailedError):
                yield f"{name} is not told to have failed: {end}"
        elif not isinstance(end, dict) or end["outcome"] != "succeeded":
            yield f"{name} has not succeeded: {end}"
        else:
            handles[name] = end["handle"]
    for number in range(IMPORTS):
        if handles.get(f"events {number}, sent once") != handles.get(f"events {number}, sent again"):
            yield f"events {number} are two jobs"
    print(f"jobs at the sandbox: fullstory {count(sandbox, 'fullstory')}, salesforce {count(sandbox, 'salesforce')}")
    if count(sandbox, "fullstory") != IMPORTS:
        yield "a submit was doubled or lost"
    texts = store.texts()
    if not any("events-import" in text for text in texts):
        yield "no handle was seen in redis, so that nothing was searched"
    secrets = {name: value for name, value in settings.items() if name.endswith(("KEY", "SECRET", "PASSWORD", "TOKEN"))}
    for name, value in {**secrets, "the sandbox's address": root}.items():
        if any(value in text for text in texts):
            yield f"{name} was in redis"


def count(sandbox: Sandbox, provider: str) -> int:
    """How many jobs the sandbox has."""
    return len(sandbox.providers[provider].jobs._jobs)


if __name__ == "__main__":
    sys.exit(main())
