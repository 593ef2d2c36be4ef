"""What docs/how-to/airflow.md shows: tests/guide holds its Dag to the one in examples/, which Airflow reads and stores here."""

import json
import re
import runpy
import shlex
from typing import Any

import pytest
from airflow.cli.cli_parser import get_parser
from airflow.sdk.module_loading import import_string
from airflow.serialization.serialized_objects import DagSerialization

from support.paths import ROOT
from tarry import fullstory
from tarry.airflow.hooks import TarryHook

DAG = ROOT / "examples" / "engines" / "airflow_dags" / "import_events.py"


def test_airflow_stores_it_and_reads_it_back() -> None:
    dag = runpy.run_path(str(DAG))["submit"].dag
    again = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    assert {task.task_id for task in again.tasks} == {"submit", "wait", "refused"}
    assert again.get_task("wait").upstream_task_ids == {"submit"}


def shown(language: str) -> str:
    """The block of this language that tests/guide leaves to this file."""
    (found,) = re.findall(
        rf"^<!-- not run: its engine runs it, in tests/engines -->\n```{language}\n(.*?)^```",
        (ROOT / "docs" / "how-to" / "airflow.md").read_text(),
        re.DOTALL | re.MULTILINE,
    )
    return str(found)


def test_the_connection_of_the_page_makes_a_client(monkeypatch: pytest.MonkeyPatch) -> None:
    given = get_parser().parse_args(shlex.split(shown("console"))[2:])
    assert (given.subcommand, given.conn_id) == ("add", "fullstory")
    made = {"conn_type": given.conn_type, "extra": json.loads(given.conn_extra.replace("…", "an-api-key"))}
    monkeypatch.setenv("AIRFLOW_CONN_FULLSTORY", json.dumps(made))
    with TarryHook(given.conn_id).get_conn() as client:
        assert fullstory.EventsImport(client, "abd123").handle.provider == "fullstory"


def test_the_asset_of_the_page_is_watched_for_the_end_of_a_job() -> None:
    scope: dict[str, Any] = {}
    exec(shown("python"), scope)
    (watcher,) = scope["export"].watchers
    classpath, arguments = watcher.trigger.serialize()
    assert import_string(classpath)(**arguments).handle == "eloqua:sync:1444"
