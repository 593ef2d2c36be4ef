"""Many jobs at once, for asyncio and in one thread of control: CPU per poll, memory per waiting job, polls per second.

    httpx, gather    a task per job, by hand: poll, sleep, poll; at most 16 polls in flight,
                     or the pool of httpx costs more than all else
    google-api-core  a task per job in AsyncOperation.result(); the poll is the one written by hand
    azure-core       a task per job in AsyncLROPoller.result(), over aiohttp; the answer that started the operation is
                     its handle, and the request for it is counted as one more poll

Memory is what tracemalloc counts when every job has been polled once and waits for its next poll, job and handle
included, less what was there before the first job was made.
"""

import asyncio
import contextlib
import gc
import importlib
import json
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx

import tarry
from tarry import eloqua, fullstory, open_data_rights, possiblenow, salesforce
from tarry._core.providers import BUILT_IN, of_each
from tarry.schedules import Fixed
from tarry.transports import AiohttpTransport

from .measure import Spread, Table, in_turns, ratio, table
from .polls import KEY, NoSleep, key

PAUSE = 0.02
POLLS = 2
ROUNDS = 3

Run = Callable[[str, list[str], float, Callable[[], None]], None]
"""Waits for the jobs of some keys with a pause between polls, and calls a function after each poll."""


def tarry_async(
    url: str, keys: list[str], pause: float, polled: Callable[[], None], *, over_aiohttp: bool = False, **budget: Any
) -> None:
    """`async_wait_for_all`."""

    async def wait() -> None:
        transport = {"transport": AiohttpTransport()} if over_aiohttp else {}
        async with fullstory.connect(api_key="bench", base_url=url, httpx_args=transport) as client:
            jobs = [fullstory.EventsImport(client, one) for one in keys]
            await tarry.async_wait_for_all(
                jobs, timeout=7200, schedule=Fixed(pause), on_poll=lambda _: polled(), **budget
            )

    asyncio.run(wait())


def five_providers(url: str, keys: list[str], pause: float, polled: Callable[[], None]) -> None:
    """`async_as_completed` on jobs of all five, a fifth of each, at one host."""
    plain: dict[str, Any] = {"base_url": url, "auth": httpx.Auth()}
    client = {name: importlib.import_module(f"tarry.{name}").connect(**plain) for name in BUILT_IN}

    def as_number(one: str) -> int:
        polls, _, serial = one.split(".")
        return int(polls) * 10**9 + int(serial)

    kinds: dict[str, Callable[[Any, str], tarry.Job[Any]]] = {
        "salesforce": salesforce.RowsImport,
        "possiblenow": lambda client, one: possiblenow.Export(client, "EXAMPLE1", as_number(one)),
        "open_data_rights": open_data_rights.DataRequest,
        "eloqua": lambda client, one: eloqua.Sync(client, as_number(one)),
        "fullstory": fullstory.EventsImport,
    }
    makers = [
        partial(make, client[name]) for name, make in of_each(kinds, "a job for the server of the benchmarks").items()
    ]
    jobs = [makers[number % len(makers)](one) for number, one in enumerate(keys)]

    async def wait() -> None:
        results = tarry.async_as_completed(jobs, timeout=7200, schedule=Fixed(pause), on_poll=lambda _: polled())
        outcomes = [result.outcome async for result in results]
        assert outcomes == [tarry.Outcome.SUCCEEDED] * len(keys)  # noqa: S101

    asyncio.run(wait())


def tarry_sync(url: str, keys: list[str], pause: float, polled: Callable[[], None]) -> None:
    """`wait_for_all`."""
    with fullstory.connect(api_key="bench", base_url=url) as client:
        jobs = [fullstory.EventsImport(client, one) for one in keys]
        tarry.wait_for_all(jobs, timeout=7200, schedule=Fixed(pause), on_poll=lambda _: polled())


def alone(url: str, keys: list[str], _: float, polled: Callable[[], None]) -> None:
    """The same jobs one after the other, with `async_wait_for_completion`."""

    async def wait() -> None:
        async with fullstory.connect(api_key="bench", base_url=url) as client:
            for one in keys:
                job = fullstory.EventsImport(client, one)
                await tarry.async_wait_for_completion(job, timeout=7200, clock=NoSleep(), on_poll=lambda _: polled())

    asyncio.run(wait())


def gathered(url: str, keys: list[str], pause: float, polled: Callable[[], None]) -> None:
    """A task per job, written by hand."""

    async def wait() -> None:
        room = asyncio.Semaphore(16)
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": KEY}, timeout=30) as http:

            async def until_ended(one: str) -> None:
                while not await _ended(http, room, one, polled):  # noqa: ASYNC110 - a poll, as people write it
                    await asyncio.sleep(pause)

            await asyncio.gather(*(until_ended(one) for one in keys))

    asyncio.run(wait())


async def _ended(http: httpx.AsyncClient, room: asyncio.Semaphore, one: str, polled: Callable[[], None]) -> bool:
    async with room:
        answer = await http.get(f"/v2/events/batch/{one}")
    answer.raise_for_status()
    ended = bool(answer.json()["job"]["status"] != "PROCESSING")
    polled()
    return ended


def google(url: str, keys: list[str], pause: float, polled: Callable[[], None]) -> None:
    """`AsyncOperation.result()`."""
    from google.api_core import operation_async, retry_async
    from google.longrunning import operations_pb2
    from google.protobuf import any_pb2, empty_pb2

    done = any_pb2.Any()
    done.Pack(empty_pb2.Empty())
    polling = retry_async.AsyncRetry(
        predicate=retry_async.if_exception_type(operation_async.async_future._OperationNotComplete),
        initial=pause,
        maximum=pause,
        timeout=7200,
    )

    async def wait() -> None:
        room = asyncio.Semaphore(16)
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": KEY}, timeout=30) as http:

            def operation(one: str) -> Any:
                async def refresh(**_: Any) -> Any:
                    if await _ended(http, room, one, polled):
                        return operations_pb2.Operation(name=one, done=True, response=done)
                    return operations_pb2.Operation(name=one)

                return operation_async.AsyncOperation(
                    operations_pb2.Operation(name=one), refresh, None, empty_pb2.Empty, retry=polling
                )

            await asyncio.gather(*(operation(one).result(timeout=7200) for one in keys))

    asyncio.run(wait())


def azure(url: str, keys: list[str], pause: float, polled: Callable[[], None]) -> None:
    """`AsyncLROPoller.result()`."""
    from azure.core import AsyncPipelineClient
    from azure.core.polling import AsyncLROPoller
    from azure.core.polling.async_base_polling import AsyncLROBasePolling
    from azure.core.rest import HttpRequest

    class Counted(AsyncLROBasePolling):  # type: ignore[misc]
        async def update_status(self) -> None:
            await super().update_status()
            polled()

    async def wait() -> None:
        client: Any
        async with AsyncPipelineClient(url) as client:
            pollers = []
            for one in keys:
                post = HttpRequest("POST", f"{url}/azure/{one}")
                started = await client.send_request(post, _return_pipeline_response=True)
                pollers.append(AsyncLROPoller(client, started, lambda answer: answer, Counted(timeout=pause)))
            await asyncio.gather(*(poller.result() for poller in pollers))

    asyncio.run(wait())


RUNS: dict[str, Run] = {
    "one alone": alone,
    "tarry": tarry_async,
    "tarry, per_second=1e6": partial(tarry_async, per_second=1e6),
    "tarry over aiohttp, per_second=1e6, in_flight=200": partial(
        tarry_async, over_aiohttp=True, per_second=1e6, in_flight=200
    ),
    "tarry, sync": tarry_sync,
    "tarry, five providers": five_providers,
    "httpx, gather": gathered,
    "google-api-core": google,
    "azure-core": azure,
}


class _Enough(BaseException):
    """Every job waits; what was to be measured was measured."""


def _memory(name: str, count: int, url: str) -> float:
    """Bytes per waiting job."""
    RUNS[name](url, [key(1)], 0.01, lambda: None)  # imports, and whatever is made once
    keys = [key(9) for _ in range(count)]
    found: list[float] = []
    number = 0

    def polled() -> None:
        nonlocal number
        number += 1
        if number == count:
            gc.collect()
            found.append((tracemalloc.get_traced_memory()[0] - base) / count)
            raise _Enough

    gc.collect()
    tracemalloc.start()
    base = tracemalloc.get_traced_memory()[0]
    with contextlib.suppress(_Enough):
        RUNS[name](url, keys, 3600, polled)
    return found[0]


def _cpu(name: str, count: int, delay: int, url: str) -> tuple[float, float, int]:
    """CPU per poll, polls per second, and the most threads there were."""
    RUNS[name](url, [key(3)], 0.01, lambda: None)
    keys, polls = [key(POLLS, delay) for _ in range(count)], count * (POLLS + 1 if name == "azure-core" else POLLS)
    threads = 0

    def polled() -> None:
        nonlocal threads
        threads = max(threads, threading.active_count())

    gc.collect()
    gc.freeze()
    wall, start = time.perf_counter(), time.process_time()
    RUNS[name](url, keys, PAUSE, polled)
    used, wall = time.process_time() - start, time.perf_counter() - wall
    return used / polls, polls / wall, threads


def _apart(*arguments: object) -> Any:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", __name__, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run(url: str) -> Iterator[Table]:
    """Measure, and give a table for memory and two for CPU."""
    peers = [(name, 1_000) for name in ("httpx, gather", "google-api-core", "azure-core")]
    ours = [("tarry", 1_000), ("tarry", 10_000), ("tarry, five providers", 10_000), ("tarry, sync", 1_000)]
    freely = ["tarry, per_second=1e6", "tarry over aiohttp, per_second=1e6, in_flight=200"]
    ours += [(name, 10_000) for name in freely]
    rows = []
    for name, count in [*ours, *peers]:
        used = _apart("memory", name, count, url) / 1024
        rows.append([name, f"{count:,}", f"{used:.2f}", "1.50" if (name, count) in ours else ""])
    yield table(["Memory per waiting job", "jobs", "KiB", "target"], rows)
    yield _compared("answers at once", 0, [("one alone", 1_000), *ours, *peers], url)
    yield _compared(
        "answers 50 ms late",
        50,
        [*((name, 1_000) for name in ("tarry", "tarry, sync", *freely)), *peers],
        url,
    )


def _compared(title: str, delay: int, cases: list[tuple[str, int]], url: str) -> Table:
    work = {(name, count): partial(_apart, "cpu", name, count, delay, url) for name, count in cases}
    found: dict[tuple[str, int], list[tuple[float, float, int]]] = in_turns(work, ROUNDS)
    base = [used for used, _, _ in found[cases[0]]]
    rows = []
    for (name, count), values in found.items():
        used, speeds, threads = zip(*values, strict=True)
        target = "1.15" if name.startswith("tarry") and cases[0][0] == "one alone" else ""
        cells = [ratio(used, base).text(), target, Spread.of(used).text(".0f", 1e6)]
        rows.append([name, f"{count:,}", *cells, f"{Spread.of(speeds).median:,.0f}", str(max(threads))])
    head = [
        f"CPU of one poll among many, {title}",
        "jobs",
        f"ratio to {cases[0][0]}",
        "target",
        "µs",
        "polls/s",
        "threads",
    ]
    return table(head, rows)


def _main(what: str, name: str, *rest: str) -> None:
    if what == "memory":
        print(json.dumps(_memory(name, int(rest[0]), rest[1])))
    else:
        print(json.dumps(_cpu(name, int(rest[0]), int(rest[1]), rest[2])))


if __name__ == "__main__":
    _main(*sys.argv[1:])
