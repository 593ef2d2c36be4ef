"""What `httpx_args` cost: the CPU of one poll with each of them, beside one without.

The server is on loopback, without TLS. It is its own proxy, and speaks HTTP/1.1: `http2` is what a client costs that offers
HTTP/2 to a server that does not speak it.
"""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx

import tarry
from tarry import fullstory

from .measure import Table
from .polls import AsyncWait, NoSleep, Wait, compared, run_in

PLAIN = "without"


def _options(url: str) -> dict[str, dict[str, Any]]:
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=10)
    return {
        PLAIN: {},
        "limits": {"limits": limits},
        "proxy": {"proxy": url},
        "mounts": {"mounts": {"all://other.example": None}},
        "http2": {"http2": True},
    }


def _clients(url: str) -> dict[str, Any]:
    return {
        name: fullstory.connect(api_key="bench", base_url=url, httpx_args=options)
        for name, options in _options(url).items()
    }


def _sync(client: Any) -> Wait:
    return lambda one: tarry.wait_for_completion(fullstory.EventsImport(client, one), timeout=600, clock=NoSleep())


def _async(client: Any) -> AsyncWait:
    async def wait(one: str) -> None:
        job = fullstory.EventsImport(client, one)
        await tarry.async_wait_for_completion(job, timeout=600, clock=NoSleep())

    return wait


def run(url: str) -> Iterator[Table]:
    """Measure, and give a table for sync and one for async."""
    waits = {name: _sync(client) for name, client in _clients(url).items()}
    targets = dict.fromkeys(waits.keys() - {PLAIN}, 1.3)
    yield compared("CPU of one poll by `httpx_args`, sync", waits, targets, PLAIN, "one without")
    with asyncio.Runner() as runner:
        clients = _clients(url)
        waits = {name: partial(run_in, runner, _async(client)) for name, client in clients.items()}
        yield compared("CPU of one poll by `httpx_args`, asyncio", waits, targets, PLAIN, "one without")
        for client in clients.values():
            runner.run(client.get_async_httpx_client().aclose())
