"""Credentials that are sent as they are."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator, Generator, Mapping

import httpx

from tarry._core.errors import ConfigurationError
from tarry._core.secrets import HoldsSecret


def header(scheme: str, value: str, name: str, provider: str) -> HeaderAuth:
    """A credential that is sent as it is after the name of its *scheme*, which may stand before it already.

    Raises:
        ConfigurationError: It cannot be one. It is not repeated.
    """
    return HeaderAuth(f"{scheme} {sendable(value.removeprefix(f'{scheme} '), name, provider)}")


def sendable(value: str, name: str, provider: str) -> str:
    """A credential for a header. Raises as `header`."""
    if not value.isascii() or " " in value:
        raise ConfigurationError(f"{name} of {provider} has a character that no {name} has: copy it again")
    return value


def basic(user: str, password: str) -> HeaderAuth:
    """HTTP Basic authentication; httpx's own would be pickled, password and all."""
    return HeaderAuth(basic_header(user, password))


def basic_header(user: str, password: str) -> str:
    """The Authorization header of HTTP Basic authentication."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def require_no_colon(value: str, name: str, provider: str) -> None:
    """Refuse a user name that Basic authentication would end at its colon.

    Raises:
        ConfigurationError: It has one.
    """
    if ":" in value:
        raise ConfigurationError(f"{name} of {provider} holds a colon, which cannot be sent in Basic authentication")


class StaticAuth(HoldsSecret, httpx.Auth):
    """Credentials that are sent as they are with every request, in headers or in the query."""

    def __init__(self, headers: Mapping[str, str], query: Mapping[str, str] | None = None) -> None:
        self._headers = headers
        self._query = query

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add them."""
        yield self._signed(request)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The same for async."""
        yield self._signed(request)

    def _signed(self, request: httpx.Request) -> httpx.Request:
        request.headers.update(self._headers)
        if self._query:
            request.url = request.url.copy_merge_params(self._query)
        return request


class HeaderAuth(StaticAuth):
    """A credential that is sent as it is, in the Authorization header of every request."""

    def __init__(self, value: str) -> None:
        super().__init__({"Authorization": value})
