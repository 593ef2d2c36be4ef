"""Salesforce's token: fetched once, renewed ahead of its end and once after a 401, and what its host may answer."""

from typing import Any

import anyio
import httpx
import pytest

from support.salesforce_server import (
    AUTH,
    COMPLETE,
    PENDING,
    Answer,
    Driver,
    Server,
    credentials,
    error,
    token,
)
from tarry import Outcome, PollingError, ProviderResponseError
from tarry.testing import VirtualClock


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


# When it is fetched.


def test_one_token_for_all_requests(driver: Driver) -> None:
    server = Server(PENDING, PENDING, COMPLETE)
    job = server.job()
    driver.wait(job)
    driver.poll(job)
    assert server.credentials == ["1"] * 4
    assert [str(request.url) for request in server.token_requests] == [f"{AUTH}/v2/token"]
    assert all(request.headers["Authorization"].startswith("Bearer ") for request in server.requests)


def test_one_token_for_both_faces() -> None:
    server = Server(COMPLETE)
    job = server.job()
    job.poll()
    anyio.run(job.async_poll)
    assert len(server.token_requests) == 1


def test_it_takes_no_longer_than_other_requests(driver: Driver) -> None:
    timeouts: list[Any] = []

    def remember(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        timeouts.append(request.extensions["timeout"])
        return answer

    server = Server(lambda request: remember(request, COMPLETE), tokens=[lambda request: remember(request, token())])
    driver.wait(server.job(request_timeout=7))
    assert timeouts == [dict.fromkeys(("connect", "read", "write", "pool"), 7.0)] * 2


def test_each_client_has_its_own(driver: Driver) -> None:
    server = Server(COMPLETE)
    for _ in range(2):
        driver.poll(server.job())
    assert server.credentials == ["1", "2"]


@pytest.mark.parametrize(
    ("lifetime", "used_for"),
    [
        (1079, 1019),
        ("1079", 1019),
        (119.0, 59.5),
        # Shorter than the margin, and still not fetched for every request.
        (30, 15),
        # What live tenants answer, where the answer says nothing of sense.
        (None, 1019),
        (0, 1019),
        (-5, 1019),
        ("nan", 1019),
    ],
)
def test_it_is_renewed_ahead_of_its_end(driver: Driver, lifetime: object, used_for: float) -> None:
    tokens = [token(number, expires_in=lifetime) for number in (1, 2)]
    server = Server(COMPLETE, tokens=[*tokens])
    job = server.job()
    clock = VirtualClock()
    credentials(job.client)._clock = clock.monotonic
    driver.poll(job)
    clock.advance(used_for - 0.01)
    driver.poll(job)
    clock.advance(0.02)
    driver.poll(job)
    assert server.credentials == ["1", "1", "2"]


def test_a_long_wait_needs_several(driver: Driver) -> None:
    server = Server(*[PENDING] * 130, COMPLETE)
    job = server.job()
    credentials(job.client)._clock = driver.clock.monotonic
    assert driver.wait(job, timeout=7200).outcome is Outcome.SUCCEEDED
    # Nobody had to be refused for it.
    assert len(server.token_requests) == int(driver.clock.now / 1019) + 1 == 6
    assert len(server.requests) == 131


# After a 401.


def test_a_401_renews_it_once(driver: Driver) -> None:
    server = Server(PENDING, error(401), PENDING, COMPLETE)
    result = driver.wait(server.job())
    assert server.credentials == ["1", "1", "2", "2"]
    # It was no poll.
    assert (result.polls, [poll.fault for poll in result.timeline]) == (3, [None] * 3)


def test_a_second_401_ends_the_wait(driver: Driver) -> None:
    server = Server(PENDING, error(401, "The package was deactivated."))
    with pytest.raises(PollingError, match=r"401.*The package was deactivated") as caught:
        driver.wait(server.job())
    assert server.credentials == ["1", "1", "2"]
    assert caught.value.result.polls == 2


def test_it_may_run_out_again_and_again(driver: Driver) -> None:
    server = Server(*[error(401), PENDING] * 3, COMPLETE)
    assert driver.wait(server.job()).outcome is Outcome.SUCCEEDED
    assert len(server.token_requests) == 4


@pytest.mark.parametrize("code", [403, 400])
def test_other_refusals_renew_nothing(driver: Driver, code: int) -> None:
    server = Server(error(code))
    with pytest.raises(PollingError):
        driver.wait(server.job())
    assert (len(server.requests), len(server.token_requests)) == (1, 1)


# What the token host may answer.


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            httpx.Response(401, json={"error": "invalid_client", "error_description": "Unknown client."}),
            "answered 401, the token was refused: check client_id, client_secret and account_id: .*Unknown client",
        ),
        (error(400), "answered 400, the token was refused"),
        (error(403), "answered 403, the token was refused"),
        # Not the job that is not found.
        (error(404), "answered 404, the token host has no such path: check subdomain and auth_url"),
        (error(410), "answered 410, the token host has no such path"),
        (
            httpx.Response(302, headers={"Location": "https://elsewhere.example/"}),
            "answered 302, the token host gave no",
        ),
    ],
)
def test_a_refused_token_ends_the_wait_at_once(driver: Driver, answer: httpx.Response, message: str) -> None:
    server = Server(COMPLETE, tokens=[answer])
    with pytest.raises(PollingError, match=f"POST /v2/token {message}") as caught:
        driver.wait(server.job())
    assert (len(server.token_requests), server.requests, driver.clock.sleeps) == (1, [], [])
    assert isinstance(caught.value.__cause__, ProviderResponseError)
    assert caught.value.__cause__.status_code == answer.status_code


FAULTS: list[Answer] = [
    error(429),
    error(500),
    error(503),
    httpx.Response(529, text="busy"),
    httpx.Response(200, html="<html>Sign in</html>"),
    httpx.Response(200, content=b"\xff"),
    httpx.Response(200, json=[]),
    httpx.Response(200, json="sandbox-token-1"),
    httpx.Response(200, json={"token": "sandbox-token-1"}),
    token(access_token=""),
    token(access_token=7),
    token(access_token="sandbox\r\nX: y"),
    token(access_token="tökén"),
    token(expires_in="soon"),
    token(expires_in=[1079]),
    httpx.ReadTimeout("late"),
    httpx.ConnectError("no route"),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_token_host_is_one_of_the_poll(driver: Driver, fault: Answer) -> None:
    server = Server(COMPLETE, tokens=[fault, fault, token(3)])
    result = driver.wait(server.job())
    assert (result.outcome, result.polls) == (Outcome.SUCCEEDED, 3)
    assert [poll.fault is None for poll in result.timeline] == [False, False, True]
    assert server.credentials == ["3"]


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_the_token_host_come_to_an_end(driver: Driver, fault: Answer) -> None:
    server = Server(COMPLETE, tokens=[fault])
    with pytest.raises(PollingError, match="faults in a row"):
        driver.wait(server.job())
    assert 8 <= len(server.token_requests) < 30


@pytest.mark.parametrize("code", [429, 503])
def test_the_token_hosts_retry_after_holds(driver: Driver, code: int) -> None:
    server = Server(COMPLETE, tokens=[error(code, **{"Retry-After": "75"}), token(2)])
    driver.wait(server.job())
    assert driver.clock.sleeps == [75.0]


def test_a_failed_fetch_leaves_the_turn_to_the_next(driver: Driver) -> None:
    server = Server(COMPLETE, tokens=[httpx.ConnectError("no route"), error(503), httpx.Response(200), token(4)])
    assert driver.wait(server.job()).polls == 4
