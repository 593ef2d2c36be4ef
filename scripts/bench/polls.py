"""CPU of one poll: waiting for one job, with nothing slept, so that nothing but the polls is measured.

Every loop is a function that waits for the job of a key. What it costs includes what the library does around the request:

    httpx            by hand: get, raise_for_status, json, compare the word
    tarry            wait_for_completion with the provider's own schedule, on a clock that does not sleep
    tarry, traced    the same, telling OpenTelemetry of every poll, by its API without an SDK
    tenacity, stamina, google-api-core
                     call a function again until it says that the job has ended; the function is the one written by hand
    azure-core       LROPoller with LROBasePolling and its default policies, over requests (sync) and aiohttp (async)
    botocore         the waiter table_exists of DynamoDB, requests signed with a made-up key, over urllib3
    openai           vector_stores.files.poll, over its own HTTP client
"""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

import httpx

import tarry
from tarry import fullstory

from .measure import Spread, Table, cpu, in_turns, ratio, table

POLLS = 200
ROUNDS = 21
KEY = "Basic bench"
_serial = itertools.count()

Wait = Callable[[str], object]
AsyncWait = Callable[[str], Coroutine[Any, Any, object]]


class NoSleep:
    """The clock on the wall, on which a sleep ends at once."""

    monotonic = staticmethod(time.monotonic)
    time = staticmethod(time.time)

    @staticmethod
    def sleep(_: float) -> None:
        """Let other threads run."""
        time.sleep(0)

    @staticmethod
    async def async_sleep(_: float) -> None:
        """Let other tasks run."""
        await asyncio.sleep(0)

    @staticmethod
    def patience(seconds: float) -> float | None:
        """As on the clock on the wall."""
        return seconds


def sync_waits(url: str) -> dict[str, Wait]:
    """Every loop that blocks, by its name."""
    http = httpx.Client(base_url=url, headers={"Authorization": KEY}, timeout=30)

    def ended(key: str) -> bool:
        answer = http.get(f"/v2/events/batch/{key}")
        answer.raise_for_status()
        return bool(answer.json()["job"]["status"] != "PROCESSING")

    def by_hand(key: str) -> None:
        while not ended(key):
            time.sleep(0)

    client = fullstory.connect(api_key="bench", base_url=url)

    def tarrying(key: str) -> None:
        tarry.wait_for_completion(fullstory.EventsImport(client, key), timeout=600, clock=NoSleep())

    hooks = [tarry.instrumentation.OpenTelemetryHook()]

    def traced(key: str) -> None:
        tarry.instrumentation.set_hooks(hooks)
        try:
            tarrying(key)
        finally:
            tarry.instrumentation.set_hooks([])

    tarry.instrumentation.set_hooks([])  # some peers import OpenTelemetry
    return {
        "httpx": by_hand,
        "tarry": tarrying,
        "tarry, traced": traced,
        "tenacity": _tenacity(ended),
        "stamina": _stamina(ended),
        "google-api-core": _google(ended),
        "azure-core": _azure(url),
        "botocore": _botocore(url),
        "openai": _openai(url),
    }


def _tenacity(ended: Callable[[str], bool]) -> Wait:
    import tenacity

    wait: Wait = tenacity.Retrying(
        retry=tenacity.retry_if_result(lambda result: not result), wait=tenacity.wait_none()
    ).wraps(ended)
    return wait


class _NotYetError(Exception):
    pass


def _stamina(ended: Callable[[str], bool]) -> Wait:
    import stamina

    stamina.instrumentation.set_on_retry_hooks([])  # or each poll would be logged

    def check(key: str) -> None:
        if not ended(key):
            raise _NotYetError

    often = {"attempts": None, "timeout": None, "wait_initial": 0, "wait_max": 0, "wait_jitter": 0}
    wait: Wait = stamina.retry(on=_NotYetError, **often)(check)
    return wait


def _google(ended: Callable[[str], bool]) -> Wait:
    from google.api_core import operation, retry
    from google.longrunning import operations_pb2
    from google.protobuf import any_pb2, empty_pb2

    done = any_pb2.Any()
    done.Pack(empty_pb2.Empty())
    polling = retry.Retry(
        predicate=retry.if_exception_type(operation.polling._OperationNotComplete),
        initial=1e-9,
        maximum=1e-9,
        timeout=600,
    )

    def wait(key: str) -> None:
        def refresh(**_: Any) -> Any:
            if ended(key):
                return operations_pb2.Operation(name=key, done=True, response=done)
            return operations_pb2.Operation(name=key)

        operation.Operation(
            operations_pb2.Operation(name=key), refresh, None, empty_pb2.Empty, polling=polling
        ).result()

    return wait


def _azure(url: str) -> Wait:
    from azure.core import PipelineClient
    from azure.core.polling import LROPoller
    from azure.core.polling.base_polling import LROBasePolling
    from azure.core.rest import HttpRequest

    client: Any = PipelineClient(url)

    def wait(key: str) -> None:
        first = client.send_request(HttpRequest("POST", f"{url}/azure/{key}"), _return_pipeline_response=True)
        LROPoller(client, first, lambda answer: answer, LROBasePolling(timeout=0)).result()

    return wait


def _botocore(url: str) -> Wait:
    import botocore.session

    client = botocore.session.get_session().create_client(
        "dynamodb", "eu-west-1", endpoint_url=url, aws_access_key_id="bench", aws_secret_access_key=KEY
    )
    waiter = client.get_waiter("table_exists")

    def wait(key: str) -> None:
        waiter.wait(TableName=key.replace(".", "_"), WaiterConfig={"Delay": 0, "MaxAttempts": 10_000})

    return wait


def _openai(url: str) -> Wait:
    import openai

    client = openai.OpenAI(api_key="bench", base_url=f"{url}/v1")

    def wait(key: str) -> None:
        client.vector_stores.files.poll(key, vector_store_id="v", poll_interval_ms=0)

    return wait


def async_waits(url: str, clients: contextlib.AsyncExitStack) -> dict[str, AsyncWait]:
    """Every loop for asyncio, by its name; *clients* closes what they send with."""
    import httpx_aiohttp

    from tarry.transports import AiohttpTransport

    def by_hand(**options: Any) -> AsyncWait:
        http = httpx.AsyncClient(base_url=url, headers={"Authorization": KEY}, timeout=30, **options)
        clients.push_async_callback(http.aclose)

        async def wait(key: str) -> None:
            while True:
                answer = await http.get(f"/v2/events/batch/{key}")
                answer.raise_for_status()
                if answer.json()["job"]["status"] != "PROCESSING":
                    return
                await asyncio.sleep(0)

        return wait

    def tarrying(**options: Any) -> AsyncWait:
        client = fullstory.connect(api_key="bench", base_url=url, httpx_args=options)
        clients.push_async_callback(client.get_async_httpx_client().aclose)

        async def wait(key: str) -> None:
            job = fullstory.EventsImport(client, key)
            await tarry.async_wait_for_completion(job, timeout=600, clock=NoSleep())

        return wait

    return {
        "httpx": by_hand(),
        "tarry": tarrying(),
        "httpx over aiohttp": by_hand(transport=httpx_aiohttp.AiohttpTransport()),
        "tarry over aiohttp": tarrying(transport=AiohttpTransport()),
        "azure-core": _async_azure(url, clients),
    }


def _async_azure(url: str, clients: contextlib.AsyncExitStack) -> AsyncWait:
    from azure.core import AsyncPipelineClient
    from azure.core.polling import AsyncLROPoller
    from azure.core.polling.async_base_polling import AsyncLROBasePolling
    from azure.core.rest import HttpRequest

    client: Any = AsyncPipelineClient(url)
    clients.push_async_callback(client.close)

    async def wait(key: str) -> None:
        first = await client.send_request(HttpRequest("POST", f"{url}/azure/{key}"), _return_pipeline_response=True)
        await AsyncLROPoller(client, first, lambda answer: answer, AsyncLROBasePolling(timeout=0)).result()

    return wait


def key(polls: int, delay: int = 0) -> str:
    """A job that ends after so many polls, every answer *delay* milliseconds late."""
    return f"{polls}.{delay}.{next(_serial)}"


def _measured(wait: Wait) -> float:
    return cpu(partial(wait, key(POLLS))) / POLLS


def run(url: str) -> Iterator[Table]:
    """Measure, and give a table for sync and one for async."""
    waits = sync_waits(url)
    yield compared("CPU of one poll, sync", waits, {"tarry": 0.80})
    with asyncio.Runner() as runner:
        clients = contextlib.AsyncExitStack()
        waits = {name: partial(run_in, runner, wait) for name, wait in async_waits(url, clients).items()}
        targets = {"tarry": 0.85, "tarry over aiohttp": 0.5}
        yield compared("CPU of one poll, asyncio", waits, targets)
        runner.run(clients.aclose())


def run_in(runner: asyncio.Runner, wait: AsyncWait, one: str) -> None:
    """Wait for the job *one* in the event loop of *runner*."""
    runner.run(wait(one))


def compared(
    title: str, waits: dict[str, Wait], targets: dict[str, float], base: str = "httpx", ratio_to: str = "httpx by hand"
) -> Table:
    """Measure *waits* in turns, and give a table of them beside that of the name *base*."""
    for wait in waits.values():
        wait(key(20))
    found = in_turns({name: partial(_measured, wait) for name, wait in waits.items()}, ROUNDS)
    rows = []
    for name, values in found.items():
        target = f"{targets[name]:.2f}" if name in targets else ""
        rows.append([name, ratio(values, found[base]).text(), target, Spread.of(values).text(".0f", 1e6)])
    return table([title, f"ratio to {ratio_to}", "target", "µs"], rows)
