"""What docs/how-to/airflow.md shows: tests/guide holds its Dag to the one in examples/, which Airflow reads and stores here."""

import re
import runpy
from typing import Any

from airflow.sdk.module_loading import import_string
from airflow.serialization.serialized_objects import DagSerialization

from support.paths import ROOT

DAG = ROOT / "examples" / "engines" / "airflow_dags" / "import_events.py"


def test_airflow_stores_it_and_reads_it_back() -> None:
    dag = runpy.run_path(str(DAG))["submit"].dag
    again = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    assert {task.task_id for task in again.tasks} == {"submit", "wait", "refused"}
    assert again.get_task("wait").upstream_task_ids == {"submit"}


def test_the_asset_of_the_page_is_watched_for_the_end_of_a_job() -> None:
    (shown,) = re.findall(
        r"^<!-- not run: its engine runs it, in tests/engines -->\n```python\n(.*?)^```",
        (ROOT / "docs" / "how-to" / "airflow.md").read_text(),
        re.DOTALL | re.MULTILINE,
    )
    scope: dict[str, Any] = {}
    exec(shown, scope)
    (watcher,) = scope["export"].watchers
    classpath, arguments = watcher.trigger.serialize()
    assert import_string(classpath)(**arguments).handle == "eloqua:sync:1444"
