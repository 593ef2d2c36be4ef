"""Pages that are asked for ahead: when, how many, and what becomes of those that nobody wants."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import anyio
import httpx
import pytest

from tarry import ProviderResponseError, eloqua
from tarry._operations.plain_rows import WithoutModels
from tarry.testing import VirtualClock

ROWS = [{"Email": f"person{number}@example.com"} for number in range(9)]


class SmallPages(eloqua.Sync):
    page_size = 3


def page(request: httpx.Request) -> httpx.Response:
    offset = int(request.url.params["offset"])
    body = {"totalResults": 9, "hasMore": offset < 6, "items": ROWS[offset : offset + 3]}
    return httpx.Response(200, json=body)


def offset_of(request: httpx.Request) -> int:
    return int(request.url.params["offset"])


def client(handler: Any) -> Any:
    transport = httpx.MockTransport(handler)
    return eloqua.connect("a", "b", "c", base_url="https://eloqua.example.com", httpx_args={"transport": transport})


@pytest.mark.parametrize("backend", ["sync", "asyncio", "trio"])
def test_the_next_page_is_asked_for_before_this_one_is_decoded(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    decoded: list[tuple[int, bool]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(offset_of(request))
        return page(request)

    split = WithoutModels._split

    def decode(self: WithoutModels, content: bytes) -> Any:
        offset = ROWS.index(json.loads(content)["items"][0])
        following = offset + 3
        end = time.monotonic() + (10 if backend == "sync" and 0 < offset < 6 else 0)
        while following not in asked and time.monotonic() < end:
            time.sleep(0.001)
        decoded.append((offset, following in asked))
        return split(self, content)

    monkeypatch.setattr(WithoutModels, "_split", decode)
    job = SmallPages(client(handler), 1)

    async def read() -> list[Any]:
        return [row async for row in job.async_results()]

    assert (list(job.results()) if backend == "sync" else anyio.run(read, backend=backend)) == ROWS
    # Of the first page nobody knows whether another follows, and after the last there is none.
    assert decoded == [(0, False), (3, True), (6, False)]
    assert sorted(asked) == [0, 3, 6]


@pytest.mark.parametrize("backend", ["sync", "asyncio", "trio"])
def test_what_is_raised_ahead_is_raised_in_its_turn(backend: str) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return page(request) if offset_of(request) == 0 else httpx.Response(403)

    job, found = SmallPages(client(handler), 1), []

    async def async_read() -> None:
        async for row in job.async_results():
            found.append(row)

    def read() -> None:
        if backend != "sync":
            return anyio.run(async_read, backend=backend)
        return found.extend(job.results())

    with pytest.raises(ProviderResponseError, match="403"):
        read()
    assert found == ROWS[:3]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("way", ["closed", "cancelled"])
def test_a_request_ahead_ends_with_the_reading(backend: str, way: str) -> None:
    ended = anyio.Event()

    async def handler(request: httpx.Request) -> httpx.Response:
        if offset_of(request) == 0:
            return page(request)
        try:
            await anyio.sleep_forever()
        finally:
            ended.set()
        raise AssertionError

    async def read() -> None:
        rows: AsyncIterator[Any] = SmallPages(client(handler), 1).async_results()
        if way == "closed":
            assert await anext(rows) == ROWS[0]
            await rows.aclose()  # type: ignore[attr-defined]
        else:
            with anyio.move_on_after(0.05):
                async for _ in rows:
                    pass
        with anyio.fail_after(10):
            await ended.wait()

    anyio.run(read, backend=backend)


def test_a_reading_that_is_given_up_leaves_its_request_to_itself() -> None:
    asked: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(offset_of(request))
        if offset_of(request):
            raise httpx.ReadError("reset")
        return page(request)

    rows = SmallPages(client(handler), 1).results()
    assert next(rows) == ROWS[0]
    rows.close()
    end = time.monotonic() + 10
    while len(asked) < 2 and time.monotonic() < end:
        time.sleep(0.001)
    assert asked == [0, 3]


def test_a_request_ahead_that_somebody_else_cancels_is_made_again() -> None:
    asked: list[int] = []

    async def handler(request: httpx.Request) -> httpx.Response:
        asked.append(offset_of(request))
        if asked == [0, 3]:
            for task in asyncio.all_tasks() - readers:
                task.cancel()
            await anyio.sleep_forever()
        return page(request)

    async def read() -> list[Any]:
        readers.add(asyncio.current_task())
        with anyio.fail_after(10):
            return [row async for row in SmallPages(client(handler), 1).async_results(clock=VirtualClock())]

    readers: set[Any] = set()
    assert asyncio.run(read()) == ROWS
    assert asked.count(3) == 2
