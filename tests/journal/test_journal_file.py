"""The file of the journal: where it is, who may read it, and what is said where it cannot be used."""

import fcntl
import os
import sqlite3
import stat
import time
from pathlib import Path

import pytest

from support.submits import CASES
from tarry import Handle, JournalError, submit_all
from tarry._journal.database import VERSION
from tarry._journal.ledger import Ledger, Piece, Target
from tarry._journal.owners import Owner, is_alive
from tarry.journal import Journal
from tarry.sandbox import Sandbox

HANDLE = Handle("fullstory", "events-import", ("abd123=",))


def written(path: Path, *, state: str = "accepted", handle: object = HANDLE) -> Journal:
    journal = Journal(path)
    ledger = Ledger(journal, None)
    target = Target("fullstory", "events-import", "api.fullstory.com", "prod", "nightly")
    _, (part,) = ledger.begin(target, "d", [Piece(0, 3, "p", 0)], with_keys=True, once=True, again=False)
    ledger.claim(part, "1@here:0", send_unsure=False)
    ledger.settle(part, state, handle=handle)  # type: ignore[arg-type]
    return journal


def test_it_stands_in_the_state_folder_or_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TARRY_JOURNAL", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    if os.name == "posix" and os.uname().sysname != "Darwin":
        assert Journal().path == tmp_path / "tarry" / "journal.sqlite"
    monkeypatch.setenv("TARRY_JOURNAL", str(tmp_path / "mine.sqlite"))
    assert Journal().path == tmp_path / "mine.sqlite"
    assert Journal(tmp_path / "other").path == tmp_path / "other"


def test_reading_makes_no_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "state" / "journal.sqlite")
    assert journal.entries() == []
    assert journal.label_of(HANDLE) is None
    journal.note_end(HANDLE, "succeeded")
    assert journal.forget(time.time()) == 0
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "journal.sqlite"
    before = os.umask(0)
    try:
        written(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    Journal(path).entries()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_entry_says_what_was_submitted_and_how_it_ended(tmp_path: Path) -> None:
    journal = written(tmp_path / "j.sqlite")
    (entry,) = journal.entries()
    assert (entry.provider, entry.kind, entry.host, entry.account) == (
        *("fullstory", "events-import"),
        *("api.fullstory.com", "prod"),
    )
    assert (entry.label, entry.state, entry.handle, entry.part, entry.parts, entry.items) == (
        *("nightly", "accepted", HANDLE),
        *(1, 1, 3),
    )
    assert abs(entry.submitted_at - time.time()) < 60
    assert (entry.outcome, entry.raw_status, entry.ended_at) == (None, None, None)
    journal.note_end(HANDLE, "partial", "FAILED")
    (entry,) = journal.entries()
    assert (entry.outcome, entry.raw_status) == ("partial", "FAILED")
    assert journal.label_of(HANDLE) == journal.label_of(str(HANDLE)) == "nightly"
    assert journal.entries(since=time.time() + 60) == []
    assert journal.entries(limit=0) == []


def test_a_handle_that_nobody_can_read_any_more_is_kept_as_a_text(tmp_path: Path) -> None:
    (entry,) = written(tmp_path / "j.sqlite", handle="uninstalled:thing:1").entries()
    assert (entry.handle, entry.handle_text) == (None, "uninstalled:thing:1")


@pytest.mark.parametrize(("state", "forgotten"), [("accepted", 1), ("refused", 1), ("prepared", 1), ("unsure", 0)])
def test_old_entries_can_be_forgotten_but_not_what_may_have_arrived(tmp_path: Path, state: str, forgotten: int) -> None:
    journal = written(tmp_path / "j.sqlite", state=state)
    assert journal.forget(time.time() - 60) == 0
    assert journal.forget(time.time() + 60) == forgotten
    assert len(journal.entries()) == 1 - forgotten


def test_locks_of_killed_processes_are_swept_away(tmp_path: Path) -> None:
    journal = written(tmp_path / "j.sqlite")
    left = tmp_path / "j.sqlite.0123abcd.lock"
    left.touch()
    os.utime(left, (0, 0))
    journal.forget(0)
    assert not left.exists()


def spoil_bytes(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 9000)


def spoil_text(path: Path) -> None:
    path.write_text("this is no database at all, but a text of some length\n" * 40)


def spoil_version(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()


def spoil_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE bookmarks (id)")
    database.close()


def spoil_kind(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_bytes, "is damaged, or no journal"),
        (spoil_text, "is damaged, or no journal"),
        (spoil_version, f"has version {VERSION + 1}, from a newer tarry"),
        (spoil_program, "is a database of another program"),
        (spoil_kind, "cannot be used"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_sent(spoil: object, said: str, tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    written(path)
    spoil(path)  # type: ignore[operator]
    case, sandbox = CASES["with a key"], Sandbox()
    client = case.client(sandbox.base_url("fullstory", "http://localhost"), sandbox.transport())
    with pytest.raises(JournalError, match=said) as raised:
        submit_all(case.job_class, client, case.items, journal=Journal(path))
    assert str(path) in str(raised.value)
    assert not sandbox.providers["fullstory"].jobs._jobs


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match=r"cannot be used: .* name another file in TARRY_JOURNAL"):
        written(tmp_path / "file" / "journal.sqlite")


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    journal = written(tmp_path / "j.sqlite")

    def fill() -> None:
        with journal.writing() as database:
            pages = database.execute("PRAGMA page_count").fetchone()[0]
            database.execute(f"PRAGMA max_page_count = {pages}")
            database.executemany("INSERT INTO runs VALUES (NULL, ?, '', '', '', '', '', 0, 0)", [("x" * 500,)] * 100)

    with pytest.raises(JournalError, match=r"full.* Make room"):
        fill()
    assert len(journal.entries()) == 1


def test_whoever_looks_does_not_make_a_dead_owner_look_alive(tmp_path: Path) -> None:
    journal = tmp_path / "j.sqlite"
    owner = Owner(journal)
    assert is_alive(journal, owner.name)
    (left,) = tmp_path.iterdir()
    content = left.read_bytes()
    owner.close()
    assert not is_alive(journal, owner.name)
    # As a process leaves it that was killed, while another one looks.
    left.write_bytes(content)
    with left.open("rb+") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        assert not is_alive(journal, owner.name)
    assert not left.exists()
