"""What hooks are called with: one object for each thing that happens in a wait or a reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .results import Job, Poll, WaitResult


@dataclass(frozen=True, slots=True)
class WaitStarted:
    """A wait for one job begins; of a wait for many jobs there is one for each."""

    wait_id: str
    """The same in all details of one wait, and in its record."""
    job: Job[Any]
    """The job that is waited for."""


@dataclass(frozen=True, slots=True)
class PollMade:
    """A wait has polled its job, and knows what comes next."""

    wait_id: str
    """As in `WaitStarted`."""
    poll: Poll
    """What was seen, what comes next, and why."""

    @property
    def job(self) -> Job[Any]:
        """The job that was polled."""
        return self.poll.job


@dataclass(frozen=True, slots=True)
class WaitEnded:
    """A wait has ended, with the job or without it."""

    wait_id: str
    """As in `WaitStarted`."""
    job: Job[Any]
    """The job that was waited for."""
    result: WaitResult[Any, Any] | None
    """None where the caller stopped waiting: cancelled, interrupted, or a callback raised."""
    lateness: float | None
    """Seconds from the last poll that saw the job running to the one that ended the wait: by so much at most was the end seen
    late. None where no poll saw it running, or it was not seen to end."""


@dataclass(frozen=True, slots=True)
class RowsRead:
    """A page of what a job left behind was read."""

    job: Job[Any]
    """The job that left them."""
    operation: str
    """The operation that gave the page, by its name in the generated client, such as `list_sync_data`."""
    rows: int
    """How many."""


Details = WaitStarted | PollMade | WaitEnded | RowsRead
