"""What `submit_all` writes into the journal, each step one transaction, and what it may do next. Nothing is sent here."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from .journal import Journal, State
from .owners import is_alive

KEY_TRUST = 23 / 24
"""For this share of the time that a provider keeps a key, it is trusted to stand for the first submit with it: clocks differ,
and a submit takes its time. Where the document does not say how long that is, a key is not trusted later."""


class Decision(Enum):
    """What becomes of a part now."""

    SEND = "send"
    DONE = "done"
    BUSY = "busy"
    """Another process sends it at this moment."""
    UNSURE = "unsure"
    """It may have been sent, and there is no key with which it could be sent again safely, or none any more."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a run goes to, for those who read the journal."""

    provider: str
    kind: str
    host: str
    account: str | None
    label: str | None


class Piece(NamedTuple):
    """One part, before it is in the journal."""

    first: int
    """The number of its first item, from 0."""
    items: int
    digest: str
    """Of target, arguments and items."""
    nth: int
    """How many pieces with the same digest the run has before it."""


@dataclass(frozen=True, slots=True)
class Record:
    """One part as the journal has it."""

    id: int
    run: int
    state: State
    key: str | None
    owner: str | None
    handle: str | None
    submitted: float | None
    """When it was first sent with its key."""

    @property
    def may_exist(self) -> bool:
        """Whether it may have been sent."""
        return self.state in {"sending", "unsure"}


def decide(record: Record, now: float, *, key_kept: float | None, alive: bool, send_unsure: bool) -> Decision:
    """What may be done with a part.

    Args:
        record: How it stands.
        now: Seconds since the epoch.
        key_kept: Seconds for which the provider keeps a key; None where nobody knows.
        alive: Whether the one who claimed it is still at work.
        send_unsure: The caller takes the risk that there will be two.
    """
    if record.state == "accepted":
        return Decision.DONE
    if record.state == "sending" and alive:
        return Decision.BUSY
    if record.may_exist and not _key_holds(record, now, key_kept) and not send_unsure:
        return Decision.UNSURE
    return Decision.SEND


def _key_holds(record: Record, now: float, key_kept: float | None) -> bool:
    trusted = 0.0 if key_kept is None else key_kept * KEY_TRUST
    return record.key is not None and record.submitted is not None and now - record.submitted < trusted


def _sent_with(record: Record, now: float, key_kept: float | None) -> tuple[str | None, float]:
    """The key to send a part with, and since when that is sent.

    A refusal may be what the provider answers to this key for ever.
    """
    if record.may_exist and record.submitted is not None and _key_holds(record, now, key_kept):
        return record.key, record.submitted
    is_used = record.key is not None and record.state != "prepared"
    return str(uuid.uuid4()) if is_used else record.key, now


class Ledger:
    """The part of the journal that one run is about."""

    def __init__(self, journal: Journal, key_kept: float | None) -> None:
        self._journal, self._key_kept = journal, key_kept

    def begin(
        self, target: Target, digest: str, pieces: Sequence[Piece], *, with_keys: bool, once: bool, again: bool
    ) -> tuple[int, list[int]]:
        """The run with this digest that is not finished, or a new one; and where each of its parts is in the journal.

        Args:
            target: Where it goes to.
            digest: Of all that is submitted.
            pieces: Its parts.
            with_keys: Whether the provider has idempotency keys.
            once: What was ever accepted is not sent again: the run may be finished, and its parts those of other runs.
            again: The caller wants to send all again, where the last time is finished.
        """
        with self._journal.writing() as database:
            row = database.execute("SELECT * FROM runs WHERE digest = ? ORDER BY id DESC", (digest,)).fetchone()
            anew = again or not once
            if row is None or (anew and row["finished"] is not None):
                return self._new(database, target, digest, pieces, with_keys=with_keys, known=not anew)
            own = {}
            if anew:
                own = dict(database.execute("SELECT part, id FROM parts WHERE run = ?", (row["id"],)).fetchall())
            places = [own.get(number) or self._known(database, piece) for number, piece in enumerate(pieces, 1)]
            if None in places:  # forgotten meanwhile
                return self._new(database, target, digest, pieces, with_keys=with_keys, known=not anew)
            return row["id"], [one for one in places if one is not None]

    def claim(self, part: int, owner: str, *, send_unsure: bool) -> tuple[Decision, Record, Record]:
        """Decide what becomes of a part; where it is to be sent, note that *owner* does so.

        Returns:
            The decision, and the part before and after.
        """
        with self._journal.writing() as database:
            before = after = self._record(database, part)
            alive = bool(before.owner) and is_alive(self._journal.path, before.owner or "")
            now = time.time()
            decision = decide(before, now, key_kept=self._key_kept, alive=alive, send_unsure=send_unsure)
            if decision is Decision.SEND:
                key, since = _sent_with(before, now, self._key_kept)
                database.execute(
                    "UPDATE parts SET state = 'sending', owner = ?, key = ?, submitted = ?, problem = NULL, changed = ?"
                    " WHERE id = ?",
                    (owner, key, since, now, part),
                )
                after = self._record(database, part)
        return decision, before, after

    def settle(self, part: int, state: State, *, handle: object = None, problem: str | None = None) -> Record:
        """Note what became of a part that was sent."""
        with self._journal.writing() as database:
            database.execute(
                "UPDATE parts SET state = ?, owner = NULL, handle = coalesce(?, handle), problem = ?, changed = ? WHERE id = ?",
                (state, None if handle is None else str(handle), problem, time.time(), part),
            )
            return self._record(database, part)

    def finish(self, run: int) -> None:
        """Note that all handles were handed over."""
        with self._journal.writing() as database:
            database.execute("UPDATE runs SET finished = ? WHERE id = ? AND finished IS NULL", (time.time(), run))

    def record(self, part: int) -> Record:
        """How a part stands now."""
        with self._journal.writing() as database:
            return self._record(database, part)

    def _new(
        self,
        database: sqlite3.Connection,
        target: Target,
        digest: str,
        pieces: Sequence[Piece],
        *,
        with_keys: bool,
        known: bool,
    ) -> tuple[int, list[int]]:
        now = time.time()
        run = database.execute(
            "INSERT INTO runs (digest, provider, kind, host, account, label, started) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (digest, target.provider, target.kind, target.host, target.account, target.label, now),
        ).lastrowid
        places = []
        for number, piece in enumerate(pieces, 1):
            place = self._known(database, piece) if known else None
            if place is None:
                key = str(uuid.uuid4()) if with_keys else None
                place = database.execute(
                    "INSERT INTO parts (run, part, parts, items, digest, nth, state, key, changed)"
                    " VALUES (?, ?, ?, ?, ?, ?, 'prepared', ?, ?)",
                    (run, number, len(pieces), piece.items, piece.digest, piece.nth, key, now),
                ).lastrowid
            places.append(place or 0)
        return run or 0, places

    @staticmethod
    def _known(database: sqlite3.Connection, piece: Piece) -> int | None:
        """The part with the same content, of any run: one that is accepted, else one that may be, else the newest."""
        row = database.execute(
            "SELECT id FROM parts WHERE digest = ? AND nth = ? ORDER BY state = 'accepted' DESC,"
            " state IN ('sending', 'unsure') DESC, id DESC",
            (piece.digest, piece.nth),
        ).fetchone()
        return row["id"] if row else None

    @staticmethod
    def _record(database: sqlite3.Connection, part: int) -> Record:
        row = database.execute("SELECT * FROM parts WHERE id = ?", (part,)).fetchone()
        if row is None:
            raise sqlite3.DatabaseError("a part that was written down is no longer there")
        return Record(*(row[name] for name in Record.__dataclass_fields__))
