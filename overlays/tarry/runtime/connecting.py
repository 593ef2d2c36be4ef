"""What the generated `connect` of every package does: the credentials and servers that its document names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple

import httpx

from tarry._auth.schemes import StaticAuth, basic_header, require_no_colon, sendable
from tarry._auth.ways import choose_way
from tarry._core.errors import ConfigurationError
from tarry._core.provider import Provider
from tarry._core.secrets import Secret
from tarry._core.settings import required, setting
from tarry._http.generated_client import checked_url, make_client
from tarry._http.limits import ResponseLimits

_VARIABLE = re.compile(r"[A-Za-z0-9._-]+", re.ASCII)
"""Of a server. A slash, colon or @ would send the credential to another host."""

_LIFETIME = 300.0
"""Seconds that a token is taken to live whose answer does not say."""


class Parts(NamedTuple):
    """What a credential adds to every request."""

    headers: Mapping[str, str] = {}
    query: Mapping[str, str] = {}


class Scheme(NamedTuple):
    """One security scheme of a document: the keywords of `connect` that it takes, and what they become."""

    keywords: Mapping[str, str | None]
    """Names, and the values that the caller gave."""
    parts: Callable[[str, Mapping[str, str]], Parts] | None = None
    """Of a credential that is sent as it is; takes the name of the provider besides."""
    auth: Callable[[Mapping[str, str]], httpx.Auth] | None = None
    """Of one that is fetched."""
    optional: frozenset[str] = frozenset()
    """Keywords that need not be given."""


def api_key(
    value: str | None,
    place: Literal["header", "query", "cookie"],
    name: str,
    keyword: str = "api_key",
    prefix: str = "",
) -> Scheme:
    """A key in a header, in the query or in a cookie; with a *prefix* before it, which the caller may give or leave out."""

    def parts(provider: str, given: Mapping[str, str]) -> Parts:
        key = given[keyword].removeprefix(f"{prefix} ") if prefix else given[keyword]
        if place == "query":
            return Parts(query={name: key})
        sent = sendable(key, keyword, provider)
        return Parts({name: f"{prefix} {sent}".lstrip()} if place == "header" else {"Cookie": f"{name}={sent}"})

    return Scheme({keyword: value}, parts)


def bearer(token: str | None) -> Scheme:
    """A token in the Authorization header, with or without `Bearer ` before it."""

    def parts(provider: str, given: Mapping[str, str]) -> Parts:
        bare = given["token"].removeprefix("Bearer ")
        return Parts({"Authorization": f"Bearer {sendable(bare, 'token', provider)}"})

    return Scheme({"token": token}, parts)


def login(user: str | None, password: str | None) -> Scheme:
    """Basic authentication."""

    def parts(provider: str, given: Mapping[str, str]) -> Parts:
        require_no_colon(given["user"], "user", provider)
        return Parts({"Authorization": basic_header(given["user"], given["password"])})

    return Scheme({"user": user, "password": password}, parts)


def client_credentials(
    client_id: str | None,
    client_secret: str | None,
    token_url: str | None,
    default_url: str,
    scopes: Sequence[str] = (),
) -> Scheme:
    """OAuth 2.0 client credentials: a token is fetched with the first request and renewed when it has to be.

    The client logs in with Basic authentication, which every token host has to know (RFC 6749, section 2.3.1).
    """

    def auth(given: Mapping[str, str]) -> httpx.Auth:
        from tarry._auth.oauth2 import ClientCredentials
        from tarry._auth.token_response import TokenReader

        url = checked_url(given.get("token_url") or default_url, "token_url")
        headers = {
            "Authorization": basic_header(given["client_id"], given["client_secret"]),
            "Accept": "application/json",
        }
        form = {"grant_type": "client_credentials", **({"scope": " ".join(scopes)} if scopes else {})}
        reader = TokenReader(_token, _LIFETIME, _reason, is_final=lambda status_code: status_code in {404, 410})
        secrets = {"client_secret": Secret(given["client_secret"])}
        return ClientCredentials(
            lambda: httpx.Request("POST", url, headers=headers, data=form), lambda answer: reader.read(answer, secrets)
        )

    keywords = {"client_id": client_id, "client_secret": client_secret, "token_url": token_url}
    return Scheme(keywords, auth=auth, optional=frozenset({"token_url"}))


def server_url(provider: str, template: str, variables: Mapping[str, tuple[str | None, str, Sequence[str]]]) -> str:
    """The URL of a server of the document.

    Args:
        provider: Whose `connect` it is.
        template: With `{name}` where a variable stands.
        variables: By name what the caller gave, the default, and the values that are allowed; any where there are none.

    Raises:
        ConfigurationError: A value is not allowed.
    """
    for name, (given, default, allowed) in variables.items():
        value = setting(provider, name, given) or default
        if allowed and value not in allowed:
            raise ConfigurationError(f"{name} of {provider} is one of {', '.join(allowed)}, not {value!r:.80}")
        if not _VARIABLE.fullmatch(value):
            raise ConfigurationError(
                f"{name} of {provider} is made of letters, digits, dots and hyphens, without any URL"
            )
        template = template.replace(f"{{{name}}}", value)
    return template


def connect_client(
    provider: Provider,
    *,
    ways: Sequence[Sequence[Scheme]],
    server: Callable[[], str] | None,
    base_url: str | None,
    auth: httpx.Auth | None,
    request_timeout: float,
    response_limits: ResponseLimits | None,
    httpx_args: Mapping[str, Any] | None,
) -> Any:
    """Make a client. Sends nothing.

    Args:
        provider: Whose client it is.
        ways: The ways to log in, each of one or more schemes; none where the document knows no credential.
        server: Makes the URL where `base_url` is not given; None where the document names no server.
        base_url: As the caller gave it, as all that follows.
        auth: Replaces the only way to log in; beside others it is one more.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be.
        httpx_args: Further arguments for the clients of httpx.

    Raises:
        ConfigurationError: A setting is missing or malformed, or two contradict each other.
    """
    name = provider.name
    url = setting(name, "base_url", base_url) or (server() if server else required(name, "base_url", base_url))
    if auth is None or len(ways) > 1:
        keywords = {
            _said(way): {key: value for scheme in way for key, value in scheme.keywords.items()} for way in ways
        }
        unsaid = {key for way in ways for scheme in way for key in scheme.optional}
        chosen = choose_way(name, auth, keywords, unsaid=unsaid) if ways else "auth"
        if auth is None:
            auth = next((_auth(name, way) for way in ways if _said(way) == chosen), httpx.Auth())
    return make_client(provider.generated.AuthenticatedClient, url, auth, request_timeout, response_limits, httpx_args)


def _said(way: Sequence[Scheme]) -> str:
    return " and ".join(key for scheme in way for key in scheme.keywords if key not in scheme.optional)


def _auth(provider: str, way: Sequence[Scheme]) -> httpx.Auth:
    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    for scheme in way:
        given = {
            key: found
            for key, value in scheme.keywords.items()
            if (found := setting(provider, key, value) if key in scheme.optional else required(provider, key, value))
        }
        if scheme.auth is not None:
            return scheme.auth(given)
        if scheme.parts is not None:
            parts = scheme.parts(provider, given)
            headers.update(parts.headers)
            query.update(parts.query)
    return StaticAuth(headers, query)


def _token(body: Any) -> Any:
    return SimpleNamespace(access_token=body["access_token"], expires_in=body.get("expires_in"))


def _reason(status_code: int) -> str:
    if status_code == 200:
        return "the answer of the token host cannot be read"
    if status_code in {400, 401, 403}:
        return "the token was refused: check client_id and client_secret"
    return (
        "the token host gave no token: check token_url" if status_code in {404, 410} else "the token host gave no token"
    )
