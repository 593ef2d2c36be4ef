"""Salesforce: waiting for queued rows, and the whole way against the sandbox."""

import pickle
import re
from typing import Any

import httpx
import pytest

import tarry
from support.documents import document
from support.misfits import tolerated
from support.salesforce_server import (
    COMPLETE,
    JOB,
    PENDING,
    RESULTS,
    STATUS,
    WITH_ERRORS,
    Answer,
    Driver,
    Server,
    envelope,
    error,
    page,
    status,
)
from tarry import Outcome, ProviderResponseError, fullstory, salesforce
from tarry.salesforce import RowsImport
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.schedules import Growing
from tarry_clients.salesforce import AuthenticatedClient
from tarry_clients.salesforce.models import RequestStatus

DOCUMENT = document("salesforce")


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


# Waiting.


def test_the_default_schedule() -> None:
    assert RowsImport.policy.schedule == Growing(floor=1.0, ceiling=60.0)
    assert RowsImport.policy.visibility_grace == 900.0


def test_wait(driver: Driver) -> None:
    server = Server(envelope(), PENDING, error(503, **{"Retry-After": "40"}), status("Executing"), COMPLETE)
    result = driver.wait(server.job())
    assert (result.outcome, result.raw_status, result.polls) == (Outcome.SUCCEEDED, "Complete", 5)
    assert result.status == RequestStatus.from_dict(COMPLETE.json())
    assert driver.clock.sleeps[2] == 40.0
    # The id of an answer is never taken for the job's.
    assert server.paths == [STATUS] * 5


def test_announced_errors_wait_for_the_results(driver: Driver) -> None:
    empty, missing = page(1, count=0), error(404)
    server = Server(WITH_ERRORS, empty, WITH_ERRORS, envelope(), WITH_ERRORS, missing, WITH_ERRORS, page(1, "Error"))
    with pytest.raises(tarry.JobFailedError) as caught:
        driver.wait(server.job())
    assert [poll.outcome for poll in caught.value.result.timeline] == [Outcome.PENDING] * 3 + [Outcome.FAILED]
    assert caught.value.result.timeline[0].reason == "Errors are announced, but their results are not there yet"
    assert server.paths == [STATUS, RESULTS] * 4


def test_results_that_are_not_there_by_a_page_of_a_gateway_make_no_missing_job(driver: Driver) -> None:
    gateway = httpx.Response(404, html="<h1>Not Found</h1>")
    server = Server(WITH_ERRORS, gateway, WITH_ERRORS, page(1, "Error"))
    with pytest.raises(tarry.JobFailedError) as caught:
        driver.wait(server.job())
    (first, _) = caught.value.result.timeline
    assert (first.outcome, first.raw_status, first.fault) == (Outcome.PENDING, "Complete", None)


def test_results_that_stay_away_do_not_make_the_job_a_missing_one(driver: Driver) -> None:
    server = Server(*[WITH_ERRORS, error(404)] * 90)
    with pytest.raises(tarry.WaitTimeoutError, match="last word 'Complete'"):
        driver.wait(server.job(), timeout=600)


def test_a_fault_of_the_results_is_a_fault_of_the_poll(driver: Driver) -> None:
    throttled = error(429, **{"Retry-After": "50"})
    server = Server(WITH_ERRORS, throttled, WITH_ERRORS, httpx.ReadError("reset"), WITH_ERRORS, page(1, "OK", "Error"))
    assert driver.wait(server.job()).outcome is Outcome.PARTIAL
    assert driver.clock.sleeps[0] == 50.0


def test_results_that_are_refused_end_the_wait(driver: Driver) -> None:
    with pytest.raises(tarry.PollingError, match=r"results answered 403.*The scope is missing"):
        driver.wait(Server(WITH_ERRORS, error(403, "The scope is missing.")).job())


@pytest.mark.parametrize(("on_status", "on_results"), [("20", "70"), ("70", "20"), ("70", None), (None, "70")])
def test_the_later_retry_after_of_a_poll_holds(driver: Driver, on_status: str | None, on_results: str | None) -> None:
    first, second = httpx.Response(200, json=WITH_ERRORS.json()), page(1, count=0)
    for answer, seconds in ((first, on_status), (second, on_results)):
        if seconds:
            answer.headers["Retry-After"] = seconds
    driver.wait(Server(first, second, COMPLETE).job())
    assert driver.clock.sleeps == [70.0]


def test_an_error_that_passes_is_no_failure(driver: Driver) -> None:
    result = driver.wait(Server(status("Error"), status("Executing"), status("Error"), COMPLETE).job())
    assert (result.outcome, result.polls) == (Outcome.SUCCEEDED, 4)


def test_an_error_seen_twice_is_a_failure(driver: Driver) -> None:
    with pytest.raises(tarry.JobFailedError, match="failed as a whole") as caught:
        driver.wait(Server(PENDING, status("Error"), httpx.ReadError("reset"), status("Error"), COMPLETE).job())
    assert (caught.value.result.polls, caught.value.result.raw_status) == (4, "Error")


def test_one_poll_an_error_leaves_it_pending(driver: Driver) -> None:
    assert driver.poll(Server(status("Error")).job()).outcome is Outcome.PENDING


def test_a_failure_says_what_to_do(driver: Driver) -> None:
    with pytest.raises(tarry.JobFailedError) as caught:
        driver.wait(Server(WITH_ERRORS, page(1, "Error")).job())
    assert f"salesforce rows-import {JOB} failed" in str(caught.value)
    assert "Every row was refused: job.failures() says why" in str(caught.value)
    assert caught.value.result.outcome is Outcome.FAILED


MISSING = [
    envelope(),
    envelope(nested=True),
    envelope(resultCode="AsyncRequestStatusNotFound", resultClass=None),
    # Of types that the document does not have.
    envelope(resultCode=7, resultClass=8, message=None),
    httpx.Response(200, json={"requestId": JOB}),
    httpx.Response(200, json={}),
    httpx.Response(200, json={"requestId": JOB, "resultMessages": []}),
    error(404),
]


@pytest.mark.parametrize("missing", MISSING)
def test_never_found(driver: Driver, missing: httpx.Response) -> None:
    with pytest.raises(tarry.JobNotFoundError, match="Check the id") as caught:
        driver.wait(Server(missing).job())
    assert driver.clock.now == 900.0
    assert "was never found" in str(caught.value)
    assert caught.value.result.outcome is Outcome.GONE


@pytest.mark.parametrize("nested", [True, False])
def test_the_messages_are_repeated(driver: Driver, nested: bool) -> None:
    with pytest.raises(tarry.JobNotFoundError, match=rf"AsyncRequestStatusNotFound: Unable to locate {JOB}\."):
        driver.wait(Server(envelope(nested=nested)).job())


@pytest.mark.parametrize("missing", MISSING)
def test_a_job_may_be_invisible_for_a_while(driver: Driver, missing: httpx.Response) -> None:
    assert driver.wait(Server(missing, missing, PENDING, missing, COMPLETE).job()).polls == 5


def test_a_job_may_be_invisible_for_as_long_as_it_queues(driver: Driver) -> None:
    def poll(request: httpx.Request) -> httpx.Response:
        return envelope() if driver.clock.now < 14.9 * 60 else COMPLETE

    result = driver.wait(Server(poll).job())
    assert result.outcome is Outcome.SUCCEEDED
    assert {poll.reason for poll in result.timeline[:-1]} == {"not visible yet"}


def test_gone_only_after_the_grace(driver: Driver) -> None:
    with pytest.raises(tarry.JobGoneError, match="The rows may be stored all the same") as caught:
        driver.wait(Server(PENDING, envelope()).job())
    assert driver.clock.now >= 900.0
    assert caught.value.result.outcome is Outcome.GONE


def test_still_running_at_the_deadline(driver: Driver) -> None:
    with pytest.raises(tarry.WaitTimeoutError, match=re.escape(f'tarry.open_job("salesforce:rows-import:{JOB}"')):
        driver.wait(Server(PENDING).job(), timeout=60)
    assert driver.clock.now == 60.0


@pytest.mark.parametrize("code", [400, 403, 302])
def test_a_refusal_ends_at_once(driver: Driver, code: int) -> None:
    server = Server(error(code, "The scope is missing."))
    with pytest.raises(tarry.PollingError, match=f"{code}.*may be running"):
        driver.wait(server.job())
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        error(500),
        error(503),
        httpx.Response(596),
        httpx.Response(529, text="busy"),
        httpx.Response(200, html="<html>"),
        httpx.Response(200, content=b"\xff"),
        httpx.Response(200, json=[1]),
        httpx.Response(200, json={"status": "Complete"}),
        httpx.Response(200, json={"status": {}}),
        httpx.Response(200, json={"resultMessages": "none"}),
        httpx.ReadTimeout("late"),
    ],
)
def test_a_fault_is_survived(driver: Driver, fault: Answer) -> None:
    faults = tolerated(fault)
    server = Server(PENDING, *faults, COMPLETE)
    result = driver.wait(server.job())
    polls = len(faults) + 2
    assert (result.outcome, result.polls, len(server.requests)) == (Outcome.SUCCEEDED, polls, polls)


@pytest.mark.parametrize("misfit", [[1], {"status": "Complete"}, {"status": {}}, {"resultMessages": "none"}], ids=str)
def test_an_answer_of_another_form_ends_a_wait_the_second_time(driver: Driver, misfit: Any) -> None:
    server = Server(PENDING, httpx.Response(200, json=misfit), COMPLETE)
    server.answers.insert(1, server.answers[1])
    with pytest.raises(tarry.PollingError, match="its answer does not fit the document, the second time"):
        driver.wait(server.job())
    assert len(server.requests) == 3


# A handle.


def test_opened_from_its_handle() -> None:
    server = Server(COMPLETE)
    job = tarry.open_job(f"salesforce:rows-import:{JOB}", server.client())
    assert isinstance(job, RowsImport)
    assert (job.request_id, str(job.handle)) == (JOB, f"salesforce:rows-import:{JOB}")
    assert job.poll().outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize("request_id", ["", None, "..", "a\nb", " a"])
def test_what_is_no_id_is_refused(request_id: Any) -> None:
    with pytest.raises(tarry.ConfigurationError, match="request_id of RowsImport"):
        RowsImport(Server(COMPLETE).client(), request_id)


def test_another_providers_client_is_refused() -> None:
    with pytest.raises(tarry.ConfigurationError, match=r"RowsImport needs the client that tarry.salesforce.connect"):
        RowsImport(fullstory.connect(api_key="sandbox-key"), JOB)  # type: ignore[arg-type]


def test_a_pickle_holds_no_secret_and_keeps_the_settings() -> None:
    server = Server(COMPLETE)
    job = server.job()
    job.page_parameter = "$page"
    result = job.poll()
    for content in (pickle.dumps(job), pickle.dumps(result)):
        assert b"sandbox-" not in content
    assert pickle.loads(pickle.dumps(job)).page_parameter == "$page"


# From start to end, against the sandbox.


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(page_size=2)


@pytest.fixture
def client(sandbox: Sandbox) -> AuthenticatedClient:
    return salesforce.connect(
        client_id="sandbox-client",
        client_secret="sandbox-secret",
        account_id=12345,
        base_url=sandbox.base_url("salesforce", "http://127.0.0.1"),
        httpx_args={"transport": sandbox.transport()},
    )


def test_from_submit_to_results(driver: Driver, sandbox: Sandbox, client: AuthenticatedClient) -> None:
    faults = [Fault("throttled", at=2, retry_after=9), Fault("unavailable", on="page"), Fault("reset", on="page", at=3)]
    sandbox.next("salesforce", Plan("partial", polls=3, faults=faults, refused=2))
    rows = [{"MemberId": f"M-{number}"} for number in range(5)]
    job = driver.submit(client, rows, key="Loyalty / members")
    assert driver.wait(job).outcome is Outcome.PARTIAL
    assert [row.status for row in driver.results(job)] == ["OK"] * 3 + ["Error"] * 2
    assert [row.error_code for row in driver.failures(job)] == ["UnexpectedError"] * 2


@pytest.mark.parametrize("mode", ["upsert", "insert"])
@pytest.mark.parametrize("where", [{"key": "Members"}, {"id": "7c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5"}])
def test_every_way_to_submit(driver: Driver, client: AuthenticatedClient, mode: Any, where: dict[str, str]) -> None:
    job = driver.submit(client, [{"MemberId": "M-1"}], **where, mode=mode)
    assert driver.wait(job).outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize("key", ["MissingMembers", "MissingQuietly"])
def test_no_such_data_extension(driver: Driver, client: AuthenticatedClient, key: str) -> None:
    with pytest.raises(ProviderResponseError, match="nothing was queued, CustomObjectNotFound"):
        driver.submit(client, [{"MemberId": "M-1"}], key=key)


def test_nothing_stored(driver: Driver, sandbox: Sandbox, client: AuthenticatedClient) -> None:
    sandbox.next("salesforce", Plan("failed"))
    with pytest.raises(tarry.JobFailedError, match="Every row was refused"):
        driver.wait(driver.submit(client, [{"MemberId": "M-1"}, {"MemberId": "M-2"}], key="Members"))


def test_gone_on_the_way(driver: Driver, sandbox: Sandbox, client: AuthenticatedClient) -> None:
    sandbox.next("salesforce", Plan("gone", polls=1))
    job = driver.submit(client, [{"MemberId": "M-1"}], key="Members")
    with pytest.raises(tarry.JobGoneError):
        driver.wait(job)
    with pytest.raises(ProviderResponseError, match="there are no results of this job: AsyncRequestStatusNotFound"):
        driver.results(job)
