"""Connections of a client, each in a pool of its own.

httpx looks at every connection of a pool, and asks the kernel about each idle one, whenever a request begins or ends: what a
request costs grows with the connections. So each has its own pool, and the one that was used last is taken first.
"""

from __future__ import annotations

import threading
import time
import urllib.request
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx

from ._errors import ConfigurationError
from ._time_limit import LimitsTime

if TYPE_CHECKING:
    import anyio

TransportT = TypeVar("TransportT", httpx.BaseTransport, httpx.AsyncBaseTransport)

CONNECTIONS = 100
"""As many as httpx opens at most."""
KEPT_FOR = 5.0
"""Seconds that an idle connection is kept open, as by httpx: a server that closes it meanwhile may lose a request."""

_OF_ONE_POOL = {"cert", "http1", "http2", "limits", "mounts", "proxy"}


def transports(arguments: Mapping[str, Any], verify: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What sends the requests of clients with these *arguments*, as arguments for the sync and for the async client.

    Empty where httpx is to decide by itself, as where there is a proxy.
    """
    given = arguments.get("transport")
    if given is not None and not isinstance(given, httpx.AsyncBaseTransport):
        return {"transport": given}, {"transport": _SyncOnly()}
    trust_env = bool(arguments.get("trust_env", True))
    if _OF_ONE_POOL & arguments.keys() or (trust_env and urllib.request.getproxies()):
        return {}, {} if given is None else {"transport": given}

    def prepare(kind: Callable[..., TransportT]) -> Callable[[], Callable[[], TransportT]]:
        def make_pools() -> Callable[[], TransportT]:
            context = httpx.create_ssl_context(verify=verify, trust_env=trust_env)
            limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEPT_FOR)
            return lambda: kind(verify=context, trust_env=trust_env, limits=limits)

        return make_pools

    is_sync = isinstance(given, httpx.BaseTransport)
    return (
        {"transport": given if is_sync else PooledTransport(prepare(httpx.HTTPTransport))},
        {"transport": AsyncPooledTransport(prepare(httpx.AsyncHTTPTransport)) if given is None else given},
    )


class _SyncOnly(httpx.AsyncBaseTransport):
    """In the place of a transport that was given for sync clients: to send past it might reach what it was to keep away."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
        """Refuse it."""
        raise ConfigurationError(
            "the transport in httpx_args is for sync clients only: connect another one for async use"
        )


class _Transports(Generic[TransportT]):
    """Transports with one connection each, of which as many are made as are busy at a time.

    Args:
        prepare: Called when the first is needed; what it returns makes one.
    """

    def __init__(self, prepare: Callable[[], Callable[[], TransportT]]) -> None:
        self._prepare: Callable[[], Callable[[], TransportT]] = prepare
        self._make: Callable[[], TransportT] | None = None
        self._preparing = threading.Lock()
        self._idle: deque[tuple[float, TransportT]] = deque()
        """Since when; the one that was used last stands last."""

    def take(self) -> TransportT:
        """One that is idle, or a new one."""
        try:
            return self._idle.pop()[1]
        except IndexError:
            with self._preparing:
                self._make = self._make or self._prepare()
            return self._make()

    def give_back(self, transport: TransportT) -> None:
        """It is idle again."""
        self._idle.append((time.monotonic(), transport))

    def long_idle(self, seconds: float = KEPT_FOR) -> Iterator[TransportT]:
        """Those that have been idle for so long, to be closed."""
        end = time.monotonic() - seconds
        while self._idle:
            try:
                since, transport = self._idle.popleft()
            except IndexError:  # another thread took it
                return
            if since > end:
                self._idle.appendleft((since, transport))
                return
            yield transport


class PooledTransport(httpx.BaseTransport):
    """Sends each request through a transport that has none, so that no more connections are opened than are needed.

    Args:
        prepare: Called with the first request; what it returns makes a transport with one connection.
    """

    def __init__(self, prepare: Callable[[], Callable[[], httpx.BaseTransport]]) -> None:
        self._transports: _Transports[httpx.BaseTransport] = _Transports(prepare)
        self._room = threading.Semaphore(CONNECTIONS)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; where all connections are busy, it waits for as long as its pool timeout says."""
        if not self._room.acquire(timeout=request.extensions.get("timeout", {}).get("pool")):
            raise httpx.PoolTimeout("all connections are busy", request=request)
        transport: httpx.BaseTransport | None = None
        try:
            transport = self._transports.take()
            response = transport.handle_request(request)
        except BaseException:
            self._release(transport)
            raise
        if response.is_closed:  # an answer of a test, which came whole
            self._release(transport)
        else:
            response.stream = _Body(response.stream, lambda: self._release(transport))
        for idle in self._transports.long_idle():
            idle.close()
        return response

    def close(self) -> None:
        """Close all connections that are idle; those that are not are closed with their answers."""
        for idle in self._transports.long_idle(0.0):
            idle.close()

    def _release(self, transport: httpx.BaseTransport | None) -> None:
        if transport is not None:
            self._transports.give_back(transport)
        self._room.release()


class AsyncPooledTransport(LimitsTime, httpx.AsyncBaseTransport):
    """The same for async."""

    def __init__(self, prepare: Callable[[], Callable[[], httpx.AsyncBaseTransport]]) -> None:
        self._transports: _Transports[httpx.AsyncBaseTransport] = _Transports(prepare)
        self._room: anyio.Semaphore | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; where all connections are busy, it waits for as long as its pool timeout says."""
        import anyio

        room = self._room = self._room or anyio.Semaphore(CONNECTIONS, fast_acquire=True)
        try:
            room.acquire_nowait()
        except anyio.WouldBlock:
            with anyio.move_on_after(request.extensions.get("timeout", {}).get("pool")) as waiting:
                await room.acquire()
            if waiting.cancelled_caught:
                raise httpx.PoolTimeout("all connections are busy", request=request) from None
        transport: httpx.AsyncBaseTransport | None = None
        try:
            transport = self._transports.take()
            response = await transport.handle_async_request(request)
        except BaseException:
            self._release(room, transport)
            raise
        if response.is_closed:
            self._release(room, transport)
        else:
            response.stream = _Body(response.stream, lambda: self._release(room, transport))
        for idle in self._transports.long_idle():
            await idle.aclose()
        return response

    async def aclose(self) -> None:
        """Close all connections that are idle; those that are not are closed with their answers."""
        for idle in self._transports.long_idle(0.0):
            await idle.aclose()

    def _release(self, room: anyio.Semaphore, transport: httpx.AsyncBaseTransport | None) -> None:
        if transport is not None:
            self._transports.give_back(transport)
        room.release()


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an answer, which holds its connection until it is closed."""

    def __init__(self, stream: Any, release: Callable[[], None]) -> None:
        self._stream = stream
        self._release: Callable[[], None] | None = release

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        """Close the stream, and let the connection go."""
        release, self._release = self._release, None
        try:
            self._stream.close()
        finally:
            if release is not None:
                release()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        """The same for async."""
        release, self._release = self._release, None
        try:
            await self._stream.aclose()
        finally:
            if release is not None:
                release()
