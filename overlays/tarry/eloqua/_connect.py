"""The client of eloqua: its credentials and where it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from tarry._core.errors import ConfigurationError
from tarry._http.generated_client import checked_url
from tarry.runtime import REQUEST_TIMEOUT, ResponseLimits, make_client, setting
from tarry_clients import eloqua as generated


def connect(
    company: str | None = None,
    user: str | None = None,
    password: str | None = None,
    *,
    token: str | None = None,
    refresh_token: str | None = None,
    client_id: str | None = None,
    client_secret: str | None = None,
    redirect_uri: str | None = None,
    on_token: Callable[[str], object] | None = None,
    base_url: str | None = None,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
    login_url: str | None = None,
) -> generated.AuthenticatedClient:
    r"""Make a client. Sends nothing: where no base URL is given, the first request asks the login host for it.

    A setting that is left out comes from the environment: ELOQUA_COMPANY, ELOQUA_USER, ELOQUA_PASSWORD, ELOQUA_TOKEN,
    ELOQUA_REFRESH_TOKEN, ELOQUA_CLIENT_ID, ELOQUA_CLIENT_SECRET, ELOQUA_REDIRECT_URI, ELOQUA_BASE_URL, ELOQUA_LOGIN_URL. One
    way to log in is needed: company, user and password; a token; refresh token, client id and secret with `on_token`; or
    `auth`.

    With a refresh token, access tokens are fetched with the first request and renewed ahead of their end (8 hours) and once
    after a 401. A refresh token works once and is used up by the first request, so give each to one client only.

    Args:
        company: Name of the instance: of `APITest\API.User` the part before the backslash.
        user: Name of the user: the part after it.
        password: Password of the user.
        token: OAuth 2.0 access token, with or without `Bearer ` before it. It lasts 8 hours and is not renewed.
        refresh_token: The newest OAuth 2.0 refresh token of the app, which lasts 12 months.
        client_id: Of the app.
        client_secret: Of the app.
        redirect_uri: The callback URL of the app; sent with the refresh token where it is given.
        on_token: A plain function, in async programs too. Called with each new refresh token before anything is sent with
            it: store it, and begin with it the next time. What it raises passes through to the caller; the token is kept in
            this client all the same, and handed over again before it is used. It must not send requests with this client.
        base_url: Where the instance lives, such as `https://secure.p03.eloqua.com`; with it nothing is asked for.
        auth: A scheme of your own, one that renews its token for instance.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.
        login_url: Base URL of the login host; `https://login.eloqua.com` by default, or `base_url` where that is no host
            of Oracle's.

    Raises:
        ConfigurationError: A setting is missing or malformed, or two contradict each other.
    """
    from tarry._auth.refresh_token import RefreshToken

    from ._auth import credential
    from ._discovery import LOGIN_URL, PodDiscovery, is_oracles

    app = {"client_id": client_id, "client_secret": client_secret, "redirect_uri": redirect_uri, "on_token": on_token}
    ways: dict[str, dict[str, Any]] = {
        "token": {"token": token},
        "refresh_token, client_id and client_secret": {"refresh_token": refresh_token, **app},
        "company, user and password": {"company": company, "user": user, "password": password},
    }
    # A login host by keyword asks for discovery, whatever the environment says.
    base = setting("eloqua", "base_url", base_url) if base_url or not login_url else None
    login = setting("eloqua", "login_url", login_url)
    token_host = checked_url(login, "login_url") if login else LOGIN_URL
    if login is None and base is not None and not is_oracles(base):
        token_host = base.rstrip("/")
    auth = inner = credential(ways, auth, token_host)
    if base_url and login_url and not isinstance(inner, RefreshToken):
        raise ConfigurationError("eloqua.connect takes base_url or login_url: with the one the other is not asked")
    if base is None:
        auth = PodDiscovery(inner, token_host, own_login=login is not None)
    client = make_client(
        generated.AuthenticatedClient, base or token_host, auth, request_timeout, response_limits, httpx_args
    )
    if isinstance(inner, RefreshToken):
        inner.client = client
    return client
