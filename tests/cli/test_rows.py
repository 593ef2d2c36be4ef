"""`tarry results` and its siblings, and what `tarry wait` writes: rows in files, by what the class of a job has."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.command_line import runner
from tarry._cli.app import app

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

Submit = Callable[..., str]
Read = Callable[[str], list[dict[str, Any]]]


def tarry(*arguments: str) -> Any:
    return runner().invoke(app, arguments)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def test_rows_are_json_lines_on_stdout_and_nothing_else_is(submit: Submit) -> None:
    handle = submit(outcome="partial", polls=0, refused=2)
    command = [sys.executable, "-m", "tarry", "failures", handle]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ})
    assert len([json.loads(line) for line in ran.stdout.splitlines()]) == 2
    assert ran.stderr == ""


def test_a_reader_that_has_had_enough_ends_the_command_silently(submit: Submit) -> None:
    handle = submit(polls=0)
    command = [sys.executable, "-m", "tarry", "results", handle]
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False, env={**os.environ})
    os.close(write)
    assert (ran.returncode, ran.stderr) == (141, "")


def test_rows_go_to_files(submit: Submit, folder: Path, events_in: Read) -> None:
    handle = submit(polls=0)
    result = tarry("results", handle, "--out", "orders.csv")
    assert (result.exit_code, result.stdout) == (0, "")
    with (folder / "orders.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"{len(rows):,} rows" in result.stderr
    result = tarry("results", handle, "--out", "orders.jsonl", "--json")
    assert [event["event"] for event in events_in(result.stdout)] == ["rows", "exit"]
    assert len((folder / "orders.jsonl").read_text().splitlines()) == len(rows) > 0
    assert {path.name for path in folder.iterdir()} == {"orders.csv", "orders.jsonl"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["logs", "fullstory:events-import:a"],
            "fullstory has no logs for jobs of kind events-import; there is status, results",
        ),
        (
            ["cancel", "eloqua:sync:7"],
            "eloqua has no cancel for jobs of kind sync; there is status, results, failures, logs",
        ),
        (["results", "nonsense"], "not a handle"),
        (["results", "eloqua:sync:7", "--out", "rows.xlsx"], "rows.xlsx"),
        (["results", "eloqua:sync:7", "--types", "nowhere.json"], "nowhere.json"),
    ],
)
def test_what_cannot_be_is_said_before_any_request(
    arguments: list[str], told: str, submit: Submit, folder: Path
) -> None:
    submit()
    result = tarry(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_a_file_is_downloaded_and_a_job_cancelled(submit: Submit, folder: Path) -> None:
    handle = submit("open_data_rights", polls=0)
    result = tarry("download", handle, "mine.zip")
    assert result.exit_code == 0, result.stderr
    assert f"{(folder / 'mine.zip').stat().st_size:,} bytes" in result.stderr
    handle = submit("open_data_rights", polls=99)
    result = tarry("cancel", handle)
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"tarry status {handle}" in result.stderr


def test_a_wait_writes_what_each_job_left(submit: Submit, folder: Path, events_in: Read) -> None:
    good, partial, bad = submit(), submit(outcome="partial", refused=2), submit(outcome="failed")
    mine = submit("open_data_rights")
    result = tarry(
        *("wait", good, partial, bad, mine, "--timeout", "30s", "--every", "0.02", "--json"),
        *("--results", "out/", "--failures", "refused/{id}.jsonl"),
    )
    assert result.exit_code == 4, result.stderr
    written = [(event["handle"], event["list"]) for event in events_in(result.stdout) if event["event"] == "rows"]
    assert sorted(written) == sorted(
        [(good, "results"), (partial, "results"), (partial, "failures"), (bad, "failures")]
    )
    assert len(list((folder / "out").iterdir())) == 2
    lines = {path.name: len(path.read_text().splitlines()) for path in (folder / "refused").iterdir()}
    assert lines[f"{partial.split(':')[2]}.jsonl"] == 2
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("one.jsonl", "put {id} in the name"),
        ("{id}.xlsx", "xlsx"),
        ("file/{id}.csv", "file"),
        ("-", "stdout takes one list"),
    ],
)
def test_a_target_that_cannot_be_is_said_before_the_wait(
    target: str, told: str, submit: Submit, folder: Path, events_in: Read
) -> None:
    (folder / "file").touch()
    handles = [submit(), submit()]
    result = tarry("wait", *handles, "--timeout", "30s", "--results", target, "--json")
    assert result.exit_code == 2, result.stderr
    assert told in result.stderr
    assert [event["event"] for event in events_in(result.stdout)] == ["end", "end", "exit"]


def test_a_full_disk_is_no_failed_job(submit: Submit, folder: Path, events_in: Read) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no disk that is always full")
    handle = submit(polls=0)
    command = [sys.executable, "-m", "tarry", "results", handle]
    with open("/dev/full", "w") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env={**os.environ})
    assert ran.returncode == 1
    assert "No space left on device" in ran.stderr
