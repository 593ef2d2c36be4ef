"""CPU and memory of many triggers on one loop: tarry's, and the same with a loop each, as triggers of others are made.

    python -m scripts.engines.airflow_triggers [--count 1000] [--seconds 90]

Each way has a process of its own, one after the other, with Airflow's classes of triggers and connections, against the sandbox
in a third. A trigger of the second way looks its connection up, makes a client and waits by itself, by the same schedule.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
from scripts.engines.processes import Processes, free_ports

import tarry

ROWS = [{"name": "Order Shipped"}]


def wait(way: str, handles: list[str]) -> dict[str, Any]:
    """Run a trigger for each handle to its end, and say what that took. In a process of its own."""
    from airflow.sdk import BaseHook  # noqa: PLC0415
    from airflow.triggers.base import BaseTrigger, TriggerEvent  # noqa: PLC0415

    from tarry.airflow.hooks import connect  # noqa: PLC0415
    from tarry.airflow.triggers import JobTrigger  # noqa: PLC0415

    seen = {"look_ups": 0, "blocked": 0, "longest": 0.0}
    look_up = BaseHook.aget_connection

    async def counted(conn_id: str) -> Any:
        seen["look_ups"] += 1
        return await look_up(conn_id)

    BaseHook.aget_connection = counted

    class Alone(BaseTrigger):
        def __init__(self, handle: str, conn_id: str) -> None:
            super().__init__()
            self.handle, self.conn_id = handle, conn_id

        def serialize(self) -> tuple[str, dict[str, Any]]:
            return "Alone", {"handle": self.handle, "conn_id": self.conn_id}

        async def run(self) -> AsyncIterator[TriggerEvent]:
            connection = await BaseHook.aget_connection(self.conn_id)
            async with connect(connection, json.loads(connection.extra)) as client:
                result = await tarry.async_wait_for_completion(tarry.open_job(self.handle, client), timeout=3600)
            yield TriggerEvent({"outcome": str(result.outcome)})

    async def watchdog() -> None:
        """As that of a triggerer."""
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.1)
            took = time.monotonic() - began
            seen["blocked"] += took > 0.2
            seen["longest"] = max(seen["longest"], took)

    async def run(handle: str) -> str:
        trigger = JobTrigger(handle, "fullstory", None) if way == "shared" else Alone(handle, "fullstory")
        (outcome,) = [event.payload["outcome"] async for event in trigger.run()]
        return outcome

    async def run_all() -> list[str]:
        guard = asyncio.create_task(watchdog())
        outcomes = await asyncio.gather(*map(run, handles))
        guard.cancel()
        return outcomes

    before = resource.getrusage(resource.RUSAGE_SELF)
    outcomes = asyncio.run(run_all())
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "succeeded": outcomes.count("succeeded"),
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "memory": (after.ru_maxrss - before.ru_maxrss) / 1024,
        **seen,
    }


def main() -> None:
    """Run both ways and print a table."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--count", type=int, default=1000)
    reader.add_argument("--seconds", type=float, default=90)
    reader.add_argument("--way")
    given = reader.parse_args()
    if given.way:
        sys.stdout.write(json.dumps(wait(given.way, sys.stdin.read().split())))
        return
    home, (port,) = Path(tempfile.mkdtemp(prefix="tarry-triggers-")), free_ports(1)
    url = f"http://127.0.0.1:{port}"
    extra = {"api_key": "sandbox-key", "base_url": f"{url}/fullstory"}
    settings = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW_CONN_FULLSTORY": json.dumps({"conn_type": "tarry_fullstory", "extra": extra}),
    }
    processes = Processes(home, settings)
    processes.start("sandbox", sys.executable, "-m", "scripts.engines.counting_sandbox", str(port))
    found = {}
    try:
        while not answers(url):
            time.sleep(0.2)
        for way in ("shared", "alone"):
            plan = httpx.put(f"{url}/_sandbox/fullstory/plan", json={"seconds": given.seconds})
            plan.raise_for_status()
            with tarry.fullstory.connect(**extra) as client:
                handles = [str(tarry.fullstory.EventsImport.submit(client, ROWS).handle) for _ in range(given.count)]
            polls = httpx.get(f"{url}/_run").json()["polls"] if way == "alone" else 0
            command = [sys.executable, "-m", "scripts.engines.airflow_triggers", "--way", way]
            done = subprocess.run(
                command,
                input=" ".join(handles),
                env={**os.environ, **settings},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            found[way] = json.loads(done.stdout.rpartition("\n")[2])
            found[way]["polls"] = httpx.get(f"{url}/_run").json()["polls"] - polls
            found[way]["ms a poll"] = found[way]["cpu"] / found[way]["polls"] * 1000
    finally:
        processes.stop()
    sys.stdout.write(f"{given.count} triggers, jobs of {given.seconds:.0f} s\n")
    for name, shared in found["shared"].items():
        alone = found["alone"][name]
        ratio = f"{alone / shared:8.1f}" if shared else " " * 8
        sys.stdout.write(f"{name:10} {shared:10.1f} {alone:10.1f} {ratio}\n")


def answers(url: str) -> bool:
    """Whether the sandbox is there."""
    try:
        return httpx.get(f"{url}/_run").is_success
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    main()
