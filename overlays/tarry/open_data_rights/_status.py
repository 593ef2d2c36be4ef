"""What the words of a status answer of open_data_rights mean."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from tarry._core.checks import flag
from tarry._core.outcome import Outcome
from tarry._core.policy import Policy
from tarry._core.provider import Provider
from tarry._operations.verdict import Verdict, Words
from tarry.schedules._growing import Growing
from tarry_clients import open_data_rights as generated
from tarry_clients.open_data_rights import models
from tarry_clients.open_data_rights.errors import UnexpectedResponse

PROVIDER = Provider("open_data_rights", generated, UnexpectedResponse, credentials=("token",))

WORDS: Words = {"FALSE": Outcome.PENDING, "TRUE": Outcome.SUCCEEDED}
"""What `isCompleted` means: there is no word for failed, refused or partial."""

# The proposal's own client polls every 5 minutes (https://github.com/leinelissen/aeon, src/main/providers/index.ts) at
# what takes hours to weeks; to poll after a steady quarter of the time waited, once an hour in the end, spares its server
# more than that. Towards an expected completion a poll is put off for at most a day, jitter included. An organisation's
# server may be down for hours, which is no reason to give up a wait of weeks.
POLICY = Policy(
    schedule=Growing(floor=60.0, ceiling=3600.0, share=0.25, taper=0.0, hint_ceiling=78_000.0),
    fault_time=6 * 3600.0,
    outage_time=6 * 3600.0,
)


def classify(status: models.RequestStatus, now: float | None = None) -> Verdict:
    """What a status answer means.

    `isCompleted` alone is the signal: `completedAt` is optional even for a completed request, and an `expectedCompletion`
    that has passed says nothing (https://api.open-data-rights.org/operation/operation-get-requests-parameter).

    Args:
        status: The answer.
        now: When it was given, in seconds since the epoch; the current time by default.

    Raises:
        TypeError: `isCompleted` is neither true nor false. Guessing would be wrong either way: the text "0" is truthy.
    """
    completed = flag(status.is_completed, "isCompleted")
    expected, hint = status.expected_completion, None
    # A date that cannot be read arrives as a text. One without a zone counts as UTC.
    if isinstance(expected, datetime):
        moment = expected if expected.tzinfo else expected.replace(tzinfo=UTC)
        hint = moment.timestamp() - (time.time() if now is None else now)
    return Verdict.of(str(completed).lower(), WORDS)._replace(hint=hint)
