"""Rows of jobs at the sandbox, loaded by dlt."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dlt
import httpx
import pyarrow.parquet
import pytest
from dlt.pipeline.exceptions import PipelineStepFailed
from scripts.engines.dlt_run import Runner

import tarry
import tarry.dlt
from support.lists import ROWS, Pages, connected
from support.paths import ROOT
from tarry import eloqua, fullstory
from tarry.sandbox import Plan, Sandbox
from tarry.testing import VirtualClock

EVENTS = [{"name": f"Order {number}", "timestamp": "2024-03-05T11:22:33Z"} for number in range(150)]


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.setenv("TARRY_JOURNAL", str(tmp_path / "journal.sqlite"))


def duckdb_in(folder: Path, pipelines: str = "pipelines") -> dlt.Pipeline:
    database = dlt.destinations.duckdb(str(folder / "rows.duckdb"))
    return dlt.pipeline("orders", pipelines_dir=str(folder / pipelines), destination=database, dataset_name="orders")


def query(pipeline: dlt.Pipeline, sql: str) -> Any:
    with pipeline.sql_client() as client:
        return client.execute_sql(sql)


def client_of(sandbox: Sandbox) -> Any:
    url = sandbox.base_url("fullstory", "http://localhost")
    return fullstory.connect(api_key="sandbox-key", base_url=url, httpx_args={"transport": sandbox.transport()})


def submit(client: Any) -> Callable[[str], Any]:
    return lambda key: tarry.submit_all(fullstory.EventsImport, client, EVENTS, once=key)


def load(job: Any, **options: Any) -> Any:
    return tarry.dlt.rows(job, **{"name": "events", "timeout": 3600, "clock": VirtualClock(), **options})


def never(key: str) -> Any:
    raise AssertionError(f"submitted again, with {key}")


def test_a_partial_job_is_submitted_and_loaded_once(tmp_path: Path) -> None:
    sandbox, pipeline = Sandbox(), duckdb_in(tmp_path)
    sandbox.next("fullstory", Plan("partial", polls=3, refused=2))
    client = client_of(sandbox)
    pipeline.run(load(submit(client)))
    assert query(pipeline, "SELECT count(*), min(_tarry_row), max(_tarry_row) FROM events") == [(148, 1, 148)]
    names = [event["name"] for event in EVENTS[:148]]
    assert query(pipeline, "SELECT name FROM events ORDER BY _tarry_row") == [(name,) for name in names]
    assert query(pipeline, "SELECT count(*), max(_tarry_row), min(message) FROM events_failures") == [
        (2, 2, "refused because the sandbox was told so")
    ]
    assert pipeline.run(load(never)).loads_ids == []
    assert query(pipeline, "SELECT count(*) FROM events") == [(148,)]


def test_columns_have_the_types_of_the_document(tmp_path: Path) -> None:
    pipeline = duckdb_in(tmp_path)
    pipeline.run(load(submit(client_of(Sandbox())), name="Loaded Events"))
    columns = pipeline.default_schema.tables["loaded_events"]["columns"]
    assert {name: one["data_type"] for name, one in columns.items()} == {
        **dict.fromkeys(("name", "user", "session", "context", "properties", "schema", "_tarry_handle"), "text"),
        "timestamp": "timestamp",
        "_tarry_row": "bigint",
    }
    assert [name for name, one in columns.items() if not one["nullable"]] == ["_tarry_handle", "_tarry_row"]
    assert query(pipeline, "SELECT count(*), min(epoch(timestamp)) FROM loaded_events") == [(150, 1709637753.0)]
    assert "loaded_events_failures" not in pipeline.default_schema.tables


def test_types_can_be_said_and_parquet_has_them(tmp_path: Path) -> None:
    files = dlt.destinations.filesystem(str(tmp_path / "files"))
    pipeline = dlt.pipeline("people", pipelines_dir=str(tmp_path), destination=files, dataset_name="crm")
    types = {"Email": "string", "Name": "string", "Age": "integer"}
    pipeline.run(load(synced(ROWS, []), name="people", types=types), loader_file_format="parquet")
    (file,) = (tmp_path / "files" / "crm" / "people").glob("*.parquet")
    table = pyarrow.parquet.read_table(file)
    assert [str(field.type) for field in table.schema] == ["string", "string", "int64", "string", "int64"]
    rows = table.to_pylist()
    assert [row["age"] for row in rows] == [int(row["Age"]) for row in ROWS]
    assert [row["name"] for row in rows] == [row["Name"] for row in ROWS]
    assert [row["_tarry_row"] for row in rows] == [1, 2, 3, 4, 5, 6, 7]


def synced(rows: list[dict[str, Any]], asked: list[int]) -> Any:
    """A sync that has ended, with *rows* in pages of 3."""

    def handler(request: httpx.Request) -> httpx.Response:
        if "offset" not in request.url.params:
            return httpx.Response(200, json={"uri": "/syncs/1", "status": "success"})
        offset = int(request.url.params["offset"])
        asked.append(offset)
        page = {"totalResults": len(rows), "hasMore": offset + 3 < len(rows), "items": rows[offset : offset + 3]}
        return httpx.Response(200, json=page)

    return Pages(connected(eloqua, handler), 1)


def test_a_limit_of_pages_goes_on_on_another_machine(tmp_path: Path) -> None:
    asked: list[int] = []
    job = synced(ROWS, asked)
    pages = []
    for number in range(1, 5):
        source = load([job], name="people").add_limit(1)
        # What is known is in the destination alone.
        pages.append(len(duckdb_in(tmp_path, f"pipelines-{number}").run(source).loads_ids))
    assert pages == [1, 1, 1, 0]
    assert sorted(set(asked)) == [0, 3, 6]
    assert asked.count(0) == 1
    found = query(duckdb_in(tmp_path), "SELECT _tarry_row, email FROM orders.people ORDER BY 1")
    assert found == [(number, row["Email"]) for number, row in enumerate(ROWS, 1)]


def test_a_list_without_rows_is_a_table(tmp_path: Path) -> None:
    sandbox, pipeline = Sandbox(), duckdb_in(tmp_path)
    sandbox.next("fullstory", Plan("partial", polls=1, refused=len(EVENTS) - 1))
    pipeline.run(load(submit(client_of(sandbox))))
    assert query(pipeline, "SELECT count(*) FROM events") == [(1,)]
    assert query(pipeline, "SELECT count(*) FROM events_failures") == [(149,)]
    pipeline.run(load(synced([], []), name="nobody"))
    assert query(pipeline, "SELECT count(_tarry_row) FROM nobody") == [(0,)]


def test_a_job_that_failed_loads_nothing_and_is_not_submitted_again(tmp_path: Path) -> None:
    sandbox, pipeline, keys = Sandbox(), duckdb_in(tmp_path), []
    sandbox.next("fullstory", Plan("failed", polls=1))
    client = client_of(sandbox)

    def once(key: str) -> Any:
        keys.append(key)
        return submit(client)(key)

    for _ in range(2):
        with pytest.raises(PipelineStepFailed) as caught:
            pipeline.run(load(once))
        assert isinstance(caught.value.__cause__.__cause__, tarry.JobFailedError)
    assert keys[0] == keys[1]
    assert len(sandbox.providers["fullstory"].jobs._jobs) == 1
    assert not pipeline.has_pending_data
    pipeline.run(
        load(lambda key: fullstory.EventsImport.submit(client, EVENTS, idempotency_key=key), once="2026-11-28")
    )
    assert query(pipeline, "SELECT count(*) FROM events") == [(150,)]


def test_jobs_of_several_sources_and_handles_are_in_tables_of_their_own(tmp_path: Path) -> None:
    sandbox, pipeline = Sandbox(), duckdb_in(tmp_path)
    client = client_of(sandbox)
    jobs = [fullstory.EventsImport.submit(client, EVENTS[:number]) for number in (10, 20)]
    handles = load([str(jobs[0].handle), jobs[1].handle], client=client, failures=False)
    pipeline.run([handles, load(synced(ROWS, []), name="people")])
    found = query(pipeline, "SELECT _tarry_handle, count(*) FROM events GROUP BY 1 ORDER BY 2")
    assert found == [(str(job.handle), number) for job, number in zip(jobs, (10, 20), strict=True)]
    assert query(pipeline, "SELECT count(*) FROM people") == [(7,)]


def test_what_makes_no_sense_is_said_before_the_wait(tmp_path: Path) -> None:
    with pytest.raises(tarry.ConfigurationError, match="once= is for a function"):
        load("eloqua:sync:1", once="2026-11-28")
    polls: list[Any] = []
    with pytest.raises(PipelineStepFailed, match="eloqua:sync:1 has no 'rows'"):
        duckdb_in(tmp_path).run(load(synced(ROWS, []), list="rows", on_poll=polls.append))
    assert polls == []


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_a_pipeline_that_is_killed_goes_on(tmp_path: Path) -> None:
    """A sample of `python -m scripts.engines.dlt_run`: while the first of several packages is loaded."""
    sandbox = Sandbox()
    with sandbox.serve() as root:
        assert Runner(root, sandbox).check(tmp_path, "duckdb", 85) == []


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_the_example_runs_once_a_day(tmp_path: Path) -> None:
    sandbox = Sandbox()
    sandbox.next("fullstory", Plan("partial", polls=0, refused=2))
    with sandbox.serve() as root:
        settings = {**os.environ, **sandbox.environment(root), "DLT_DATA_DIR": str(tmp_path)}
        command = [sys.executable, str(ROOT / "examples" / "engines" / "dlt_pipeline.py"), "2026-11-28"]
        printed = [subprocess.check_output(command, cwd=tmp_path, env=settings, text=True) for _ in range(2)]
    assert ["2026-11-28 [(118,)]" in one for one in printed] == [True, True]
    assert ["1 load package(s) were loaded" in one for one in printed] == [True, False]
    assert len(sandbox.providers["fullstory"].jobs._jobs) == 1
