"""Salesforce: what its words mean, and what the first page of results adds where errors are announced."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from support.documents import document
from support.salesforce_server import RESULTS, STATUS, WITH_ERRORS, Driver, Server, envelope, page, status
from tarry import Outcome
from tarry.runtime import Kind, Verdict
from tarry.salesforce import RowsImport
from tarry_clients.salesforce.models import RequestStatus, RowResultPage

DOCUMENT = document("salesforce")


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


KNOWN = DOCUMENT["components"]["schemas"]["StatusRecord"]["properties"]["requestStatus"]["x-job-status"]


def classify(answer: httpx.Response, results: httpx.Response | None = None) -> Verdict:
    """The verdict on a status, and on the first page of results where that decides; None is a 404."""
    verdict = RowsImport.classify(RequestStatus.from_dict(answer.json()))
    if not verdict.asks:
        return verdict
    if results is None:
        return RowsImport.classify_asked(verdict, None, 404)
    return RowsImport.classify_asked(verdict, RowResultPage.from_dict(results.json()), results.status_code)


@pytest.mark.parametrize(("word", "meaning"), KNOWN.items())
@pytest.mark.parametrize("written", [str, str.upper, str.lower, " {} ".format])
def test_every_word_of_the_document(word: str, meaning: str, written: Callable[[str], str]) -> None:
    verdict = classify(status(written(word)))
    assert (verdict.outcome, verdict.word) == (Outcome(meaning), written(word))


def test_no_word_that_is_not_in_the_document() -> None:
    assert set(RowsImport.words) == {word.upper() for word in KNOWN}


@pytest.mark.parametrize(("word", "seen"), [("Hibernating", "Hibernating"), ("", ""), (7, "7")])
def test_an_unknown_word_means_nothing(word: object, seen: str | None) -> None:
    verdict = classify(status(word, hasErrors=True), page(1, "OK", count=1))
    assert (verdict.outcome, verdict.word) == (None, seen)


def test_an_error_has_to_be_confirmed() -> None:
    assert classify(status("Error")).confirmations == 2
    assert classify(WITH_ERRORS, page(1, "Error", count=1)).confirmations == 1


@pytest.mark.parametrize("word", ["Complete", "Completed"])
@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"hasErrors": False, "resultStatus": "OK"}, False),
        ({"hasErrors": None, "resultStatus": " ok "}, False),
        ({"hasErrors": False, "resultStatus": None}, False),
        ({"hasErrors": False, "resultStatus": ""}, False),
        ({}, False),
        ({"hasErrors": True}, True),
        ({"hasErrors": True, "resultStatus": "OK"}, True),
        ({"hasErrors": False, "resultStatus": "Has Errors"}, True),
        ({"hasErrors": None, "resultStatus": "Has Errors"}, True),
        ({"resultStatus": "A word that nobody has seen"}, True),
    ],
)
def test_either_field_announces_errors(driver: Driver, word: str, said: dict[str, Any], errors: bool) -> None:
    server = Server(status(word, **said), page(1, "OK", "Error", count=2))
    result = driver.wait(server.job())
    assert result.outcome is (Outcome.PARTIAL if errors else Outcome.SUCCEEDED)
    # What became of the rows is read only where errors are announced, and then the first page alone.
    assert server.paths == ([STATUS, RESULTS] if errors else [STATUS])


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        (None, Outcome.PENDING),
        (page(1, count=0), Outcome.PENDING),
        (page(1, count=3), Outcome.PENDING),
        (page(1, items=None), Outcome.PENDING),
        (envelope(), Outcome.PENDING),
        (page(1, "OK", "Error", count=2), Outcome.PARTIAL),
        (page(1, " ok ", "Error", count=2), Outcome.PARTIAL),
        # Announced all the same.
        (page(1, "OK", "OK", count=2), Outcome.PARTIAL),
        # More rows than these: some of them may be stored.
        (page(1, "Error", "Error", count=3), Outcome.PARTIAL),
        (page(1, "Error", "Error", pageSize=2), Outcome.PARTIAL),
        (page(1, *["Error"] * 50, pageSize=None), Outcome.PARTIAL),
        (page(1, *["Error"] * 50, count=0), Outcome.PARTIAL),
        # All of them.
        (page(1, "Error", "Error", count=2), Outcome.FAILED),
        (page(1, "Error", "Error"), Outcome.FAILED),
        (page(1, "Error", "A word that nobody has seen", count=2), Outcome.FAILED),
        (page(1, *["Error"] * 50, count=50), Outcome.FAILED),
        (page(1, *["Error"] * 49, pageSize=None), Outcome.FAILED),
    ],
)
def test_the_first_page_tells_partial_from_failed(results: httpx.Response | None, outcome: Outcome) -> None:
    verdict = classify(WITH_ERRORS, results)
    assert (verdict.outcome, verdict.word) == (outcome, "Complete")
    assert bool(verdict.note) is (outcome is Outcome.PENDING)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(200, json={}), "the answer has no status"),
        (envelope(), "AsyncRequestStatusNotFound: Unable to locate"),
    ],
)
def test_without_a_status_the_job_is_not_visible(answer: httpx.Response, reason: str) -> None:
    verdict = classify(answer)
    assert verdict.instead is Kind.MISSING
    assert verdict.note.startswith(f"the job is not visible: {reason}")
