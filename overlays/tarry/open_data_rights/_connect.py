"""The client of open_data_rights: its credentials and where it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tarry._auth.schemes import header
from tarry._core.settings import required
from tarry._http.generated_client import REQUEST_TIMEOUT, make_client
from tarry._http.limits import ResponseLimits
from tarry_clients import open_data_rights as generated


def connect(
    base_url: str | None = None,
    token: str | None = None,
    *,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
) -> generated.AuthenticatedClient:
    """Make a client. Sends nothing.

    Args:
        base_url: Where the organisation hosts its API, what stands before `/requests`; else from OPEN_DATA_RIGHTS_BASE_URL.
            There is no default, as every organisation hosts its own.
        token: The person's access token, with or without `Bearer ` before it; else from OPEN_DATA_RIGHTS_TOKEN.
        auth: Replaces the token by a scheme of your own, one that renews tokens for instance.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.

    Raises:
        ConfigurationError: A setting is missing or malformed.
    """
    url = required("open_data_rights", "base_url", base_url)
    if auth is None:
        bearer = required("open_data_rights", "token", token)
        auth = header("Bearer", bearer, "token", "open_data_rights")
    return make_client(generated.AuthenticatedClient, url, auth, request_timeout, response_limits, httpx_args)
