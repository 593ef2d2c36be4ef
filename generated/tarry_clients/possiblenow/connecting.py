"""The client of PossibleNOW MyPreferences, asynchronous export: its credentials and where it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
from tarry.runtime import REQUEST_TIMEOUT, ResponseLimits, bearer, connect_client, server_url
from tarry.runtime import api_key as key_scheme

from .provider import PROVIDER

if TYPE_CHECKING:
    from .client import AuthenticatedClient


def connect(
    api_key: str | None = None,
    token: str | None = None,
    host: str | None = None,
    *,
    base_url: str | None = None,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
) -> AuthenticatedClient:
    """Make a client. Sends nothing.

    What is not given by keyword comes from the environment: POSSIBLENOW_API_KEY, POSSIBLENOW_TOKEN, POSSIBLENOW_HOST,
    POSSIBLENOW_BASE_URL.

    Args:
        api_key: A signed header: `Authorization: <scheme> Credential=<UserId>/<timestamp> Signature=<base64>`, with one
            space between `Credential` and `Signature`.
        token: A token of the OAuth 2.0 client credentials grant of the newer reference: `client_id` (48 characters, not
            the MyPreferences client id), `client_secret` (64 characters) or a certificate, and a `scope` of
            `ClientId/UserId`; the credentials go into a Basic header or into the body.
        host: `pm.mypreferences.com` (production) or `pmstg.mypreferences.com` (staging). The list is open.
        base_url: Where it asks; https://{host}/Profiles by default.
        auth: A scheme of your own, in place of the other ways to log in.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.

    Raises:
        ConfigurationError: A setting is missing or malformed, or two contradict each other.
    """
    client: AuthenticatedClient = connect_client(
        PROVIDER,
        ways=((key_scheme(api_key, "header", "Authorization", "api_key"),), (bearer(token),)),
        server=lambda: server_url(
            "possiblenow", "https://{host}/Profiles", {"host": (host, "pm.mypreferences.com", ())}
        ),
        base_url=base_url,
        auth=auth,
        request_timeout=request_timeout,
        response_limits=response_limits,
        httpx_args=httpx_args,
    )
    return client
