"""One request through an `httpx.Client`, without what no call of ours needs.

Most of the time that `httpx.Client.request` takes besides its transport goes into merging URLs and parameters, a jar of
cookies, a history of redirects, the timing of answers, and bodies that are read in many layers. A wait makes plain requests
and needs whole answers, so they are put together, sent and read here: with the client's own headers, timeouts, credentials,
cookies, limits, proxies and transports; and by httpx itself wherever a client or a request is not plain.

httpx has no public name for two things that it takes: what picks a transport, and the parts of a URL. Where an httpx has them
no longer it does that work itself, as slowly as for anybody, and a test says so.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from ._limits import Limiter, async_time_limit
from ._time_limit import LimitsTime, async_trace, trace

_PLAIN = {"method", "url", "headers"}
_PLAIN_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)+", re.ASCII)
"""What a URL parser leaves as it is."""
_LIMIT_TIME = (httpx.AsyncHTTPTransport, LimitsTime)
"""Transports that keep to the limit of a look; httpx's own by what `_time_limit.py` does to its streams."""

logger = logging.getLogger("tarry")


class Answer:
    """What came back, whole: as much of `httpx.Response` as generated functions ask for."""

    __slots__ = ("content", "headers", "status_code")

    def __init__(self, status_code: int, headers: httpx.Headers, content: bytes) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content

    @property
    def is_success(self) -> bool:
        """Whether the status code is 2xx."""
        return 200 <= self.status_code < 300

    @property
    def text(self) -> str:
        """The body, decoded by its content type."""
        return self._response().text

    def json(self) -> Any:
        """The body as JSON."""
        return self._response().json()

    def _response(self) -> httpx.Response:
        return httpx.Response(self.status_code, headers=self.headers, content=self.content)


def send(http: httpx.Client, arguments: Mapping[str, Any]) -> Answer:
    """As `http.request(**arguments)`."""
    request = _built(http, arguments)
    way = _Way.of(http)
    if way is None:
        response = http.send(request)
        return Answer(response.status_code, response.headers, response.content)
    flow = (http.auth or httpx.Auth()).sync_auth_flow(request)
    try:
        request = next(flow)
        while True:
            response = way.send(request)
            try:
                try:
                    request = flow.send(response)
                except StopIteration:
                    return _read(response)
                response.read()
            except BaseException:
                response.close()
                raise
    finally:
        flow.close()


async def async_send(http: httpx.AsyncClient, arguments: Mapping[str, Any]) -> Answer:
    """As `await http.request(**arguments)`, in the time that a look may take."""
    request = _built(http, arguments)
    way = _Way.of(http)
    if way is not None and isinstance(way.pick(request.url), _LIMIT_TIME):
        return await _async_sent(http, request, way)
    with async_time_limit(http):
        if way is not None:
            return await _async_sent(http, request, way)
        response = await http.send(request)
        return Answer(response.status_code, response.headers, response.content)


async def _async_sent(http: httpx.AsyncClient, request: httpx.Request, way: _Way) -> Answer:
    flow = (http.auth or httpx.Auth()).async_auth_flow(request)
    try:
        request = await anext(flow)
        while True:
            response = await way.async_send(request)
            try:
                try:
                    request = await flow.asend(response)
                except StopAsyncIteration:
                    return await _async_read(response)
                await response.aread()
            except BaseException:
                await response.aclose()
                raise
    finally:
        await flow.aclose()


def _built(http: httpx.Client | httpx.AsyncClient, arguments: Mapping[str, Any]) -> httpx.Request:
    """As `http.build_request(**arguments)`."""
    base = http.base_url
    address = None if http.params or http.cookies or not arguments.keys() <= _PLAIN else _below(base, arguments["url"])
    if address is None:
        return http.build_request(**arguments)
    headers = http.headers
    if given := arguments.get("headers"):
        headers = httpx.Headers(headers)
        headers.update(given)
    request = httpx.Request(
        arguments["method"],
        address,
        headers=headers.raw if "host" in headers else [(b"Host", base.netloc), *headers.raw],
        stream=httpx.ByteStream(b""),
        extensions={"timeout": http.timeout.as_dict()},
    )
    request.read()  # transports may ask for its content
    return request


def _below(base: httpx.URL, path: str) -> httpx.URL | None:
    """The URL of a plain *path* below *base*; None where httpx has to parse it, which is a tenth of the work of a look."""
    parts: Any = getattr(base, "_uri_reference", None)
    if parts is None or not parts.host or parts.query is not None or not _PLAIN_PATH.fullmatch(path):
        return None
    address = httpx.URL(base)
    address._uri_reference = parts._replace(path=parts.path.rstrip("/") + path)
    return address


class _Way:
    """How the requests of a client go out: through its transports, within its limits."""

    __slots__ = ("_http", "_limiter", "pick")

    def __init__(
        self, http: httpx.Client | httpx.AsyncClient, limiter: Limiter, pick: Callable[[httpx.URL], Any]
    ) -> None:
        self._http = http
        self._limiter = limiter
        self.pick = pick
        """Gives the transport for a URL, by mounts and proxies."""

    @classmethod
    def of(cls, http: httpx.Client | httpx.AsyncClient) -> _Way | None:
        """None where httpx has to send: for hooks of a user's, for redirects that are followed, and for a closed client."""
        limiter = Limiter.alone_in(http.event_hooks)
        pick = getattr(http, "_transport_for_url", None)
        if limiter is None or pick is None or http.follow_redirects or http.is_closed:
            return None
        return cls(http, limiter, pick)

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the answer is not read."""
        self._limiter.limit_time(request, trace)
        try:
            response: httpx.Response = self.pick(request.url).handle_request(request)
        except httpx.RequestError as error:
            error.request = request
            raise
        return self._answered(request, response)

    async def async_send(self, request: httpx.Request) -> httpx.Response:
        """The same for async."""
        self._limiter.limit_time(request, async_trace)
        try:
            response: httpx.Response = await self.pick(request.url).handle_async_request(request)
        except httpx.RequestError as error:
            error.request = request
            raise
        return self._answered(request, response)

    def _answered(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        response.request = request
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug("%s %s: %d", request.method, request.url.path, response.status_code)
        self._limiter.limit_size(response)
        if "set-cookie" in response.headers:
            self._http.cookies.extract_cookies(response)
        return response


def _read(response: httpx.Response) -> Answer:
    """Read the body where nobody has, and let the connection go."""
    if response.is_stream_consumed:
        return Answer(response.status_code, response.headers, response.content)
    stream: Any = response.stream
    try:
        content = b"".join(stream)
        stream.close()
    except httpx.RequestError as error:
        error.request = response.request
        raise
    return Answer(response.status_code, response.headers, content)


async def _async_read(response: httpx.Response) -> Answer:
    """The same for async."""
    if response.is_stream_consumed:
        return Answer(response.status_code, response.headers, response.content)
    stream: Any = response.stream
    try:
        content = b"".join([piece async for piece in stream])
        await stream.aclose()
    except httpx.RequestError as error:
        error.request = response.request
        raise
    return Answer(response.status_code, response.headers, content)
