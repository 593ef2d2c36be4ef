"""What 1.0 wrote is read for ever: docs/reference/versions.md promises it. The files in `stored/` are not to be changed.

They are of one import of one event into the sandbox. A version that writes another form adds a folder of its own.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

import tarry
from support.command_line import runner
from tarry import fullstory
from tarry._cli.app import app
from tarry.journal import Journal
from tarry.testing import VirtualClock

STORED = sorted((Path(__file__).parent / "stored").iterdir())
HANDLE = "fullstory:events-import:as13Xw-oKKSAM4g%3D"

each_version = pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)


def client() -> Any:
    """One that nothing may be sent with."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"{request.method} {request.url} was sent")

    return fullstory.connect(
        "key", base_url="http://localhost/fullstory", httpx_args={"transport": httpx.MockTransport(refuse)}
    )


@each_version
def test_a_handle(folder: Path) -> None:
    handle = tarry.Handle.from_json((folder / "handle.json").read_text())
    assert handle == tarry.Handle.parse(HANDLE)
    assert tarry.open_job(handle, client()).handle == handle


@each_version
def test_a_snapshot(folder: Path) -> None:
    wait = tarry.Wait.restore((folder / "snapshot.json").read_text(), client(), clock=VirtualClock())
    assert (wait.job.label, json.loads(wait.snapshot())["stands"]["polls"]) == ("nightly", 1)


@each_version
def test_a_record(folder: Path) -> None:
    ended = runner().invoke(app, ["replay", str(folder / "waits.jsonl")])
    # 3: it was read, and a schedule has changed since, which it may.
    assert ended.exit_code in {0, 3}, ended.output


@each_version
def test_a_journal_of_which_nothing_is_sent_again(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with sqlite3.connect(path) as database:
        database.executescript((folder / "journal.sql").read_text())
    database.close()
    journal = Journal(path)
    events = [{"name": "Order Shipped"}]
    (part,) = tarry.submit_all(fullstory.EventsImport, client(), events, label="nightly", journal=journal).parts
    assert (part.sent_before, str(part.job.handle if part.job else "")) == (True, HANDLE)
    journal.note_end(HANDLE, "succeeded")
    assert [entry.outcome for entry in journal.entries()] == ["succeeded"]
