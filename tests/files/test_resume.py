"""Files that are gone on with: the same bytes, at most a page asked for again, and a refusal where it is another list."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.lists import ROWS, events_of, sync_of
from tarry import ConfigurationError, ProviderResponseError
from tarry._files.sidecar import Sidecar

FORMS = ["csv", "jsonl", "csv.gz", "jsonl.gz", "parquet"]
TYPES: Any = {"Email": "string", "Name": "string", "Age": "integer"}


class Killed(BaseException):
    """Nobody cleans up after it."""


def contents(path: Path) -> Any:
    """The bytes of a file, or of each of a folder."""
    return {one.name: one.read_bytes() for one in path.iterdir()} if path.is_dir() else path.read_bytes()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def killed_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process ends within, before a save where *step* is odd or after it; nothing is cleaned up, but a lock is free."""
    count = 0
    save = Sidecar.save

    def broken(self: Sidecar, state: Any) -> None:
        nonlocal count
        count += 1
        if count * 2 - 1 == step:
            raise Killed
        save(self, state)
        if count * 2 == step:
            raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):  # noqa: PT012 - it is the test that raises
        patch.setattr(Sidecar, "save", broken)
        yield


@pytest.mark.parametrize("rotate", [None, 150])
@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_gone_on_with_from_every_page(
    form: str, rotate: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    rows = [*ROWS, {"Email": "x", "Name": "y", "Age": "no number"}]
    options: dict[str, Any] = {"resume": True, "rotate": rotate, "types": TYPES}
    whole, path, bad = tmp_path / f"whole.{form}", tmp_path / f"rows.{form}", tmp_path / "bad.jsonl"
    written = sync_of(rows).results().to(whole, bad_rows=tmp_path / "whole.bad.jsonl", **options)
    assert (written.rows, written.bad_rows) == (7, 1)
    saves = 4  # of 3 pages, and of the end
    for step in range(1, 2 * saves + 1):
        asked: list[int] = []
        with killed_at(step, monkeypatch):
            sync_of(rows, asked).results().to(path, bad_rows=bad, **options)
        assert not path.exists()
        again = sync_of(rows, asked).results().to(path, bad_rows=bad, **options)
        assert (again.rows, again.bad_rows, again.bytes) == (written.rows, written.bad_rows, written.bytes)
        assert contents(path) == contents(whole)
        assert bad.read_bytes() == (tmp_path / "whole.bad.jsonl").read_bytes()
        # One page was not yet saved, and one may have been asked for ahead.
        assert len(asked) <= 3 + 2, step
        assert names(tmp_path) == sorted([whole.name, path.name, "whole.bad.jsonl", "bad.jsonl"])
        for file in path.iterdir() if path.is_dir() else [path]:
            file.unlink()
        if path.is_dir():
            path.rmdir()


@pytest.mark.parametrize("rotate", [None, 150])
def test_a_kill_after_the_last_step_but_one_is_gone_on_with_too(
    rotate: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Sidecar) -> None:
        raise Killed

    asked: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr(Sidecar, "remove", broken)
        with pytest.raises(Killed):
            sync_of(ROWS, asked).results().to(tmp_path / "rows.csv", resume=True, rotate=rotate)
    whole, before = contents(tmp_path / "rows.csv"), len(asked)
    written = sync_of(ROWS, asked).results().to(tmp_path / "rows.csv", resume=True, rotate=rotate)
    assert (written.rows, contents(tmp_path / "rows.csv"), len(asked)) == (7, whole, before)
    assert names(tmp_path) == ["rows.csv"]


def test_a_list_of_tokens_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = [{"name": f"E{number}"} for number in range(4)]
    with killed_at(2, monkeypatch):
        events_of(events).results().to(tmp_path / "rows.jsonl", resume=True)
    events_of([{"name": "another"}] * 2 + events[2:]).results().to(tmp_path / "rows.jsonl", resume=True)
    found = [json.loads(line)["name"] for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert found == ["E0", "E1", "E2", "E3"]


def test_the_sidecar_holds_no_row_and_no_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with killed_at(2, monkeypatch):
        sync_of(ROWS).results().to(tmp_path / "rows.csv", resume=True)
    saved = tmp_path / "rows.csv.tarry.json"
    assert saved.stat().st_mode & 0o077 == 0
    assert (tmp_path / "rows.csv.tarry.part").stat().st_mode & 0o077 == 0
    assert not re.search("person|Ada|https?:|auth", saved.read_text(), re.IGNORECASE)


def change(key: str, value: Any) -> Any:
    return lambda offset, body: {**body, key: value}


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        (ROWS[:6], {}, "the list had 7 rows and has 6 now"),
        (
            [{"Email": row["Email"], "Age": "1"} for row in ROWS],
            {},
            "its columns were Email, Name, Age and are Email, Age now",
        ),
        (ROWS, {"types": TYPES}, "types was {} and is"),
        (ROWS, {"excel": True}, "excel was False and is True"),
    ],
)
def test_another_list_is_refused(
    rows: Any, options: Any, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with killed_at(2, monkeypatch):
        sync_of(ROWS).results().to(tmp_path / "rows.csv", resume=True)
    before = names(tmp_path)
    for _ in range(2):
        with pytest.raises(ConfigurationError) as caught:
            sync_of(rows).results().to(tmp_path / "rows.csv", resume=True, **options)
        assert said in str(caught.value)
        assert "delete rows.csv.tarry.json to begin again" in str(caught.value)
        assert names(tmp_path) == before
    (tmp_path / "rows.csv.tarry.json").unlink()
    assert sync_of(rows).results().to(tmp_path / "rows.csv", resume=True, **options).rows == len(rows)


def test_a_file_that_was_changed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with killed_at(2, monkeypatch):
        sync_of(ROWS).results().to(tmp_path / "rows.csv", resume=True)
    part = tmp_path / "rows.csv.tarry.part"
    part.write_bytes(part.read_bytes().replace(b"Ada", b"Eve"))
    with pytest.raises(ConfigurationError, match="what was written of it has changed"):
        sync_of(ROWS).results().to(tmp_path / "rows.csv", resume=True)


def test_a_job_that_is_gone_is_said_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with killed_at(2, monkeypatch):
        sync_of(ROWS).results().to(tmp_path / "rows.csv", resume=True)
    before = names(tmp_path)
    gone = sync_of(ROWS, change=lambda offset, body: httpx.Response(404))
    with pytest.raises(ProviderResponseError, match="404"):
        gone.results().to(tmp_path / "rows.csv", resume=True)
    assert names(tmp_path) == before


def test_two_processes_cannot_write_one_file(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    first = Sidecar(tmp_path / "rows.csv")
    first.lock()
    with pytest.raises(ConfigurationError, match="written by another process"):
        sync_of(ROWS).results().to(tmp_path / "rows.csv", resume=True)
    first.unlock()
    sync_of(ROWS).results().to(tmp_path / "rows.csv", resume=True)


def test_an_error_is_gone_on_after_too(tmp_path: Path) -> None:
    broken = sync_of(ROWS, change=lambda offset, body: body if offset < 3 else httpx.Response(403))
    with pytest.raises(ProviderResponseError):
        broken.results().to(tmp_path / "rows.csv", resume=True)
    asked: list[int] = []
    assert sync_of(ROWS, asked).results().to(tmp_path / "rows.csv", resume=True).rows == 7
    assert sorted(asked) == [3, 6]
