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
    bare = value.removeprefix(f"{scheme} ")
    if not bare.isascii() or " " in bare:
        raise ConfigurationError(f"{name} of {provider} has a character that no {name} has: copy it again")
    return HeaderAuth(f"{scheme} {bare}")


def basic(user: str, password: str) -> HeaderAuth:
    """HTTP Basic authentication; httpx's own would be pickled, password and all."""
    return HeaderAuth("Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())


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
