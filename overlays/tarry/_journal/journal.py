"""The journal as callers see it: what was submitted here, and how it ended."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

from tarry._core.errors import HandleError
from tarry._core.handles import Handle

from .database import connect, default_path, telling
from .owners import is_alive, shown_owner

State: TypeAlias = Literal["prepared", "sending", "accepted", "refused", "unsure"]
"""`prepared`: written down and not sent. `sending`: perhaps sent, and no answer is known. `accepted`: the provider has it, and
there is a handle. `refused`: the provider did not take it. `unsure`: sent, and nobody knows whether there is a job."""

_KEPT_LOCK_SECONDS = 86_400.0


@dataclass(frozen=True)
class Entry:
    """One of `parts`, mostly the only one: `items` of a `kind` at a `provider`, for `host`; its `label` and its `state`."""

    provider: str
    kind: str
    host: str
    account: str | None
    """The name of the account that the caller gave, such as that of a profile."""
    label: str | None
    state: State
    outcome: str | None
    """How the job ended, as far as somebody noted it here: the value of an `Outcome`."""
    raw_status: str | None
    """The provider's word for that."""
    submitted_at: float
    """When it was sent or, where it never was, written down: seconds since the epoch."""
    ended_at: float | None
    """When somebody noted how it ended."""
    run: int
    """The number of the call of `submit_all`."""
    part: int
    """Its number in that run, from 1."""
    parts: int
    items: int
    handle_text: str | None
    """The handle as a text; None where none is known."""
    owner: str | None
    """Who sends it at this moment; None for all but `sending`."""

    @cached_property
    def handle(self) -> Handle | None:
        """The handle; None where none is known, or none that this tarry can read, as its provider is not installed."""
        try:
            return Handle.parse(self.handle_text) if self.handle_text else None
        except HandleError:
            return None


_ENTRIES = """
SELECT runs.provider, runs.kind, runs.host, runs.account, runs.label, parts.*,
       coalesce(parts.submitted, parts.changed) AS at
FROM parts JOIN runs ON runs.id = parts.run WHERE at >= ? ORDER BY at DESC, parts.id DESC LIMIT ?
"""


class Journal:
    """The journal in the file *path*; by default the one that `TARRY_JOURNAL` names, or that of this user's state folder.

    Every method opens the file, and closes it again: nothing is held in between, and several threads and processes may have
    journals of one file. It is made when something is first submitted.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = default_path() if path is None else Path(path)

    def entries(self, *, limit: int | None = None, since: float | None = None) -> list[Entry]:
        """What was submitted, the newest first.

        Args:
            limit: So many at most.
            since: Only what was submitted from then on: seconds since the epoch.

        Raises:
            JournalError: The journal cannot be read.
        """
        with self.reading() as database:
            if database is None:
                return []
            rows = database.execute(_ENTRIES, (since or 0.0, -1 if limit is None else limit)).fetchall()
        return [self._entry(row) for row in rows]

    def label_of(self, handle: Handle | str) -> str | None:
        """What the job was called when it was submitted here; None where it was not, or has no label.

        Raises:
            JournalError: The journal cannot be read.
        """
        with self.reading() as database:
            row = (
                database
                and database.execute(
                    "SELECT label FROM parts JOIN runs ON runs.id = run WHERE handle = ? ORDER BY parts.id DESC",
                    (str(handle),),
                ).fetchone()
            )
        return row["label"] if row else None

    def note_end(self, handle: Handle | str, outcome: str, raw_status: str | None = None) -> None:
        """Note how a job ended. Does nothing for a job that was not submitted here.

        Args:
            handle: Of the job.
            outcome: An `Outcome`, or its value.
            raw_status: The provider's own word.

        Raises:
            JournalError: The journal cannot be written.
        """
        with self.reading() as database:
            if database is None:
                return
        with self.writing() as database:
            database.execute(
                "UPDATE parts SET outcome = ?, raw_status = ?, ended = ? WHERE handle = ?",
                (str(outcome), raw_status, time.time(), str(handle)),
            )

    def forget(self, before: float) -> int:
        """Forget what was last changed before then (seconds since the epoch), and say how many parts that were.

        What may have been sent without an answer stays. What is forgotten can be submitted again like anything new.

        Raises:
            JournalError: The journal cannot be written.
        """
        with self.reading() as database:
            if database is None:
                return 0
        with self.writing() as database:
            forgotten = database.execute(
                "DELETE FROM parts WHERE max(changed, coalesce(ended, 0)) < ? AND state NOT IN ('sending', 'unsure')",
                (before,),
            ).rowcount
            database.execute("DELETE FROM runs WHERE id NOT IN (SELECT run FROM parts)")
        self._sweep()
        return forgotten

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that writes. It is on the disk when this is left without an error, and not at all otherwise."""
        with telling(self.path):
            database = connect(self.path, create=True)
            assert database is not None  # noqa: S101 - for type checkers
            try:
                database.execute("BEGIN IMMEDIATE")
                yield database
                database.execute("COMMIT")
            finally:  # without a commit, closing rolls back
                database.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """The journal to read; None where there is none yet."""
        with telling(self.path):
            database = connect(self.path, create=False)
            try:
                yield database
            finally:
                if database is not None:
                    database.close()

    def _entry(self, row: sqlite3.Row) -> Entry:
        said = dict(row)
        alive = row["state"] == "sending" and row["owner"] and is_alive(self.path, row["owner"])
        said |= {
            "handle_text": row["handle"],
            "submitted_at": row["at"],
            "ended_at": row["ended"],
            "owner": shown_owner(row["owner"]) if alive else None,
        }
        return Entry(**{name: said[name] for name in Entry.__dataclass_fields__})

    def _sweep(self) -> None:
        """Remove the locks of processes that were killed."""
        with contextlib.suppress(OSError):
            for path in self.path.parent.glob(f"{self.path.name}.*.lock"):
                if path.stat().st_mtime < time.time() - _KEPT_LOCK_SECONDS:
                    is_alive(self.path, f":{path.name.split('.')[-2]}")
