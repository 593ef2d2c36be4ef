"""Reading the rows of an export: a million of Eloqua's, in pages of 50,000.

By hand means httpx, a loop over offsets and `json.loads`. CPU is that of this process alone. Late pages show what fetching
ahead saves in wall time; the peak of memory is counted in pages: the text of one page and what `json.loads` makes of it.
"""

import asyncio
import json
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any

import httpx

from tarry import eloqua

from .measure import Spread, Table, cpu, in_turns, ratio, table

ROWS = 1_000_000
PAGE = 50_000
ROUNDS = 3
LATE = 100
LATE_ROWS = 300_000


def by_hand(url: str, sync: int, loads: Callable[[bytes], Any] = json.loads) -> Iterator[dict[str, str]]:
    """Rows as a person reads them."""
    with httpx.Client(base_url=url, auth=("a\\b", "c"), timeout=30) as client:
        offset, more = 0, True
        while more:
            query = {"limit": PAGE, "offset": offset}
            answer = client.get(f"/api/bulk/2.0/syncs/{sync}/data", params=query)
            answer.raise_for_status()
            page = loads(answer.content)
            yield from page["items"]
            offset, more = offset + PAGE, page["hasMore"]


async def async_by_hand(url: str, sync: int) -> AsyncIterator[dict[str, str]]:
    """The same with the async client."""
    async with httpx.AsyncClient(base_url=url, auth=("a\\b", "c"), timeout=30) as client:
        offset, more = 0, True
        while more:
            query = {"limit": PAGE, "offset": offset}
            answer = await client.get(f"/api/bulk/2.0/syncs/{sync}/data", params=query)
            answer.raise_for_status()
            page = json.loads(answer.content)
            for row in page["items"]:
                yield row
            offset, more = offset + PAGE, page["hasMore"]


def tarrying(url: str, sync: int) -> Iterator[dict[str, Any]]:
    """Rows by tarry."""
    with eloqua.connect("a", "b", "c", base_url=url) as client:
        yield from eloqua.Sync(client, sync).results()


async def async_tarrying(url: str, sync: int) -> AsyncIterator[dict[str, Any]]:
    """The same with the async client."""
    async with eloqua.connect("a", "b", "c", base_url=url) as client:
        async for row in eloqua.Sync(client, sync).async_results():
            yield row


def _read(rows: Callable[[str, int], Iterator[Any]], url: str, sync: int) -> None:
    count = sum(1 for _ in rows(url, sync))
    if count != sync // 1000 * 1000:
        raise AssertionError(f"{count} rows of sync {sync}")


def _async_read(rows: Callable[[str, int], AsyncIterator[Any]], url: str, sync: int) -> None:
    async def count() -> int:
        number = 0
        async for _ in rows(url, sync):
            number += 1
        return number

    if asyncio.run(count()) != sync // 1000 * 1000:
        raise AssertionError(f"too few rows of sync {sync}")


def run(url: str) -> Iterator[Table]:
    """Measure, and give a table for CPU, one for late pages and one for memory."""
    import msgspec

    reads: dict[str, Callable[[int], None]] = {
        "httpx, json.loads": partial(_read, by_hand, url),
        "httpx, msgspec": partial(_read, partial(by_hand, loads=msgspec.json.decode), url),
        "tarry": partial(_read, tarrying, url),
        "httpx, json.loads, asyncio": partial(_async_read, async_by_hand, url),
        "tarry, asyncio": partial(_async_read, async_tarrying, url),
    }
    hand = {"tarry": "httpx, json.loads", "tarry, asyncio": "httpx, json.loads, asyncio"}
    found = in_turns({name: partial(cpu, partial(read, ROWS)) for name, read in reads.items()}, ROUNDS)
    rows = []
    for name, values in found.items():
        base = found["httpx, json.loads, asyncio" if "asyncio" in name else "httpx, json.loads"]
        target = "0.90" if name in hand else ""
        rows.append([name, ratio(values, base).text(), target, Spread.of(values).text(".2f", 1e6 / ROWS)])
    yield table([f"CPU of one row, {ROWS:,} rows in pages of {PAGE:,}", "ratio to by hand", "target", "µs"], rows)

    late = {name: partial(_wall, read, LATE_ROWS + LATE) for name, read in reads.items()}
    found = in_turns(late, ROUNDS)
    rows = []
    for name, values in found.items():
        base = found["httpx, json.loads, asyncio" if "asyncio" in name else "httpx, json.loads"]
        rows.append([name, ratio(values, base).text(), Spread.of(values).text(".2f")])
    yield table([f"Time for {LATE_ROWS:,} rows, each page {LATE} ms late", "ratio to by hand", "s"], rows)

    page = page_size(url)
    rows = [
        [name, f"{_peak(partial(reads[name], 4 * PAGE)) / page:.2f}", "2.00" if name in hand else ""] for name in reads
    ]
    yield table(["Peak of memory, 4 pages", f"pages of {page / 2**20:.0f} MiB", "target"], rows)


def _wall(read: Callable[[int], None], sync: int) -> float:
    start = time.perf_counter()
    read(sync)
    return time.perf_counter() - start


def page_size(url: str) -> int:
    """Bytes of the text of one page and of what it is decoded to."""
    with httpx.Client(base_url=url, timeout=30) as client:
        text = client.get(f"/api/bulk/2.0/syncs/{PAGE}/data", params={"limit": PAGE, "offset": 0}).content
    tracemalloc.start()
    page = json.loads(text)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del page
    return size + len(text)


def _peak(work: Callable[[], None]) -> int:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
