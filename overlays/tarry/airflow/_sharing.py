"""One client, one watch and one look-up for each connection in a triggerer, however many triggers wait by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import Context
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from airflow.sdk import BaseHook

import tarry

from .hooks import connect

if TYPE_CHECKING:
    from airflow.sdk import Connection

LOOK_UP_AGAIN = (1.0, 5.0, 15.0, 30.0)
"""Seconds between look-ups of a connection. Airflow says "not defined" of all while its database is away, and the operator has
found this one before it deferred."""


class AsyncWatch:
    """Each job by itself, until there is a watch for many that grows."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def wait(self, job: tarry.Job[Any], deadline: datetime | None) -> tarry.WaitResult[Any]:
        timeout = None if deadline is None else max(0.0, (deadline - datetime.now(UTC)).total_seconds())
        try:
            return await tarry.async_wait_for_completion(job, timeout=timeout)
        except tarry.WaitError as error:
            return error.result


class _Shared:
    """A connection that is in use, with the task that opens and closes it."""

    client: Any
    watch: AsyncWatch

    def __init__(self, conn_id: str) -> None:
        self.users = 0
        self.unused = asyncio.Event()
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        # In a context of its own, or its logs would be those of the trigger that came first.
        self.task = asyncio.create_task(self._keep(conn_id), name=f"tarry {conn_id}", context=Context())

    async def _keep(self, conn_id: str) -> None:
        try:
            connection = await _look_up(conn_id)
            decode = getattr(
                connection, "aextra_dejson", None
            )  # since Airflow 3.3, where the other way blocks the loop
            extra = await decode() if decode else connection.extra_dejson
            # In a thread: it imports the provider and reads certificates, which takes longer than a loop may be held up.
            self.client = await asyncio.to_thread(connect, connection, extra)
            del connection, extra
            async with self.client, AsyncWatch() as self.watch:
                self.opened.set_result(None)
                await self.unused.wait()
        except Exception as error:  # raised by those who wait for it
            if self.opened.done():
                raise
            self.opened.set_exception(error)


async def _look_up(conn_id: str) -> Connection:
    for delay in LOOK_UP_AGAIN:
        try:
            return await BaseHook.aget_connection(conn_id)
        except Exception:  # noqa: BLE001 - the last look-up raises it
            await asyncio.sleep(delay)
    return await BaseHook.aget_connection(conn_id)


_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Shared]] = WeakKeyDictionary()


@asynccontextmanager
async def _use(conn_id: str) -> AsyncIterator[_Shared]:
    """What triggers of a connection share: opened by the first that comes, and closed by the last that leaves."""
    known = _loops.setdefault(asyncio.get_running_loop(), {})
    if conn_id not in known:
        known[conn_id] = _Shared(conn_id)
    one = known[conn_id]
    one.users += 1
    try:
        await asyncio.shield(one.opened)
        yield one
    finally:
        one.users -= 1
        if not one.users or (one.opened.done() and one.opened.exception()):
            _forget(conn_id, one)
        if not one.users:
            one.unused.set()
            if not one.opened.done():
                one.task.cancel()
            await asyncio.wait([one.task])


def _forget(conn_id: str, one: _Shared) -> None:
    """Let those who come from now on look the connection up again."""
    known = _loops[asyncio.get_running_loop()]
    if known.get(conn_id) is one:
        del known[conn_id]


async def wait_for(conn_id: str, handle: str, deadline: float | None) -> tarry.WaitResult[Any]:
    """Wait for a job until *deadline*, in seconds since the epoch. Raises where connection or handle are no good."""
    async with _use(conn_id) as one:
        job = tarry.open_job(handle, one.client)
        result = await one.watch.wait(job, None if deadline is None else datetime.fromtimestamp(deadline, UTC))
        if isinstance(result.error, tarry.PollingError):
            _forget(conn_id, one)  # its credential may have been renewed since, and a retry of the task is to have that
        return result


async def cancel(conn_id: str, handle: str) -> None:
    """Cancel a job, whose provider can."""
    async with _use(conn_id) as one:
        job: Any = tarry.open_job(handle, one.client)
        await job.async_cancel()
