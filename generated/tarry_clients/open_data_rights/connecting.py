"""The client of Open Data Rights API, data requests: its credentials and where it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
from tarry.runtime import REQUEST_TIMEOUT, ResponseLimits, bearer, connect_client

from .provider import PROVIDER

if TYPE_CHECKING:
    from .client import AuthenticatedClient


def connect(
    base_url: str | None = None,
    token: str | None = None,
    *,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
) -> AuthenticatedClient:
    """Make a client. Sends nothing.

    What is not given by keyword comes from the environment: OPEN_DATA_RIGHTS_TOKEN, OPEN_DATA_RIGHTS_BASE_URL.

    Args:
        token: An OAuth 2 access token of the person, sent as `Authorization: Bearer …`.
        base_url: Where it asks; the document names no server.
        auth: Replaces the credential by a scheme of your own.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.

    Raises:
        ConfigurationError: A setting is missing or malformed, or two contradict each other.
    """
    client: AuthenticatedClient = connect_client(
        PROVIDER,
        ways=((bearer(token),),),
        server=None,
        base_url=base_url,
        auth=auth,
        request_timeout=request_timeout,
        response_limits=response_limits,
        httpx_args=httpx_args,
    )
    return client
