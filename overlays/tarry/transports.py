"""aiohttp beneath httpx, for an async client that takes less CPU for each request; on asyncio. Needs the extra `aiohttp`.

    client = fullstory.connect(httpx_args={"transport": AiohttpTransport()})

The sync client made of the same settings sends through httpx, as ever.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import httpx
import httpx_aiohttp

__all__ = ["AiohttpTransport"]


class AiohttpTransport(httpx_aiohttp.AiohttpTransport):
    """`httpx_aiohttp.AiohttpTransport`, which sends nothing twice, keeps no cookies and says what went wrong as httpx would.

    Args:
        verify: As in `httpx.Client`.
        connections: Most connections at a time.
    """

    def __init__(self, verify: ssl.SSLContext | str | bool = True, *, connections: int = 100) -> None:
        self._connections = connections
        super().__init__(verify=verify, client=self._session)

    def _session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(limit=self._connections, ssl=self.ssl_context)
        session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        # aiohttp sends GET and PUT again on a connection that turns out to be closed, and has no option against it; but
        # Salesforce's PUT starts a job. A test fails when this no longer takes effect.
        session._retry_connection = False
        return session

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it."""
        with _errors_of_httpx():
            response = await super().handle_async_request(request)
        response.stream = _Body(response.stream)
        return response


class _Body(httpx.AsyncByteStream):
    """The body of an answer."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _errors_of_httpx():
            async for part in self._stream:
                yield part

    async def aclose(self) -> None:
        with _errors_of_httpx():
            await self._stream.aclose()


@contextmanager
def _errors_of_httpx() -> Iterator[None]:
    """Mend what `httpx_aiohttp` makes of aiohttp's errors.

    It takes a connection that broke for one that was never made, after which a submit would be called safe to repeat; and
    some errors it does not know at all.
    """
    try:
        yield
    except httpx.ConnectTimeout as error:
        if isinstance(error.__cause__, aiohttp.ServerTimeoutError):
            raise
        raise httpx.ReadError(str(error) or "the connection broke") from error
    except aiohttp.ClientError as error:
        raise httpx.RemoteProtocolError(str(error) or type(error).__name__) from error
