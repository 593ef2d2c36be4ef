"""The transport of a sync client: its requests go through connections of `connections.py`, within the limits.

A recorder or a mock that replaces the sending method of httpx's own transports (vcrpy and pytest-httpx do) would be passed by,
and a test of a user's would reach the vendor. So while one is at work, requests go through httpx's transport.
"""

from __future__ import annotations

import queue
import weakref
from collections.abc import Iterator
from typing import Any

import httpx

from .connections import SWEEPER, Connection, Idle
from .deadline import deadline_of
from .limited import KeepsTime
from .messages import BUSY, for_httpcore, is_replaced, place, pool_timeout, response
from .origin import origin_of
from .settings import NetworkSettings
from .translate import FAILURES, failure


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
        limit = deadline_of(request)
        if self._room is not None and not _entered(self._room, pool_timeout(request)):
            raise httpx.PoolTimeout(BUSY)
        connection: Connection | None = None
        try:
            connection = self._connection_to(request.url)
            connection.sockets.begin(limit)
            answer = connection.http.handle_request(for_httpcore(request))
            connection.sockets.check_answer()
            body = _Body(answer.stream, self, connection, request.url.host)
        except BaseException as error:
            self.release(connection, complete=False)
            if not isinstance(error, FAILURES):
                raise
            problem = failure(error, limit, place(request.url))
        else:
            return response(answer, body)
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

    _connection: Connection | None = None  # as where this was interrupted while it was made

    def __init__(self, stream: Any, transport: Transport, connection: Connection, host: str) -> None:
        self._stream = stream
        self._transport = transport
        self._connection = connection
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
