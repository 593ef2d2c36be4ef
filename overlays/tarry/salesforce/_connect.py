"""The client of salesforce: its credentials and where it asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx

from tarry._core.checks import is_whole
from tarry._core.errors import ConfigurationError
from tarry._core.settings import required, setting
from tarry._http.generated_client import REQUEST_TIMEOUT, checked_url, make_client
from tarry._http.limits import ResponseLimits
from tarry_clients import salesforce as generated

_SUBDOMAIN = re.compile(r"[A-Za-z0-9-]+", re.ASCII)


def connect(
    subdomain: str | None = None,
    client_id: str | None = None,
    client_secret: str | None = None,
    account_id: str | int | None = None,
    auth_url: str | None = None,
    *,
    base_url: str | None = None,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
) -> generated.AuthenticatedClient:
    """Make a client. Sends nothing: the token is fetched with the first request, and renewed when it has to be.

    A setting that is left out comes from the environment: SALESFORCE_SUBDOMAIN, SALESFORCE_CLIENT_ID,
    SALESFORCE_CLIENT_SECRET, SALESFORCE_ACCOUNT_ID, SALESFORCE_BASE_URL, SALESFORCE_AUTH_URL.

    Args:
        subdomain: The tenant's subdomain, a text of 28 characters that begins with `mc`; gives both hosts.
        client_id: Of a server-to-server package.
        client_secret: Of the same.
        account_id: MID of the business unit; by default the one that owns the package.
        auth_url: Base URL of the token host; by default `base_url` where that is given, else the subdomain's.
        base_url: Base URL of the REST host; by default the subdomain's.
        auth: Replaces the client credentials by a scheme of your own.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.

    Raises:
        ConfigurationError: A setting is missing or malformed.
    """
    rest_host = setting("salesforce", "base_url", base_url)
    token_host = setting("salesforce", "auth_url", auth_url)
    tenant = setting("salesforce", "subdomain", subdomain)
    if subdomain:
        # By keyword it names both hosts, whatever URL the environment holds.
        rest_host = rest_host if base_url else None
        token_host = token_host if auth_url else None
    if tenant is not None and not _SUBDOMAIN.fullmatch(tenant):
        # A slash, colon, dot or @ would send the secret to another host.
        raise ConfigurationError(
            "subdomain of salesforce is made of letters, digits and hyphens, without any host or URL"
        )
    if rest_host is None:
        tenant = required("salesforce", "subdomain", tenant)
        rest_host = f"https://{tenant}.rest.marketingcloudapis.com"
        token_host = token_host or f"https://{tenant}.auth.marketingcloudapis.com"
    if auth is None:
        from ._auth import client_credentials

        auth = client_credentials(
            # A base URL that is malformed is refused below, under its own name.
            rest_host.rstrip("/") if token_host is None else checked_url(token_host, "auth_url"),
            required("salesforce", "client_id", client_id),
            required("salesforce", "client_secret", client_secret),
            setting("salesforce", "account_id", _as_text(account_id)),
        )
    return make_client(generated.AuthenticatedClient, rest_host, auth, request_timeout, response_limits, httpx_args)


def _as_text(account_id: Any) -> Any:
    """A number as a text, which the token host takes as well; anything else as it is."""
    return str(account_id) if is_whole(account_id) else account_id
