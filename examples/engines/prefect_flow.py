"""Import the events of a day into Fullstory in a Prefect flow, and say what was refused.

    python prefect_flow.py 2026-11-28

However often the task or the flow of a day is tried again, also after a crash, its events are submitted once. The handle is an
artifact of the run. Settings: FULLSTORY_API_KEY; and FULLSTORY_BASE_URL for another host, such as the sandbox's.
"""

import asyncio
import sys

from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact

import tarry
from tarry import Outcome, fullstory

EVENTS = [{"name": "Order Shipped", "user": {"uid": f"cust-{number}"}} for number in range(120)]


@task(retries=2, retry_delay_seconds=10)
async def import_events(day: str) -> str:
    """How the job of this day ended; a job that failed, is gone or is too slow is an error."""
    async with fullstory.connect() as client:
        (job,) = await tarry.async_submit_all(fullstory.EventsImport, client, EVENTS, once=day)
        await acreate_markdown_artifact(f"`{job.handle}`", key="fullstory-job", description=f"Events of {day}")
        result = await tarry.async_wait_for_completion(job, timeout=3600)
        is_partial = result.outcome is Outcome.PARTIAL
        refused = [bad.message async for bad in job.async_failures()] if is_partial else []
    return f"{day}: {job.handle} {result.outcome}, {len(refused)} refused"


@flow
async def import_day(day: str) -> None:
    """Of as many imports as you like, each a task."""
    print(await import_events(day))


if __name__ == "__main__":
    asyncio.run(import_day(sys.argv[1]))
