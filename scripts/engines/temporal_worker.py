"""A worker of temporal_run.py that polls, and the workflow: what is asked of the sandbox carries the time of Temporal's server.

python -m scripts.engines.temporal_worker TARGET URL_OF_FULLSTORY
"""

import asyncio
import sys
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

from tarry import fullstory
from tarry.schedules import Growing
from tarry.temporal import TarryPlugin, Waited, wait_for_job

with workflow.unsafe.imports_passed_through():
    import httpx

QUEUE, POLLS = "waits", "polls"
"""Workflows run in another worker: the test server loses their tasks where the worker that had them is killed."""
TIME = "X-Server-Time"
SECRET = "sandbox-key"  # noqa: S105 - obviously fake
DAY = 86_400.0
SPARSE = Growing(floor=6 * 3600.0, ceiling=DAY, share=1.0, taper=0.0)
"""Some sixteen polls in fourteen days, so that a thousand waits are soon over."""


@workflow.defn
class WaitForImport:
    """One wait."""

    @workflow.run
    async def run(self, handle: str) -> Waited:
        """Wait for fourteen days at most."""
        return await wait_for_job(handle, timeout=14 * DAY, task_queue=POLLS)


async def stamp(request: httpx.Request) -> None:
    """Say what time it is, to a sandbox that follows."""
    if activity.in_activity():
        request.headers[TIME] = str(activity.info().started_time.timestamp())


def connect(url: str) -> Any:
    """A client of the sandbox."""
    return fullstory.connect(api_key=SECRET, base_url=url, httpx_args={"event_hooks": {"request": [stamp]}})


async def main(target: str, url: str) -> None:
    """Work until it is killed."""
    plugin = TarryPlugin(lambda _: connect(url), schedule=SPARSE)
    client = await Client.connect(target)
    await Worker(client, task_queue=POLLS, plugins=[plugin]).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
