"""The transports of a client, sync and async: requests go through connections of `connections.py`, within the limits.

A recorder or a mock that replaces the sending method of httpx's own transports (vcrpy and pytest-httpx do) would be passed by,
and a test of a user's would reach the vendor. So while one is at work, requests go through httpx's transport.
"""

from __future__ import annotations

import queue
import weakref
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import anyio.lowlevel
import httpcore
import httpx

from tarry._tasks import spawn

from .connections import SWEEPER, AsyncConnection, Connection, Idle, LoopConnections, httpcore_url
from .limited import KeepsTime, iterated
from .limits import TIME_LIMIT, TimeLimit
from .settings import NetworkSettings, origin_of
from .translate import FAILURES, failure

_BUSY = "all connections are busy"


class Transport(KeepsTime, httpx.BaseTransport):
    """Sends the requests of a sync client, from any number of threads."""

    def __init__(self, settings: NetworkSettings) -> None:
        self._settings = settings
        self._idle: Idle[Connection] = Idle(settings)
        self._room: queue.SimpleQueue[None] | None = None
        """A place for each connection that may be opened besides those that are busy; no lock, for the reason of `Sweeper`."""
        if settings.connections is not None:
            self._room = queue.SimpleQueue()
            for _ in range(settings.connections):
                self._room.put(None)
        weakref.finalize(self, _close_idle, self._idle)  # for a client that nobody closes
        self._closed = False
        self._replaced: httpx.HTTPTransport | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; where all connections are busy, it waits for as long as its pool timeout says."""
        if is_replaced(httpx.HTTPTransport.handle_request):
            self._replaced = self._replaced or httpx.HTTPTransport(verify=self._settings.ssl_context())
            return self._replaced.handle_request(request)
        limit = time_limit(request)
        if self._room is not None and not _entered(self._room, _pool_timeout(request)):
            raise httpx.PoolTimeout(_BUSY)
        connection: Connection | None = None
        try:
            connection = self._connection_to(request.url)
            connection.sockets.begin(limit)
            answer = connection.http.handle_request(_for_httpcore(request))
            connection.sockets.check_answer()
            body = _Body(answer.stream, self, connection, request.url.host)
        except BaseException as error:
            self.release(connection, complete=False)
            if not isinstance(error, FAILURES):
                raise
            problem = failure(error, limit, _place(request.url))
        else:
            return _response(answer, body)
        raise problem

    def _connection_to(self, url: httpx.URL) -> Connection:
        origin = origin_of(url)
        while (connection := self._idle.take(origin)) is not None:
            if connection.is_good():
                return connection
            connection.close()
        return Connection(url, self._settings)

    def release(self, connection: Connection | None, *, complete: bool) -> None:
        """The request on *connection* has ended; what did not come to its end leaves nothing behind that can be used."""
        try:
            if connection is None:
                return
            if complete and not self._closed and connection.is_idle() and self._idle.has_room():
                self._idle.put(connection)
                SWEEPER.watch(self._idle)
            else:
                connection.close()
        finally:
            if self._room is not None:
                self._room.put(None)

    def close(self) -> None:
        """Close all connections that are idle; those that are not are closed with their answers."""
        self._closed = True
        _close_idle(self._idle)
        if self._replaced is not None:
            self._replaced.close()


def _entered(room: queue.SimpleQueue[None], seconds: float | None) -> bool:
    try:
        room.get(timeout=seconds)
    except queue.Empty:
        return False
    return True


def _close_idle(idle: Idle[Connection]) -> None:
    for connection in idle.expired(0.0):
        connection.close()


class _Body(httpx.SyncByteStream):
    """The body of an answer, which holds its connection until it is closed or nobody can read it any more."""

    def __init__(self, stream: Any, transport: Transport, connection: Connection, host: str) -> None:
        self._stream = stream
        self._transport = transport
        self._connection: Connection | None = connection
        self._limit = connection.sockets.limit
        self._place = host
        self._complete = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
            self._complete = True
            return
        except FAILURES as error:
            problem = failure(error, self._limit, self._place)
        raise problem

    def close(self) -> None:
        """Let the connection go."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        complete = False  # one that is interrupted here may leave a lock of httpcore's held
        try:
            if self._complete:
                self._stream.close()
                complete = True
        finally:
            self._transport.release(connection, complete=complete)

    def __del__(self) -> None:
        # One that was interrupted between its answer and whoever was to read it.
        self._complete = False
        self.close()


class AsyncTransport(KeepsTime, httpx.AsyncBaseTransport):
    """Sends the requests of an async client; each event loop has connections of its own."""

    def __init__(self, settings: NetworkSettings) -> None:
        self._settings = settings
        self._here: anyio.lowlevel.RunVar[LoopConnections] = anyio.lowlevel.RunVar(f"tarry-{id(self)}")
        self._closed = False
        self._replaced: httpx.AsyncHTTPTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; where all connections are busy, it waits for as long as its pool timeout says."""
        if is_replaced(httpx.AsyncHTTPTransport.handle_async_request):
            self._replaced = self._replaced or httpx.AsyncHTTPTransport(verify=self._settings.ssl_context())
            return await self._replaced.handle_async_request(request)
        limit, here = time_limit(request), self._connections()
        if here.room is not None:
            await _enter(here.room, request)
        connection: AsyncConnection | None = None
        try:
            connection = await self._connection_to(request.url, here)
            connection.sockets.begin(limit)
            answer = await connection.http.handle_async_request(_for_httpcore(request))
            connection.sockets.check_answer()
        except BaseException as error:
            await self.release(here, connection, complete=False)
            if not isinstance(error, FAILURES):
                raise
            problem = failure(error, limit, _place(request.url))
        else:
            return _response(answer, _AsyncBody(answer.stream, self, here, connection, request.url.host))
        raise problem

    def _connections(self) -> LoopConnections:
        here = self._here.get(None)
        if here is None:
            here = LoopConnections(self._settings)
            self._here.set(here)
        return here

    async def _connection_to(self, url: httpx.URL, here: LoopConnections) -> AsyncConnection:
        origin = origin_of(url)
        while (connection := here.idle.take(origin)) is not None:
            if connection.is_good():
                return connection
            await connection.aclose()
        return AsyncConnection(url, self._settings)

    async def release(self, here: LoopConnections, connection: AsyncConnection | None, *, complete: bool) -> None:
        """The request on *connection* has ended; what did not come to its end leaves nothing behind that can be used."""
        try:
            if connection is None:
                return
            if complete and not self._closed and connection.is_idle() and here.idle.has_room():
                here.idle.put(connection)
                if here.sweeping is None and here.idle.kept_for is not None:
                    here.sweeping = spawn(here.sweep(), lambda: None)
            else:
                await connection.aclose()
        finally:
            if here.room is not None:
                here.room.release()

    async def aclose(self) -> None:
        """Close all connections that are idle; those that are not are closed with their answers."""
        self._closed = True
        here = self._here.get(None)
        if here is not None:
            await here.close_idle()
            if here.sweeping is not None:
                here.sweeping.cancel()
        if self._replaced is not None:
            await self._replaced.aclose()


class _AsyncBody(httpx.AsyncByteStream):
    """The same for async."""

    def __init__(
        self, stream: Any, transport: AsyncTransport, here: LoopConnections, connection: AsyncConnection, host: str
    ) -> None:
        self._stream = stream
        self._transport = transport
        self._here = here
        self._connection: AsyncConnection | None = connection
        self._limit = connection.sockets.limit
        self._place = host
        self._complete = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async with iterated(self._stream) as pieces:
                async for piece in pieces:
                    yield piece
            self._complete = True
            return
        except FAILURES as error:
            problem = failure(error, self._limit, self._place)
        raise problem

    async def aclose(self) -> None:
        """Let the connection go."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        complete = False
        try:
            if self._complete:
                await self._stream.aclose()
                complete = True
        finally:
            await self._transport.release(self._here, connection, complete=complete)


def time_limit(request: httpx.Request) -> TimeLimit:
    """The limit that a request was given, or one for each of its steps where nobody gave it one."""
    given = request.extensions.get(TIME_LIMIT)
    if isinstance(given, TimeLimit):
        return given
    return TimeLimit(request.extensions.get("timeout", {}).get("read"), 1, float("inf"))


def is_replaced(method: Any) -> bool:
    """Whether *method* of a transport of httpx is no longer httpx's own."""
    module: str = getattr(method, "__globals__", {}).get("__name__", "")
    return module.partition(".")[0] != "httpx"


async def _enter(room: anyio.Semaphore, request: httpx.Request) -> None:
    try:
        room.acquire_nowait()
        return
    except anyio.WouldBlock:
        pass
    with anyio.move_on_after(_pool_timeout(request)):
        await room.acquire()
        return
    raise httpx.PoolTimeout(_BUSY)


def _pool_timeout(request: httpx.Request) -> float | None:
    seconds: float | None = request.extensions.get("timeout", {}).get("pool")
    return seconds


def _for_httpcore(request: httpx.Request) -> httpcore.Request:
    extensions = {name: value for name, value in request.extensions.items() if name in {"sni_hostname", "trace"}}
    return httpcore.Request(
        request.method,
        httpcore_url(request.url),
        headers=request.headers.raw,
        content=request.stream,
        extensions=extensions,
    )


def _response(answer: httpcore.Response, body: Any) -> httpx.Response:
    # Without the stream of the network, which nobody but the connection may read from.
    extensions = {
        name: answer.extensions[name] for name in ("http_version", "reason_phrase") if name in answer.extensions
    }
    return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=extensions)


def _place(url: httpx.URL) -> str:
    """Host and port of *url*, for people."""
    return url.netloc.decode("ascii", "replace")
