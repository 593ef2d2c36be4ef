"""PossibleNOW: settings, and the Authorization header of every request."""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

import tarry
from support.possiblenow_server import EXPORT, MOMENT, SIGNED, Driver, Server, error, export_of, page, status
from tarry import ConfigurationError, PollingError, possiblenow
from tarry.possiblenow import HmacSigner


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


# Making a client.


def test_the_default_base_url_is_production(driver: Driver) -> None:
    server = Server(status("Complete"))
    driver.wait(export_of(server))
    assert str(server.requests[0].url) == f"https://pm.mypreferences.com{EXPORT}/Status"


@pytest.mark.parametrize(
    "given", ["https://pmstg.mypreferences.com/Profiles", "https://pmstg.mypreferences.com/Profiles/"]
)
def test_base_url(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    by_keyword, by_environment = Server(status("Complete")), Server(status("Complete"))
    export_of(by_keyword, **SIGNED, base_url=given).poll()
    monkeypatch.setenv("POSSIBLENOW_BASE_URL", given)
    export_of(by_environment).poll()
    for server in (by_keyword, by_environment):
        assert str(server.requests[0].url) == f"https://pmstg.mypreferences.com{EXPORT}/Status"


def test_credentials_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SIGNED.items():
        monkeypatch.setenv(f"POSSIBLENOW_{name.upper()}", value)
    server = Server(status("Complete"))
    export_of(server, request_timeout=30).poll()
    check_signed(server.requests[0], secret="sandbox-secret")


def test_a_keyword_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SIGNED:
        monkeypatch.setenv(f"POSSIBLENOW_{name.upper()}", "other")
    monkeypatch.setenv("POSSIBLENOW_TOKEN", "other")
    signed, bearer = Server(status("Complete")), Server(status("Complete"))
    export_of(signed).poll()
    check_signed(signed.requests[0], secret="sandbox-secret")
    export_of(bearer, token="sandbox-token").poll()
    assert bearer.headers == ["Bearer sandbox-token"]


@pytest.mark.parametrize("beside", [{}, {"POSSIBLENOW_CLIENT_ID": "EXAMPLE1"}])
def test_token_from_the_environment(monkeypatch: pytest.MonkeyPatch, beside: dict[str, str]) -> None:
    monkeypatch.setenv("POSSIBLENOW_TOKEN", "sandbox-token")
    for name, value in beside.items():
        monkeypatch.setenv(name, value)
    server = Server(status("Complete"))
    export_of(server, request_timeout=30).poll()
    assert server.headers == ["Bearer sandbox-token"]


@pytest.mark.parametrize("variable", ["POSSIBLENOW_USER_ID", "POSSIBLENOW_SECRET"])
def test_an_environment_that_contradicts_itself(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv("POSSIBLENOW_TOKEN", "sandbox-token")
    monkeypatch.setenv(variable, "value")
    with pytest.raises(ConfigurationError, match=f"POSSIBLENOW_TOKEN beside {variable}: possiblenow .*unset one"):
        possiblenow.connect()


@pytest.mark.parametrize("missing", list(SIGNED))
def test_each_of_the_three_is_needed(missing: str) -> None:
    with pytest.raises(
        ConfigurationError, match=f"needs {missing}: pass {missing}=… or set POSSIBLENOW_{missing.upper()}"
    ):
        possiblenow.connect(**{name: value for name, value in SIGNED.items() if name != missing})


WAYS: dict[str, dict[str, Any]] = {
    "signed": SIGNED,
    "user": {"user_id": "api-user"},
    "token": {"token": "sandbox-token"},
    "signer": {"signer": HmacSigner(**SIGNED)},
    "auth": {"auth": httpx.BasicAuth("a", "b")},
}


@pytest.mark.parametrize(
    ("one", "other"),
    [(one, other) for one in WAYS for other in WAYS if one < other and {one, other} != {"signed", "user"}],
)
def test_two_ways_to_authenticate_contradict_each_other(one: str, other: str) -> None:
    with pytest.raises(ConfigurationError, match="leave out all but one") as caught:
        possiblenow.connect(**WAYS[one], **WAYS[other])
    assert "sandbox-" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({**SIGNED, "secret": " sandbox-secret"}, "secret has a space"),
        ({**SIGNED, "secret": "sandbox-secret\n"}, "secret has a space or line break"),
        ({**SIGNED, "user_id": "ünser"}, "user_id .* character that no header can carry"),
        ({**SIGNED, "user_id": "api user"}, "user_id .* character that no header can carry"),
        ({**SIGNED, "client_id": 7}, "client_id must be a text"),
        ({**SIGNED, "client_id": ""}, "needs client_id"),
        ({"token": "tökén"}, "token .* character that no token has"),
        ({"token": "two words"}, "token .* character that no token has"),
        ({"token": ""}, "needs token"),
        ({"signer": "sandbox-secret"}, "signer must be callable with a request and a datetime, not str"),
        ({"signer": ""}, "signer must be callable with a request and a datetime, not str"),
        ({"auth": "sandbox-secret"}, "auth must be an httpx.Auth"),
        ({**SIGNED, "base_url": "pm.mypreferences.com"}, "base_url must begin with https://"),
        ({**SIGNED, "base_url": "https://u:sandbox-secret@h/Profiles"}, "base_url must not hold a user name"),
        ({**SIGNED, "base_url": "https://h/Profiles?a=1"}, "base_url must not have a query"),
        ({**SIGNED, "request_timeout": 0}, "request_timeout must be a positive number"),
        ({**SIGNED, "httpx_args": {"base_url": "https://h"}}, "httpx_args must not hold base_url"),
    ],
)
def test_malformed_settings(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        possiblenow.connect(**settings)
    assert "sandbox-secret" not in str(caught.value)


def test_no_secret_is_shown() -> None:
    client, signer = possiblenow.connect(**SIGNED), HmacSigner(**SIGNED)
    shown = [repr(client), str(client), repr(signer), str(signer), repr(client.get_httpx_client().auth)]
    shown += [repr(possiblenow.connect(token="sandbox-secret"))]
    assert not [text for text in shown if "sandbox-secret" in text]
    assert repr(signer) == "HmacSigner(client_id='EXAMPLE1', user_id='api-user', algorithm='SHA256')"


# The Authorization header.


def check_signed(request: httpx.Request, secret: str, moment: datetime | None = None) -> None:
    """The default header, its signature worked out again; signed within the last seconds or for *moment*."""
    match = re.fullmatch(
        r"PNAUTHINFO3-HMAC-SHA256 Credential=api-user/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) Signature=(\S+)",
        request.headers["Authorization"],
    )
    assert match, request.headers["Authorization"]
    timestamp, signature = match.groups()
    age = (moment or datetime.now(UTC)) - datetime.fromisoformat(timestamp)
    assert timedelta(0) <= age < timedelta(seconds=1 if moment else 60)
    digest = hmac.new(secret.encode(), f"EXAMPLE1:api-user:{timestamp}".encode(), hashlib.sha256).digest()
    assert signature == base64.b64encode(digest).decode()


@pytest.mark.parametrize(
    ("algorithm", "signature"),
    # printf EXAMPLE1:api-user:2024-05-01T09:30:00Z | openssl dgst -sha256 -hmac sandbox-secret -binary | base64
    [
        ("SHA256", "SHtWGPW3Y6QkZ6sOQ4o7+Nbv9Kc2YM2SXsAHG9Y09DI="),
        ("SHA384", "Gp1H9NUR7MKZoYlcupfRKWGDnDLmyvfmTOCVlL3r7e/skgBn9cqtJ7ez/88zg+0Y"),
        ("SHA512", "bsPhGM6HwjDhi/FBVJAjcCWrkjjpCbAWBARQZMKMf4oWnANBS0TpTHUbTGl1rkbM/vQD9ZR/1bSm4VBsCp3g0A=="),
    ],
)
def test_the_default_signer(algorithm: Any, signature: str) -> None:
    signer = HmacSigner("EXAMPLE1", "api-user", "sandbox-secret", algorithm=algorithm)
    expected = f"PNAUTHINFO3-HMAC-{algorithm} Credential=api-user/2024-05-01T09:30:00Z Signature={signature}"
    request = httpx.Request("GET", "https://pm.mypreferences.com/")
    # In UTC and whole seconds, wherever the moment is given.
    for moment in (MOMENT, MOMENT.replace(microsecond=999_999), MOMENT.astimezone(timezone(timedelta(hours=-5)))):
        assert signer(request, moment) == expected


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"algorithm": "MD5"}, "algorithm must be SHA256, SHA384 or SHA512, not 'MD5'"),
        ({"secret": ""}, "secret of a HmacSigner is missing"),
        ({"user_id": "api user"}, "user_id"),
        ({"client_id": None}, "client_id of a HmacSigner is missing"),
    ],
)
def test_a_malformed_signer(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        HmacSigner(**{**SIGNED, **changed})


def test_every_request_is_signed(driver: Driver) -> None:
    server = Server(
        httpx.Response(200, json={"AccessToken": 480211}), status("Complete"), page(1, 1), httpx.Response(200)
    )
    job = driver.submit(server.client(), "EXAMPLE1", "Spring")
    driver.wait(job)
    driver.results(job)
    driver.commit(job)
    assert len(server.requests) == 4
    for request in server.requests:
        check_signed(request, secret="sandbox-secret")


def test_a_signer_of_ones_own(driver: Driver) -> None:
    calls: list[tuple[str, datetime]] = []

    def sign(request: httpx.Request, moment: datetime) -> str:
        calls.append((request.url.path, moment))
        return f"PNAUTHINFO3-HMAC-SHA256 {len(calls)}"

    server = Server(status("Processing"), status("Complete"))
    driver.wait(export_of(server, signer=sign))
    assert server.headers == ["PNAUTHINFO3-HMAC-SHA256 1", "PNAUTHINFO3-HMAC-SHA256 2"]
    assert {path for path, _ in calls} == {f"{EXPORT}/Status"}
    assert all(moment.utcoffset() == timedelta(0) for _, moment in calls)
    assert all(abs(datetime.now(UTC) - moment) < timedelta(seconds=60) for _, moment in calls)


@pytest.mark.parametrize("value", [None, b"x", "sandbox-sécret", "sandbox-secret\r\nX: y"])
def test_a_signer_that_returns_no_header(driver: Driver, value: Any) -> None:
    server = Server(status("Complete"))
    with pytest.raises(PollingError, match="signer of possiblenow must return") as caught:
        driver.wait(export_of(server, signer=lambda request, moment: value))
    assert isinstance(caught.value.__cause__, ConfigurationError)
    assert "sandbox" not in str(caught.value)
    assert not server.requests


def test_auth_replaces_everything(driver: Driver) -> None:
    server = Server(status("Complete"))
    driver.wait(export_of(server, auth=httpx.BasicAuth("a", "b")))
    assert server.headers == ["Basic YTpi"]


@pytest.mark.parametrize("token", ["sandbox-token", "Bearer sandbox-token"])
def test_a_token_is_sent_as_it_is(driver: Driver, token: str) -> None:
    server = Server(error(401, Date=format_datetime(MOMENT)))
    with pytest.raises(tarry.PollingError):
        driver.wait(export_of(server, token=token))
    # Nothing can be renewed, so it ends at once.
    assert server.headers == ["Bearer sandbox-token"]


def test_a_clock_that_is_off_is_put_right_by_the_servers(driver: Driver) -> None:
    server_time = (datetime.now(UTC) + timedelta(hours=3)).replace(microsecond=0)
    refusal = error(401, "The timestamp is too old.", Date=format_datetime(server_time, usegmt=True))
    server = Server(refusal, status("Processing"), status("Complete"))
    assert driver.wait(export_of(server)).polls == 2
    ours, repeated, later = server.requests
    check_signed(ours, secret="sandbox-secret")
    check_signed(repeated, secret="sandbox-secret", moment=server_time)
    # And from then on, without another refusal.
    signed_at = datetime.fromisoformat(later.headers["Authorization"].split("/")[1].split(" ")[0])
    assert timedelta(seconds=-1) <= signed_at - server_time < timedelta(seconds=60)


def test_a_401_is_tried_once_more_and_ends(driver: Driver) -> None:
    server = Server(error(401, "The user is unknown.", Date=format_datetime(MOMENT)))
    job = export_of(server)
    with pytest.raises(tarry.PollingError, match=r"401.*The user is unknown") as caught:
        driver.wait(job)
    assert len(server.requests) == 2
    assert "sandbox-secret" not in str(caught.value)
    # A time that did not help is not kept.
    with pytest.raises(tarry.PollingError):
        driver.wait(job)
    check_signed(server.requests[2], secret="sandbox-secret")


LONG_DATE = {"Date": f"Wed, {'0' * 1000}1 May 2024 09:30:00 GMT"}
"""Read by the parser of the standard library, and longer than any header that is read."""


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}, {"Date": "Wed, 99 May 2024 09:30:00 GMT"}, LONG_DATE])
def test_a_401_that_says_no_time_ends_at_once(driver: Driver, headers: dict[str, str]) -> None:
    server = Server(error(401, **headers))
    with pytest.raises(tarry.PollingError):
        driver.wait(export_of(server))
    assert len(server.requests) == 1


def test_a_refused_submit_is_repeated_whole(driver: Driver) -> None:
    refusal = error(401, Date=format_datetime(datetime.now(UTC), usegmt=True))
    server = Server(refusal, httpx.Response(200, json={"AccessToken": 480211}))
    assert driver.submit(server.client(), "EXAMPLE1", "Spring", MOMENT).access_token == 480211
    assert [request.content for request in server.requests] == [b'{"LastDateTime":"2024-05-01T09:30:00.000Z"}'] * 2
