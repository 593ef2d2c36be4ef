"""Import events of a day into Fullstory, and load what became of them into duckdb with dlt: once, however often it is run.

    python dlt_pipeline.py 2026-11-28

A run that died is run again: the events are not submitted twice, and no row is loaded twice. Needs tarry[dlt] and dlt[duckdb].

Settings: FULLSTORY_API_KEY; and FULLSTORY_BASE_URL for another host, such as the sandbox's.
"""

import sys

import dlt

import tarry
import tarry.dlt
from tarry import fullstory

EVENTS = [{"name": "Order Shipped", "user": {"uid": f"cust-{number}"}} for number in range(120)]


def main(day: str) -> None:
    """Load the results into the table `events`, and what was refused into `events_failures`."""
    pipeline = dlt.pipeline("orders", destination="duckdb", dataset_name="fullstory")
    if pipeline.has_pending_data:  # a run before this one died
        pipeline.run()
        pipeline.sync_destination()
    with fullstory.connect() as client:
        source = tarry.dlt.rows(
            lambda key: tarry.submit_all(fullstory.EventsImport, client, EVENTS, once=key),
            name="events",
            once=day,
            timeout=3600,
            client=client,
        )
        print(pipeline.run(source))
    with pipeline.sql_client() as database:
        print(day, database.execute_sql("SELECT count(*) FROM events"))


if __name__ == "__main__":
    main(sys.argv[1])
