"""The client of fullstory: its credentials and where it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tarry._auth.schemes import header
from tarry._core.settings import required, setting
from tarry._http.generated_client import REQUEST_TIMEOUT, make_client
from tarry._http.limits import ResponseLimits
from tarry_clients import fullstory as generated


def connect(
    api_key: str | None = None,
    *,
    base_url: str | None = None,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
) -> generated.AuthenticatedClient:
    """Make a client. Sends nothing.

    Args:
        api_key: The key as the vendor gave it, with or without `Basic ` before it; else from FULLSTORY_API_KEY.
        base_url: Else from FULLSTORY_BASE_URL, else `https://api.fullstory.com`.
        auth: Replaces the key by a scheme of your own.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.

    Raises:
        ConfigurationError: A setting is missing or malformed.
    """
    if auth is None:
        # The key goes in as it is, not in base64: https://developer.fullstory.com/server/authentication
        key = required("fullstory", "api_key", api_key)
        auth = header("Basic", key, "api_key", "fullstory")
    url = setting("fullstory", "base_url", base_url) or "https://api.fullstory.com"
    return make_client(generated.AuthenticatedClient, url, auth, request_timeout, response_limits, httpx_args)
