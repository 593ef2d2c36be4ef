"""One poll of a job, as a status route makes it: what it says of a job that is missing, and of a request that failed."""

import traceback
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest

from support.scripted import DENIED, EXPIRED, FAULT, MISSING, PENDING, RESET, SUCCEEDED, UNKNOWN, ScriptedJob, fault
from tarry import JobGoneError, Outcome, PollingError, WaitResult, fullstory, wait_for_completion
from tarry.testing import VirtualClock


def sync_poll(job: Any, **options: Any) -> WaitResult[Any, Any]:
    result: WaitResult[Any, Any] = job.poll(**options)
    return result


def async_poll(job: Any, **options: Any) -> WaitResult[Any, Any]:
    async def poll() -> WaitResult[Any, Any]:
        result: WaitResult[Any, Any] = await job.async_poll(**options)
        return result

    return anyio.run(poll)


polls = pytest.mark.parametrize("poll", [sync_poll, async_poll])
Poll = Callable[..., WaitResult[Any, Any]]


@polls
def test_a_job_that_is_not_there_is_pending_and_missing(poll: Poll) -> None:
    result = poll(ScriptedJob(MISSING), clock=VirtualClock())
    assert (result.outcome, result.missing, result.fault, result.error) == (Outcome.PENDING, True, None, None)
    assert result.status is None
    assert str(result) == "fullstory events-import abc123=: pending after 0 s and 1 poll: not visible yet"


@polls
@pytest.mark.parametrize("answer", [PENDING, UNKNOWN, SUCCEEDED], ids=lambda answer: answer.raw_status)
def test_a_job_that_is_there_is_not_missing_and_brought_no_fault(poll: Poll, answer: Any) -> None:
    result = poll(ScriptedJob(answer))
    assert (result.missing, result.fault, result.retry_after) == (False, None, None)


@polls
def test_a_fault_is_in_the_result_with_the_time_to_come_again(poll: Poll) -> None:
    result = poll(ScriptedJob(fault(30.0)))
    assert (result.outcome, result.missing, result.error) == (Outcome.PENDING, False, None)
    assert result.fault == "fault: busy"
    assert result.retry_after == 30.0
    assert result.raise_for_outcome() is result
    assert poll(ScriptedJob(RESET)).fault == "fault: the connection to fullstory failed (reset by peer)"


@polls
def test_a_caller_may_have_a_fault_raised(poll: Poll) -> None:
    for answer in (FAULT, RESET):
        with pytest.raises(PollingError, match="could not be polled") as raised:
            poll(ScriptedJob(answer), raise_on_fault=True)
        assert raised.value.result.fault is not None
    assert poll(ScriptedJob(MISSING), raise_on_fault=True).missing


@polls
def test_what_is_refused_for_good_is_raised_and_what_has_gone_is_a_result(poll: Poll) -> None:
    with pytest.raises(PollingError, match="cannot be polled: 403"):
        poll(ScriptedJob(DENIED))
    gone = poll(ScriptedJob(EXPIRED))
    assert (gone.outcome, type(gone.error)) == (Outcome.GONE, JobGoneError)


def served(status: int, **more: Any) -> Any:
    """A job whose provider answers so."""
    transport = httpx.MockTransport(lambda _: httpx.Response(status, **more))
    client = fullstory.connect("key", base_url="https://fullstory.example/path", httpx_args={"transport": transport})
    return fullstory.EventsImport(client, "abc")


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_provider_is_no_error_of_a_status_route(status: int) -> None:
    result = served(status, headers={"Retry-After": "7"}).poll()
    assert (result.outcome, result.retry_after) == (Outcome.PENDING, 7.0)
    assert result.fault.startswith(f"fault: GET /v2/events/batch/abc answered {status}, ")


def test_a_refusal_names_the_setting_and_a_wrong_path_the_base_url() -> None:
    with pytest.raises(PollingError, match=r"Check api_key \(FULLSTORY_API_KEY\)\. The job may be running"):
        served(401).poll()
    with pytest.raises(
        PollingError, match=r"base_url \(FULLSTORY_BASE_URL\), which is https://fullstory\.example/path"
    ):
        served(405).poll()
    page = served(404, html="<!DOCTYPE html><title>Not here</title>")
    with pytest.raises(Exception, match=r"was never found.* Check host and path of base_url"):
        wait_for_completion(page, timeout=60, clock=VirtualClock())


def test_the_traceback_of_a_refused_connection_is_that_of_one_error() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        try:
            raise ConnectionRefusedError(111, "Connection refused")
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error

    client = fullstory.connect(
        "key", base_url="https://fullstory.example", httpx_args={"transport": httpx.MockTransport(refuse)}
    )
    with pytest.raises(PollingError) as raised:
        fullstory.EventsImport(client, "abc").poll(raise_on_fault=True)
    text = "".join(traceback.format_exception(raised.value))
    assert text.count("Traceback (most recent call last)") == 1
    assert "fullstory.example refuses connections ([Errno 111] Connection refused)" in str(raised.value)
    assert "Check host and port of base_url (FULLSTORY_BASE_URL)." in str(raised.value)
    cause = raised.value.__cause__
    assert isinstance(cause, httpx.ConnectError)
    assert (cause.__cause__, cause.__context__, cause.__traceback__) == (None, None, None)


def test_a_partial_result_says_where_to_read_why() -> None:
    done = {"job": {"id": "abc", "status": "COMPLETED", "created": "2024-05-01T09:30:00Z"}, "imports": 117, "errors": 3}
    result = served(200, json=done).poll()
    assert result.outcome is Outcome.PARTIAL
    assert result.reason == "3 refused, job.failures() says why"
    assert str(result).endswith("3 refused, job.failures() says why")
