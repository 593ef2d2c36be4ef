"""Waiting in Temporal: a plugin for workers, and what a workflow calls.

    worker = Worker(client, task_queue="jobs", workflows=[LoadEvents], plugins=[TarryPlugin()])

    waited = await wait_for_job(handle, timeout=timedelta(days=14))  # in a workflow

One activity makes one poll, and Temporal retries it when tarry says. Polls, retries and credentials are not in the history.
"""

from tarry._core.extras import lacking

try:
    from .plugin import TarryPlugin
    from .waiting import Waited, wait_for_job
except ModuleNotFoundError as error:
    raise lacking(error, "tarry.temporal") from None

__all__ = ["TarryPlugin", "Waited", "wait_for_job"]
