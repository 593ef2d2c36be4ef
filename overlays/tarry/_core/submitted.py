"""When this process submitted which job: what a schedule that learned from past jobs begins with."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from .clock import SYSTEM_CLOCK, Clock

if TYPE_CHECKING:
    from .handles import Handle
    from .results import Job

MOST = 10_000
"""So many jobs are remembered, the newest."""

_submitted: dict[Handle, float] = {}
"""When, on the monotonic clock."""


def note_submit(job: Job[Any], clock: Clock) -> None:
    """Remember that this process has just submitted *job*, for this handle and those that are opened later."""
    job.submitted_at = clock.monotonic()
    if clock is SYSTEM_CLOCK:  # other clocks start again with each test
        _submitted[job.handle] = job.submitted_at
        while len(_submitted) > MOST:
            with contextlib.suppress(KeyError, RuntimeError):  # another thread was faster
                del _submitted[next(iter(_submitted))]


def age(job: Job[Any], now: float) -> float | None:
    """Seconds since the submit at the time *now* of the monotonic clock; None where this process did not submit *job*."""
    at = _submitted.get(job.handle) if job.submitted_at is None else job.submitted_at
    return None if at is None or at > now else now - at
