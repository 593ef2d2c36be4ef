"""The client of Open Data Rights API, data requests: its credentials and where it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from tarry.runtime import REQUEST_TIMEOUT, ResponseLimits, bearer, connect_client, server_url

from .client import AuthenticatedClient
from .provider import PROVIDER


def connect(
    *,
    token: str | None = None,
    host: str | None = None,
    base_url: str | None = None,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
) -> AuthenticatedClient:
    """Make a client. Sends nothing.

    What is not given by keyword comes from the environment: OPEN_DATA_RIGHTS_TOKEN, OPEN_DATA_RIGHTS_HOST, OPEN_DATA_RIGHTS_BASE_URL.

    Args:
        token: An OAuth 2 access token of the person, sent as `Authorization: Bearer …`. How long one lives is not
            specified; demo server and author's client also hand out and read a `refresh_token`. Sources disagree on
            how to get one. The published specification declares the authorization-code flow at `/oauth/authorized`
            and `/oauth/token`, without scopes, while its own text speaks of the implicit grant. The whitepaper wants
            authorization code with PKCE (RFC 7636) and the scope `open-data-request-api`, at `oAuthUrl` with
            `/authorization` and `/oauth/token` behind it, or at the addresses in the metadata …
        host: Host of the organisation's instance, with port and leading path where it has them and without a
            slash at the end. The default is a placeholder that stands for no organisation.
        base_url: Where it asks; https://{host} by default.
        auth: Replaces the credential by a scheme of your own.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.

    Raises:
        ConfigurationError: A setting is missing or malformed, or two contradict each other.
    """
    return connect_client(
        PROVIDER,
        AuthenticatedClient,
        ways=((bearer(token),),),
        server=lambda: server_url("open_data_rights", "https://{host}", {"host": (host, "api.example.com", ())}),
        base_url=base_url,
        auth=auth,
        request_timeout=request_timeout,
        response_limits=response_limits,
        httpx_args=httpx_args,
    )
