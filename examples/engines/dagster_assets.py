"""Import events into Fullstory and load what became of them with Dagster: no run is occupied while the jobs run.

The asset `submitted` submits, and notes the handle. One sensor polls the jobs of all handles together, and for each that has
ended starts a run of `loaded`, which loads the rows with dlt, and fails where the job failed. A dlt pipeline runs once at a
time: say `concurrency: {pools: {default_limit: 1}}` in dagster.yaml. To run it: dagster dev -f dagster_assets.py

Settings: FULLSTORY_API_KEY; and FULLSTORY_BASE_URL for another host, such as the sandbox's.
"""

import json

import dagster as dg
import dlt
from dagster_dlt import DagsterDltResource, dlt_assets

import tarry
import tarry.dlt
from tarry import fullstory

EVENTS = [{"name": "Order Shipped", "user": {"uid": f"cust-{number}"}} for number in range(120)]
PIPELINE = dlt.pipeline("orders", destination="duckdb", dataset_name="fullstory")


@dg.asset(retry_policy=dg.RetryPolicy(max_retries=2))
def submitted(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """One job for each run, also where Dagster tries again."""
    with fullstory.connect() as client:
        (job,) = tarry.submit_all(
            fullstory.EventsImport, client, EVENTS, once=context.run.root_run_id or context.run_id
        )
    return dg.MaterializeResult(metadata={"handle": str(job.handle)})


@dlt_assets(dlt_source=tarry.dlt.rows([], name="events", timeout=0), dlt_pipeline=PIPELINE, pool="orders")
def loaded(context: dg.AssetExecutionContext, pipelines: DagsterDltResource):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """The rows of the job that has ended."""
    yield from pipelines.run(context, dlt_source=tarry.dlt.rows(context.run.tags["handle"], name="events", timeout=60))


@dg.sensor(target=[loaded], default_status=dg.DefaultSensorStatus.RUNNING, minimum_interval_seconds=10)
def ended(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """One poll of all jobs that are not known to have ended."""
    known = json.loads(context.cursor or '{"after": 0, "handles": []}')
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey("submitted"), after_storage_id=known["after"])
    new = context.instance.fetch_materializations(wanted, limit=1000, ascending=True).records
    handles = [
        *known["handles"],
        *(seen.metadata["handle"].value for one in new if (seen := one.asset_materialization)),
    ]
    with fullstory.connect() as client:
        results = tarry.wait_for_all([tarry.open_job(one, client) for one in handles], timeout=0)
    pending = [str(one.job.handle) for one in results if one.outcome is tarry.Outcome.PENDING]
    starts = [dg.RunRequest(run_key=one, tags={"handle": one}) for one in handles if one not in pending]
    after = max([known["after"], *(one.storage_id for one in new)])
    return dg.SensorResult(run_requests=starts, cursor=json.dumps({"after": after, "handles": pending}))


defs = dg.Definitions([submitted, loaded], sensors=[ended], resources={"pipelines": DagsterDltResource()})
