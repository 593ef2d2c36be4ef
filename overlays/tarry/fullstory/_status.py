"""What the words of a status answer of fullstory mean."""

from __future__ import annotations

from tarry._core.checks import count
from tarry._core.outcome import Outcome
from tarry._core.policy import Policy
from tarry._core.provider import Provider
from tarry._operations.verdict import Verdict, Words
from tarry.schedules._growing import Growing
from tarry_clients import fullstory as generated
from tarry_clients.fullstory import models
from tarry_clients.fullstory.errors import UnexpectedResponse

PROVIDER = Provider("fullstory", generated, UnexpectedResponse, credentials=("api_key",))

WORDS: Words = {"PROCESSING": Outcome.PENDING, "COMPLETED": Outcome.SUCCEEDED, "FAILED": Outcome.FAILED}
"""What each word of `job.status` means where no counter says more."""

# The vendor's own client polls every 2 s and its tests expect three events within 10 s; queued batches take minutes,
# after a quarter of an hour of which a minute late is soon enough.
POLICY = Policy(schedule=Growing(floor=1.0, ceiling=60.0))


def classify(status: models.ImportStatus) -> Verdict:
    """What a status answer means.

    COMPLETED may still count errors (https://developer.fullstory.com/server/asynchronous-workflows/) and FAILED usually
    means partly imported, so once the job has ended the counters decide.

    Raises:
        TypeError: A field is of another type than described.
    """
    verdict = Verdict.of(status.job.status, WORDS)
    outcome = verdict.outcome
    if outcome in {Outcome.SUCCEEDED, Outcome.FAILED}:
        imports, errors = count(status.imports, "imports") or 0, count(status.errors, "errors") or 0
        if errors > 0:
            outcome = Outcome.PARTIAL if imports > 0 else Outcome.FAILED
        elif outcome is Outcome.FAILED and imports > 0:
            outcome = Outcome.PARTIAL
        return verdict._replace(outcome=outcome)
    return verdict
