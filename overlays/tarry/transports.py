"""aiohttp below httpx, for an async client that takes half the CPU for each request; on asyncio. Needs the extra `aiohttp`.

    client = fullstory.connect(httpx_args={"transport": AiohttpTransport()})

The sync client made of the same settings sends through httpx, as ever.
"""

from __future__ import annotations

import asyncio
import io
import math
import ssl
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import anyio
import anyio.lowlevel
import httpx

from tarry._core.clock import on_asyncio
from tarry._core.errors import ConfigurationError
from tarry._core.extras import lacking
from tarry._core.names import listing
from tarry._core.tasks import Task, spawn

from ._http.deadline import Deadline, deadline_of
from ._http.failures import reason
from ._http.limited import KeepsTime
from ._http.settings import KEPT_FOR, NetworkSettings

try:
    import aiohttp
    from yarl import URL
except ModuleNotFoundError as error:
    raise lacking(error, "tarry.transports") from None

__all__ = ["AiohttpTransport"]
__dir__ = listing(__all__)

_LATER = 0.01
"""Seconds by which the limit of a whole request is later than that of its wait for a connection, which then ends first: what
was never sent is told from what may have arrived."""

_HEADER_SIZE, _HEADERS = 102_400, 128
"""As much of a header as httpx reads of all; aiohttp reads 8 KiB by itself, which some gateways exceed."""
_LARGE = 2**20
"""aiohttp warns of larger bodies that are no file."""


class _OnceError(Exception):
    """Carries an error past aiohttp, which would send the request again."""


async def _send_once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep aiohttp from sending GET and PUT again on a connection that turns out to be closed: Salesforce's PUT starts a job.

    It has no option against it, and repeats after these errors alone.
    """
    try:
        return await send(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _OnceError from error


class AiohttpTransport(KeepsTime, httpx.AsyncBaseTransport):
    """Sends the requests of an async client through aiohttp: nothing twice, no cookies, errors as httpx names them.

    Args:
        verify: As in `httpx.Client`.
        connections: Most connections at a time.
        proxy: As in `httpx.Client`; an http proxy. By default that of the environment.
        trust_env: Whether the environment's proxies and certificates are used.

    Raises:
        ConfigurationError: A proxy or the certificates cannot be used.
    """

    def __init__(
        self,
        verify: ssl.SSLContext | str | bool = True,
        *,
        connections: int = 100,
        proxy: httpx.Proxy | str | None = None,
        trust_env: bool = True,
    ) -> None:
        arguments = {"verify": verify, "proxy": proxy, "trust_env": trust_env}
        self._settings = NetworkSettings.taken_from(dict(arguments))
        self._connections = connections
        self._here: anyio.lowlevel.RunVar[_Session] = anyio.lowlevel.RunVar(f"tarry-{id(self)}")
        for url in ("http://localhost.invalid", "https://localhost.invalid"):
            self._proxy_for(httpx.URL(url))

    def _session(self) -> aiohttp.ClientSession:
        """The session of the event loop that is running."""
        here = self._here.get(None)
        if here is None or here.session.closed:
            session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, ssl=self._settings.ssl_context(), keepalive_timeout=KEPT_FOR
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                max_line_size=_HEADER_SIZE,
                max_field_size=_HEADER_SIZE,
                max_headers=_HEADERS,
                middlewares=(_send_once,),
            )
            here = _Session(session, spawn(_close_with_loop(session), lambda: None))
            self._here.set(here)
        return here.session

    def _proxy_for(self, url: httpx.URL) -> httpx.Proxy | None:
        proxy = self._settings.proxy_for(url)
        if proxy is not None and proxy.url.scheme != "http":
            raise ConfigurationError(
                f"AiohttpTransport goes through http proxies only, not {proxy.url.scheme}: connect without it"
            )
        return proxy

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it."""
        if not on_asyncio():
            raise ConfigurationError("AiohttpTransport works on asyncio only: connect without it on trio")
        limit, place = deadline_of(request), request.url.netloc.decode("ascii", "replace")
        try:
            left = limit.step()
            async with asyncio.timeout(None if left is None else left + _LATER):
                answer = await self._sent(request)
        except (TimeoutError, aiohttp.ClientError, _OnceError, OSError, ValueError) as error:
            problem = _as_of_httpx(error, limit, place)
        else:
            words = (answer.reason or "").encode("ascii", "ignore")
            return httpx.Response(
                answer.status,
                headers=answer.raw_headers,
                stream=_Body(answer, limit, place),
                extensions={"http_version": b"HTTP/1.1", "reason_phrase": words},
            )
        raise problem

    async def _sent(self, request: httpx.Request) -> aiohttp.ClientResponse:
        timeouts, proxy = request.extensions.get("timeout", {}), self._proxy_for(request.url)
        through: dict[str, Any] = {}
        if proxy is not None:
            through = {"proxy": str(proxy.url), "proxy_headers": dict(proxy.headers)}
            if proxy.auth is not None:
                through["proxy_auth"] = aiohttp.BasicAuth(*proxy.auth)
        return await self._session().request(
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
            **through,
        )

    async def aclose(self) -> None:
        """Close the session of this event loop."""
        here = self._here.get(None)
        if here is not None:
            await here.session.close()
            here.closing.cancel()


class _Session(NamedTuple):
    """A session, and the task that closes it with its event loop."""

    session: aiohttp.ClientSession
    closing: Task


async def _close_with_loop(session: aiohttp.ClientSession) -> None:
    try:
        await anyio.sleep_forever()
    finally:
        await session.close()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, which holds its connection until all of it is there or it is closed."""

    def __init__(self, answer: aiohttp.ClientResponse, limit: Deadline, place: str) -> None:
        self._answer = answer
        self._limit = limit
        self._place = place

    async def __aiter__(self) -> AsyncIterator[bytes]:
        content = self._answer.content
        try:
            while not content.at_eof():
                piece = content.read_nowait()
                if not piece:
                    async with asyncio.timeout(self._limit.step()):
                        piece = await content.readany()
                if piece:
                    yield piece
            return
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            problem = _as_of_httpx(error, self._limit, self._place)
        raise problem

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
    (aiohttp.ClientHttpProxyError, httpx.ProxyError),
    (aiohttp.ClientConnectorError, httpx.ConnectError),
    (aiohttp.InvalidURL, httpx.UnsupportedProtocol),
    (aiohttp.NonHttpUrlClientError, httpx.UnsupportedProtocol),
    # After one of these a request may have arrived: a submit is not safe to repeat.
    (aiohttp.ClientConnectionError, httpx.ReadError),
    (ValueError, httpx.LocalProtocolError),
    (OSError, httpx.ConnectError),
]


def _as_of_httpx(error: BaseException, limit: Deadline, place: str) -> httpx.TransportError:
    """An error of aiohttp as httpx would raise it."""
    if isinstance(error, _OnceError):
        error = error.__cause__ or error
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return httpx.ConnectTimeout(f"no connection to {place}: {limit.problem()}")
    if type(error) is TimeoutError or isinstance(error, aiohttp.ServerTimeoutError):
        return httpx.ReadTimeout(limit.problem())
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return httpx.ProxyError(f"{place}: the proxy answered {error.status}")
    if isinstance(error, aiohttp.ClientResponseError):
        # After the colon, and in its text, there is what came.
        what = error.message.partition(":")[0]
        return httpx.RemoteProtocolError(f"{place}: the answer is not HTTP as it should be: {what}")
    if isinstance(error, aiohttp.ClientPayloadError):
        return httpx.RemoteProtocolError(f"{place}: peer closed connection before the whole body had come")
    kind = next((ours for theirs, ours in _NAMES if isinstance(error, theirs)), httpx.RemoteProtocolError)
    return kind(f"{place}: {reason(error)}")
