"""The five words in which every job stands."""

from __future__ import annotations

from enum import StrEnum


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
