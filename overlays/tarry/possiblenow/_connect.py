"""The client of possiblenow: its credentials and where it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tarry._core.settings import setting
from tarry._http.generated_client import REQUEST_TIMEOUT, make_client
from tarry._http.limits import ResponseLimits
from tarry_clients import possiblenow as generated

from ._auth import Signer, choose_auth

# Inferred from the address of the vendor's help pages, https://pmstg.mypreferences.com/Profiles/Help
BASE_URL = "https://pm.mypreferences.com/Profiles"


def connect(
    client_id: str | None = None,
    user_id: str | None = None,
    secret: str | None = None,
    *,
    token: str | None = None,
    signer: Signer | None = None,
    base_url: str | None = None,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
) -> generated.AuthenticatedClient:
    """Make a client that signs every request, or sends a token with it. Sends nothing.

    Give `client_id`, `user_id` and `secret`, or `token`, or `signer`, or `auth`; more than one is a contradiction. What is
    not given by keyword comes from POSSIBLENOW_CLIENT_ID, POSSIBLENOW_USER_ID and POSSIBLENOW_SECRET, or POSSIBLENOW_TOKEN.

    Args:
        client_id: The account's MyPreferences id.
        user_id: The API user.
        secret: The account's secret. It signs, by `HmacSigner`, and is never sent.
        token: A bearer token of the vendor's OAuth. It is not renewed.
        signer: Makes the Authorization header of each request, in place of `HmacSigner`.
        base_url: The service root; else from POSSIBLENOW_BASE_URL, else `https://pm.mypreferences.com/Profiles`.
        auth: Replaces all that by a scheme of your own.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.

    Raises:
        ConfigurationError: A setting is missing or malformed, or contradicts another.
    """
    return make_client(
        generated.AuthenticatedClient,
        base_url=setting(base_url, "base_url", "POSSIBLENOW_BASE_URL") or BASE_URL,
        auth=choose_auth(client_id=client_id, user_id=user_id, secret=secret, token=token, signer=signer, auth=auth),
        request_timeout=request_timeout,
        response_limits=response_limits,
        httpx_args=httpx_args,
    )
