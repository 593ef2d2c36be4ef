"""When a page is asked for again: by the rules for faults of a wait, and for no longer than requests may take."""

import logging
from datetime import timedelta
from typing import Any

import httpx
import pytest

from support.scripted import PENDING, ScriptedJob
from tarry import ConfigurationError, CredentialError, ProviderResponseError
from tarry._core.clock import SYSTEM_CLOCK
from tarry._core.observation import Kind, Observation
from tarry._core.policy import Policy
from tarry._operations.pages import PageRetries
from tarry._operations.retry import RETRY_DELAY
from tarry._operations.status import observation_from_error
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

RESET = httpx.ReadError("reset by peer")


def answered(code: int, retry_after: str | None = None, **more: Any) -> ProviderResponseError:
    headers = httpx.Headers({} if retry_after is None else {"Retry-After": retry_after})
    return ProviderResponseError(
        "no", status_code=code, headers=headers, content=b"", method="GET", path="/page", **more
    )


class Patience(ScriptedJob):
    request_timeout = 10.0


def retries(clock: VirtualClock | None = None, **policy: Any) -> PageRetries:
    given = {"schedule": Fixed(60), "fault_count": 3, "fault_time": 0.0, **policy}
    return PageRetries(Patience(PENDING, policy=Policy(**given)), clock)


def pauses(retry: PageRetries, error: Exception, clock: VirtualClock) -> list[float]:
    """The pauses before the error is raised."""
    found: list[float] = []
    while True:
        try:
            found.append(retry.failed(error))
        except type(error) as raised:
            last = raised
            break
        clock.sleep(found[-1])
    assert last is error
    return found


def test_pauses_double_until_there_are_too_many_faults() -> None:
    clock = VirtualClock()
    assert pauses(retries(clock, fault_count=4), RESET, clock) == [1.0, 2.0, 4.0]
    assert RETRY_DELAY == 1.0


def test_too_many_have_to_last_as_well() -> None:
    clock = VirtualClock()
    assert pauses(retries(clock, fault_count=2, fault_time=6.0), RESET, clock) == [1.0, 2.0, 4.0]


def test_no_page_takes_longer_than_its_requests_may() -> None:
    # Five requests of ten seconds: the pause that would go beyond 50 s is not made.
    clock = VirtualClock()
    assert pauses(retries(clock, fault_count=5, fault_time=1000.0), RESET, clock) == [1.0, 2.0, 4.0, 8.0, 16.0]


@pytest.mark.parametrize("error", [RESET, answered(503)])
def test_the_caller_says_how_long_faults_are_tolerated(error: Exception) -> None:
    def tolerated(tolerance: Any) -> list[float]:
        clock = VirtualClock()
        job = Patience(PENDING, policy=Policy(schedule=Fixed(60), fault_count=3, fault_time=1e6))
        return pauses(PageRetries(job, clock, tolerance), error, clock)

    assert tolerated(0) == []
    assert tolerated(15) == [1.0, 2.0, 4.0, 8.0]
    assert tolerated(timedelta(seconds=14)) == [1.0, 2.0, 4.0]
    assert sum(tolerated(86_400)) > 86_300


def test_an_error_says_where_and_how_long_it_was_tried() -> None:
    clock = VirtualClock()
    error = httpx.ReadTimeout("")
    pauses(retries(clock), error, clock)
    assert str(error).startswith("fullstory: no answer from ")
    assert "(ReadTimeout). Given up after 3 faults in a row over 3 s. Where it is only slow, " in str(error)


def test_a_pause_that_ends_exactly_at_the_limit_is_made() -> None:
    clock = VirtualClock()
    clock.advance(500)
    assert pauses(retries(clock, fault_count=3), answered(503, "30"), clock) == [30.0]
    assert pauses(retries(clock, fault_count=3), answered(503, "31"), clock) == []


def test_a_retry_after_is_obeyed_where_it_is_longer() -> None:
    clock, retry = VirtualClock(), retries(fault_count=9)
    retry.clock = clock
    assert retry.failed(answered(429, "20")) == 20.0
    assert retry.failed(answered(429, "0")) == 2.0
    assert retry.failed(answered(429)) == 4.0


def test_where_a_retry_after_is_too_long_the_error_says_so() -> None:
    clock = VirtualClock()

    def advice(error: ProviderResponseError, **policy: Any) -> str:
        pauses(retries(clock, **policy), error, clock)
        return error.advice

    assert advice(answered(503, "31")) == "Retry-After forbids to ask again for 31 s: start again then."
    assert advice(answered(503)) == "Given up after 3 faults in a row over 3 s."
    # The pause of a second fault is longer.
    assert advice(answered(503, "1"), fault_count=2) == "Given up after 2 faults in a row over 1 s."
    assert advice(answered(404, "31")) == ""


def test_a_retry_after_may_be_a_date_on_the_clock_that_is_given() -> None:
    class Noon(VirtualClock):
        def time(self) -> float:
            return 1_714_564_800.0

    assert retries(Noon()).failed(answered(503, "Wed, 01 May 2024 12:00:25 GMT")) == 25.0


NO_FAULTS: dict[Kind, list[Exception]] = {
    Kind.DENIED: [
        answered(300),
        answered(400),
        answered(403),
        answered(503, final=True),
        httpx.InvalidURL("no"),
        httpx.TooManyRedirects("no"),
    ],
    Kind.MISSING: [answered(404)],
    Kind.EXPIRED: [answered(410)],
}


@pytest.mark.parametrize(("kind", "error"), [(kind, error) for kind, errors in NO_FAULTS.items() for error in errors])
def test_what_is_no_fault_is_told_apart(kind: Kind, error: Exception) -> None:
    observation = observation_from_error(error, lambda: 0.0)
    assert (observation.kind, observation.error) == (kind, error)


@pytest.mark.parametrize("error", [error for errors in NO_FAULTS.values() for error in errors])
def test_what_no_repetition_can_mend_is_raised_at_once(error: Exception) -> None:
    clock = VirtualClock()
    assert pauses(retries(clock), error, clock) == []


def test_a_page_that_does_not_fit_the_document_is_asked_for_once_more(caplog: pytest.LogCaptureFixture) -> None:
    clock = VirtualClock()
    assert pauses(retries(clock, fault_count=9), answered(200, well_formed=True), clock) == [1.0]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert len(pauses(retries(clock, fault_count=9), answered(200), clock)) > 1


@pytest.mark.parametrize("code", [200, 202, 299])
def test_only_an_answer_that_was_meant_well_can_fail_to_fit(code: int) -> None:
    assert observation_from_error(answered(code, well_formed=True), lambda: 0.0).misfit
    assert not observation_from_error(answered(code), lambda: 0.0).misfit
    for other in (300, 404, 429, 500, 503):
        assert not observation_from_error(answered(other, well_formed=True), lambda: 0.0).misfit
    assert not observation_from_error(answered(code, well_formed=True, final=True), lambda: 0.0).misfit


def test_what_comes_from_below_http_may_pass(caplog: pytest.LogCaptureFixture) -> None:
    faults: list[Exception] = [OSError(24, "Too many open files"), TimeoutError(), httpx.ReadError("reset")]
    refusals: list[Exception] = [ConfigurationError("no header"), CredentialError("used up")]
    for error in faults + refusals:
        kind = Kind.FAULT if error in faults else Kind.DENIED
        assert observation_from_error(error, lambda: 0.0) == Observation(kind, error=error)
    assert not caplog.records


def test_what_nobody_expects_is_logged_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    error = ValueError("no number")
    note = "met an unexpected ValueError; where no code of yours is to blame, please report it with the log"
    assert observation_from_error(error, lambda: 0.0) == Observation(Kind.DENIED, error=error, note=note)
    (record,) = caplog.records
    assert (record.name, record.levelname, record.getMessage()) == (
        "tarry",
        "ERROR",
        "an unexpected ValueError in a poll",
    )
    assert record.exc_info is not None
    assert record.exc_info[1] is error


def test_time_is_real_where_no_clock_is_given() -> None:
    assert retries().clock is SYSTEM_CLOCK


def test_a_repetition_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tarry")
    retries(VirtualClock()).failed(httpx.ReadTimeout(""))
    assert caplog.messages == ["fullstory:events-import:abc123%3D: fault 1 in a row, again in 1 s: ReadTimeout"]
