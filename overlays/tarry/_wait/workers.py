"""Polls in flight: a thread or a task for each of them, and for nothing else."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context, copy_context

import anyio

from tarry._core.tasks import Task, spawn

from .scheduler import Brought, Flight

Landing = tuple[Flight, Brought | BaseException]
"""A flight and what it brought, or what was raised: a bug, or Ctrl-C."""


Order = tuple[Flight, Context]
"""A flight, and the context variables of who asks for results, by which requests are traced and logs told apart."""


class Threads:
    """Polls in threads of their own. They are daemons: Ctrl-C does not wait for an answer that is long in coming."""

    def __init__(self, fly: Callable[[Flight], Brought]) -> None:
        self._fly = fly
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._landed: queue.SimpleQueue[Landing] = queue.SimpleQueue()
        self._threads = 0
        self._in_flight = 0

    def start(self, flight: Flight) -> None:
        """Poll, in a thread that has nothing to do or in a new one."""
        self._in_flight += 1
        self._orders.put((flight, copy_context()))
        if self._in_flight > self._threads:
            self._threads += 1
            threading.Thread(
                target=_work, args=(self._fly, self._orders, self._landed), name="tarry-poll", daemon=True
            ).start()

    def landed(self, patience: float | None, together: bool) -> list[Landing]:
        """What has landed once one has, or all *together*; nothing if that takes longer than *patience* seconds."""
        landings: list[Landing] = []
        with suppress(queue.Empty):
            landings.append(self._landed.get(timeout=patience))
            while len(landings) < self._in_flight:
                landings.append(self._landed.get(block=together))
        self._in_flight -= len(landings)
        return sorted(landings, key=_number)

    def close(self) -> None:
        """Let the threads end, each after the poll it is at."""
        for _ in range(self._threads):
            self._orders.put(None)


def _work(
    fly: Callable[[Flight], Brought],
    orders: queue.SimpleQueue[Order | None],
    landed: queue.SimpleQueue[Landing],
) -> None:
    while (order := orders.get()) is not None:
        flight, context = order
        try:
            landed.put((flight, context.run(fly, flight)))
        except BaseException as error:  # noqa: BLE001 - raised again where results are asked for
            landed.put((flight, error))


def _number(landing: Landing) -> int:
    return landing[0].number


class Tasks:
    """Polls in tasks that live on between two results, on asyncio or trio.

    Those of a task group could not, as it has to be left together with the function that hands over a result. Each task makes
    one poll, which ends by itself within the time that a request may take, or when this object is closed or dropped.
    """

    def __init__(self, fly: Callable[[Flight], Awaitable[Brought]], lost: Callable[[Flight], Brought]) -> None:
        self._fly = fly
        self._lost = lost
        """What a flight brought whose task somebody else has cancelled, be it before it began."""
        self._landed: deque[Landing] = deque()
        self._in_flight: set[Flight] = set()
        self._tasks: dict[Flight, Task] = {}
        """Those that have not ended; a moment longer than their flights."""
        self._change = anyio.Event()

    def start(self, flight: Flight) -> None:
        """Poll, in a new task."""
        self._in_flight.add(flight)
        self._tasks[flight] = spawn(self._work(flight), lambda: self._ended(flight))

    async def landed(self, patience: float | None, together: bool) -> list[Landing]:
        """What has landed once one has, or all *together*; nothing if that takes longer than *patience* seconds."""
        with anyio.move_on_after(patience):
            while self._tasks and (together or not self._landed):
                await self._changed()
        landings = sorted(self._landed, key=_number)
        self._landed.clear()
        return landings

    def give_up(self, flight: Flight) -> None:
        """Cancel a poll, and do not wait for its end: a request that nothing may break off can take long."""
        self._in_flight.discard(flight)
        if (task := self._tasks.pop(flight, None)) is not None:
            task.cancel()

    def drop(self) -> None:
        """Cancel what is in flight, from wherever this is called: the collector of garbage may be in another thread."""
        for task in list(self._tasks.values()):
            with suppress(RuntimeError):  # the loop has ended, and its tasks with it
                task.cancel_soon()

    async def close(self) -> None:
        """Cancel what is in flight, and wait until it has ended."""
        for task in list(self._tasks.values()):
            task.cancel()
        with anyio.CancelScope(shield=True):
            while self._tasks:
                await self._changed()

    async def _changed(self) -> None:
        self._change = anyio.Event()
        await self._change.wait()

    async def _work(self, flight: Flight) -> None:
        try:
            self._land(flight, await self._fly(flight))
        except (anyio.get_cancelled_exc_class(), GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - raised again where results are asked for
            self._land(flight, error)

    def _land(self, flight: Flight, brought: Brought | BaseException) -> None:
        if flight in self._in_flight:
            self._in_flight.remove(flight)
            self._landed.append((flight, brought))

    def _ended(self, flight: Flight) -> None:
        self._tasks.pop(flight, None)
        self._land(flight, self._lost(flight))
        self._change.set()
