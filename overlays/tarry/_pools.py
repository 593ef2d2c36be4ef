"""Connections of an async client, in pools of ten.

httpx looks through a whole pool whenever a request begins or ends, so what each request costs grows with the connections:
one pool of a hundred takes several times as much as ten of ten.
"""

from __future__ import annotations

import urllib.request
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import httpx

from ._errors import ConfigurationError
from ._time_limit import LimitsTime

CONNECTIONS = 10
"""Connections of one pool."""
POOLS = 10
"""Pools of one client: together as many connections as httpx opens at most."""

_OF_ONE_POOL = {"cert", "http1", "http2", "limits", "mounts", "proxy"}


def async_transport(arguments: Mapping[str, Any], verify: Any) -> httpx.AsyncBaseTransport | None:
    """What sends the requests of an async client with these *arguments*; None leaves it to httpx, as where there is a proxy."""
    given = arguments.get("transport")
    if isinstance(given, httpx.AsyncBaseTransport):
        return given
    if given is not None:
        return _SyncOnly()
    trust_env = bool(arguments.get("trust_env", True))
    if _OF_ONE_POOL & arguments.keys() or (trust_env and urllib.request.getproxies()):
        return None

    def make_pools() -> Callable[[], httpx.AsyncBaseTransport]:
        context = httpx.create_ssl_context(verify=verify, trust_env=trust_env)
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        return lambda: httpx.AsyncHTTPTransport(verify=context, trust_env=trust_env, limits=limits)

    return PooledTransport(make_pools)


class _SyncOnly(httpx.AsyncBaseTransport):
    """In the place of a transport that was given for sync clients: to send past it might reach what it was to keep away."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
        """Refuse it."""
        raise ConfigurationError(
            "the transport in httpx_args is for sync clients only: connect another one for async use"
        )


class _Pool:
    """One of the pools and how many requests it has, until their answers are closed."""

    __slots__ = ("requests", "transport")

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.transport = transport
        self.requests = 0


class PooledTransport(LimitsTime, httpx.AsyncBaseTransport):
    """Sends each request through the first pool that has a connection free, so that no more pools are opened than are needed.

    Args:
        prepare: Called with the first request; what it returns makes a pool.
    """

    def __init__(self, prepare: Callable[[], Callable[[], httpx.AsyncBaseTransport]]) -> None:
        self._prepare = prepare
        self._make: Callable[[], httpx.AsyncBaseTransport] | None = None
        self._pools: list[_Pool] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; where all pools are full, it waits in the one that has least to do, for as long as its pool timeout says."""
        pool = self._choose()
        pool.requests += 1
        try:
            response = await pool.transport.handle_async_request(request)
        except BaseException:
            pool.requests -= 1
            raise
        response.stream = _Counted(response.stream, pool)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        pools, self._pools = self._pools, []
        for pool in pools:
            await pool.transport.aclose()

    def _choose(self) -> _Pool:
        for pool in self._pools:
            if pool.requests < CONNECTIONS:
                return pool
        if len(self._pools) == POOLS:
            return min(self._pools, key=lambda pool: pool.requests)
        self._make = self._make or self._prepare()
        self._pools.append(_Pool(self._make()))
        return self._pools[-1]


class _Counted(httpx.AsyncByteStream):
    """The body of an answer, which holds its connection until it is closed."""

    def __init__(self, stream: Any, pool: _Pool) -> None:
        self._stream = stream
        self._pool: _Pool | None = pool

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        pool, self._pool = self._pool, None
        try:
            await self._stream.aclose()
        finally:
            if pool is not None:
                pool.requests -= 1
