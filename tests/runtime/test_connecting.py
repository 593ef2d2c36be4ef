"""What the generated `connect` of every package does with the credentials and servers of its document."""

from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest

import tarry
from tarry.runtime import Provider, api_key, bearer, client_credentials, connect_client, login, server_url
from tarry.runtime.connecting import Scheme
from tarry_clients import fullstory
from tarry_clients.fullstory.errors import UnexpectedResponse

PROVIDER = Provider("acme", fullstory, UnexpectedResponse, credentials=("token",))


def connected(
    ways: Sequence[Sequence[Scheme]],
    server: Callable[[], str] | None = lambda: "https://api.acme.example",
    answer: Callable[[httpx.Request], httpx.Response] = lambda request: httpx.Response(200),
    **options: Any,
) -> Any:
    given = {"base_url": None, "auth": None, "request_timeout": 5.0, "response_limits": None, **options}
    transport = {"transport": httpx.MockTransport(answer)}
    return connect_client(PROVIDER, ways=ways, server=server, httpx_args=transport, **given)


def sent(ways: Sequence[Sequence[Scheme]], **options: Any) -> httpx.Request:
    """The request that a client sends."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    connected(ways, answer=answer, **options).get_httpx_client().get("/jobs", params={"page": "2"})
    return seen[-1]


def test_each_scheme_is_sent_as_the_document_says() -> None:
    assert sent([[api_key("k 1".replace(" ", "-"), "header", "X-Key")]]).headers["X-Key"] == "k-1"
    assert sent([[api_key("k", "header", "Authorization", prefix="Token")]]).headers["Authorization"] == "Token k"
    assert sent([[api_key("Token k", "header", "Authorization", prefix="Token")]]).headers["Authorization"] == "Token k"
    assert sent([[api_key("k&a", "query", "key")]]).url.params["key"] == "k&a"
    assert sent([[api_key("k&a", "query", "key")]]).url.params["page"] == "2"
    assert sent([[api_key("k", "cookie", "session")]]).headers["Cookie"] == "session=k"
    assert sent([[bearer("Bearer t")]]).headers["Authorization"] == sent([[bearer("t")]]).headers["Authorization"]
    assert sent([[login("u", "p:q")]]).headers["Authorization"] == "Basic dTpwOnE="
    both = sent([[api_key("a", "header", "X-Key", "key"), api_key("b", "header", "X-App", "app")]])
    assert (both.headers["X-Key"], both.headers["X-App"]) == ("a", "b")


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_TOKEN", "from-outside")
    monkeypatch.setenv("ACME_BASE_URL", "https://other.example/v2")
    request = sent([[bearer(None)]])
    assert (request.headers["Authorization"], str(request.url)) == (
        "Bearer from-outside",
        "https://other.example/v2/jobs?page=2",
    )


def test_of_several_ways_one_is_chosen_and_two_are_a_contradiction() -> None:
    assert sent([[login(None, None)], [bearer("t")]]).headers["Authorization"] == "Bearer t"
    with pytest.raises(tarry.ConfigurationError, match="one way to log in, not user and password beside token"):
        connected([[login("u", "p")], [bearer("t")]])
    with pytest.raises(tarry.ConfigurationError, match="not auth beside token"):
        connected([[login(None, None)], [bearer("t")]], auth=httpx.BasicAuth("a", "b"))


def test_auth_replaces_the_only_way() -> None:
    assert sent([[bearer("t")]], auth=httpx.BasicAuth("a", "b")).headers["Authorization"].startswith("Basic ")
    assert "Authorization" not in sent([]).headers


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ([bearer(None)], r"acme.connect needs token: pass token=… or set ACME_TOKEN"),
        ([bearer("zwölf")], "token of acme has a character that no token has: copy it again"),
        ([api_key("two words", "header", "X")], "api_key of acme has a character"),
        ([login("a:b", "secret-word")], "user of acme holds a colon"),
        ([login("a", None)], "acme.connect needs password"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_not_repeated(way: list[Scheme], text: str) -> None:
    with pytest.raises(tarry.ConfigurationError, match=text) as caught:
        connected([way])
    assert "secret-word" not in str(caught.value)
    assert "zwölf" not in str(caught.value)


def test_a_token_is_fetched_with_client_credentials_and_kept() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.path == "/token":
            return httpx.Response(200, json={"access_token": "fetched", "expires_in": 3600})
        return httpx.Response(200)

    way = client_credentials("id", "secret-word", None, "https://login.acme.example/token", ("read", "write"))
    http = connected([[way]], answer=answer).get_httpx_client()
    http.get("/jobs")
    http.get("/jobs")
    assert [request.url.path for request in asked] == ["/token", "/jobs", "/jobs"]
    assert asked[0].content == b"grant_type=client_credentials&scope=read+write"
    assert asked[0].headers["Authorization"] == "Basic aWQ6c2VjcmV0LXdvcmQ="
    assert asked[1].headers["Authorization"] == "Bearer fetched"


def test_a_refused_token_says_what_to_check_and_shows_no_secret() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"error": "bad secret-word"})

    way = client_credentials("id", "secret-word", "https://other.example/token", "https://login.acme.example/token")
    with pytest.raises(tarry.ProviderResponseError, match="check client_id and client_secret") as caught:
        connected([[way]], answer=answer).get_httpx_client().get("/jobs")
    assert "secret-word" not in f"{caught.value!r} {caught.value} {caught.value.content!r}"


def test_the_address_is_made_of_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    template = "https://{account}.acme.example/{version}"
    variables = {"account": ("eu-1", "www", ()), "version": (None, "v2", ("v1", "v2"))}
    assert server_url("acme", template, variables) == "https://eu-1.acme.example/v2"
    monkeypatch.setenv("ACME_VERSION", "v1")
    assert server_url("acme", template, variables) == "https://eu-1.acme.example/v1"
    monkeypatch.setenv("ACME_VERSION", "v3")
    with pytest.raises(tarry.ConfigurationError, match="version of acme is one of v1, v2, not 'v3'"):
        server_url("acme", template, variables)


@pytest.mark.parametrize("account", ["evil.example/x", "a@b", "a:1", "a b", "ä", "a?b", "a#b", "a\\b"])
def test_a_variable_cannot_lead_to_another_host(account: str) -> None:
    with pytest.raises(tarry.ConfigurationError):
        server_url("acme", "https://{account}.acme.example", {"account": (account, "www", ())})


def test_without_a_server_the_address_is_needed() -> None:
    with pytest.raises(
        tarry.ConfigurationError, match=r"acme.connect needs base_url: pass base_url=… or set ACME_BASE_URL"
    ):
        connected([[bearer("t")]], server=None)
