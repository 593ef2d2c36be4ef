"""The clients of httpx that generated clients send through, and the straight way of a poll to their transport.

Most of the time that `httpx.Client.request` takes besides its transport goes into merging URLs and parameters, a history of
redirects, the timing of answers, and bodies that are read in many layers. A wait makes plain requests and needs whole answers:
they are put together here with the client's own headers, timeouts, credentials and cookies, and handed to its transport. What
is not plain, and a client with hooks or redirects, goes through httpx.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Generic, TypeVar

import httpx

from tarry._core.errors import ConfigurationError

from .cookies import Cookies, keep_cookies
from .failures import bare
from .origin import SENT_BY, Origin, origin_of

_PLAIN = {"method", "url", "headers"}
_parsed = lru_cache(maxsize=128)(httpx.URL)
"""A job asks for the same address again and again; to parse it is some 6 % of the CPU of a poll."""


SenderT = TypeVar("SenderT", httpx.BaseTransport, httpx.AsyncBaseTransport)


class Senders(Generic[SenderT]):
    """The transports of a client. Where some are mounted, httpx chooses one for the first request to each host.

    Args:
        only: The one for all hosts; None where there are several.
    """

    def __init__(self, only: SenderT | None) -> None:
        self._only: SenderT | None = only
        self._chosen: dict[Origin, SenderT] = {}

    def to(self, url: httpx.URL) -> SenderT | None:
        """The one for *url*; None where httpx has not yet chosen."""
        return self._only or self._chosen.get(origin_of(url))

    def learn(self, response: httpx.Response) -> None:
        """Keep what httpx has chosen."""
        self._chosen[origin_of(response.request.url)] = response.extensions[SENT_BY]


class SendingClient(httpx.Client):
    """An `httpx.Client` that can hand a request to its transport."""

    def __init__(
        self, *, transport: httpx.BaseTransport, mounts: Mapping[str, Any], cookies: Any = None, **arguments: Any
    ) -> None:
        super().__init__(transport=transport, mounts=mounts, cookies=Cookies(), **arguments)
        self.cookies.update(cookies)
        self._senders: Senders[httpx.BaseTransport] = Senders(None if mounts else transport)

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Hand *request* to the transport for its host, as it is."""
        sender = self._senders.to(request.url)
        if sender is not None:
            return sender.handle_request(request)
        response = self.send(request, auth=None, stream=True)
        self._senders.learn(response)
        return response

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """As httpx does; what it raises holds neither the request nor anything of it."""
        try:
            return super().send(request, **options)
        except httpx.RequestError as error:
            problem = bare(error)
        raise problem


class AsyncSendingClient(httpx.AsyncClient):
    """The same for async."""

    def __init__(
        self, *, transport: httpx.AsyncBaseTransport, mounts: Mapping[str, Any], cookies: Any = None, **arguments: Any
    ) -> None:
        super().__init__(transport=transport, mounts=mounts, cookies=Cookies(), **arguments)
        self.cookies.update(cookies)
        self._senders: Senders[httpx.AsyncBaseTransport] = Senders(None if mounts else transport)

    async def handle(self, request: httpx.Request) -> httpx.Response:
        """Hand *request* to the transport for its host, as it is."""
        sender = self._senders.to(request.url)
        if sender is not None:
            return await sender.handle_async_request(request)
        response = await self.send(request, auth=None, stream=True)
        self._senders.learn(response)
        return response

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """As httpx does; what it raises holds neither the request nor anything of it."""
        try:
            return await super().send(request, **options)
        except httpx.RequestError as error:
            problem = bare(error)
        raise problem


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
        """The body. It is UTF-8, whatever the server calls it: nothing is decoded by a name of a server's choice."""
        return self.content.decode("utf-8-sig", "replace")

    def json(self) -> Any:
        """The body as JSON, which is UTF-8 (RFC 8259, section 8.1)."""
        return json.loads(self.content.decode("utf-8-sig"))


def send(http: httpx.Client, arguments: Mapping[str, Any]) -> Answer:
    """As `http.request(**arguments)`.

    Raises:
        httpx.RequestError: No whole answer came. It holds neither the request nor anything of it.
    """
    try:
        request = build_request(http, arguments)
        if not (is_plain(http) and isinstance(http, SendingClient)):
            response = http.send(request)
            return Answer(response.status_code, response.headers, response.content)
        flow = (http.auth or httpx.Auth()).sync_auth_flow(request)
        try:
            request = next(flow)
            while True:
                response = http.handle(request)
                try:
                    _take_in(http, request, response)
                    try:
                        request = flow.send(response)
                    except StopIteration:
                        return Answer(response.status_code, response.headers, _read(response))
                    response.read()
                finally:
                    response.close()
        finally:
            flow.close()
    except httpx.RequestError as error:
        problem = bare(error)
    raise problem


async def async_send(http: httpx.AsyncClient, arguments: Mapping[str, Any]) -> Answer:
    """As `await http.request(**arguments)`. Raises as `send`."""
    try:
        request = build_request(http, arguments)
        if not (is_plain(http) and isinstance(http, AsyncSendingClient)):
            response = await http.send(request)
            return Answer(response.status_code, response.headers, response.content)
        flow = (http.auth or httpx.Auth()).async_auth_flow(request)
        try:
            request = await anext(flow)
            while True:
                response = await http.handle(request)
                try:
                    _take_in(http, request, response)
                    try:
                        request = await flow.asend(response)
                    except StopAsyncIteration:
                        return Answer(response.status_code, response.headers, await _async_read(response))
                    await response.aread()
                finally:
                    await response.aclose()
        finally:
            await flow.aclose()
    except httpx.RequestError as error:
        problem = bare(error)
    raise problem


def is_plain(http: httpx.Client | httpx.AsyncClient) -> bool:
    """Whether httpx has nothing to do for *http* but to hand requests to a transport.

    Raises:
        ConfigurationError: It has been closed.
    """
    if http.is_closed:
        raise ConfigurationError("the client has been closed: connect a new one")
    return not (http.follow_redirects or any(http.event_hooks.values()))


def build_request(http: httpx.Client | httpx.AsyncClient, arguments: Mapping[str, Any]) -> httpx.Request:
    """As `http.build_request(**arguments)`."""
    url: str = arguments["url"]
    if (
        arguments["method"] not in {"get", "GET"}
        or not url.startswith("/")
        or http.params
        or http.cookies
        or not arguments.keys() <= _PLAIN
    ):
        return http.build_request(**arguments)
    headers = http.headers
    if given := arguments.get("headers"):
        headers = httpx.Headers(headers)
        headers.update(given)
    base = str(http.base_url).rstrip("/")
    return httpx.Request("GET", _parsed(base + url), headers=headers, extensions={"timeout": http.timeout.as_dict()})


def _take_in(http: httpx.Client | httpx.AsyncClient, request: httpx.Request, response: httpx.Response) -> None:
    response.request = request
    if "set-cookie" in response.headers:
        keep_cookies(http, response)


def _read(response: httpx.Response) -> bytes:
    """The body, without the layers of `httpx.Response.read` that have nothing to do: it is decoded already."""
    stream: Any = response.stream
    return response.content if response.is_stream_consumed else b"".join(stream)


async def _async_read(response: httpx.Response) -> bytes:
    stream: Any = response.stream
    return response.content if response.is_stream_consumed else b"".join([piece async for piece in stream])
