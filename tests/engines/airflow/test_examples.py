"""The Dag of docs/how-to/airflow.md is the one in examples/, which Airflow reads and stores."""

import re
import runpy

from airflow.serialization.serialized_objects import DagSerialization

from support.paths import ROOT

DAG = ROOT / "examples" / "engines" / "airflow_dags" / "import_events.py"


def test_the_page_shows_the_dag_that_is_run() -> None:
    (shown,) = re.findall(
        r"^```py\n(with DAG.*?)^```", (ROOT / "docs" / "how-to" / "airflow.md").read_text(), re.DOTALL | re.MULTILINE
    )
    assert shown in DAG.read_text()


def test_airflow_stores_it_and_reads_it_back() -> None:
    dag = runpy.run_path(str(DAG))["submit"].dag
    again = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    assert {task.task_id for task in again.tasks} == {"submit", "wait", "refused"}
    assert again.get_task("wait").upstream_task_ids == {"submit"}
