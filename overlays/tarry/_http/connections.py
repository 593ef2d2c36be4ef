"""Connections of a client: one request at a time on each, the one that was used last first, closed when long idle.

A pool of httpcore looks at each of its connections, and asks the kernel about each idle one, whenever a request begins or
ends, and one in which a request was cancelled may be stuck (https://github.com/encode/httpcore/issues/1093). Here a connection
on which a request did not end well is closed and forgotten.
"""

from __future__ import annotations

import queue
import threading
import time
import weakref
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpcore
import httpx

from .network import AsyncBackend, Backend, Sockets
from .origin import Origin, origin_of
from .settings import NetworkSettings

if TYPE_CHECKING:
    import anyio


class Connection:
    """One socket at most, and what speaks HTTP over it."""

    __slots__ = ("http", "origin", "sockets")

    def __init__(self, url: httpx.URL, settings: NetworkSettings) -> None:
        self.origin = origin_of(url)
        self.sockets = Sockets()
        self.http: Any = _speaker(url, settings, self.sockets, _SYNC)

    def is_idle(self) -> bool:
        """Whether it takes another request, as far as this side knows."""
        return _is_idle(self.http)

    def is_good(self) -> bool:
        """Whether it takes another request, and the other side has not closed it meanwhile."""
        return _is_idle(self.http) and not any(one.has_expired() for one in _spoken(self.http))

    def close(self) -> None:
        """Close what is open. The socket goes first, as what speaks over it may be in any state."""
        for stream in reversed(self.sockets.streams):
            stream.close()
        self.sockets.streams.clear()


class AsyncConnection:
    """The same for async."""

    __slots__ = ("http", "origin", "sockets")

    def __init__(self, url: httpx.URL, settings: NetworkSettings) -> None:
        self.origin = origin_of(url)
        self.sockets = Sockets()
        self.http: Any = _speaker(url, settings, self.sockets, _ASYNC)

    def is_idle(self) -> bool:
        """Whether it takes another request, as far as this side knows."""
        return _is_idle(self.http)

    def is_good(self) -> bool:
        """Whether it takes another request, and the other side has not closed it meanwhile."""
        return _is_idle(self.http) and not any(one.has_expired() for one in _spoken(self.http))

    async def aclose(self) -> None:
        """Close what is open, whether or not the task is being cancelled."""
        import anyio

        with anyio.CancelScope(shield=True):
            for stream in reversed(self.sockets.streams):
                await stream.aclose()
        self.sockets.streams.clear()


def _spoken(http: Any) -> list[Any]:
    """The one connection of *http*; those to a proxy stand in a pool of httpcore's."""
    found: list[Any] = getattr(http, "connections", [http])
    return found


def _is_idle(http: Any) -> bool:
    spoken = _spoken(http)
    return bool(spoken) and all(one.is_idle() for one in spoken)


_SYNC = (httpcore.HTTPConnection, httpcore.HTTPProxy, httpcore.SOCKSProxy, Backend)
_ASYNC = (httpcore.AsyncHTTPConnection, httpcore.AsyncHTTPProxy, httpcore.AsyncSOCKSProxy, AsyncBackend)


def _speaker(url: httpx.URL, settings: NetworkSettings, sockets: Sockets, kinds: tuple[Any, ...]) -> Any:
    """What speaks HTTP to the host of *url*, directly or through a proxy."""
    direct, http_proxy, socks_proxy, backend = kinds
    proxy = settings.proxy_for(url)
    options: dict[str, Any] = {
        "ssl_context": settings.ssl_context() if url.scheme == "https" else None,
        "keepalive_expiry": settings.kept_for,
        "http1": settings.http1,
        "http2": settings.http2,
        "network_backend": backend(sockets),
    }
    if proxy is None:
        return direct(origin=httpcore_url(url).origin, **options)
    options |= {"proxy_url": httpcore_url(proxy.url), "proxy_auth": proxy.raw_auth, "max_connections": 1}
    if proxy.url.scheme.startswith("socks"):
        return socks_proxy(**options)
    secured = proxy.ssl_context or (settings.ssl_context() if proxy.url.scheme == "https" else None)
    return http_proxy(proxy_headers=proxy.headers.raw, proxy_ssl_context=secured, **options)


def httpcore_url(url: httpx.URL) -> httpcore.URL:
    """*url* in the parts that httpcore asks for."""
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


ConnectionT = TypeVar("ConnectionT", Connection, AsyncConnection)


class Idle(Generic[ConnectionT]):
    """Connections that are open and not in use, by the host that they lead to."""

    def __init__(self, settings: NetworkSettings) -> None:
        self.kept_for = settings.kept_for
        self._most = settings.kept_idle
        self._idle: dict[Origin, deque[tuple[float, ConnectionT]]] = {}
        """Since when; the one that was used last stands last. Each step of a deque is one for other threads."""

    def take(self, origin: Origin) -> ConnectionT | None:
        """One that leads to *origin*, which may have been closed by the other side; None where there is none."""
        try:
            return self._idle[origin].pop()[1]
        except LookupError:
            return None

    def put(self, connection: ConnectionT) -> None:
        """Keep one for the next request."""
        self._idle.setdefault(connection.origin, deque()).append((time.monotonic(), connection))

    def __len__(self) -> int:
        return sum(map(len, list(self._idle.values())))

    def has_room(self) -> bool:
        """Whether one more may be kept."""
        return self._most is None or len(self) < self._most

    def expired(self, seconds: float | None) -> Iterator[ConnectionT]:
        """Take out those that have been idle for so many *seconds*; they are to be closed."""
        if seconds is None:
            return
        end = time.monotonic() - seconds
        for idle in list(self._idle.values()):
            while idle:
                try:
                    since, connection = idle.popleft()
                except IndexError:  # another thread took it
                    break
                if since > end:
                    idle.appendleft((since, connection))
                    break
                yield connection


class Sweeper:
    """Closes idle connections of sync clients in time, in a thread that sleeps where there are none.

    No lock is taken by those who send: one that Ctrl-C meets may stay locked (https://github.com/python/cpython/issues/74174).
    """

    def __init__(self) -> None:
        self._used: queue.SimpleQueue[weakref.ref[Idle[Connection]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def watch(self, idle: Idle[Connection]) -> None:
        """See to *idle*, in which there is one more, until nothing is in it."""
        self._used.put(weakref.ref(idle))
        # After a fork it is not alive. Two threads that start one each share the work.
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._sweep, name="tarry-idle", daemon=True)
            self._thread.start()

    def _sweep(self) -> None:
        watched: weakref.WeakSet[Idle[Connection]] = weakref.WeakSet()
        while True:
            if not watched:
                _add(watched, self._used.get())
            time.sleep(1.0)
            while not self._used.empty():
                _add(watched, self._used.get())
            for idle in list(watched):
                for connection in idle.expired(idle.kept_for):
                    connection.close()
                if not len(idle) or idle.kept_for is None:
                    watched.discard(idle)


def _add(watched: weakref.WeakSet[Idle[Connection]], used: weakref.ref[Idle[Connection]]) -> None:
    if (idle := used()) is not None:
        watched.add(idle)


SWEEPER = Sweeper()


class LoopConnections:
    """What an async client has in one event loop: its idle connections, how many more it may open, and who closes them."""

    def __init__(self, settings: NetworkSettings) -> None:
        import anyio

        self.idle: Idle[AsyncConnection] = Idle(settings)
        self.room: anyio.Semaphore | None = None
        if settings.connections is not None:
            self.room = anyio.Semaphore(settings.connections, fast_acquire=True)
        self.sweeping: Any = None
        """The task that closes idle connections, while there is one."""

    async def sweep(self) -> None:
        """Close connections that are long idle until there is none; all of them when the event loop ends."""
        import anyio

        try:
            while len(self.idle):
                await anyio.sleep(1.0)
                for connection in self.idle.expired(self.idle.kept_for):
                    await connection.aclose()
        finally:
            self.sweeping = None
            await self.close_idle()

    async def close_idle(self) -> None:
        """Close all that are idle."""
        for connection in self.idle.expired(0.0):
            await connection.aclose()
