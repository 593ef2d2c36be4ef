"""What a wait hands back: the outcome, one look of the timeline, and the result of the whole wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from typing import Self

    from ._errors import WaitError
    from ._jobs import Job

StatusT_co = TypeVar("StatusT_co", covariant=True)


class Outcome(StrEnum):
    """How a job stands, in the same five words for every provider."""

    PENDING = "pending"
    """Queued or running, or nobody could tell."""
    SUCCEEDED = "succeeded"
    """Ended, and everything went well."""
    PARTIAL = "partial"
    """Ended; a part was taken and a part was refused. `job.failures()` names the refused."""
    FAILED = "failed"
    """Ended, and the provider says that nothing came of it."""
    GONE = "gone"
    """Not there, no longer there, or never seen."""

    @property
    def is_terminal(self) -> bool:
        """Whether nothing more can happen to the job."""
        return self is not Outcome.PENDING


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a job: what was seen, what comes next, and why. `on_poll` is called with it."""

    job: Job[Any] = field(repr=False, compare=False)
    number: int
    """Counts from 1."""
    elapsed: float
    """Seconds from the start of the wait to the answer."""
    outcome: Outcome
    raw_status: str | None
    """The provider's own word in this answer; None where there was none."""
    fault: str | None
    """Why the look failed; None for a look that brought an answer."""
    next_delay: float | None
    """Seconds until the next look; None after the last one."""
    reason: str
    """Why the next look is when it is, or why there is none."""

    def __str__(self) -> str:
        """One line for a log or a pipe."""
        word = self.fault or self.raw_status or "no status"
        then = "done" if self.next_delay is None else f"next look in {self.next_delay:.1f} s"
        seen = f"{word} ({self.outcome}) at {self.elapsed:.1f} s, look {self.number}"
        return f"{self.job.handle}: {seen}; {then}: {self.reason}"


@dataclass(frozen=True, slots=True)
class WaitResult(Generic[StatusT_co]):
    """How a wait ended.

    `wait_for_completion` returns one whose outcome is SUCCEEDED or PARTIAL, so its `status` is always there. A result that
    comes from `as_completed`, `wait_for_all`, `job.poll()` or an error may have none.
    """

    job: Job[Any]
    outcome: Outcome
    status: StatusT_co
    """The provider's last answer as the generated model, untouched."""
    raw_status: str | None
    """The provider's own word for the state, as it was written."""
    polls: int
    """How many looks were made."""
    elapsed: float
    """Seconds from the start of the wait to the last answer."""
    timeline: Sequence[Look] = field(repr=False)
    """The last 50 looks, oldest first."""
    error: WaitError | None = field(default=None, compare=False)
    """What `wait_for_completion` would raise; None where it would return."""

    def raise_for_outcome(self) -> Self:
        """Raise `error` if there is one; return the result itself otherwise."""
        if self.error is not None:
            raise self.error
        return self
