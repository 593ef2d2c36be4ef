"""`tarry submit` and `tarry jobs`: any kind by its name, rows with their lines, and what stdout has in every ending."""

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from support.command_line import runner
from support.eloqua import EXPORT
from tarry import eloqua
from tarry._cli import submit_run
from tarry._cli.app import app
from tarry._cli.incoming import Incoming
from tarry._core.columns import Column, Columns
from tarry._core.errors import ConfigurationError
from tarry.journal import Journal
from tarry.sandbox import Fault, Plan, Sandbox
from tarry_clients.eloqua.api.exports import create_contact_export

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

Submit = Callable[..., str]
Read = Callable[[str], list[dict[str, Any]]]

EVENTS = 'name,user.uid,timestamp,properties\nShipped,00117,2024-05-01T09:30:00Z,"{""n"": 1}"\nSeen,,,\n'


@pytest.fixture(autouse=True)
def _environment(submit: Submit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TARRY_JOURNAL", str(tmp_path / "journal.sqlite"))
    Path("events.csv").write_text(EVENTS)


def tarry(*arguments: str, given: str | None = None) -> Any:
    return runner().invoke(app, list(arguments), input=given)


def stored(played: tuple[Sandbox, dict[str, str]], handle: str) -> list[Any]:
    sandbox, _ = played
    provider, _, job_id = handle.strip().split(":")
    return list(sandbox.providers[provider].jobs._jobs[job_id.replace("%3D", "=")].items)


def test_rows_become_a_job_and_its_handle_is_all_of_stdout(played: Any) -> None:
    result = tarry("submit", "fullstory", "events-import", "--from", "events.csv", "--label", "nightly")
    assert result.exit_code == 0, result.stderr
    (handle,) = result.stdout.splitlines()
    assert stored(played, handle) == [
        {
            "name": "Shipped",
            "user": {"uid": "00117"},
            "timestamp": "2024-05-01T09:30:00+00:00",
            "properties": {"n": 1},
        },
        {"name": "Seen"},
    ]
    assert result.stderr == ""
    again = tarry("submit", "fullstory", "events-import", "--from", "events.csv")
    assert again.stdout == result.stdout
    assert "Not sent again: sent before, at 20" in again.stderr
    assert tarry("submit", "fullstory", "events-import", "--from", "events.csv", "--again").stdout != result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["fullstory", "users-import", "--from", "-", "--format", "jsonl"],
        ["salesforce", "rows-import", "key=DE-1", "mode=insert", "--from", "-", "--format", "jsonl"],
        ["possiblenow", "export", "client_id=SANDBOX1", "segment_name=Readers"],
        ["open_data_rights", "data-request"],
        ["eloqua", "sync", "synced_instance_uri=DEFINED"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_every_kind_is_submitted_by_its_name_and_listed(arguments: list[str], events_in: Read) -> None:
    row = '{"uid": "u-1"}\n'
    if arguments[0] == "eloqua":
        with eloqua.connect() as client:
            made: Any = create_contact_export.sync(client=client, body=EXPORT)
        arguments = [*arguments[:2], f"synced_instance_uri={made.uri}"]
    result = tarry("--json", "submit", *arguments, given=row)
    assert result.exit_code == 0, result.stderr
    part, end = events_in(result.stdout)
    assert (part["event"], part["state"], end["event"], end["code"]) == ("part", "accepted", "exit", 0)
    job, _ = events_in(tarry("jobs", "--json").stdout)
    assert (job["handle"], job["state"]) == (part["handle"], "accepted")


def test_with_wait_the_exit_code_is_that_of_the_job(played: Any, events_in: Read) -> None:
    played[0].next("fullstory", Plan("partial", 1))
    result = tarry(
        *("submit", "fullstory", "events-import", "--from", "events.csv", "--wait", "--timeout", "30s", "--json")
    )
    assert result.exit_code == 3, result.stderr
    events = events_in(result.stdout)
    assert [event["event"] for event in events if event["event"] != "poll"] == ["part", "end", "exit"]
    (handle, when, state, outcome, *_) = [tarry("jobs").stdout.split("\t")[index] for index in (4, 0, 1, 2)]
    assert (handle, state) == (events[0]["handle"], "accepted")
    assert when.startswith("20")
    assert outcome in {"-", "partial"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody", "export"], "there is no provider 'nobody'; there are eloqua, fullstory"),
        (["fullstory", "export"], "has no jobs 'export'; there are events-import, users-import"),
        (["fullstory", "events-import"], "takes events: name a file with --from"),
        (["fullstory", "events-import", "--from", "no.csv"], "no.csv cannot be read: No such file"),
        (["fullstory", "events-import", "--from", "events.txt"], "say --format csv, jsonl, parquet"),
        (
            ["fullstory", "events-import", "x=1", "--from", "events.csv"],
            "knows no 'x'. It takes [integration_source=…]",
        ),
        (
            ["open_data_rights", "data-request", "data_types=Person"],
            "data_types of open_data_rights data-request are rows",
        ),
        (["fullstory", "events-import", "shared={", "--from", "events.csv"], "shared must be JSON, not '{'"),
        (["eloqua", "sync"], "needs synced_instance_uri=…"),
        (["eloqua", "sync", "synced_instance_uri=/contacts/exports/1", "--from", "events.csv"], "takes no rows"),
        (["eloqua", "sync", "synced_instance_uri=x"], "synced_instance_uri is the uri of a definition"),
        (["eloqua", "sync", "synced_instance_uri=/a/1", "--found", "x"], "--found is PART=HANDLE"),
        (["fullstory", "events-import", "--from", "events.csv", "--wait"], "--wait needs --timeout"),
    ],
)
def test_what_is_wrong_is_told_with_what_there_is_before_anything_is_sent(
    arguments: list[str], said: str, events_in: Read
) -> None:
    result = tarry("submit", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    (end,) = events_in(tarry("submit", *arguments, "--json").stdout)
    assert (end["event"], end["code"]) == ("exit", 2)
    assert said in end["error"]
    assert Journal().entries() == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("name,timestamp\nA,\nB,soon\n", "line 3: timestamp must be of type date-time, not 'soon'"),
        ("name,timestamp\nA,\n,\n", "line 3: name is missing"),
        ('name,properties\n"A\nB",\nC,"{""n"":"\n', "line 4: properties must be of type json"),
        ("name,name\nA,B\n", "line 1: name is there twice"),
        ("user,user.uid\nA,B\n", "line 1: user is there twice"),
        ("name;user.uid\nA;B\n", "line 1: the cells are to be separated by commas"),
        ("name,timestamp\nA\n", "line 2: 1 cells, and the first line names 2"),
        ('name\n"A" B\n', "line 2: no CSV"),
        ("name,user\nA,text\n", "line 2: events[0] is not a EventRequest"),
        ("name\n\nA\n\nB\nC,D\n", "line 6: 2 cells"),
        ("", "line 1: the first line must name every column"),
    ],
)
def test_a_row_that_does_not_fit_is_told_by_its_line(rows: str, said: str) -> None:
    Path("bad.csv").write_text(rows)
    result = tarry("submit", "fullstory", "events-import", "--from", "bad.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"bad.csv, {said}" in result.stderr
    assert Journal().entries() == []


def test_a_line_of_json_that_is_none_is_told(played: Any) -> None:
    given = '{"name": "A"}\n\n{"name": "B", "user": 7}\n'
    result = tarry("submit", "fullstory", "events-import", "--from", "-", "--format", "jsonl", given=given)
    assert "stdin, line 3: events[1] is not a EventRequest" in result.stderr
    result = tarry("submit", "fullstory", "events-import", "--from", "-", "--format", "jsonl", given='{"name": "A"\n')
    assert "stdin, line 1: not JSON" in result.stderr


TYPES = Columns(
    (
        Column("n", "integer", "n"),
        Column("x", "number", "x"),
        Column("ok", "boolean", "ok"),
        Column("day", "date", "day"),
        Column("zip", "string", "zip"),
        Column("more", "json", "more"),
    )
)


def read(name: str, columns: Columns = TYPES, form: str | None = None) -> list[Any]:
    with closing(Incoming(name, form, columns)) as rows:
        assert list(rows) == list(rows)
        return list(rows)


def test_cells_have_the_types_of_the_document_and_empty_ones_are_left_out() -> None:
    text = 'n,x,ok,day,zip,more.a.b\n7,1e3,TRUE,2024-05-01,01234,9\n,,,,,\n-1,,false,,"a ""b"", c",\n'
    rows = [{"n": 7, "x": 1000.0, "ok": True, "day": "2024-05-01", "zip": "01234", "more": {"a": {"b": "9"}}}, {}]
    rows.append({"n": -1, "ok": False, "zip": 'a "b", c'})
    Path("rows.csv").write_text("\ufeff" + text, encoding="utf-8")
    Path("rows.csv.gz").write_bytes(gzip.compress(text.encode()))
    assert read("rows.csv") == read("rows.csv.gz") == rows


@pytest.mark.parametrize(
    ("header", "cell"), [("n", "1.5"), ("x", "inf"), ("ok", "yes"), ("day", "1.5.2024"), ("more", "{")]
)
def test_a_cell_of_another_type_is_refused(header: str, cell: str) -> None:
    Path("rows.csv").write_text(f"{header},zip\n{cell},1\n")
    with pytest.raises(ConfigurationError, match=rf"rows.csv, line 2: {header} must be of type"):
        read("rows.csv")


def test_a_column_that_nobody_knows_is_refused_where_there_are_no_others() -> None:
    Path("rows.csv").write_text("n,other\n1,2\n")
    with pytest.raises(ConfigurationError, match="there is no column other; there are n, x, ok"):
        read("rows.csv")
    assert read("rows.csv", TYPES._replace(others="json")) == [{"n": 1, "other": "2"}]


def test_plain_values_come_one_a_line() -> None:
    Path("types.csv").write_text("value\norders\naccount\n")
    Path("types.jsonl").write_text('"orders"\n"account"\n')
    plain = Columns((Column("value", "string", "", required=True),))
    assert read("types.csv", plain) == read("types.jsonl", plain) == ["orders", "account"]


def test_bytes_that_are_no_text_are_told() -> None:
    Path("rows.csv").write_bytes(b"zip\nM\xfcller\n")
    with pytest.raises(ConfigurationError, match=r"rows\.csv, line 1 or later: it is not UTF-8"):
        read("rows.csv")


def test_parquet_is_read(tmp_path: Path) -> None:
    pyarrow: Any = pytest.importorskip("pyarrow")
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    rows = [{"n": 1, "zip": "01234", "more": {"a": [1]}}, {"n": 2, "zip": None, "more": None}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), "rows.parquet")
    assert read("rows.parquet") == [rows[0], {"n": 2}]


def test_an_unsure_part_is_told_with_what_to_do(played: Any, events_in: Read) -> None:
    command = ["submit", "salesforce", "rows-import", "key=DE-9", "--from", "events.csv"]
    played[0].next("salesforce", Plan(faults=[Fault("error", on="submit")]))
    assert tarry(*command).exit_code == 6
    result = tarry(*command)
    assert (result.exit_code, result.stdout) == (6, "")
    assert "run again with --found 1=HANDLE; if not, with --send-unsure" in result.stderr
    part, end = events_in(tarry(*command, "--json").stdout)
    assert (part["state"], part["handle"], end["code"]) == ("unsure", None, 6)
    assert "unsure" in tarry("jobs").stdout
    assert tarry(*command, "--send-unsure").exit_code == 0


def test_accounts_of_one_host_are_told_apart_by_the_file_of_their_settings() -> None:
    handles = set()
    for name in ("prod.env", "staging.env"):
        Path(name).write_text("FULLSTORY_REQUEST_TIMEOUT=9\n")
        for _ in range(2):
            handles.add(
                tarry("submit", "fullstory", "events-import", "--from", "events.csv", "--env-file", name).stdout
            )
    assert len(handles) == 2


def test_on_a_terminal_the_command_that_waits_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit_run, "is_live", lambda: True)
    command = ["submit", "fullstory", "events-import", "--from", "events.csv", "--label"]
    result = tarry(*command, "a")
    assert result.stderr == f"To wait: tarry wait {result.stdout}"
    assert tarry(*command, "b", "--again", "--quiet").stderr == ""


def test_a_refusal_is_4_and_a_credential_6(played: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tarry("submit", "possiblenow", "export", "client_id=OTHER", "segment_name=Readers").exit_code == 4
    monkeypatch.setenv("FULLSTORY_API_KEY", "wrong")
    assert tarry("submit", "fullstory", "events-import", "--from", "events.csv").exit_code == 6


def test_a_journal_that_cannot_be_used_is_1() -> None:
    Path("journal.sqlite").write_text("no journal" * 100)
    result = tarry("submit", "fullstory", "events-import", "--from", "events.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is damaged, or no journal" in result.stderr


def test_jobs_are_listed_by_age_and_provider_and_forgotten(played: Any) -> None:
    assert tarry("jobs").stderr == "nothing was submitted here\n"
    tarry("submit", "fullstory", "events-import", "--from", "events.csv", "--label", "nightly")
    tarry("submit", "open_data_rights", "data-request")
    listed = [line.split("\t") for line in tarry("jobs").stdout.splitlines()]
    assert [cells[4].partition(":")[0] for cells in listed] == ["open_data_rights", "fullstory"]
    assert listed[1][5] == "nightly"
    assert len(tarry("jobs", "--provider", "fullstory").stdout.splitlines()) == 1
    assert len(tarry("jobs", "--recent", "1h").stdout.splitlines()) == 2
    assert "forgot 0 parts" in tarry("jobs", "--forget", "90d").stderr
    time.sleep(0.01)
    assert "forgot 2 parts" in tarry("jobs", "--forget", "0s").stderr
    assert tarry("jobs").stdout == ""


def test_ctrl_c_lets_the_part_that_is_sent_come_to_its_end(played: Any) -> None:
    played[0].next("fullstory", Plan(faults=[Fault("slow", on="submit", seconds=1.5)]))
    command = [sys.executable, "-m", "tarry", "submit", "fullstory", "events-import", "--from", "events.csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 30
        while not any(entry.state == "sending" for entry in Journal().entries()) and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "The part that is being sent is waited for" in err
    assert "the same command goes on" in err
    assert [entry.handle_text for entry in Journal().entries()] == [out.strip()]
    assert "TARRY_JOURNAL" in os.environ
