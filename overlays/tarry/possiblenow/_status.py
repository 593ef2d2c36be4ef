"""What the words of a status answer of possiblenow mean."""

from __future__ import annotations

from tarry._core.outcome import Outcome
from tarry._core.policy import Policy
from tarry._core.provider import Provider
from tarry._operations.verdict import Verdict, Words
from tarry.schedules._growing import Growing
from tarry_clients import possiblenow as generated
from tarry_clients.possiblenow import models
from tarry_clients.possiblenow.errors import UnexpectedResponse

PROVIDER = Provider("possiblenow", generated, UnexpectedResponse, credentials=("user_id", "secret"))

# https://docs.possiblenow.com/integration-api/export/segment-bulk-api/retrieve-status has five of them; Failed is on the
# page for segment groups only.
WORDS: Words = {
    "PROCESSING": Outcome.PENDING,
    "COMPLETE": Outcome.SUCCEEDED,
    "RETRIEVED": Outcome.SUCCEEDED,
    "ERROR": Outcome.FAILED,
    "EXPIRED": Outcome.FAILED,
    "FAILED": Outcome.FAILED,
}
"""What each word of `Status` means."""

# No interval is documented. An export takes seconds to hours, and its rows wait for a reader: after an hour
# and a half, five minutes late is soon enough.
POLICY = Policy(schedule=Growing(floor=5.0, ceiling=300.0))


def classify(status: models.ExportStatus) -> Verdict:
    """What a status answer means: its word alone. A finished export may well have no rows.

    An answer that names the export and gives no word, which the vendor allows, is one with an unknown word.

    Raises:
        ValueError: There is neither `Status` nor `AccessToken`, so it is no answer about an export.
    """
    if status.status is None and status.access_token is None:
        raise ValueError("'Status' is missing")
    return Verdict.of(status.status or None, WORDS)
