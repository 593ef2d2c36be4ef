"""Upsert rows into a data extension of Salesforce Marketing Cloud, and say of each row that was refused which it was and why.

Settings: SALESFORCE_SUBDOMAIN, SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET; for the sandbox those that it prints.
"""

import tarry
from tarry import Outcome, salesforce

ROWS = [{"MemberId": f"M-{number}", "FirstName": "Ada", "Points": number * 10} for number in range(1001, 1021)]


def main() -> None:
    """A job of which a part was refused is PARTIAL; one of which nothing came raises `JobFailedError`, and has failures too."""
    with salesforce.connect() as client:
        job = salesforce.RowsImport.submit(client, ROWS, key="Loyalty_Members")
        try:
            outcome = tarry.wait_for_completion(job, timeout=1800).outcome
        except tarry.JobFailedError as error:
            print(error)
            outcome = Outcome.FAILED
        if outcome is not Outcome.SUCCEEDED:
            for refused in job.failures():  # read page by page, as you ask for them
                print(f"{ROWS[refused.index]['MemberId']} was refused: {refused.message}")
        stored = sum(result.status == "OK" for result in job.results())
        print(f"{job.handle}: {outcome}, {stored} of {len(ROWS)} rows stored")


if __name__ == "__main__":
    main()
