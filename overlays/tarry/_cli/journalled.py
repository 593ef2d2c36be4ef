"""What the journal knows of jobs, where there is one: a wait goes on without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tarry._core.handles import Handle


def labels(handles: Sequence[Handle]) -> dict[Handle, str | None]:
    """What the jobs were called when they were submitted."""
    return dict.fromkeys(handles)


def recent(seconds: float) -> list[Handle]:  # noqa: ARG001 - there is no journal yet
    """The jobs that were submitted here within so many seconds, and of which no end is known."""
    return []


def note_end(handle: Handle, outcome: str, raw_status: str | None) -> None:
    """Note how a job ended."""


def complete(incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001
    """Handles that begin so, the newest first, each with what is known of it."""
    return []
