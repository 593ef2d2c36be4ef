"""What a job left behind, in a file; XCom gets counts."""

import json
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowFailException

import tarry
from support.airflow_tasks import Connections, Task
from tarry.airflow.hooks import TarryHook
from tarry.airflow.operators import ResultsToFileOperator
from tarry.sandbox import Plan, Sandbox

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.fixture
def ended(sandbox: Sandbox, connections: Connections) -> str:
    """A job of three items, of which one was refused."""
    sandbox.next("fullstory", Plan("partial", polls=0))
    with TarryHook(connections.sandbox("fullstory")).get_conn() as client:
        rows = [{"name": f"Event {number}"} for number in range(3)]
        job = tarry.fullstory.EventsImport.submit(client, rows)
        tarry.wait_for_completion(job, timeout=10)
    return str(job.handle)


def write(handle: Any, path: Path, **options: Any) -> dict[str, Any]:
    task = ResultsToFileOperator(task_id="write", handle=handle, conn_id="my_fullstory", path=str(path), **options)
    return task.execute(Task().context)


@pytest.mark.parametrize(("content", "rows"), [("results", 2), ("failures", 1)])
def test_a_list_goes_to_a_file_and_its_counts_to_xcom(content: Any, rows: int, ended: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    returned = write({"handle": ended}, path, content=content)
    size = path.stat().st_size
    assert returned == {"handle": ended, "files": [str(path)], "rows": rows, "bytes": size, "bad_rows": 0}
    assert len([json.loads(line) for line in path.read_text().splitlines()]) == rows
    assert write(ended, path, content=content) == returned  # a retry


def test_an_archive_is_downloaded(sandbox: Sandbox, connections: Connections, tmp_path: Path) -> None:
    sandbox.next("open_data_rights", Plan(polls=0))
    with TarryHook(connections.sandbox("open_data_rights")).get_conn() as client:
        job = tarry.open_data_rights.DataRequest.submit(client)
        job.poll()
    path = tmp_path / "data.zip"
    task = ResultsToFileOperator(
        task_id="write", handle=str(job.handle), conn_id="my_open_data_rights", path=str(path), content="download"
    )
    assert task.execute(Task().context) == {"handle": str(job.handle), "files": [str(path)]}
    assert path.stat().st_size


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"content": "download"}, "jobs of fullstory:events-import have no download"),
        ({"options": {"format": "xlsx"}}, "format"),
    ],
)
def test_what_no_retry_mends_fails_without_retries(
    options: dict[str, Any], said: str, ended: str, tmp_path: Path
) -> None:
    with pytest.raises(AirflowFailException, match=said):
        write(ended, tmp_path / "rows.csv", **options)


def test_options_that_nobody_knows_are_refused_where_the_dag_is_read(tmp_path: Path) -> None:
    with pytest.raises(tarry.ConfigurationError, match="options: got an unexpected keyword argument 'form'"):
        write("fullstory:events-import:abc", tmp_path / "rows.csv", options={"form": "csv"})
