"""Salesforce: the results of every row, page by page, where the name of the page parameter is nobody's promise."""

from typing import Any

import httpx
import pytest

from support.misfits import tolerated
from support.salesforce_server import (
    REQUEST,
    RESULTS,
    Answer,
    Driver,
    Server,
    envelope,
    error,
    page,
    token,
)
from tarry import ProviderResponseError
from tarry.salesforce import RowsImport
from tarry.testing import VirtualClock
from tarry_clients.salesforce.models import RowResult


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


def statuses(rows: list[RowResult]) -> list[str]:
    return [row.status for row in rows]


# All rows.


def test_all_pages(driver: Driver) -> None:
    answers = (page(1, "OK", "Error", count=5), page(2, "OK", "OK", count=5), page(3, "Error", count=5))
    server = Server(*answers)
    assert statuses(driver.results(server.job())) == ["OK", "Error", "OK", "OK", "Error"]
    # The first page as the given page asks for it.
    assert server.paths == [RESULTS, f"{RESULTS}?page=2", f"{RESULTS}?page=3"]
    assert statuses(driver.failures(Server(*answers).job())) == ["Error", "Error"]
    assert driver.clock.sleeps == []


def test_pages_are_read_when_they_are_needed() -> None:
    server = Server(page(1, "OK", "OK", count=3), page(2, "Error", count=3))
    rows = server.job().results(clock=VirtualClock())
    assert not server.requests
    next(rows)
    next(rows)
    assert len(server.requests) == 1
    assert [row.status for row in rows] == ["Error"]


def test_a_page_without_failures_is_not_the_end(driver: Driver) -> None:
    server = Server(page(1, "OK", "OK", count=3), page(2, "Error", count=3))
    assert [row.message for row in driver.failures(server.job())] == ["Error 0"]


@pytest.mark.parametrize("code", [200, 202])
@pytest.mark.parametrize("error_code", ["UnexpectedError", 2])
def test_a_row_is_handed_over_as_it_is(driver: Driver, code: int, error_code: str | int) -> None:
    row = {
        "status": "Error",
        "errorCode": error_code,
        "message": "Violation of PRIMARY KEY constraint.\r\nThe statement has been terminated.",
        "errors": [{"name": "Points", "errorCode": 70001, "errorMessage": "A value is required."}],
    }
    body = {"page": 1, "pageSize": 50, "count": 1, "items": [row], "requestId": REQUEST}
    (result,) = driver.failures(Server(httpx.Response(code, json=body)).job())
    assert result.to_dict() == row


@pytest.mark.parametrize("word", ["OK", " ok ", "Ok"])
def test_stored_rows_are_no_failures(driver: Driver, word: str) -> None:
    assert driver.failures(Server(page(1, word, count=1)).job()) == []


@pytest.mark.parametrize("word", ["Error", "Hibernating", "", 7])
def test_any_other_row_is_one(driver: Driver, word: object) -> None:
    answer = page(1, count=1, items=[{"status": word}])
    assert len(driver.failures(Server(answer).job())) == 1


@pytest.mark.parametrize(
    "answer",
    [
        page(1, count=0),
        page(1),
        page(1, items=None, count=0),
        page(None),
        page(0, count=0),
    ],
)
def test_no_rows(driver: Driver, answer: httpx.Response) -> None:
    server = Server(answer)
    assert driver.results(server.job()) == []
    assert len(server.requests) == 1


def test_an_answer_that_is_no_page_is_asked_for_again(driver: Driver) -> None:
    server = Server(httpx.Response(200, json={}), page(1, "OK", count=1))
    assert statuses(driver.results(server.job())) == ["OK"]
    assert driver.clock.sleeps == [1.0]


# The end.


@pytest.mark.parametrize("count", [None, 0])
def test_without_a_count_a_page_that_is_not_full_is_the_last(driver: Driver, count: object) -> None:
    server = Server(
        *(page(number, *rows, count=count, pageSize=2) for number, rows in ((1, ["OK"] * 2), (2, ["Error"])))
    )
    assert statuses(driver.results(server.job())) == ["OK", "OK", "Error"]
    assert len(server.requests) == 2


@pytest.mark.parametrize("size", [None, 0])
def test_without_a_size_either_a_page_has_fifty(driver: Driver, size: object) -> None:
    server = Server(page(1, *["OK"] * 50, pageSize=size), page(2, pageSize=size))
    assert len(driver.results(server.job())) == 50
    assert len(server.requests) == 2


def test_more_rows_than_counted_are_handed_over_before_the_error() -> None:
    rows = Server(page(1, "OK", "OK", "OK", count=2)).job().results(clock=VirtualClock())
    assert [next(rows).status for _ in range(3)] == ["OK"] * 3
    with pytest.raises(ProviderResponseError, match="2 results were announced and 3 came") as caught:
        next(rows)
    assert caught.value.final


@pytest.mark.parametrize("read", ["results", "failures"])
def test_more_rows_than_counted_are_an_error(driver: Driver, read: str) -> None:
    job = Server(page(1, "OK", count=4), page(2, "Error", "OK", "OK", "OK", count=4)).job()
    with pytest.raises(ProviderResponseError, match="4 results were announced and 5 came"):
        getattr(driver, read)(job)


def test_pages_whose_size_changes_are_not_taken(driver: Driver) -> None:
    # Page 2 of another size begins at another row.
    server = Server(page(1, "OK", "OK", count=4, pageSize=2), page(2, "OK", count=4, pageSize=1))
    with pytest.raises(ProviderResponseError, match="page 2 has room for 1 where those before had 2"):
        driver.results(server.job())


def test_an_empty_page_before_the_count_is_asked_for_again(driver: Driver) -> None:
    server = Server(page(1, "OK", count=2), page(2, count=2), page(0, count=2), page(2, "Error", count=2))
    assert statuses(driver.results(server.job())) == ["OK", "Error"]
    assert driver.clock.sleeps == [1.0, 2.0]


def test_pages_that_stay_empty_are_not_the_end(driver: Driver) -> None:
    server = Server(page(1, "OK", count=2_000), page(2, count=2_000))
    with pytest.raises(
        ProviderResponseError, match="the page is empty and yet says that there are 2,000 results, after 1 "
    ):
        driver.results(server.job())
    assert len(server.requests) < 20
    assert 100 < driver.clock.now < 300


# The name of the parameter.


@pytest.mark.parametrize(
    ("second", "came"),
    [
        (page(1, "OK", count=3), "page 1 came"),
        (page(3, "OK", count=3), "page 3 came"),
        (page(None, "OK", count=3), "an answer without a page number came"),
    ],
)
def test_a_page_that_was_not_asked_for_is_an_error(driver: Driver, second: httpx.Response, came: str) -> None:
    server = Server(page(1, "OK", count=3), second)
    with pytest.raises(ProviderResponseError, match=f"page=2, and {came}.*set RowsImport.page_parameter") as caught:
        driver.results(server.job())
    # No repetition mends it.
    assert (len(server.requests), driver.clock.sleeps, caught.value.final) == (2, [], True)


def test_a_first_page_that_is_another(driver: Driver) -> None:
    # A server that counts from 0 would lead past the second page.
    with pytest.raises(ProviderResponseError, match="the first page was asked for, and page 0 came"):
        driver.results(Server(page(0, "OK", count=2)).job())


@pytest.mark.parametrize("number", [None, "1", 1])
def test_a_first_page_may_have_no_number(driver: Driver, number: object) -> None:
    server = Server(page(number, "OK", count=2), page("2", "OK", count=2))
    assert len(driver.results(server.job())) == 2


@pytest.mark.parametrize("parameter", ["$page", "pageNumber", "page"])
def test_the_parameter_can_be_replaced(driver: Driver, monkeypatch: pytest.MonkeyPatch, parameter: str) -> None:
    on_job, on_class = (Server(page(1, "OK", count=2), page(2, "OK", count=2)) for _ in range(2))
    job = on_job.job()
    job.page_parameter = parameter
    driver.results(job)
    monkeypatch.setattr(RowsImport, "page_parameter", parameter)
    driver.results(on_class.job())
    for server in (on_job, on_class):
        assert [dict(request.url.params) for request in server.requests] == [{}, {parameter: "2"}]
        assert server.requests[1].url.path == RESULTS


def test_an_error_names_the_parameter_that_was_sent(driver: Driver) -> None:
    job = Server(page(1, "OK", count=2)).job()
    job.page_parameter = "$page"
    with pytest.raises(ProviderResponseError, match=r"by \$page=2, and page 1 came") as caught:
        driver.results(job)
    assert caught.value.path == RESULTS


# Faults.


@pytest.mark.parametrize("nested", [True, False])
def test_no_such_job(driver: Driver, nested: bool) -> None:
    server = Server(envelope(nested=nested))
    with pytest.raises(ProviderResponseError, match="no results of this job: AsyncRequestStatusNotFound: Unable"):
        driver.results(server.job())
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadError("reset"),
        error(500),
        error(503),
        error(429),
        httpx.Response(596),
        httpx.Response(200, html="<html>"),
        httpx.Response(529, text="busy"),
    ],
)
def test_a_fault_on_a_page_is_survived(driver: Driver, fault: Answer) -> None:
    faults = tolerated(fault)
    server = Server(page(1, "OK", count=2), *faults, page(2, "Error", count=2))
    assert statuses(driver.results(server.job())) == ["OK", "Error"]
    assert [request.url.params.get("page") for request in server.requests] == [None, *["2"] * (len(faults) + 1)]
    assert driver.clock.now > 0


@pytest.mark.parametrize("code", [400, 403, 404])
def test_a_refused_page_raises(driver: Driver, code: int) -> None:
    server = Server(error(code, "The scope is missing."))
    with pytest.raises(ProviderResponseError, match=rf"GET {RESULTS} answered {code}.*The scope is missing"):
        driver.failures(server.job())
    assert len(server.requests) == 1


def test_a_token_that_runs_out_while_paging(driver: Driver) -> None:
    server = Server(page(1, "OK", count=3), error(401), page(2, "OK", count=3), page(3, "Error", count=3))
    assert statuses(driver.results(server.job())) == ["OK", "OK", "Error"]
    assert server.credentials == ["1", "1", "2", "2"]
    assert [request.url.params.get("page") for request in server.requests] == [None, "2", "2", "3"]


def test_a_token_that_cannot_be_renewed_while_paging(driver: Driver) -> None:
    refused: Any = httpx.Response(401, json={"error": "invalid_client", "error_description": "It was revoked."})
    server = Server(page(1, "OK", count=2), error(401), tokens=[token(1), refused])
    with pytest.raises(ProviderResponseError, match=r"/v2/token answered 401, the token was refused.*It was revoked"):
        driver.results(server.job())
    assert (len(server.requests), len(server.token_requests)) == (2, 2)
