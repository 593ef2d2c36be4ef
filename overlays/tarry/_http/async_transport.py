"""The transport of an async client, as that of a sync one in `transport.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import anyio
import anyio.lowlevel
import httpx

from tarry._core.tasks import spawn

from .connections import AsyncConnection, LoopConnections
from .deadline import deadline_of
from .limited import KeepsTime, iterated
from .messages import BUSY, for_httpcore, is_replaced, place, pool_timeout, response
from .origin import origin_of
from .settings import NetworkSettings
from .translate import FAILURES, failure


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
        limit, here = deadline_of(request), self._connections()
        if here.room is not None:
            await _enter(here.room, request)
        connection: AsyncConnection | None = None
        try:
            connection = await self._connection_to(request.url, here)
            connection.sockets.begin(limit)
            answer = await connection.http.handle_async_request(for_httpcore(request))
            connection.sockets.check_answer()
        except BaseException as error:
            await self.release(here, connection, complete=False)
            if not isinstance(error, FAILURES):
                raise
            problem = failure(error, limit, place(request.url))
        else:
            return response(answer, _AsyncBody(answer.stream, self, here, connection, request.url.host))
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


async def _enter(room: anyio.Semaphore, request: httpx.Request) -> None:
    try:
        room.acquire_nowait()
        return
    except anyio.WouldBlock:
        pass
    with anyio.move_on_after(pool_timeout(request)):
        await room.acquire()
        return
    raise httpx.PoolTimeout(BUSY)


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
