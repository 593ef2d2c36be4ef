"""Import users into Fullstory in forty jobs, wait for all of them at once, and print what happens as it happens.

Settings: FULLSTORY_API_KEY; and FULLSTORY_BASE_URL for another host, such as the sandbox's.
"""

from collections import Counter

import tarry
from tarry import fullstory

JOBS = 40
USERS_PER_JOB = 25


def users(batch: int) -> list[dict[str, str]]:
    """The users of one batch; invented ones."""
    first = batch * USERS_PER_JOB
    return [
        {"uid": f"cust-{number}", "display_name": f"Customer {number}"}
        for number in range(first, first + USERS_PER_JOB)
    ]


def report(poll: tarry.Poll) -> None:
    """Say what is worth a line: a fault, and the end of a job."""
    if poll.fault is not None or poll.next_delay is None:
        print(poll)


def main() -> None:
    """Results come in the order in which jobs end. No job ends the wait for the others: an error is part of its result."""
    outcomes: Counter[str] = Counter()
    with fullstory.connect() as client:
        jobs = [fullstory.UsersImport.submit(client, users(batch)) for batch in range(JOBS)]
        for result in tarry.as_completed(jobs, timeout=3600, on_poll=report):
            outcomes[str(result.outcome)] += 1
            if result.error is not None:
                print(f"{result.job.handle}: {result.error}")
    print(f"{outcomes.total()} jobs: {dict(outcomes)}")


if __name__ == "__main__":
    main()
