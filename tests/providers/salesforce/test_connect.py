"""Salesforce: settings by keyword and from the environment, and where the secret goes."""

import json
from typing import Any

import httpx
import pytest

from support.salesforce_server import AUTH, COMPLETE, JOB, REST, SECRET, SETTINGS, STATUS, Driver, Server
from tarry import ConfigurationError, salesforce
from tarry.salesforce import RowsImport


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


def hosts(driver: Driver, **options: Any) -> tuple[str, str]:
    """Where the poll and the token request of a client with these settings go."""
    server = Server(COMPLETE)
    client = salesforce.connect(**options, httpx_args={"transport": httpx.MockTransport(server)})
    driver.wait(RowsImport(client, JOB))
    (poll,), (token,) = server.requests, server.token_requests
    return str(poll.url).removesuffix(STATUS), str(token.url).removesuffix("/v2/token")


def sent_for_token(driver: Driver, **options: Any) -> dict[str, Any]:
    server = Server(COMPLETE)
    driver.wait(server.job(**options))
    (request,) = server.token_requests
    assert (request.method, request.headers["Content-Type"]) == ("POST", "application/json")
    assert "Authorization" not in request.headers
    body: dict[str, Any] = json.loads(request.content)
    return body


CREDENTIALS: dict[str, Any] = {"client_id": "sandbox-client", "client_secret": SECRET}
OTHER = {
    "SALESFORCE_SUBDOMAIN": "mc-other",
    "SALESFORCE_BASE_URL": "https://rest.other.example",
    "SALESFORCE_AUTH_URL": "https://auth.other.example",
}


# Hosts.


@pytest.mark.parametrize(
    ("environment", "keywords", "rest", "auth"),
    [
        ([], {"subdomain": "mc-mine"}, "https://mc-mine.rest.{}", "https://mc-mine.auth.{}"),
        (["SUBDOMAIN"], {}, "https://mc-other.rest.{}", "https://mc-other.auth.{}"),
        # A base URL alone stands for both.
        ([], {"base_url": "https://mine.example/sf/"}, "https://mine.example/sf", "https://mine.example/sf"),
        (["BASE_URL"], {}, "https://rest.other.example", "https://rest.other.example"),
        (
            [],
            {"subdomain": "mc-mine", "base_url": "https://mine.example"},
            "https://mine.example",
            "https://mine.example",
        ),
        (["SUBDOMAIN"], {"base_url": "https://mine.example"}, "https://mine.example", "https://mine.example"),
        # An address of the token host is what it says.
        (
            [],
            {"base_url": "https://a.example", "auth_url": "https://b.example/"},
            "https://a.example",
            "https://b.example",
        ),
        ([], {"subdomain": "mc-mine", "auth_url": "https://b.example"}, "https://mc-mine.rest.{}", "https://b.example"),
        (["BASE_URL", "AUTH_URL"], {}, "https://rest.other.example", "https://auth.other.example"),
        (["SUBDOMAIN", "AUTH_URL"], {}, "https://mc-other.rest.{}", "https://auth.other.example"),
        (["AUTH_URL"], {"base_url": "https://mine.example"}, "https://mine.example", "https://auth.other.example"),
        # A subdomain by keyword names both hosts, whatever the environment holds.
        (
            ["SUBDOMAIN", "BASE_URL", "AUTH_URL"],
            {"subdomain": "mc-mine"},
            "https://mc-mine.rest.{}",
            "https://mc-mine.auth.{}",
        ),
        (
            ["BASE_URL", "AUTH_URL"],
            {"subdomain": "mc-mine", "base_url": "https://mine.example"},
            "https://mine.example",
            "https://mine.example",
        ),
        (
            ["BASE_URL", "AUTH_URL"],
            {"subdomain": "mc-mine", "base_url": "", "auth_url": ""},
            "https://mc-mine.rest.{}",
            "https://mc-mine.auth.{}",
        ),
        (
            ["BASE_URL", "AUTH_URL"],
            {"subdomain": "mc-mine", "auth_url": "https://b.example"},
            "https://mc-mine.rest.{}",
            "https://b.example",
        ),
    ],
)
def test_hosts(
    driver: Driver,
    monkeypatch: pytest.MonkeyPatch,
    environment: list[str],
    keywords: dict[str, str],
    rest: str,
    auth: str,
) -> None:
    for name in environment:
        monkeypatch.setenv(f"SALESFORCE_{name}", OTHER[f"SALESFORCE_{name}"])
    vendor = "marketingcloudapis.com"
    assert hosts(driver, **CREDENTIALS, **keywords) == (rest.format(vendor), auth.format(vendor))


def test_the_answer_of_the_token_host_names_no_host(driver: Driver) -> None:
    server = Server(COMPLETE, tokens=[httpx.Response(200, json={"access_token": "t", "rest_instance_url": OTHER_HOST})])
    driver.wait(server.job())
    assert server.requests[0].url.host == httpx.URL(REST).host


OTHER_HOST = "https://elsewhere.example/"


# Credentials.


def test_credentials(driver: Driver) -> None:
    assert sent_for_token(driver) == {"grant_type": "client_credentials", **CREDENTIALS}


@pytest.mark.parametrize(("given", "sent"), [(12345, "12345"), ("12345", "12345"), (None, None), ("", None)])
def test_account_id(driver: Driver, given: Any, sent: str | None) -> None:
    assert sent_for_token(driver, account_id=given).get("account_id") == sent


def test_everything_from_the_environment(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**SETTINGS, "account_id": "12345"}.items():
        monkeypatch.setenv(f"SALESFORCE_{name.upper()}", value)
    server = Server(COMPLETE)
    client = salesforce.connect(httpx_args={"transport": httpx.MockTransport(server)})
    driver.wait(RowsImport(client, JOB))
    assert str(server.token_requests[0].url) == f"{AUTH}/v2/token"
    assert json.loads(server.token_requests[0].content) == {
        "grant_type": "client_credentials",
        **CREDENTIALS,
        "account_id": "12345",
    }
    assert server.credentials == ["1"]


def test_a_keyword_comes_before_the_environment(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLIENT_ID", "CLIENT_SECRET", "ACCOUNT_ID"):
        monkeypatch.setenv(f"SALESFORCE_{name}", "other")
    body = sent_for_token(driver, account_id=7)
    assert body == {"grant_type": "client_credentials", **CREDENTIALS, "account_id": "7"}


def test_auth_replaces_the_credentials(driver: Driver) -> None:
    server = Server(COMPLETE)
    client = salesforce.connect(
        "mc-mine", auth=httpx.BasicAuth("a", "b"), httpx_args={"transport": httpx.MockTransport(server)}
    )
    driver.wait(RowsImport(client, JOB))
    assert (server.credentials, server.token_requests) == (["Basic YTpi"], [])


def test_connecting_sends_nothing() -> None:
    server = Server(COMPLETE)
    server.client()
    assert not server.requests + server.token_requests


# What is wrong is said before any request.


@pytest.mark.parametrize("missing", ["subdomain", "client_id", "client_secret"])
def test_each_of_the_three_is_needed(missing: str) -> None:
    needed = f"salesforce.connect needs {missing}: pass {missing}=… or set SALESFORCE_{missing.upper()}"
    with pytest.raises(ConfigurationError, match=needed):
        salesforce.connect(**{name: value for name, value in SETTINGS.items() if name != missing})


def test_a_token_host_alone_is_not_enough() -> None:
    with pytest.raises(ConfigurationError, match="needs subdomain"):
        salesforce.connect(**CREDENTIALS, auth_url="https://mine.example")


@pytest.mark.parametrize(
    "subdomain",
    [
        "mc.evil",
        "mc/evil",
        "evil.example/",
        "user@evil",
        "mc:1",
        "mc evil",
        "mc_evil",
        "mc\\evil",
        "mc#",
        "mc?",
        "mç",
        "mc%2F",
    ],
)
@pytest.mark.parametrize("by_keyword", [True, False])
def test_a_subdomain_that_names_another_host(monkeypatch: pytest.MonkeyPatch, subdomain: str, by_keyword: bool) -> None:
    monkeypatch.setenv("SALESFORCE_SUBDOMAIN", "mc-other" if by_keyword else subdomain)
    with pytest.raises(ConfigurationError, match="subdomain of salesforce is made of letters, digits and hyphens"):
        salesforce.connect(subdomain if by_keyword else None, **CREDENTIALS)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"client_secret": f" {SECRET}"}, "client_secret has a space"),
        ({"client_secret": f"{SECRET}\n"}, "client_secret has a space or line break"),
        ({"client_id": 7}, "client_id must be a text, not int"),
        ({"client_id": b"x"}, "client_id must be a text, not bytes"),
        ({"client_secret": ""}, "needs client_secret"),
        ({"subdomain": 7}, "subdomain must be a text"),
        ({"subdomain": "mc-mine\n"}, "subdomain has a space or line break"),
        ({"account_id": True}, "account_id must be a text, not bool"),
        ({"account_id": 1.5}, "account_id must be a text, not float"),
        ({"account_id": " 1"}, "account_id has a space"),
        ({"base_url": "mine.example"}, "base_url must begin with https://"),
        ({"base_url": f"https://u:{SECRET}@mine.example"}, "base_url must not hold a user name"),
        ({"auth_url": "mine.example"}, "auth_url must begin with https://"),
        ({"auth_url": "ftp://mine.example"}, "auth_url must begin with https://"),
        ({"auth_url": f"https://u:{SECRET}@mine.example"}, "auth_url must not hold a user name"),
        ({"auth_url": "https://mine.example?a=1"}, "auth_url must not have a query"),
        ({"auth": "x"}, "auth must be an httpx.Auth"),
        ({"request_timeout": 0}, "request_timeout must be a positive number"),
        ({"httpx_args": {"auth": None}}, "httpx_args must not hold auth"),
    ],
)
def test_malformed_settings(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        salesforce.connect(**{**SETTINGS, **changed})
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["base_url", "auth_url"])
def test_a_url_that_is_not_https_is_warned_of(caplog: pytest.LogCaptureFixture, name: str) -> None:
    salesforce.connect(**{**SETTINGS, name: "http://mine.example"})
    assert f"{name} is not https" in caplog.text
    assert SECRET not in caplog.text
