"""What has to come of each fault at each place: one table, derived from the laws and rulings of the design.

It is written from what is promised, and not from what the code does. Where a run differs, one of the two is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

from .faults import Case
from .recordings import Place

# What the cells say.
#
# absorbed   The end, the rows and the archive are those of the recording, and nothing was sent that need not be (law 5).
# renewed    The same where the credential can be renewed (Salesforce's token, PossibleNOW's signature); else as `refused`,
#            or `polling` for a poll (law 5: 401 once renews, then ends).
# refused    ProviderResponseError, or for an archive the same: names the request and the status.
# put off    The same, and says for how long Retry-After forbids to ask again: longer than a page may take (law 2).
# doubtful   ProviderResponseError to a submit that may have started a job all the same: says so, and what to do.
# unsent     SubmitError, may_exist=False: the submit never left.
# unanswered SubmitError, may_exist=True: nobody knows; names the idempotency key where there is one.
# broken     The error of httpx as it is: what a page or download ends with when the network fails for ever.
# by hand    A generated function called by the user: it raises, or gives no definition. Nothing is retried.
# polling    PollingError: polling became impossible, the job may be running (law 5).
# forbidden  WaitTimeoutError that says that Retry-After forbids a poll before the deadline (law 2).
# late       The deadline has passed: the end of the recording where this answer brings it, else WaitTimeoutError (law 1).
# missing    Not visible yet where it was never seen (law 7); then JobGoneError, for Salesforce only after the grace.
# expired    JobGoneError: 410 says so itself.
# unknown    UnknownStatusError with the word (law 6). Open Data Rights has no words, so there the answer is unreadable.
# -          Cannot be.
#
# The columns are places. `for …` is a request for a token or a base URL, without which that cannot be sent, so that the end is
# the same; but a submit has certainly not left then. `keyed` is a submit with an idempotency key.
STARTING = """
until a job exists     | for definition | definition | for submit | submit     | keyed
throttled              | refused        | by hand    | refused    | refused    | absorbed
throttled, absurd      | refused        | by hand    | refused    | refused    | refused
unavailable            | refused        | by hand    | refused    | doubtful   | absorbed
unavailable, absurd    | refused        | by hand    | refused    | doubtful   | unanswered
unavailable, for ever  | refused        | by hand    | refused    | doubtful   | unanswered
not connected          | by hand        | by hand    | unsent     | unsent     | absorbed
no answer              | by hand        | by hand    | unsent     | unanswered | absorbed
no answer, for ever    | by hand        | by hand    | unsent     | unanswered | unanswered
unreadable             | refused        | by hand    | refused    | doubtful   | absorbed
unreadable, for ever   | refused        | by hand    | refused    | doubtful   | unanswered
readable               | absorbed       | absorbed   | absorbed   | absorbed   | absorbed
unknown word           | -              | -          | -          | absorbed   | absorbed
unknown word, for ever | -              | -          | -          | absorbed   | absorbed
missing word           | refused        | by hand    | refused    | doubtful   | absorbed
another job            | -              | -          | -          | -          | -
another job, for ever  | -              | -          | -          | -          | -
not found              | refused        | by hand    | refused    | refused    | refused
expired                | refused        | by hand    | refused    | refused    | refused
refused once           | refused        | by hand    | refused    | renewed    | renewed
refused                | refused        | by hand    | refused    | refused    | refused
elsewhere              | refused        | by hand    | refused    | doubtful   | unanswered
clock                  | absorbed       | absorbed   | absorbed   | absorbed   | absorbed
deadline               | absorbed       | absorbed   | absorbed   | absorbed   | absorbed
"""

WAITING = """
when a job exists      | for poll  | poll      | poll page | page     | download
throttled              | absorbed  | absorbed  | absorbed  | absorbed | absorbed
throttled, absurd      | forbidden | forbidden | forbidden | put off  | put off
unavailable            | absorbed  | absorbed  | absorbed  | absorbed | absorbed
unavailable, absurd    | forbidden | forbidden | forbidden | put off  | put off
unavailable, for ever  | polling   | polling   | polling   | refused  | refused
not connected          | absorbed  | absorbed  | absorbed  | absorbed | absorbed
no answer              | absorbed  | absorbed  | absorbed  | absorbed | absorbed
no answer, for ever    | polling   | polling   | polling   | broken   | broken
unreadable             | absorbed  | absorbed  | absorbed  | absorbed | absorbed
unreadable, for ever   | polling   | polling   | polling   | refused  | refused
readable               | absorbed  | absorbed  | absorbed  | absorbed | absorbed
unknown word           | -         | absorbed  | -         | -        | -
unknown word, for ever | -         | unknown   | -         | -        | -
missing word           | absorbed  | absorbed  | absorbed  | absorbed | absorbed
another job            | -         | absorbed  | -         | -        | -
another job, for ever  | -         | polling   | -         | -        | -
not found              | polling   | missing   | absorbed  | refused  | refused
expired                | polling   | expired   | expired   | refused  | refused
refused once           | polling   | renewed   | renewed   | renewed  | renewed
refused                | polling   | polling   | polling   | refused  | refused
elsewhere              | polling   | polling   | polling   | refused  | refused
clock                  | absorbed  | absorbed  | absorbed  | absorbed | absorbed
deadline               | late      | late      | late      | absorbed | absorbed
"""


def _read(table: str) -> dict[str, dict[str, str]]:
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines())
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


TABLE: Mapping[str, Mapping[str, str]] = {
    family: cells | _read(WAITING)[family] for family, cells in _read(STARTING).items()
}

_RENEWS = {"salesforce", "possiblenow"}


def expected(case: Case) -> str:
    """The cell for a case, with what depends on provider and recording filled in."""
    exchange = case.recording.exchanges[case.position]
    name = case.recording.target.name
    column = exchange.place.value if exchange.place is exchange.serves else f"for {exchange.serves}"
    cell = TABLE[case.fault.family][column]
    polling = exchange.serves in {Place.POLL, Place.POLL_PAGE}
    if exchange.place is Place.DISCOVERY and case.fault.family == "missing word":
        # An answer that can be read and names no base URL: the remedy is to pass one, not to wait.
        return "polling" if polling else "refused"
    if cell == "renewed":
        return "absorbed" if name in _RENEWS else "polling" if polling else "refused"
    if cell == "missing":
        polled_before = any(one.finds_the_job for one in case.recording.exchanges[: case.position])
        return "gone" if polled_before and name != "salesforce" else "absorbed"
    if cell == "unknown" and name == "open_data_rights":
        return "polling"
    if cell == "late":
        # What was not found for two days was never there; a poll that brings the end has brought it.
        later_polls = [one for one in case.recording.exchanges[case.position + 1 :] if one.place is Place.POLL]
        return "late" if later_polls and not case.recording.never_there else "absorbed"
    if cell == "-":
        raise LookupError(f"the table has no expectation for {case}")
    return cell
