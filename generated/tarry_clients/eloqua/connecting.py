"""The client of Oracle Eloqua Bulk API 2.0, definitions and syncs: its credentials and where it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
from tarry.runtime import REQUEST_TIMEOUT, ResponseLimits, bearer, connect_client, login, server_url

from .provider import PROVIDER

if TYPE_CHECKING:
    from .client import AuthenticatedClient


def connect(
    user: str | None = None,
    password: str | None = None,
    token: str | None = None,
    pod: str | None = None,
    *,
    base_url: str | None = None,
    auth: httpx.Auth | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    response_limits: ResponseLimits | None = None,
    httpx_args: Mapping[str, Any] | None = None,
) -> AuthenticatedClient:
    """Make a client. Sends nothing.

    What is not given by keyword comes from the environment: ELOQUA_USER, ELOQUA_PASSWORD, ELOQUA_TOKEN, ELOQUA_POD,
    ELOQUA_BASE_URL.

    Args:
        user: Name of the user. The user name is company and user with one backslash between, `APITest/API.User` for
            instance; shells and string literals easily eat the backslash.
        password: Password of the user.
        token: Recommended by the vendor; `Authorization: Bearer …` on every call.
        pod: Named by the vendor are p01, p02, p03, p04, p06, p07 and p08. The list is open and an instance can move to
            another pod.
        base_url: Where it asks; https://secure.{pod}.eloqua.com by default.
        auth: A scheme of your own, in place of the other ways to log in.
        request_timeout: Seconds that one request may take.
        response_limits: How large answers may be, and how slow long ones; the defaults of `tarry.ResponseLimits`.
        httpx_args: Further arguments for `httpx.Client` and `httpx.AsyncClient`, a transport for instance.

    Raises:
        ConfigurationError: A setting is missing or malformed, or two contradict each other.
    """
    client: AuthenticatedClient = connect_client(
        PROVIDER,
        ways=((login(user, password),), (bearer(token),)),
        server=lambda: server_url("eloqua", "https://secure.{pod}.eloqua.com", {"pod": (pod, "p03", ())}),
        base_url=base_url,
        auth=auth,
        request_timeout=request_timeout,
        response_limits=response_limits,
        httpx_args=httpx_args,
    )
    return client
