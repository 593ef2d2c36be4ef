"""Run the recipe for Celery with a real worker and redis on loopback, kill the worker twice, and print what was seen.

    python -m scripts.engines.celery_run

The worker is killed with SIGKILL when the first job has just been accepted, and again while jobs are being waited for; another
takes its place. All that redis holds is read all the time, and searched for credentials and addresses.
"""

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import redis
from celery.exceptions import TimeoutError as CeleryTimeout
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
    """Redis on loopback, with nothing on the disk."""

    def __init__(self, folder: Path) -> None:
        server = shutil.which("redis-server")
        if server is None:
            sys.exit("redis-server is not installed: apt-get install redis-server")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = [server, "--save", "", "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client: Any = redis.Redis(port=self.port)
        self.seen: set[bytes] = set()
        """All values that were ever there."""
        self._stopped = threading.Event()
        self._reader = threading.Thread(target=self._read)

    def __enter__(self) -> "Store":
        wait_until(self._answers, 10, "redis answers")
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._reader.join()
        self.process.terminate()
        self.process.wait()

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False

    def _read(self) -> None:
        while not self._stopped.wait(0.05):
            self.values()

    def values(self) -> None:
        """Remember all that is there now; bodies of messages as they were before they were encoded."""
        read = {
            b"string": self.client.get,
            b"list": lambda key: self.client.lrange(key, 0, -1),
            b"hash": self.client.hgetall,
            b"set": self.client.smembers,
            b"zset": lambda key: self.client.zrange(key, 0, -1),
        }
        for key in self.client.scan_iter():
            kind = self.client.type(key)
            if kind != b"none":  # gone meanwhile
                self.seen |= {key, *flat(read[kind](key))}

    def texts(self) -> list[str]:
        """What was ever there."""
        found = []
        for value in self.seen:
            found.append(value.decode(errors="replace"))
            _, _, rest = found[-1].partition('"body": "')
            if rest:
                found.append(base64.b64decode(rest.partition('"')[0]).decode())
        return found


def flat(value: Any) -> set[bytes]:
    """The byte strings in a value of redis."""
    if isinstance(value, bytes):
        return {value}
    inner = [*value, *value.values()] if isinstance(value, dict) else value or []
    return {one for part in inner for one in flat(part)}


class Worker:
    """A worker with two processes."""

    def __init__(self, folder: Path, number: int) -> None:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "run_app",
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "INFO",
        ]
        self.log = folder / f"worker-{number}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True)
        print(f"worker {number}: process {self.process.pid}", flush=True)

    def kill(self, when: str) -> None:
        """End it and its processes at once, without a word to anybody."""
        self.stop(signal.SIGKILL)
        print(f"killed process {self.process.pid} and those of its group with SIGKILL when {when}", flush=True)

    def stop(self, number: signal.Signals) -> None:
        """Send a signal to the worker and its processes, and wait until it has ended."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        self.process.wait()


def wait_until(holds: Callable[[], Any], seconds: float, what: str) -> None:
    """Wait until it *holds*; give up the run where it does not."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(f"not within {seconds:g} s: {what}")
        time.sleep(0.02)


def main() -> int:
    """Run it; 1 where anything is wrong."""
    sandbox = Sandbox()
    sandbox.plan(None, Plan(seconds=20))
    sandbox.next("salesforce", Plan("failed", seconds=12))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store = stack.enter_context(Store(folder))
        root = stack.enter_context(sandbox.serve())
        settings = sandbox.environment(root)
        os.environ |= {**settings, "CELERY_URL": store.url, "PYTHONPATH": f"{TASKS}{os.pathsep}{folder}"}
        (folder / "run_app.py").write_text(APP)
        print(f"redis-server: process {store.process.pid}; sandbox: process {os.getpid()}", flush=True)
        sys.path.insert(0, str(TASKS))
        began = time.monotonic()
        ends = run(sandbox, folder, stack)
        wrong = list(problems(sandbox, store, settings, root, ends))
        print(f"{time.monotonic() - began:.0f} s, {len(store.seen):,} values of redis read")
        for log in sorted(folder.glob("*.log")) if wrong else ():
            print(f"{log.name}:", *log.read_text(errors="replace").splitlines()[-20:], sep="\n    ")
    for problem in wrong:
        print(f"WRONG: {problem}")
    return bool(wrong)


def run(sandbox: Sandbox, folder: Path, stack: ExitStack) -> Mapping[str, Any]:
    """Submit, kill and wait; how each task has ended."""
    from celery_tasks import import_events, wait  # noqa: PLC0415 - it reads its settings when it is imported

    tasks = {}
    for number in range(IMPORTS):
        for sent in ("once", "again"):  # as an engine that submits a second time, since it does not know of the first
            tasks[f"events {number}, sent {sent}"] = import_events.delay("nightly", "2026-11-28", number, EVENTS)
    first = Worker(folder, 1)
    stack.callback(first.stop, signal.SIGTERM)
    wait_until(lambda: count(sandbox, "fullstory"), 60, "a job is submitted")
    first.kill(f"{count(sandbox, 'fullstory')} of {IMPORTS} jobs were submitted")
    second = Worker(folder, 2)
    stack.callback(second.stop, signal.SIGTERM)
    with tarry.connect("salesforce") as client:
        for number in range(3):
            job = salesforce.RowsImport.submit(client, ROWS, key="Subscribers")
            tasks[f"rows {number}"] = wait.delay(tarry.Wait(job, timeout=600).snapshot())
    wait_until(lambda: count(sandbox, "fullstory") == IMPORTS, 60, "all jobs are submitted")
    time.sleep(4)
    second.kill("all jobs were being waited for")
    third = Worker(folder, 3)
    stack.callback(third.stop, signal.SIGTERM)
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
    store.values()
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
