"""How the end of a wait travels from a triggerer to a task, and what the task makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from tarry import Handle, HandleError, WaitResult

try:
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
except ImportError:  # before Airflow 3.2
    from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException  # type: ignore

__all__ = ["AirflowFailException", "OnPartial", "concluded", "failed", "handle_in", "told"]
OnPartial = Literal["succeed", "fail", "skip"]

FINAL = frozenset({"JobFailedError", "JobGoneError", "JobNotFoundError"})
"""Ends that no retry of the wait can change; after the others it goes on waiting for the same job."""


def told(result: WaitResult[Any]) -> dict[str, Any]:
    """What an event, and XCom, hold of a wait: small, JSON, and of the provider's answer nothing but its word."""
    return {
        "handle": str(result.job.handle),
        "outcome": str(result.outcome),
        "raw_status": result.raw_status,
        "polls": result.polls,
        "elapsed": round(result.elapsed, 3),
        "reason": result.reason,
        "error": None if result.error is None else type(result.error).__name__,
    }


def failed(handle: str, error: Exception) -> dict[str, Any]:
    """The same where no wait came about."""
    return {"handle": handle, "outcome": "pending", "reason": str(error), "error": type(error).__name__}


def concluded(event: dict[str, Any], on_partial: OnPartial) -> dict[str, Any]:
    """What a task returns at the end of a wait; or it is raised, where no retry helps as an AirflowFailException."""
    if event["error"] is not None:
        raise (AirflowFailException if event["error"] in FINAL else AirflowException)(event["reason"])
    if event["outcome"] == "partial" and on_partial != "succeed":
        kind = AirflowFailException if on_partial == "fail" else AirflowSkipException
        raise kind(f"{event['handle']} took a part and refused a part: {event['reason']}")
    return event


def handle_in(value: Any) -> Handle:
    """The handle in what an operator is given: a text, a `Handle`, or what another operator of tarry returned."""
    try:
        return Handle.parse(str(value["handle"] if isinstance(value, Mapping) and "handle" in value else value))
    except HandleError as error:
        raise AirflowFailException(str(error)) from error
