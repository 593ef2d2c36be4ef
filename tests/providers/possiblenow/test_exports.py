"""PossibleNOW: starting an export, its words, waiting for it, and the whole way against the sandbox."""

import pickle
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

import tarry
from support.documents import document
from support.possiblenow_server import EXPORT, MOMENT, SIGNED, Driver, Server, error, export_of, ids, status
from support.redaction import before_record_request
from tarry import (
    ConfigurationError,
    JobNotFoundError,
    Outcome,
    ProviderResponseError,
    SubmitError,
    fullstory,
    possiblenow,
)
from tarry.possiblenow import Export
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.schedules import Growing
from tarry_clients.possiblenow import AuthenticatedClient
from tarry_clients.possiblenow.models import ExportStatus

DOCUMENT = document("possiblenow")


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


# Starting an export.


def started(token: object = 480211) -> httpx.Response:
    return httpx.Response(200, json={"AccessToken": token})


@pytest.mark.parametrize(
    ("client_id", "segment", "path"),
    [
        ("EXAMPLE1", "Spring newsletter", "EXAMPLE1/Export/Segment/Spring%20newsletter"),
        ("a/b", "50% off / Ä?#", "a%2Fb/Export/Segment/50%25%20off%20%2F%20%C3%84%3F%23"),
        ("EXAMPLE1", "...", "EXAMPLE1/Export/Segment/..."),
    ],
)
def test_submit(driver: Driver, client_id: str, segment: str, path: str) -> None:
    server = Server(started())
    job = driver.submit(server.client(), client_id, segment)
    assert (job.client_id, job.access_token) == (client_id, 480211)
    (request,) = server.requests
    assert (request.method, server.paths) == ("POST", [f"/Profiles/Async/{path}"])
    assert (request.content, request.headers["Content-Type"]) == (b"{}", "application/json")
    assert request.headers["Accept"] == "application/json, */*;q=0.1"


@pytest.mark.parametrize(
    ("since", "written"),
    [
        (MOMENT, "2024-05-01T09:30:00.000Z"),
        (MOMENT.replace(microsecond=123_999), "2024-05-01T09:30:00.123Z"),
        (MOMENT.astimezone(timezone(timedelta(hours=-4))), "2024-05-01T09:30:00.000Z"),
        ("2024-05-01T09:30:00Z", "2024-05-01T09:30:00.000Z"),
        ("2024-05-01T09:30:00.1234567Z", "2024-05-01T09:30:00.123Z"),
        ("2024-05-01T05:30-04:00", "2024-05-01T09:30:00.000Z"),
    ],
)
def test_since_is_written_in_utc_to_the_millisecond(driver: Driver, since: datetime | str, written: str) -> None:
    server = Server(started())
    driver.submit(server.client(), "EXAMPLE1", "Spring", since=since)
    assert server.requests[0].content.decode() == f'{{"LastDateTime":"{written}"}}'


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/mypreferences?key=1#part",
        "HTTPS://hooks.example.com",
        "http://127.0.0.1:8000/hook",
        "http://localhost/hook",
        "http://[::1]/hook",
    ],
)
def test_callback_url(driver: Driver, url: str) -> None:
    server = Server(started())
    driver.submit(server.client(), "EXAMPLE1", "Spring", callback_url=url)
    assert server.requests[0].content.decode() == f'{{"CallbackURL":"{url}"}}'


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"client_id": ""}, "client_id of Export.submit is empty"),
        ({"client_id": 7}, "client_id of Export.submit must be a text, not int"),
        ({"segment_name": ""}, "segment_name of Export.submit is empty"),
        ({"segment_name": ".."}, "segment_name of Export.submit"),
        ({"segment_name": "a\nb"}, "segment_name of Export.submit"),
        ({"segment_name": None}, "segment_name of Export.submit must be a text, not NoneType"),
        ({"since": MOMENT.replace(tzinfo=None)}, "since has no time zone.*tzinfo=UTC"),
        ({"since": "2024-05-01T09:30:00"}, "since has no time zone.*end the text with Z"),
        ({"since": "2024-05-01"}, "since has no time zone"),
        ({"since": "last week"}, "since is not a time in ISO 8601"),
        ({"since": ""}, "since is not a time in ISO 8601"),
        ({"since": MOMENT.date()}, "since must be a datetime"),
        ({"since": 1714555800}, "since must be a datetime"),
        ({"since": datetime.min.replace(tzinfo=timezone(timedelta(hours=4)))}, "since is outside"),
        ({"callback_url": ""}, "callback_url must begin with https://"),
        ({"callback_url": "http://hooks.example.com/private"}, "callback_url must begin with https://"),
        ({"callback_url": "hooks.example.com/private"}, "callback_url must begin with https://"),
        ({"callback_url": "/private"}, "callback_url must begin with https://"),
        ({"callback_url": "https:///private"}, "callback_url must begin with https://"),
        ({"callback_url": "ftp://127.0.0.1/private"}, "callback_url must begin with https://"),
        ({"callback_url": "https://h:port/private"}, "callback_url is not a URL"),
        ({"callback_url": "https://h/private\n"}, "callback_url must be a text without"),
        ({"callback_url": b"https://h/private"}, "callback_url must be a text"),
    ],
)
def test_malformed_submits_send_nothing(driver: Driver, changed: dict[str, Any], message: str) -> None:
    server = Server(started())
    arguments = {"client_id": "EXAMPLE1", "segment_name": "Spring", **changed}
    with pytest.raises(ConfigurationError, match=message) as caught:
        driver.submit(server.client(), **arguments)
    assert not server.requests
    assert "private" not in str(caught.value)


def test_another_providers_client_is_refused(driver: Driver) -> None:
    client = cast(AuthenticatedClient, fullstory.connect(api_key="sandbox-key"))
    with pytest.raises(ConfigurationError, match=r"Export.submit needs the client that tarry.possiblenow.connect"):
        driver.submit(client, "EXAMPLE1", "Spring")


@pytest.mark.parametrize(
    "answer", [started(None), started("x"), started(1.5), started(True), error(404, "No segment.")]
)
def test_an_answer_without_a_token_is_no_job(driver: Driver, answer: httpx.Response) -> None:
    server = Server(answer)
    with pytest.raises(ProviderResponseError):
        driver.submit(server.client(), "EXAMPLE1", "Spring")
    assert len(server.requests) == 1


@pytest.mark.parametrize("fault", [httpx.ReadError("reset"), httpx.ReadTimeout("late")])
def test_a_submit_is_sent_once(driver: Driver, fault: Exception) -> None:
    server = Server(fault)
    with pytest.raises(SubmitError, match="The job may exist") as caught:
        driver.submit(server.client(), "EXAMPLE1", "Spring")
    assert caught.value.may_exist
    assert len(server.requests) == 1


@pytest.mark.parametrize("code", [500, 503, 429])
def test_a_refused_submit_is_not_repeated(driver: Driver, code: int) -> None:
    server = Server(error(code, **{"Retry-After": "1"}))
    with pytest.raises(ProviderResponseError) as caught:
        driver.submit(server.client(), "EXAMPLE1", "Spring")
    assert (caught.value.status_code, len(server.requests)) == (code, 1)


# A handle.


@pytest.mark.parametrize("token", [480211, "480211", "0480211"])
def test_the_token_is_a_number_or_its_text(token: int | str) -> None:
    job = Export(possiblenow.connect(**SIGNED), "EXAMPLE1", token)
    assert (job.access_token, str(job.handle)) == (480211, "possiblenow:export:EXAMPLE1:480211")
    assert (job.provider, job.client_id) == ("possiblenow", "EXAMPLE1")


@pytest.mark.parametrize("token", ["", "abc", " 1", "1.5", "٣", True, None, 1.0, 10**20])
def test_any_other_token_is_refused(token: Any) -> None:
    with pytest.raises(ConfigurationError, match="access_token of Export must be a whole number"):
        Export(possiblenow.connect(**SIGNED), "EXAMPLE1", token)


def test_opened_from_its_handle() -> None:
    server = Server(status("Complete"))
    job = tarry.open_job("possiblenow:export:a%2Fb:480211", server.client())
    assert job.poll().outcome is Outcome.SUCCEEDED
    assert server.paths == ["/Profiles/Async/a%2Fb/Export/480211/Status"]
    with pytest.raises(tarry.HandleError, match="whole number"):
        tarry.open_job("possiblenow:export:EXAMPLE1:x", server.client())


def test_a_pickle_holds_no_secret() -> None:
    job = export_of(Server(status("Complete")))
    job.page_size = 7
    content = pickle.dumps(job)
    assert b"sandbox-secret" not in content
    assert pickle.loads(content).page_size == 7


def test_there_are_no_failures() -> None:
    assert not hasattr(Export, "failures")
    assert "no `failures()`" in str(Export.__doc__)


# What the words mean.

KNOWN = DOCUMENT["components"]["schemas"]["ExportStatus"]["properties"]["Status"]["x-job-status"]


@pytest.mark.parametrize(("word", "meaning"), KNOWN.items())
@pytest.mark.parametrize("written", [str, str.upper, str.lower, " {} ".format])
def test_every_word_of_the_document(word: str, meaning: str, written: Callable[[str], str]) -> None:
    verdict = Export.classify(ExportStatus(status=written(word)))
    assert (verdict.outcome, verdict.word) == (Outcome(meaning), written(word))


def test_no_word_that_is_not_in_the_document() -> None:
    assert set(Export.words) == {word.upper() for word in KNOWN}


@pytest.mark.parametrize(
    ("word", "seen"), [("Queued", "Queued"), ("sample string 2", "sample string 2"), (None, None), ("", None)]
)
def test_an_unknown_word_means_nothing(word: Any, seen: str | None) -> None:
    # Rows are no proof of an end, nor is their absence.
    for rows in (0, 5, None):
        verdict = Export.classify(ExportStatus(1, word, row_count=rows, byte_count=rows))
        assert (verdict.outcome, verdict.word) == (None, seen)


def test_an_answer_without_a_word_is_no_observation(driver: Driver) -> None:
    server = Server(httpx.Response(200, json={"RowCount": 3}), error(404, "The resource was not found."))
    with pytest.raises(JobNotFoundError):
        driver.wait(export_of(server))
    with pytest.raises(ValueError, match="'Status' is missing"):
        Export.classify(ExportStatus())


@pytest.mark.parametrize("rows", [0, None, 18250])
def test_a_finished_export_may_have_no_rows(rows: int | None) -> None:
    assert Export.classify(ExportStatus(status="Complete", row_count=rows)).outcome is Outcome.SUCCEEDED


# Waiting.


def test_the_default_schedule() -> None:
    assert Export.policy.schedule == Growing(floor=5.0, ceiling=300.0)
    assert Export.policy.visibility_grace == 10.0


def test_wait(driver: Driver) -> None:
    server = Server(status("Processing"), error(503, **{"Retry-After": "40"}), status(None), status("Complete"))
    result = driver.wait(export_of(server))
    assert (result.outcome, result.raw_status, result.polls) == (Outcome.SUCCEEDED, "Complete", 4)
    assert isinstance(result.status, ExportStatus)
    first, after_fault, unknown = driver.clock.sleeps
    assert 5.0 <= first <= 5.5
    assert after_fault == 40.0
    assert unknown >= 5.0
    assert server.paths == [f"{EXPORT}/Status"] * 4


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("Error", "check the segment's settings and start it again"),
        (" ERROR ", "check the segment's settings and start it again"),
        ("Failed", "The API user may not retrieve the data"),
        ("Expired", "nobody read its rows in time: start a new one"),
    ],
)
def test_a_failure_says_what_to_do(driver: Driver, word: str, advice: str) -> None:
    with pytest.raises(tarry.JobFailedError) as caught:
        driver.wait(export_of(Server(status(word))))
    assert advice in str(caught.value)
    assert "possiblenow export EXAMPLE1 480211 failed" in str(caught.value)
    assert caught.value.result.outcome is Outcome.FAILED


def test_an_export_may_be_invisible_at_first(driver: Driver) -> None:
    assert driver.wait(export_of(Server(error(404), status("Complete")))).polls == 2


def test_never_found(driver: Driver) -> None:
    with pytest.raises(tarry.JobNotFoundError, match="Check the id") as caught:
        driver.wait(export_of(Server(error(404, "Not found."))))
    assert driver.clock.now >= 10.0
    assert "was never found" in str(caught.value)


def test_gone(driver: Driver) -> None:
    with pytest.raises(tarry.JobGoneError, match=r"job\.results\(\) may still give its rows") as caught:
        driver.wait(export_of(Server(status("Processing"), error(404))))
    assert (caught.value.result.outcome, caught.value.result.polls) == (Outcome.GONE, 2)


def test_still_running_at_the_deadline(driver: Driver) -> None:
    with pytest.raises(tarry.WaitTimeoutError, match=re.escape('tarry.open_job("possiblenow:export:EXAMPLE1:480211"')):
        driver.wait(export_of(Server(status("Processing"))), timeout=60)
    assert driver.clock.now == 60.0


def test_forbidden(driver: Driver) -> None:
    server = Server(error(403, "The user may not."))
    with pytest.raises(tarry.PollingError, match=r"403.*The user may not"):
        driver.wait(export_of(server))
    assert len(server.requests) == 1


# From start to end, against the sandbox.


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(page_size=2)


def sandbox_client(sandbox: Sandbox, **options: Any) -> AuthenticatedClient:
    return possiblenow.connect(
        **options,
        base_url=sandbox.base_url("possiblenow", "http://127.0.0.1"),
        httpx_args={"transport": sandbox.transport()},
    )


@pytest.fixture(params=["signed", "token"])
def client(request: pytest.FixtureRequest, sandbox: Sandbox) -> AuthenticatedClient:
    if request.param == "token":
        return sandbox_client(sandbox, token="sandbox-token")
    return sandbox_client(sandbox, client_id="SANDBOX1", user_id="sandbox-user", secret="sandbox-secret")


def test_from_submit_to_commit(driver: Driver, sandbox: Sandbox, client: AuthenticatedClient) -> None:
    faults = [Fault("throttled", at=2, retry_after=9), Fault("unavailable", on="page"), Fault("reset", on="page", at=3)]
    sandbox.next("possiblenow", Plan(polls=3, items=5, faults=faults))
    job = driver.submit(client, "SANDBOX1", "Spring / newsletter", "2024-05-01T00:00:00Z", "https://hooks.example.com/")
    result = driver.wait(job)
    assert (result.raw_status, cast(ExportStatus, result.status).row_count) == ("Complete", 5)
    # Read twice: reading commits nothing.
    for _ in range(2):
        assert ids(driver.results(job)) == ["p-1", "p-2", "p-3", "p-4", "p-5"]
    driver.commit(job)
    assert driver.wait(job).raw_status == "Retrieved"
    with pytest.raises(ProviderResponseError, match=r"404.*expired"):
        driver.results(job)


@pytest.mark.parametrize(
    ("segment", "word"), [("Spring", "Error"), ("Spring Failed", "Failed"), ("Spring Expired", "Expired")]
)
def test_every_failure(driver: Driver, sandbox: Sandbox, client: AuthenticatedClient, segment: str, word: str) -> None:
    sandbox.next("possiblenow", Plan("failed"))
    with pytest.raises(tarry.JobFailedError) as caught:
        driver.wait(driver.submit(client, "SANDBOX1", segment))
    assert caught.value.result.raw_status == word


def test_a_recording_does_not_name_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSSIBLENOW_CLIENT_ID", "Real/1")
    url = "https://pm.mypreferences.com/Profiles/Async/{}/Export/1/Status"
    request = SimpleNamespace(uri=url.format("Real%2F1"), headers={"Authorization": "x"}, body=None)
    recorded = before_record_request(request)
    assert (recorded.uri, recorded.headers) == (url.format("SANDBOX1"), {})
