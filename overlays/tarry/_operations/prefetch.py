"""A request that is on its way while its caller does something else: in a thread, or in a task of no task group."""

from __future__ import annotations

import queue
import threading
import time
from contextvars import copy_context
from typing import Any

import anyio
import anyio.lowlevel
import httpx

from tarry._core.tasks import spawn
from tarry._http.client import Answer

from .call import Call

_HEAD_START = 0.001
"""Seconds that a thread has to send its request, before a decoder takes the processor and does not give it back."""

_TURNS = 20
"""As many turns has a task for the same."""


class Prefetch:
    """The answer to *call*, which is asked for in a thread. A daemon, so that nobody waits for one that is not wanted."""

    def __init__(self, call: Call, client: Any) -> None:
        self.call = call
        self._landed: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
        work = copy_context().run
        threading.Thread(target=work, args=(self._fetch, client), name="tarry-page", daemon=True).start()
        time.sleep(_HEAD_START)

    def _fetch(self, client: Any) -> None:
        try:
            self._landed.put(self.call.exchange(client))
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is asked for
            self._landed.put(error)

    def answer(self) -> Answer:
        """Wait for it, once; raises what the request raised."""
        return _raised(self._landed.get())


class AsyncPrefetch:
    """The same in a task, on asyncio or trio."""

    def __init__(self, call: Call, client: Any) -> None:
        self.call = call
        self._landed: Answer | BaseException | None = None
        self._ended = anyio.Event()
        self._task = spawn(self._fetch(client), self._ended.set)

    @classmethod
    async def start(cls, call: Call, client: Any) -> AsyncPrefetch:
        """Ask, and return when the request is under way."""
        ahead = cls(call, client)
        try:
            for _ in range(_TURNS):
                await anyio.lowlevel.checkpoint()
        except BaseException:
            ahead.drop()
            raise
        return ahead

    async def _fetch(self, client: Any) -> None:
        try:
            self._landed = await self.call.async_exchange(client)
        except (anyio.get_cancelled_exc_class(), GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is asked for
            self._landed = error

    async def answer(self) -> Answer:
        """Wait for it, once; raises what the request raised."""
        try:
            await self._ended.wait()
        except BaseException:
            self.drop()
            raise
        landed, self._landed = self._landed, None
        if landed is None:
            raise httpx.ReadError("the request was cancelled by somebody else")
        return _raised(landed)

    def drop(self) -> None:
        """It is not wanted any more."""
        self._task.cancel()


def _raised(landed: Answer | BaseException) -> Answer:
    if isinstance(landed, BaseException):
        raise landed
    return landed
