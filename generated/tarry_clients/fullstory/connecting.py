"""The client of Fullstory Server API v2, batch imports: its credentials and where it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
from tarry.runtime import REQUEST_TIMEOUT, ResponseLimits, connect_client, server_url
from tarry.runtime import api_key as key_scheme

from .provider import PROVIDER

if TYPE_CHECKING:
    from .client import AuthenticatedClient


def connect(
    api_key: str | None = None,
    *,
    base_url: str | None = None,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
) -> AuthenticatedClient:
    """Make a client. Sends nothing.

    What is not given by keyword comes from the environment: FULLSTORY_API_KEY, FULLSTORY_BASE_URL.

    Args:
        api_key: The word `Basic`, a space, and the API key as it is: `Authorization: Basic na1.…`.
        base_url: Where it asks; https://api.fullstory.com by default.
        auth: Replaces the credential by a scheme of your own.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.

    Raises:
        ConfigurationError: A setting is missing or malformed, or two contradict each other.
    """
    client: AuthenticatedClient = connect_client(
        PROVIDER,
        ways=((key_scheme(api_key, "header", "Authorization", "api_key", prefix="Basic"),),),
        server=lambda: server_url("fullstory", "https://api.fullstory.com", {}),
        base_url=base_url,
        auth=auth,
        request_timeout=request_timeout,
        response_limits=response_limits,
        httpx_args=httpx_args,
    )
    return client
