"""What the words of a status answer of eloqua mean."""

from __future__ import annotations

from tarry._core.outcome import Outcome
from tarry._core.policy import Policy
from tarry._core.provider import Provider
from tarry._operations.verdict import Verdict, Words
from tarry.schedules._growing import Growing
from tarry_clients import eloqua as generated
from tarry_clients.eloqua import models
from tarry_clients.eloqua.errors import UnexpectedResponse

PROVIDER = Provider(
    "eloqua",
    generated,
    UnexpectedResponse,
    credentials=("company", "user", "password", "token"),
    login_url="login_url",
)

# The page on status types writes `errored`, the contract and every public client `error`:
# https://docs.oracle.com/en/cloud/saas/marketing/eloqua-develop/Developers/BulkAPI/Reference/Syncs/sync-status-type.htm
WORDS: Words = {
    "PENDING": Outcome.PENDING,
    "ACTIVE": Outcome.PENDING,
    "SUCCESS": Outcome.SUCCEEDED,
    "WARNING": Outcome.PARTIAL,
    "ERROR": Outcome.FAILED,
    "ERRORED": Outcome.FAILED,
}
"""What each word of `status` means."""

# No interval is documented. Public clients begin with 1 to 5 s and go up to 5 minutes, as here; large exports have taken
# hours.
POLICY = Policy(schedule=Growing(floor=2.0, ceiling=300.0))


def classify(status: models.Sync) -> Verdict:
    """What a status answer means. `warning` is partial: rows were refused, or the logs say what else was unexpected."""
    return Verdict.of(status.status, WORDS)
