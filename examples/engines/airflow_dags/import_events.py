"""Import events into Fullstory: submit them, wait in the triggerer, and keep what was refused.

Needs a connection `fullstory` of type "Fullstory (tarry)".
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG

from tarry.airflow.operators import ResultsToFileOperator, SubmitOperator, WaitForJobOperator


def read_events(context: Any) -> list[dict[str, Any]]:
    """Read in the worker, and never put into XCom; here two that are made up."""
    return [{"name": name, "properties": {"run": context["run_id"]}} for name in ("Order Shipped", "Order Returned")]


with DAG("import_events", schedule=None, default_args={"retries": 3, "retry_delay": timedelta(seconds=10)}):
    submit = SubmitOperator(task_id="submit", conn_id="fullstory", kind="events-import", rows=read_events)
    wait = WaitForJobOperator(
        task_id="wait",
        conn_id="fullstory",
        handle=submit.output,
        timeout=timedelta(hours=6),
        deferrable=True,
    )
    ResultsToFileOperator(
        task_id="refused",
        conn_id="fullstory",
        handle=wait.output,
        content="failures",
        path="/tmp/refused-{{ run_id }}.jsonl",  # noqa: S108
    )
