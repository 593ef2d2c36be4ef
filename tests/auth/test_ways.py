"""One way to log in is chosen by one rule at all providers."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tarry import ConfigurationError, eloqua, fullstory, open_data_rights, possiblenow, salesforce
from tarry._auth.ways import choose_way

SEVERAL_WAYS: dict[Callable[..., Any], dict[str, Any]] = {
    possiblenow.connect: {"token": "sandbox-secret"},
    eloqua.connect: {"password": "sandbox-secret"},
}
ONE_WAY: dict[Callable[..., Any], dict[str, Any]] = {
    fullstory.connect: {"api_key": "na1.sandbox-secret"},
    open_data_rights.connect: {"token": "sandbox-secret"},
    salesforce.connect: {"client_secret": "sandbox-secret"},
}
CONNECTS = SEVERAL_WAYS | ONE_WAY


@pytest.mark.parametrize("connect", ONE_WAY)
def test_a_scheme_of_ones_own_replaces_the_only_other(connect: Callable[..., Any]) -> None:
    auth = httpx.BasicAuth("a", "b")
    client = connect(base_url="https://host.example", auth=auth, **ONE_WAY[connect])
    assert client.get_httpx_client().auth is auth


@pytest.mark.parametrize("connect", SEVERAL_WAYS)
def test_a_scheme_of_ones_own_and_a_credential_contradict_each_other(connect: Callable[..., Any]) -> None:
    auth = httpx.BasicAuth("a", "b")
    with pytest.raises(
        ConfigurationError, match=r"takes one way to log in, not auth beside .*: leave out all"
    ) as caught:
        connect(base_url="https://host.example", auth=auth, **CONNECTS[connect])
    assert "sandbox-secret" not in str(caught.value)
    connect(base_url="https://host.example", auth=auth)


@pytest.mark.parametrize("connect", CONNECTS)
def test_a_credential_in_the_environment_does_not_contradict_a_keyword(
    connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = connect.__module__.split(".")[1]
    for name in CONNECTS[connect]:
        monkeypatch.setenv(f"{provider}_{name}".upper(), "sandbox-secret")
    connect(base_url="https://host.example", auth=httpx.BasicAuth("a", "b"))


@pytest.mark.parametrize("connect", CONNECTS)
def test_what_is_no_scheme(connect: Callable[..., Any]) -> None:
    with pytest.raises(ConfigurationError, match=r"auth must be an httpx\.Auth, not tuple"):
        connect(base_url="https://host.example", auth=("user", "password"))


@pytest.mark.parametrize(
    ("environment", "keywords", "way"),
    [
        ({}, {}, "client"),
        ({"TOKEN": "t"}, {}, "token"),
        ({"TOKEN": ""}, {}, "client"),
        ({"TOKEN": "t", "CLIENT_ID": "c"}, {}, "token"),
        ({"CLIENT_ID": "c"}, {}, "client"),
        ({"TOKEN": "t"}, {"client_id": "c"}, "client"),
        ({"SECRET": "s"}, {"token": ""}, "token"),
    ],
)
def test_keywords_come_before_the_environment(
    environment: dict[str, str], keywords: dict[str, str], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(f"EXAMPLE_{name}", value)
    ways = {"token": ("token",), "client": ("client_id", "secret")}
    given = {name: {one: keywords.get(one) for one in ways[name]} for name in ways}
    assert choose_way("example", None, given, unsaid={"client_id"}) == way
