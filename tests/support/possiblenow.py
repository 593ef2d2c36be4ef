"""PossibleNOW, as the cassettes enter it.

From a real account only the export that was never there is recorded: the rows of the others would be real people.
"""

import os
from typing import Any

from tarry import JobFailedError, JobGoneError, JobNotFoundError, Outcome, possiblenow
from tarry.sandbox import Fault, Plan

from .targets import THROTTLED, Scenario, Target

SEGMENT = "Spring newsletter"
SINCE = "2024-05-01T00:00:00Z"


def client_id() -> str:
    """The account's id: it stands in every path. Only while recording there is another one in the environment."""
    return os.environ.get("POSSIBLENOW_CLIENT_ID", "SANDBOX1")


def in_pages_of_two(export: possiblenow.Export) -> possiblenow.Export:
    export.page_size = 2
    return export


def submit(client: Any) -> possiblenow.Export:
    return in_pages_of_two(possiblenow.Export.submit(client, client_id(), SEGMENT, SINCE))


async def async_submit(client: Any) -> possiblenow.Export:
    return in_pages_of_two(await possiblenow.Export.async_submit(client, client_id(), SEGMENT, SINCE))


TARGET = Target(
    name="possiblenow",
    vendor_url="https://pm.mypreferences.com/Profiles",
    connect=possiblenow.connect,
    credentials={"client_id": "SANDBOX1", "user_id": "sandbox-user", "secret": "sandbox-secret"},
    submit=submit,
    async_submit=async_submit,
    unknown=lambda client: possiblenow.Export(client, client_id(), 1),
    scenarios=(
        Scenario(
            "succeeded", Plan(polls=2), Outcome.SUCCEEDED, words=("Processing", "Processing", "Complete"), results=3
        ),
        Scenario("failed", Plan("failed", polls=1), Outcome.FAILED, JobFailedError, words=("Processing", "Error")),
        Scenario("gone", Plan("gone", polls=1), Outcome.GONE, JobGoneError, words=("Processing", None)),
        Scenario(
            "not_found", Plan(), Outcome.GONE, JobNotFoundError, words=(None, None, None), submits=False, on_vendor=True
        ),
        # The provider documents 503 for what others answer with 429.
        Scenario(
            "throttled",
            Plan(polls=3, faults=[Fault("gateway", at=2, status=503)]),
            Outcome.SUCCEEDED,
            words=("Processing", None, "Processing", "Complete"),
            results=3,
        ),
        Scenario(
            "too_many_requests",
            THROTTLED,
            Outcome.SUCCEEDED,
            words=("Processing", None, "Processing", "Complete"),
        ),
    ),
)
