"""Import events in a Temporal workflow: submit them, wait for the job, and write what was refused to a file.

    python temporal_workflow.py worker                          # as many of them as you like
    python temporal_workflow.py start events.jsonl refused.jsonl

The history has paths, a handle and counts. Rows stay in files, and the credential in the environment of the workers.

Settings: FULLSTORY_API_KEY; TEMPORAL_ADDRESS, by default localhost:7233.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

import tarry
from tarry import fullstory
from tarry.temporal import TarryPlugin, Waited, wait_for_job

QUEUE = "imports"


def events_of(path: str) -> list[dict[str, Any]]:
    """The events of a file of JSON Lines."""
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


@activity.defn
async def submit(path: str) -> str:
    """Submit the events of a file. Retried it is the same submit: the key is derived from what stays the same."""
    info = activity.info()
    key = tarry.key_for(str(info.workflow_id), str(info.workflow_run_id), info.activity_id)
    async with fullstory.connect() as client:
        job = await fullstory.EventsImport.async_submit(client, events_of(path), idempotency_key=key)
    return str(job.handle)


@activity.defn
async def write_refused(handle: str, path: str) -> int:
    """Write what was refused to a file; how many rows there are."""
    async with fullstory.connect() as client:
        job = fullstory.EventsImport(client, *tarry.Handle.parse(handle).ids)
        return (await job.async_failures().to(path, resume=True)).rows


@workflow.defn
class ImportEvents:
    """One import."""

    @workflow.run
    async def run(self, events: str, refused: str) -> Waited:
        """Return how it ended; a failed import fails the workflow."""
        handle = await workflow.execute_activity(submit, events, start_to_close_timeout=timedelta(minutes=10))
        waited = await wait_for_job(handle, timeout=timedelta(days=14))
        if waited.outcome == "partial":
            await workflow.execute_activity(
                write_refused, args=[handle, refused], start_to_close_timeout=timedelta(hours=1)
            )
        return waited


async def main(what: str, *paths: str) -> None:
    """Work until Ctrl-C, or start a workflow and print how it ended."""
    client = await Client.connect(os.environ.get("TEMPORAL_ADDRESS", "localhost:7233"))
    if what == "worker":
        plugin = TarryPlugin(providers=["fullstory"])  # its credential is looked up now, not with the first job
        activities: list[Callable[..., Any]] = [submit, write_refused]
        await Worker(client, task_queue=QUEUE, workflows=[ImportEvents], activities=activities, plugins=[plugin]).run()
    else:
        print(await client.execute_workflow(ImportEvents.run, args=paths, id=f"import {paths[0]}", task_queue=QUEUE))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
