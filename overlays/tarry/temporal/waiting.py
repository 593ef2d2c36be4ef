"""What a workflow calls, and what travels to the activity and back. Deterministic: it reads the workflow's clock alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, ApplicationErrorCategory, CancelledError

from tarry import Handle
from tarry.runtime import DEFAULT, FaultTolerance

POLL = "tarry.poll"
"""The activity. Workflows that run keep to this name, and so does tarry."""

REQUESTS = timedelta(minutes=2)
"""One poll may take so long, with a login before it. After that its worker is taken to be dead, and another one polls."""

ROOM = timedelta(hours=1)
"""So long after the deadline Temporal ends the wait, if no worker has made the last poll until then."""

AGAIN = RetryPolicy(initial_interval=timedelta(seconds=10), backoff_coefficient=1.0, maximum_attempts=0)
"""After an attempt whose worker died. A poll itself says when the next one comes."""

LONGEST = 3e9
"""Seconds, about a century. Temporal has no dates for much longer timeouts."""


@dataclass(frozen=True)
class Waited:
    """How a wait ended: what `wait_for_job` returns, and the first detail of the error that it raises."""

    handle: str
    outcome: str
    """A value of `tarry.Outcome`: "succeeded" or "partial"; of an error also "failed", "gone" or "pending"."""
    raw_status: str | None
    polls: int
    elapsed: float
    """Seconds from the start of the wait to the last answer."""
    reason: str


@dataclass(frozen=True)
class ToPoll:
    """What the activity is asked."""

    handle: str
    deadline: float | None
    """Seconds since the epoch; None for ever."""
    options: Mapping[str, Any]
    """Keywords of `tarry.Wait`."""


async def wait_for_job(
    handle: Handle | str,
    *,
    timeout: float | timedelta | None,  # noqa: ASYNC109 - the deadline of the wait, which polls once more when it comes
    unknown_status: Literal["wait", "raise"] = "wait",
    fault_tolerance: FaultTolerance = DEFAULT,
    stalled_after: float | timedelta | None = None,
    task_queue: str | None = None,
) -> Waited:
    """Wait in a workflow until a job has ended. This adds six events to the history, however long it takes.

    Args:
        handle: Of a job that exists, as `str(job.handle)` gives it.
        timeout: Longest wait in seconds, or as a timedelta, from now on by the workflow's clock; None waits for ever, 0 polls
            once. There is one last poll at the deadline.
        unknown_status: As `tarry.wait_for_completion` takes it, and so the two that follow.
        fault_tolerance: As there.
        stalled_after: As there.
        task_queue: Where workers poll, for instance one that is limited; the workflow's own by default.

    Returns:
        How the job ended, with outcome "succeeded" or "partial". An activity of yours reads its rows.

    Raises:
        temporalio.exceptions.ApplicationError: The wait ended otherwise. Its `type` is the name of tarry's error, such as
            "JobFailedError", "JobGoneError" or "WaitTimeoutError"; `details[0]` has the fields of a `Waited`.
        temporalio.exceptions.ActivityError: The workflow was cancelled. The job runs on.
    """
    seconds = _seconds(timeout)
    if seconds is not None and not 0 <= seconds < LONGEST:
        # So the workflow fails. By another error its task would fail, and be repeated for ever.
        what = f"timeout must be seconds (0 polls once), a timedelta, or None for ever; not {timeout!r:.80}"
        raise ApplicationError(what, type="ConfigurationError", non_retryable=True)
    options = {"unknown_status": unknown_status, "stalled_after": _seconds(stalled_after)}
    if fault_tolerance is not DEFAULT:
        options["fault_tolerance"] = _seconds(fault_tolerance)
    try:
        waited: Waited = await workflow.execute_activity(
            POLL,
            ToPoll(str(handle), None if seconds is None else workflow.now().timestamp() + seconds, options),
            result_type=Waited,
            task_queue=task_queue,
            start_to_close_timeout=REQUESTS,
            schedule_to_close_timeout=None if seconds is None else timedelta(seconds=seconds) + ROOM,
            retry_policy=AGAIN,
        )
    except ActivityError as error:
        cause = error.cause
        if isinstance(cause, CancelledError):
            raise
        if isinstance(cause, ApplicationError) and cause.category is not ApplicationErrorCategory.BENIGN:
            raise cause from None
        what = f"{handle} was not seen to end by the deadline, and no worker made a last poll within {ROOM} of it"
        raise ApplicationError(what, type="WaitTimeoutError", non_retryable=True) from None
    return waited


def _seconds(length: Any) -> Any:
    return length.total_seconds() if isinstance(length, timedelta) else length
