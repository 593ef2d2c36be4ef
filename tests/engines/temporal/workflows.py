"""Workflows of the tests. They stand alone in a module, as Temporal's sandbox imports it anew for each workflow."""

from __future__ import annotations

from typing import Any

from temporalio import workflow

from tarry.temporal import Waited, wait_for_job


@workflow.defn
class Wait:
    """Wait for a job, with the options of `wait_for_job`."""

    @workflow.run
    async def run(self, handle: str, options: dict[str, Any]) -> Waited:
        return await wait_for_job(handle, **options)
