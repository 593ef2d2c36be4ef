"""aiohttp beneath httpx, for an async client that takes half the CPU for each request; on asyncio. Needs the extra `aiohttp`.

    client = fullstory.connect(httpx_args={"transport": AiohttpTransport()})

The sync client made of the same settings sends through httpx, as ever.
"""

from __future__ import annotations

import asyncio
import io
import math
import ssl
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import httpx
import httpx_aiohttp
from yarl import URL

from ._clock import on_asyncio
from ._errors import ConfigurationError
from ._names import listing
from ._time_limit import LimitsTime, out_of_time, time_left

__all__ = ["AiohttpTransport"]
__dir__ = listing(__all__)

_LATER = 0.01
"""Seconds by which the limit of a whole request is later than that of its wait for a connection, which then ends first: what
was never sent is told from what may have arrived."""

_HEADER_SIZE, _HEADERS = 102_400, 128
"""As much of a header as httpx reads of all; aiohttp reads 8 KiB by itself, which some gateways exceed."""
_LARGE = 2**20
"""aiohttp warns of larger bodies that are no file."""


class AiohttpTransport(LimitsTime, httpx_aiohttp.AiohttpTransport):
    """`httpx_aiohttp.AiohttpTransport`, which sends nothing twice, keeps no cookies and says what went wrong as httpx would.

    It sends a request by fewer steps, with the path as it is written, and has one time limit for the whole of it.

    Args:
        verify: As in `httpx.Client`.
        connections: Most connections at a time.
    """

    def __init__(self, verify: ssl.SSLContext | str | bool = True, *, connections: int = 100) -> None:
        self._connections = connections
        super().__init__(verify=verify)

    def get_client(self) -> aiohttp.ClientSession:
        """The session, which belongs to the event loop that makes the first request."""
        if not isinstance(self.client, aiohttp.ClientSession) or self.client.closed:
            if not on_asyncio():
                raise ConfigurationError("AiohttpTransport works on asyncio only: connect without it on trio")
            self.client = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=self.ssl_context),
                cookie_jar=aiohttp.DummyCookieJar(),
                max_line_size=_HEADER_SIZE,
                max_field_size=_HEADER_SIZE,
                max_headers=_HEADERS,
            )
            # aiohttp sends GET and PUT again on a connection that turns out to be closed, and has no option against it; but
            # Salesforce's PUT starts a job. A test fails when this no longer takes effect.
            self.client._retry_connection = False
        return self.client

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it."""
        session, timeouts = self.get_client(), request.extensions.get("timeout", {})
        left = time_left(timeouts)
        try:
            async with asyncio.timeout(None if left is None else left + _LATER):
                answer = await session.request(
                    request.method,
                    URL(str(request.url), encoded=True),
                    headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw],
                    data=_content(request),
                    allow_redirects=False,
                    auto_decompress=False,
                    timeout=aiohttp.ClientTimeout(
                        connect=timeouts.get("pool"), sock_connect=timeouts.get("connect"), ceil_threshold=math.inf
                    ),
                    server_hostname=request.extensions.get("sni_hostname"),
                )
        except (TimeoutError, aiohttp.ClientError) as error:
            raise _as_of_httpx(error, timeouts) from error
        reason = (answer.reason or "").encode("ascii", "ignore")
        return httpx.Response(
            answer.status,
            headers=answer.raw_headers,
            stream=_Body(answer, timeouts),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": reason},
        )


class _Body(httpx.AsyncByteStream):
    """The body of an answer, which holds its connection until all of it is there or it is closed."""

    def __init__(self, answer: aiohttp.ClientResponse, timeouts: Mapping[str, float | None]) -> None:
        self._answer = answer
        self._timeouts = timeouts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        content = self._answer.content
        try:
            while not content.at_eof():
                piece = content.read_nowait()
                if not piece:
                    async with asyncio.timeout(time_left(self._timeouts)):
                        piece = await content.readany()
                if piece:
                    yield piece
        except (TimeoutError, aiohttp.ClientError) as error:
            raise _as_of_httpx(error, self._timeouts) from error

    async def aclose(self) -> None:
        self._answer.release()


def _content(request: httpx.Request) -> Any:
    """The body of *request*, as aiohttp takes it."""
    try:
        content = request.content
        return io.BytesIO(content) if len(content) > _LARGE else content or None
    except httpx.RequestNotRead:
        request.headers.pop("Transfer-Encoding", None)  # which aiohttp sets
        return request.stream


_NAMES: list[tuple[type[Exception], type[httpx.TransportError]]] = [
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout),
    (aiohttp.ClientConnectorError, httpx.ConnectError),
    (aiohttp.InvalidURL, httpx.UnsupportedProtocol),
    (aiohttp.NonHttpUrlClientError, httpx.UnsupportedProtocol),
    # After one of these a request may have arrived: a submit is not safe to repeat.
    (aiohttp.ClientConnectionError, httpx.ReadError),
]


def _as_of_httpx(error: Exception, timeouts: Mapping[str, float | None]) -> httpx.TransportError:
    """An error of aiohttp as httpx would raise it."""
    if type(error) is TimeoutError:
        return out_of_time(timeouts)
    if isinstance(error, aiohttp.ClientResponseError):
        # After the colon, and in its text, there is what came.
        what = error.message.partition(":")[0]
        return httpx.RemoteProtocolError(f"the answer is not HTTP as it should be: {what}")
    if isinstance(error, aiohttp.ClientPayloadError):
        return httpx.RemoteProtocolError("peer closed connection before the whole body had come")
    kind = next((ours for theirs, ours in _NAMES if isinstance(error, theirs)), httpx.RemoteProtocolError)
    return kind(str(error) or type(error).__name__)
