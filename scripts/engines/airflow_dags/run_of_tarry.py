"""What `scripts/engines/airflow_run.py` runs: a wait for each end, and many mapped submits and waits."""

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import DAG

from tarry.airflow.operators import SubmitOperator, WaitForJobOperator

COUNT = int(os.environ["TARRY_RUN_COUNT"])

WAITS: dict[str, dict[str, Any]] = {
    "succeeded": {},
    "partial": {},
    "partial_skipped": {"on_partial": "skip"},
    "partial_failed": {"on_partial": "fail"},
    "failed": {},
    "gone": {},
    "timed_out": {"timeout": timedelta(seconds=3)},
    "in_worker": {"deferrable": False},
    "killed": {},
}
"""The handles come by the configuration of the run."""

ARGUMENTS = {"retries": 1, "retry_delay": timedelta(seconds=1)}

with DAG("ends", schedule=None, default_args=ARGUMENTS, max_active_tasks=16):
    for name, options in WAITS.items():
        handle = f"{{{{ dag_run.conf['{name}'] }}}}"
        given = {"timeout": timedelta(minutes=20), "deferrable": True, **options}
        WaitForJobOperator(task_id=name, conn_id="fullstory", handle=handle, **given)

with DAG("many", schedule=None, default_args=ARGUMENTS, max_active_tasks=2000):
    rows = [[{"name": "Order Shipped", "properties": {"number": number}}] for number in range(COUNT)]
    submit = SubmitOperator.partial(task_id="submit", conn_id="fullstory", kind="events-import").expand(rows=rows)
    WaitForJobOperator.partial(task_id="wait", conn_id="fullstory", timeout=timedelta(hours=2), deferrable=True).expand(
        handle=submit.output
    )

with DAG("held", schedule=None, max_active_tasks=2000):
    # In a pool without a slot: what runs them is the triggerer, until the pool gets some.
    WaitForJobOperator.partial(task_id="wait", pool="held", conn_id="fullstory", timeout=timedelta(hours=2)).expand(
        handle=list(range(int(os.environ["TARRY_RUN_DEFERRED"]) + 1))
    )
