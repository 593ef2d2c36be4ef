"""Both limits around any transport: ours, a user's own, and those that a user mounts."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

from .content import Content
from .deadline import DEADLINE, Deadline, shrunk
from .failures import bare
from .limits import ResponseLimits
from .origin import SENT_BY

logger = logging.getLogger("tarry")


class KeepsTime:
    """A transport that ends a request in time by itself, from the wait for a connection to the last byte of the answer."""

    __slots__ = ()


class Limited(httpx.BaseTransport):
    """Sends through *inner*. What is not ours is held to the time between the pieces of an answer, and no sooner."""

    def __init__(self, inner: httpx.BaseTransport, limits: ResponseLimits, timeout: httpx.Timeout) -> None:
        self._inner = inner
        self.limits = limits
        self.timeout = timeout

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; the body of the answer comes decoded."""
        limit = _limit(self, request, self._inner)
        try:
            response = self._inner.handle_request(request)
        except httpx.RequestError as error:
            problem = bare(error, request)
        else:
            return _limited(self, request, response, limit)
        raise problem

    def close(self) -> None:
        """Close the transport below."""
        self._inner.close()


class AsyncLimited(httpx.AsyncBaseTransport):
    """The same for async, where every step has its time."""

    def __init__(self, inner: httpx.AsyncBaseTransport, limits: ResponseLimits, timeout: httpx.Timeout) -> None:
        self._inner = inner
        self.limits = limits
        self.timeout = timeout

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; the body of the answer comes decoded."""
        limit = _limit(self, request, self._inner)
        try:
            if isinstance(self._inner, KeepsTime):
                response = await self._inner.handle_async_request(request)
                return _limited(self, request, response, limit)
            async with _in_time(limit):
                response = await self._inner.handle_async_request(request)
            return _limited(self, request, response, limit, in_time=True)
        except httpx.RequestError as error:
            problem = bare(error, request)
        raise problem

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()


def _limit(sender: Limited | AsyncLimited, request: httpx.Request, inner: object) -> Deadline:
    """Set the time limit of a request that is about to be sent. One that an `httpx.Auth` has made comes without timeouts."""
    if "timeout" not in request.extensions:
        request.extensions = {**request.extensions, "timeout": sender.timeout.as_dict()}
    limit = Deadline.of(request, sender.limits)
    extensions = {**request.extensions, DEADLINE: limit}
    if not isinstance(inner, KeepsTime):
        extensions["timeout"] = shrunk(extensions["timeout"], limit)
    request.extensions = extensions
    return limit


def _limited(
    sender: Limited | AsyncLimited,
    request: httpx.Request,
    response: httpx.Response,
    limit: Deadline,
    in_time: bool = False,
) -> httpx.Response:
    """Set both limits on the body of an answer."""
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug("%s %s: %d", request.method, request.url.path, response.status_code)
    response.extensions[SENT_BY] = sender
    content = Content(request, response, limit, sender.limits)
    response.stream = _Body(response.stream, content, limit if in_time else None)
    return response


@contextlib.asynccontextmanager
async def _in_time(limit: Deadline) -> AsyncIterator[None]:
    """End in time what a transport does that is not ours."""
    import anyio

    with anyio.move_on_after(limit.step()) as scope:
        yield
    if scope.cancelled_caught:
        raise httpx.ReadTimeout(limit.problem())


@contextlib.asynccontextmanager
async def iterated(stream: Any) -> AsyncIterator[AsyncIterator[bytes]]:
    """What iterates over *stream*, closed when it is left: trio warns of a generator that is left to the collector."""
    pieces = aiter(stream)
    try:
        yield pieces
    finally:
        if (close := getattr(pieces, "aclose", None)) is not None:
            await close()


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The decoded body of an answer, for the client that its stream is for."""

    def __init__(self, stream: Any, content: Content, limit: Deadline | None) -> None:
        self._stream = stream
        self._content = content
        self._limit = limit

    def __iter__(self) -> Iterator[bytes]:
        try:
            for chunk in self._stream:
                yield from self._content.take(chunk)
            self._content.end()
            return
        except httpx.RequestError as error:
            problem = bare(error, self._content.request)
        raise problem

    def close(self) -> None:
        """Close the stream that it comes from."""
        self._stream.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async with iterated(self._stream) as chunks:
                while (chunk := await self._next(chunks)) is not None:
                    for piece in self._content.take(chunk):
                        yield piece
            self._content.end()
            return
        except httpx.RequestError as error:
            problem = bare(error, self._content.request)
        raise problem

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        if self._limit is None:
            return await anext(chunks, None)
        async with _in_time(self._limit):
            return await anext(chunks, None)

    async def aclose(self) -> None:
        """The same for async."""
        await self._stream.aclose()
