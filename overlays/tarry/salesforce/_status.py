"""What the words of a status answer of salesforce mean."""

from __future__ import annotations

from tarry._core.outcome import Outcome
from tarry._core.policy import Policy
from tarry._core.provider import Provider
from tarry._operations.verdict import Verdict, Words
from tarry.schedules._growing import Growing
from tarry_clients import salesforce as generated
from tarry_clients.salesforce import models
from tarry_clients.salesforce.errors import UnexpectedResponse

from ._checks import announces_errors, is_ok, is_only

PROVIDER = Provider(
    "salesforce",
    generated,
    UnexpectedResponse,
    credentials=("client_id", "client_secret", "account_id"),
    login_url="auth_url",
    tenant_domain=".marketingcloudapis.com",
)

# The field table says Completed, the list of values and live answers say Complete; Executing is seen but not listed.
# https://developer.salesforce.com/docs/marketing/marketing-cloud/guide/getStatusDataExtensionAsync.html
WORDS: Words = {
    "PENDING": Outcome.PENDING,
    "EXECUTING": Outcome.PENDING,
    "COMPLETE": Outcome.SUCCEEDED,
    "COMPLETED": Outcome.SUCCEEDED,
    "ERROR": Outcome.FAILED,
}
"""What each word of `requestStatus` means where the answer announces no errors of rows."""

# No interval is documented. Single rows take a second or two, while the vendor's own example waited 7.5 minutes in the
# queue, and after as long a minute late is soon enough. An answer without a status means "not visible yet" as well as
# "unknown" or "expired": only time tells them apart. The status can be missing until the task is picked up, so that the grace
# is twice the wait in the queue of that example; integrators bear a missing status for as long as they wait
# (https://github.com/segmentio/action-destinations/pull/3967).
POLICY = Policy(schedule=Growing(floor=1.0, ceiling=60.0), visibility_grace=900.0, regrace=True)


def classify(status: models.RequestStatus, results: models.RowResultPage | None = None) -> Verdict:
    """What a status answer means, with the first page of results where it announces errors.

    A job that has ended with errors of rows is failed only where that page holds every row and none went well; `Error` has
    been seen to pass and become `Complete` (https://github.com/segmentio/action-destinations), so it is believed when it
    is seen twice.
    """
    record = status.status
    if record is None:
        raise ValueError("there is no status")
    verdict = Verdict.of(record.request_status, WORDS)
    if verdict.outcome is Outcome.FAILED:
        return Verdict(Outcome.FAILED, verdict.word, confirmations=2)
    if verdict.outcome is not Outcome.SUCCEEDED or not announces_errors(status):
        return verdict
    if results is None or not results.items:
        return Verdict(Outcome.PENDING, verdict.word, note="errors announced, results not there yet")
    none_went_well = is_only(results) and not any(is_ok(row) for row in results.items)
    return Verdict(Outcome.FAILED if none_went_well else Outcome.PARTIAL, verdict.word)
