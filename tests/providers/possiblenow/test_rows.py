"""PossibleNOW: the rows of an export, their commit, and the paths that nobody confirms."""

from typing import Any

import httpx
import pytest

from support.documents import document
from support.possiblenow_server import EXPORT, Answer, Driver, Server, error, export_of, ids, page
from tarry import ConfigurationError, ProviderResponseError
from tarry.possiblenow import Export
from tarry.testing import VirtualClock

DOCUMENT = document("possiblenow")


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


# Rows.


def offsets(server: Server) -> list[str]:
    return [request.url.params["offset"] for request in server.requests]


def test_all_pages(driver: Driver) -> None:
    server = Server(page(1, 2, 5, True), page(3, 2, 5, True), page(5, 1, 5, False))
    rows = driver.results(export_of(server))
    assert rows == [{"ProfileId": f"p-{number}"} for number in range(1, 6)]
    assert server.paths == [EXPORT] * 3
    assert [str(request.url.query, "ascii") for request in server.requests] == [
        f"limit=1000&offset={offset}&keepAlive=true" for offset in (1, 3, 5)
    ]


def test_pages_are_read_when_they_are_needed() -> None:
    server = Server(page(1, 2, 3, True), page(3, 1, 3, False))
    rows = export_of(server).results(clock=VirtualClock())
    assert not server.requests
    next(rows)
    next(rows)
    assert offsets(server) == ["1"]
    assert ids(rows) == ["p-3"]


def test_page_size(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    on_job, on_class = Server(page(1, 0)), Server(page(1, 0))
    job = export_of(on_job)
    job.page_size = 2
    driver.results(job)
    monkeypatch.setattr(Export, "page_size", 3)
    driver.results(export_of(on_class))
    assert [server.requests[0].url.params["limit"] for server in (on_job, on_class)] == ["2", "3"]


@pytest.mark.parametrize(
    "last",
    [
        page(3, 1, 3, False),
        page(3, 0, 2, False),
        page(3, 0, None, None, Offset=0),
    ],
)
def test_the_providers_own_sign_of_the_end(driver: Driver, last: httpx.Response) -> None:
    server = Server(page(1, 2, 3, True), last)
    driver.results(export_of(server))
    assert offsets(server) == ["1", "3"]
    assert driver.clock.sleeps == []


def test_fields_that_are_missing_are_worked_out(driver: Driver) -> None:
    bare = {"Count": None, "Offset": None, "Limit": None}
    server = Server(page(1, 2, None, None, **bare), page(3, 1, None, None, **bare), page(4, 0, None, None, **bare))
    assert ids(driver.results(export_of(server))) == ["p-1", "p-2", "p-3"]


def test_no_rows(driver: Driver) -> None:
    assert driver.results(export_of(Server(page(1, 0, 0)))) == []


@pytest.mark.parametrize("body", [{}, {"HasMore": False}, {"Count": None, "Limit": 2}], ids=str)
def test_an_answer_that_is_no_page_is_asked_for_again(driver: Driver, body: dict[str, Any]) -> None:
    server = Server(httpx.Response(200, json=body), page(1, 2, 2, False))
    assert ids(driver.results(export_of(server))) == ["p-1", "p-2"]
    assert driver.clock.sleeps == [1.0]


def test_rows_alike_are_no_repetition(driver: Driver) -> None:
    alike = {"UserProfilePreferences": [{"Newsletter": "Yes"}]}
    server = Server(page(1, 1, 2, True, **alike), page(2, 1, 2, False, **alike))
    assert driver.results(export_of(server)) == [{"Newsletter": "Yes"}] * 2


@pytest.mark.parametrize(
    ("pages", "good", "message"),
    [
        # The server does not heed the offset.
        ([page(1, 2, 4, True)], 2, "begins at offset 1 where 3 was asked for"),
        ([page(1, 2, 9, True), page(4, 2, 9, True)], 2, "begins at offset 4 where 3 was asked for"),
        # It heeds it in words only, and never ends.
        ([page(1, 2, 2, True), lambda request: page(int(request.url.params["offset"]), 2, 2, True)], 2, "after all 2"),
        ([page(1, 2, None, True, Offset=None)], 2, "the page is the same as the one before"),
        # It has another name for the rows, as the legacy service does.
        (
            [page(1, 2, 2, False, UserProfilePreferences=None, Preferences=[{}, {}])],
            0,
            "Count says 2, but .* has 0 rows",
        ),
        ([page(1, 2, 4, True, Count=3)], 0, "Count says 3, but .* has 2 rows"),
        # More is announced, and none comes.
        (
            [page(1, 2, 3, True), page(3, 0, 3, True)],
            2,
            "the page is empty and yet says that more follow, after 2 rows",
        ),
        (
            [page(1, 2, 3, True), page(3, 0, None, True)],
            2,
            "the page is empty and yet says that more follow, after 2 rows",
        ),
        ([page(1, 2, 3, True), page(3, 1, 3, HasMore="False")], 2, "HasMore is 'False', neither true nor false"),
        # Fewer came than there are, or more.
        ([page(1, 2, 3, False)], 2, "3 rows were announced and 2 came"),
        ([page(1, 2, 3, True), page(3, 0, 3, None)], 2, "empty and yet says that there are 3 rows, after 2 rows"),
        ([page(1, 2, 1, False)], 2, "1 rows were announced and 2 came"),
    ],
)
def test_a_wrong_page_is_not_passed_off_as_the_end(driver: Driver, pages: list[Any], good: int, message: str) -> None:
    server = Server(*pages)
    rows: list[dict[str, Any]] = []
    with pytest.raises(ProviderResponseError, match=message):
        driver.read_into(rows, export_of(server))
    # What was good was handed over, once, and the asking came to an end.
    assert ids(rows) == [f"p-{number}" for number in range(1, good + 1)]
    assert len(server.requests) < 20


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadError("reset"),
        error(503),
        error(500),
        error(429),
        httpx.Response(200, text="<html>"),
        httpx.Response(529, text="busy"),
    ],
)
def test_a_fault_on_a_page_is_survived(driver: Driver, fault: Answer) -> None:
    server = Server(page(1, 2, 3, True), fault, fault, page(3, 1, 3, False))
    assert ids(driver.results(export_of(server))) == ["p-1", "p-2", "p-3"]
    assert offsets(server) == ["1", "3", "3", "3"]
    assert driver.clock.now > 0


@pytest.mark.parametrize("code", [400, 403, 404])
def test_a_refused_page_raises(driver: Driver, code: int) -> None:
    server = Server(error(code, "No."))
    with pytest.raises(ProviderResponseError, match=f"GET /Async/EXAMPLE1/Export/480211 answered {code}.*No"):
        driver.results(export_of(server))
    assert len(server.requests) == 1


# Commit.


@pytest.mark.parametrize(
    ("options", "sent"), [({}, "false"), ({"keep_files": False}, "false"), ({"keep_files": True}, "true")]
)
def test_commit(driver: Driver, options: dict[str, bool], sent: str) -> None:
    server = Server(httpx.Response(200))
    driver.commit(export_of(server), **options)
    (request,) = server.requests
    assert (request.method, request.url.path) == ("POST", f"{EXPORT}/Commit")
    assert dict(request.url.params) == {"keepFiles": sent}


def test_files_are_kept_by_position_too() -> None:
    server = Server(httpx.Response(200))
    export_of(server).commit(True)
    assert dict(server.requests[0].url.params) == {"keepFiles": "true"}


@pytest.mark.parametrize("code", [302, 400, 404, 503])
def test_a_refused_commit_raises_and_is_not_repeated(driver: Driver, code: int) -> None:
    server = Server(error(code, "No."))
    with pytest.raises(ProviderResponseError) as caught:
        driver.commit(export_of(server))
    assert (caught.value.status_code, len(server.requests)) == (code, 1)


def test_a_commit_without_an_answer_says_so(driver: Driver) -> None:
    server = Server(httpx.ReadTimeout("late"))
    with pytest.raises(httpx.TransportError):
        driver.commit(export_of(server))
    assert len(server.requests) == 1


# Paths that no vendor page confirms.


def test_paths_can_be_replaced(driver: Driver) -> None:
    server = Server(page(1, 1), httpx.Response(200))
    job = Export(server.client(), "a/b", 480211)
    job.rows_path = "/{clientId}/export/Segment/{accessToken}"
    job.commit_path = "/{clientId}/export/CID/Commit/{accessToken}"
    assert ids(driver.results(job)) == ["p-1"]
    driver.commit(job, keep_files=True)
    assert server.paths == ["/Profiles/a%2Fb/export/Segment/480211", "/Profiles/a%2Fb/export/CID/Commit/480211"]
    assert [dict(request.url.params) for request in server.requests] == [
        {"limit": "1000", "offset": "1", "keepAlive": "true"},
        {"keepFiles": "true"},
    ]


def test_paths_can_be_replaced_for_all_jobs(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Export, "rows_path", "/rows/{accessToken}")
    monkeypatch.setattr(Export, "commit_path", "/done/{accessToken}")
    server = Server(page(1, 1), error(404, "No."))
    driver.results(export_of(server))
    with pytest.raises(ProviderResponseError, match="POST /done/480211 answered 404"):
        driver.commit(export_of(server))
    assert server.paths == ["/Profiles/rows/480211", "/Profiles/done/480211"]


@pytest.mark.parametrize(
    "template",
    ["/rows/{access_token}", "/rows/{}", "/rows/{accessToken", "https://other.example/{accessToken}", "rows", "/a?b"],
)
def test_a_malformed_path_sends_nothing(driver: Driver, template: str) -> None:
    server = Server(page(1, 1))
    job = export_of(server)
    job.rows_path = job.commit_path = template
    with pytest.raises(ConfigurationError, match="the path"):
        driver.results(job)
    with pytest.raises(ConfigurationError, match="the path"):
        driver.commit(job)
    assert not server.requests


def test_the_default_paths_are_the_documents() -> None:
    assert {Export.rows_path, Export.commit_path} <= DOCUMENT["paths"].keys()
