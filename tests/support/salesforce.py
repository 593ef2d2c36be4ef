"""Salesforce, as the cassettes enter it: with a token fetched by the first request."""

from tarry import JobFailedError, JobNotFoundError, Outcome, salesforce
from tarry.sandbox import Plan

from .targets import THROTTLED, Scenario, Target

ROWS = [
    {"MemberId": "M-1001", "FirstName": "Ada", "Points": 120},
    {"MemberId": "M-1002", "FirstName": "Linus", "Points": 45},
    {"MemberId": "M-1003", "FirstName": "Grace", "Points": 7},
]

TARGET = Target(
    name="salesforce",
    vendor_url="https://mc-example-subdomain-000001.rest.marketingcloudapis.com",
    connect=salesforce.connect,
    credentials={
        "subdomain": "mc-example-subdomain-000001",
        "client_id": "sandbox-client",
        "client_secret": "sandbox-secret",
    },
    submit=lambda client: salesforce.RowsImport.submit(client, ROWS, key="Loyalty_Members"),
    async_submit=lambda client: salesforce.RowsImport.async_submit(client, ROWS, key="Loyalty_Members"),
    unknown=lambda client: salesforce.RowsImport(client, "00000000-0000-4000-8000-000000000000"),
    hosts={"/salesforce/v2/token": "https://mc-example-subdomain-000001.auth.marketingcloudapis.com/v2/token"},
    scenarios=(
        Scenario(
            "succeeded",
            Plan(polls=2),
            Outcome.SUCCEEDED,
            words=("Pending", "Executing", "Complete"),
            results=3,
            on_vendor=True,
        ),
        Scenario(
            "partial", Plan("partial", polls=1), Outcome.PARTIAL, words=("Pending", "Complete"), results=3, failures=1
        ),
        Scenario(
            "failed",
            Plan("failed", polls=1),
            Outcome.FAILED,
            JobFailedError,
            words=("Pending", "Complete"),
            failures=3,
        ),
        Scenario(
            "not_found", Plan(), Outcome.GONE, JobNotFoundError, words=(None, None, None), submits=False, on_vendor=True
        ),
        Scenario(
            "throttled",
            THROTTLED,
            Outcome.SUCCEEDED,
            words=("Pending", None, "Executing", "Complete"),
            results=3,
        ),
    ),
)
