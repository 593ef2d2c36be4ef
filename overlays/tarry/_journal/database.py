"""The file of the journal: SQLite, for its owner alone, safe under several processes, and a clear error where it cannot be had.

It has no write-ahead log: that needs shared memory, which network folders lack, and two more files. A transaction is on the
disk when it ends (`synchronous=EXTRA`), since a request follows.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from tarry._core.errors import ConfigurationError, JournalError
from tarry.schedules._store import state_folder

VERSION = 1

_APPLICATION = 0x74617279
""" "tary": by which a file is known as a journal."""

BUSY_SECONDS = 30.0
"""So long a process waits for another that writes. A transaction takes some milliseconds."""

_SCHEMA = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, digest TEXT NOT NULL, provider TEXT NOT NULL, kind TEXT NOT NULL, host TEXT NOT NULL,
    account TEXT, label TEXT, started REAL NOT NULL, finished REAL
);
CREATE TABLE parts (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    part INTEGER NOT NULL, parts INTEGER NOT NULL, items INTEGER NOT NULL, digest TEXT NOT NULL, nth INTEGER NOT NULL,
    state TEXT NOT NULL, key TEXT, owner TEXT, handle TEXT, problem TEXT, changed REAL NOT NULL, submitted REAL,
    ended REAL, outcome TEXT, raw_status TEXT
);
CREATE INDEX runs_by_digest ON runs (digest);
CREATE INDEX parts_by_digest ON parts (digest, nth);
CREATE INDEX parts_by_handle ON parts (handle);
CREATE INDEX parts_by_run ON parts (run);
"""


def default_path() -> Path:
    """The file that `TARRY_JOURNAL` names, or the one in the state folder of this user.

    Raises:
        JournalError: This user has no home.
    """
    named = os.environ.get("TARRY_JOURNAL")
    if named:
        return Path(named)
    try:
        return state_folder().parent / "journal.sqlite"
    except ConfigurationError as error:
        raise JournalError(
            "the journal has no place, as this user has no home: name a file in TARRY_JOURNAL"
        ) from error


@contextlib.contextmanager
def telling(path: Path) -> Iterator[None]:
    """Around what may fail: whatever SQLite and the system say becomes one sort of error, with the remedy.

    Raises:
        JournalError: It failed.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise JournalError(f"the journal {path} cannot be used: {error}. {_remedy(str(error))}") from error
    except sqlite3.DatabaseError as error:
        remedy = "Move it away and keep it: without it, nobody knows what was submitted"
        raise JournalError(f"the journal {path} is damaged, or no journal: {error}. {remedy}") from error
    except OSError as error:
        remedy = "Make room or mend the rights, or name another file in TARRY_JOURNAL"
        raise JournalError(f"the journal {path} cannot be used: {error.strerror or error}. {remedy}") from error


def _remedy(problem: str) -> str:
    if "locked" in problem:
        return "Another process holds it: try again, or end that one"
    return "Make room or mend the rights, or name another file in TARRY_JOURNAL"


def connect(path: Path, *, create: bool) -> sqlite3.Connection | None:
    """Open the journal, and make it where *create* says so; None where there is none.

    Raises:
        JournalError: It cannot be opened, is damaged, or was written by a newer tarry.
    """
    with telling(path):
        if create:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # SQLite gives the files that it makes beside it the same mode.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(found.st_mode):
            raise OSError("it is no regular file")
        if os.name == "posix" and found.st_mode & 0o077:
            path.chmod(0o600)
        database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            database.row_factory = sqlite3.Row
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("PRAGMA synchronous = EXTRA")
            database.execute("BEGIN")  # or another process makes it between two of the questions
            is_new = _version(database, path) == 0
            database.execute("COMMIT")
            if is_new and create:
                _make(database, path)
        except BaseException:
            database.close()
            raise
        if is_new and not create:
            database.close()
            return None
        return database


def _make(database: sqlite3.Connection, path: Path) -> None:
    database.execute("BEGIN IMMEDIATE")
    if _version(database, path) == 0:  # another process may have been faster
        for statement in _SCHEMA.split(";\n"):
            database.execute(statement)
        database.execute(f"PRAGMA application_id = {_APPLICATION}")
        database.execute(f"PRAGMA user_version = {VERSION}")
    database.execute("COMMIT")


def _version(database: sqlite3.Connection, path: Path) -> int:
    """The version of the file; 0 for an empty one.

    Raises:
        JournalError: It is another program's, or a newer tarry's.
    """
    (version,) = database.execute("PRAGMA user_version").fetchone()
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != _APPLICATION and (tables or version or application):
        raise JournalError(f"{path} is a database of another program, and no journal: name another in TARRY_JOURNAL")
    if version > VERSION:
        raise JournalError(
            f"the journal {path} has version {version}, from a newer tarry; this one writes {VERSION}: install that one"
        )
    return int(version)
