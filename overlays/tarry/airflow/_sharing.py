"""One client, one watch and one look-up for each connection in a triggerer, however many triggers wait by it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import Context
from typing import Any
from weakref import WeakKeyDictionary

from airflow.sdk import BaseHook

import tarry

from ._ends import failed, told
from .hooks import connect

LOOK_UP_AGAIN = (1.0, 5.0, 15.0, 30.0)
"""Seconds between look-ups of a connection. Airflow says "not defined" of all while its database is away, and the operator has
found this one before it deferred."""


class _Shared:
    """A connection that is in use, with the task that opens and closes it."""

    client: Any
    watch: tarry.AsyncWatch

    def __init__(self, conn_id: str) -> None:
        self.users, self.is_refused = 0, False
        self.unused = asyncio.Event()
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        # In a context of its own, or its logs would be those of the trigger that came first.
        self.task = asyncio.create_task(self._keep(conn_id), name=f"tarry {conn_id}", context=Context())

    async def _keep(self, conn_id: str) -> None:
        try:
            connection = await _look_up(conn_id)
            # Airflow 3.3 has a way that does not block the loop.
            decode = getattr(connection, "aextra_dejson", None)
            extra = await decode() if decode else connection.extra_dejson
            # In a thread: it imports the provider and reads certificates, which takes longer than a loop may be held up.
            self.client = await asyncio.to_thread(connect, connection, extra)
            del connection, extra
            async with self.client, tarry.AsyncWatch() as self.watch:
                self.opened.set_result(None)
                await self.unused.wait()
        except Exception as error:  # raised by those who wait for it
            if self.opened.done():
                raise
            self.opened.set_exception(error)


async def _look_up(conn_id: str) -> Any:
    for delay in LOOK_UP_AGAIN:
        try:
            return await BaseHook.aget_connection(conn_id)
        except Exception:  # noqa: BLE001 - the last look-up raises it
            await asyncio.sleep(delay)
    return await BaseHook.aget_connection(conn_id)


_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Shared]] = WeakKeyDictionary()


@asynccontextmanager
async def use(conn_id: str) -> AsyncIterator[_Shared]:
    """What triggers of a connection share: opened by the first that comes, and closed by the last that leaves.

    After an error, a refusal of the provider too, those who come later look it up again, as the credential may be renewed.
    """
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
        is_old = not one.users or one.is_refused or isinstance(sys.exception(), Exception)
        if is_old and known.get(conn_id) is one:
            del known[conn_id]
        if not one.users:
            one.unused.set()
            if not one.opened.done():
                one.task.cancel()
            await asyncio.wait([one.task])


async def event_of(conn_id: str, handle: str, deadline: float | None) -> dict[str, Any]:
    """Wait for a job until *deadline*, in seconds since the epoch, and tell how that ended."""
    try:
        async with use(conn_id) as one:
            result = await one.watch.wait(tarry.open_job(handle, one.client), deadline)
            one.is_refused = one.is_refused or isinstance(result.error, tarry.PollingError)
    except Exception as error:  # noqa: BLE001 - raised by a trigger it would be lost: Airflow says only that one failed
        return failed(handle, error)
    return told(result)


async def cancel(conn_id: str, handle: str) -> None:
    """Cancel a job, whose provider can."""
    async with use(conn_id) as one:
        job: Any = tarry.open_job(handle, one.client)
        await job.async_cancel()
