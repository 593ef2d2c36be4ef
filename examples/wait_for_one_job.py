"""Import events into Fullstory and wait until the import has ended.

Settings: FULLSTORY_API_KEY; and FULLSTORY_BASE_URL for another host, such as the sandbox's.
"""

import sys

import tarry
from tarry import fullstory

EVENTS = [
    {"name": "Order Shipped", "user": {"uid": "cust-7"}},
    {"name": "Order Returned", "user": {"uid": "cust-9"}},
]


def main() -> None:
    """Submit, wait for ten minutes at most, and say how it ended."""
    with fullstory.connect() as client:
        job = fullstory.EventsImport.submit(client, EVENTS)
        print(f"{job.handle}: submitted")
        try:
            result = tarry.wait_for_completion(job, timeout=600)
        except tarry.JobFailedError as error:
            sys.exit(f"It failed: {error}")
        except tarry.WaitError as error:
            # The job may be running all the same. The text says what to do; the handle finds the job again.
            sys.exit(f"Nobody knows yet: {error}")
        print(f"{job.handle}: {result.outcome}, {result.status.imports} imported; polls: {result.polls}")


if __name__ == "__main__":
    main()
