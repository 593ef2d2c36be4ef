"""Credentials that are sent as they are."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator, Generator

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


class HeaderAuth(HoldsSecret, httpx.Auth):
    """A credential that is sent as it is, in the Authorization header of every request."""

    def __init__(self, value: str) -> None:
        self._value = value

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers["Authorization"] = self._value
        yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The same for async."""
        request.headers["Authorization"] = self._value
        yield request
