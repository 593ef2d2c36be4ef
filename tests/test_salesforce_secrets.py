"""Salesforce: no secret and no token is shown, logged, pickled or sent to another host."""

import logging
import pickle
import traceback
from typing import Any

import anyio
import httpx
import pytest

import tarry
from support.salesforce_server import (
    AUTH,
    COMPLETE,
    JOB,
    REST,
    SECRET,
    STATUS,
    Driver,
    Server,
    credentials,
    error,
    token,
)
from tarry import PollingError, salesforce
from tarry._token_answers import AccessToken
from tarry.salesforce import RowsImport
from tarry.sandbox import Sandbox
from tarry.testing import VirtualClock
from tarry_clients.salesforce.api.requests import get_request_status


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


SHOWN = [SECRET, "sandbox-token"]


def shown(text: object) -> list[str]:
    return [secret for secret in SHOWN if secret in str(text)]


def test_no_secret_is_shown() -> None:
    server = Server(COMPLETE)
    job = server.job()
    job.poll()
    auth = credentials(job.client)
    texts = [job, job.client, auth, auth._token, AccessToken("sandbox-token-1", 1), server.requests]
    texts += [vars(auth), vars(job), job.poll()]
    assert not [text for text in texts if shown(repr(text)) or shown(str(text))]


@pytest.mark.parametrize(
    "answers",
    [
        {"tokens": [error(401)]},
        {"tokens": [httpx.Response(201, json={"access_token": "sandbox-token-1"})]},
        {"tokens": [httpx.Response(302, json={"access_token": "sandbox-token-1"})]},
        {"tokens": [httpx.Response(200, text='{"access_token": "sandbox-token-1"')]},
        {"tokens": [token(access_token="sandbox-token-1 ö")]},
        {"tokens": [token(expires_in="sandbox")]},
        {"tokens": [httpx.ReadError("reset")]},
        {"answers": error(401)},
        {"answers": httpx.ReadError("reset")},
    ],
)
def test_no_secret_is_in_an_error(driver: Driver, answers: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    server = Server(answers.get("answers", COMPLETE), tokens=answers.get("tokens"))
    with caplog.at_level(logging.DEBUG), pytest.raises(PollingError) as caught:
        driver.wait(server.job())
    texts = [repr(caught.value), "".join(traceback.format_exception(caught.value)), caplog.text]
    cause = caught.value.__cause__
    texts += [str(vars(cause)), str(pickle.dumps(caught.value)), str(pickle.dumps(caught.value.result))]
    assert not [text for text in texts if shown(text)]


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_no_secret_is_logged(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    # Over a real socket, so that the loggers of the transport have their say.
    with Sandbox().serve() as root, caplog.at_level(logging.DEBUG):
        for name, value in Sandbox().environment(root).items():
            monkeypatch.setenv(name, value)
        with salesforce.connect() as client:
            job = RowsImport.submit(client, [{"MemberId": "M-1"}], key="Members")
            tarry.wait_for_completion(job, timeout=60, clock=VirtualClock())
    assert "/v2/token" in caplog.text
    assert not shown(caplog.text)


def test_a_client_cannot_be_pickled() -> None:
    server = Server(COMPLETE)
    with pytest.raises(TypeError, match="holds a credential"):
        pickle.dumps(server.client())


# Where it goes.


@pytest.mark.parametrize("where", ["tokens", "answers"])
def test_no_redirect_is_followed(driver: Driver, where: str) -> None:
    elsewhere = httpx.Response(307, headers={"Location": "https://elsewhere.example/v2/token"})
    server = Server(elsewhere if where == "answers" else COMPLETE, tokens=[elsewhere] if where == "tokens" else None)
    with pytest.raises(PollingError, match="307"):
        driver.wait(server.job())
    hosts = {request.url.host for request in server.requests + server.token_requests}
    assert hosts <= {httpx.URL(REST).host, httpx.URL(AUTH).host}


def test_the_generated_operations_carry_it_too() -> None:
    server = Server(COMPLETE)
    client = server.client()

    async def go() -> Any:
        return await get_request_status.asyncio_detailed(client=client, request_id=JOB)

    answers: list[Any] = [get_request_status.sync_detailed(client=client, request_id=JOB), anyio.run(go)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (server.paths, server.credentials) == ([STATUS] * 2, ["1"] * 2)


@pytest.mark.parametrize("code", [400, 401, 500])
def test_a_secret_that_the_token_host_repeats_is_not_shown(driver: Driver, code: int) -> None:
    server = Server(COMPLETE, tokens=[error(code, f"client_secret {SECRET} is wrong")])
    with pytest.raises(PollingError, match=r"client_secret \[client_secret\] is wrong") as caught:
        driver.poll(server.job())
    cause = caught.value.__cause__
    assert not shown(caught.value) + shown(vars(cause))
