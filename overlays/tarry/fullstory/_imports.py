"""Handles of batch imports, which say how many items were refused."""

from __future__ import annotations

from tarry.runtime import JobHandle
from tarry_clients.fullstory import jobs, models


class _Import(JobHandle["models.ImportStatus"]):
    def explain_failure(self, status: models.ImportStatus | None) -> str:
        """Nothing was imported; the reasons are in the error pages."""
        return f"Nothing was imported, {_refused(status)} refused: job.failures() says why for each."

    def explain_partial(self, status: models.ImportStatus | None) -> str:
        """How many were refused; the reasons are in the error pages."""
        return f"{_refused(status)} refused, job.failures() says why"


class EventsImport(_Import, jobs.EventsImport):
    """A batch import of events: `fullstory.EventsImport(client, job_id)`."""


class UsersImport(_Import, jobs.UsersImport):
    """A batch import of users: `fullstory.UsersImport(client, job_id)`."""


def _refused(status: models.ImportStatus | None) -> int:
    return status.errors or 0 if status else 0
