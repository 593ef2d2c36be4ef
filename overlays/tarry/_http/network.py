"""The socket of one connection, in whose every step the time limit of the request under way holds.

httpcore takes a timeout for each read and starts it again with every byte; its public place for another rule is the network
backend, whose streams it reads from and writes to (https://www.encode.io/httpcore/network-backends/).
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from .deadline import Deadline

_NO_LIMIT = Deadline(None, None, 0.0)
_WRITTEN_AT_ONCE = 65_536


class Sockets:
    """What was opened for a connection, and the time limit of its request; shared by the backend and its streams."""

    __slots__ = ("has_read", "limit", "streams")

    def __init__(self) -> None:
        self.limit = _NO_LIMIT
        self.has_read = False
        """Since the request began. An answer that came without it was there before it was asked for."""
        self.streams: list[Any] = []
        """Of httpcore; a stream with TLS comes after the one that it is laid over."""

    def begin(self, limit: Deadline) -> None:
        """A request begins, with this time limit."""
        self.limit, self.has_read = limit, False

    def read_time(self) -> float | None:
        """Seconds for one more read."""
        return self._time(httpcore.ReadTimeout)

    def write_time(self) -> float | None:
        """Seconds for one more write."""
        return self._time(httpcore.WriteTimeout)

    def connect_time(self) -> float | None:
        """Seconds for what is left of connecting."""
        return self._time(httpcore.ConnectTimeout)

    def check_answer(self) -> None:
        """Raise httpcore.RemoteProtocolError for an answer that stood behind the one before, and may be another's."""
        if not self.has_read:
            raise httpcore.RemoteProtocolError("an answer came that was not asked for")

    def _time(self, error: type[Exception]) -> float | None:
        seconds = self.limit.step()
        if seconds is not None and seconds <= 0:
            raise error()
        return seconds


class Stream(httpcore.NetworkStream):
    """A stream of httpcore's own, in the time that its request has left."""

    def __init__(self, stream: httpcore.NetworkStream, sockets: Sockets) -> None:
        self._stream = stream
        self._sockets = sockets
        sockets.streams.append(stream)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the limit's is shorter
        """Read what is there, at most *max_bytes*."""
        self._sockets.has_read = True
        return self._stream.read(max_bytes, self._sockets.read_time())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write all of it, in pieces: the stream has its timeout for each that is taken, and a slow reader would never end."""
        for start in range(0, len(buffer), _WRITTEN_AT_ONCE):
            self._stream.write(buffer[start : start + _WRITTEN_AT_ONCE], self._sockets.write_time())

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Lay TLS over it."""
        return Stream(self._stream.start_tls(ssl_context, server_hostname, self._sockets.connect_time()), self._sockets)

    def get_extra_info(self, info: str) -> Any:
        """As the stream below."""
        return self._stream.get_extra_info(info)


class Backend(httpcore.NetworkBackend):
    """Opens the socket of one connection."""

    def __init__(self, sockets: Sockets) -> None:
        self._backend = httpcore.SyncBackend()
        self._sockets = sockets

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Try the addresses of *host* one after the other; each silent one gets its share of the time."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(address[0] for *_, address in found))
        problem: Exception = httpcore.ConnectError("the host has no address")
        for index, address in enumerate(addresses):
            seconds = self._sockets.connect_time()
            share = None if seconds is None else seconds / (len(addresses) - index)
            try:
                stream = self._backend.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return Stream(stream, self._sockets)
        raise problem


class AsyncStream(httpcore.AsyncNetworkStream):
    """The same for async; a write has one timeout for all of it."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, sockets: Sockets) -> None:
        self._stream = stream
        self._sockets = sockets
        sockets.streams.append(stream)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        """Read what is there, at most *max_bytes*."""
        self._sockets.has_read = True
        return await self._stream.read(max_bytes, self._sockets.read_time())

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        """Write all of it."""
        await self._stream.write(buffer, self._sockets.write_time())

    async def aclose(self) -> None:
        """Close the socket."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Lay TLS over it."""
        stream = await self._stream.start_tls(ssl_context, server_hostname, self._sockets.connect_time())
        return AsyncStream(stream, self._sockets)

    def get_extra_info(self, info: str) -> Any:
        """As the stream below."""
        return self._stream.get_extra_info(info)


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """The same for async, where anyio tries several addresses at a time."""

    def __init__(self, sockets: Sockets) -> None:
        self._backend: Any = httpcore.AnyIOBackend()
        self._sockets = sockets

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of *host* that answers."""
        seconds = self._sockets.connect_time()
        stream = await self._backend.connect_tcp(host, port, seconds, local_address, socket_options)
        return AsyncStream(stream, self._sockets)
