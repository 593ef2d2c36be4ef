"""The client of Salesforce Marketing Cloud Engagement, asynchronous data extension rows: its credentials and where it
asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
from tarry.runtime import REQUEST_TIMEOUT, ResponseLimits, client_credentials, connect_client, server_url

from .provider import PROVIDER

if TYPE_CHECKING:
    from .client import AuthenticatedClient


def connect(
    client_id: str | None = None,
    client_secret: str | None = None,
    token_url: str | None = None,
    subdomain: str | None = None,
    *,
    base_url: str | None = None,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
) -> AuthenticatedClient:
    """Make a client. Sends nothing.

    What is not given by keyword comes from the environment: SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET,
    SALESFORCE_TOKEN_URL, SALESFORCE_SUBDOMAIN, SALESFORCE_BASE_URL.

    Args:
        client_id: Of the app.
        client_secret: Of the app.
        token_url: Where tokens are fetched; https://mc-example-0000-0000-example.auth.marketingcloudapis.com/v2/token
            by default.
        subdomain: The tenant's own subdomain: 28 letters, digits and hyphens, beginning with `mc`; the default is
            invented. Check a value against `^[A-Za-z0-9-]+$` [inferred]: with `/`, `@`, `:` or `.` in it the secret
            goes elsewhere.
        base_url: Where it asks; https://{subdomain}.rest.marketingcloudapis.com by default.
        auth: Replaces the credential by a scheme of your own.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.

    Raises:
        ConfigurationError: A setting is missing or malformed, or two contradict each other.
    """
    client: AuthenticatedClient = connect_client(
        PROVIDER,
        ways=(
            (
                client_credentials(
                    client_id,
                    client_secret,
                    token_url,
                    "https://mc-example-0000-0000-example.auth.marketingcloudapis.com/v2/token",
                    ("data_extensions_read",),
                ),
            ),
        ),
        server=lambda: server_url(
            "salesforce",
            "https://{subdomain}.rest.marketingcloudapis.com",
            {"subdomain": (subdomain, "mc-example-0000-0000-example", ())},
        ),
        base_url=base_url,
        auth=auth,
        request_timeout=request_timeout,
        response_limits=response_limits,
        httpx_args=httpx_args,
    )
    return client
