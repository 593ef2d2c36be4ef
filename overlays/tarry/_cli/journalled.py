"""What the journal knows of jobs, where there is one: a wait goes on without it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tarry._core.handles import Handle
    from tarry.journal import Entry

MOST_COMPLETED = 50
"""Handles that a shell is offered."""


def labels(handles: Sequence[Handle]) -> dict[Handle, str | None]:
    """What the jobs were called when they were submitted; without those that were not submitted here."""
    from tarry._core.errors import JournalError
    from tarry.journal import Journal

    known: dict[str | None, str | None] = {}
    try:
        known = {entry.handle_text: entry.label for entry in reversed(Journal().entries())}
    except JournalError as error:
        _warn(error)
    return {handle: known[text] for handle in handles if (text := str(handle)) in known}


def recent(seconds: float) -> list[Handle]:
    """The jobs that were submitted here within so many seconds, and of which no end is known.

    Raises:
        JournalError: The journal cannot be read.
    """
    from tarry.journal import Journal

    entries = Journal().entries(since=max(time.time() - seconds, 0.0))
    return [entry.handle for entry in reversed(entries) if entry.handle is not None and entry.outcome is None]


def note_end(handle: Handle, outcome: str, raw_status: str | None) -> None:
    """Note how a job ended."""
    from tarry._core.errors import JournalError
    from tarry.journal import Journal

    try:
        Journal().note_end(handle, outcome, raw_status)
    except JournalError as error:
        _warn(error)


def complete(incomplete: str) -> list[tuple[str, str]]:
    """Handles that begin so, the newest first, each with what is known of it."""
    from tarry._core.errors import TarryError
    from tarry.journal import Journal

    try:
        entries = Journal().entries(limit=1000)
    except TarryError:  # a shell that completes shows no error
        return []
    found = [
        (entry.handle_text, _known(entry)) for entry in entries if (entry.handle_text or "").startswith(incomplete)
    ]
    return [(text, known) for text, known in found if text][:MOST_COMPLETED]


def _known(entry: Entry) -> str:
    return " ".join(filter(None, (entry.label, entry.outcome or "running, as far as is known")))


def _warn(error: Exception) -> None:
    from tarry._cli.displays import say

    say(f"warning: {error}")
