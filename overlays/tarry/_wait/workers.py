"""Polls in flight: a thread or a task for each of them, and for nothing else."""

from __future__ import annotations

import math
import queue
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from contextvars import Context

import anyio

from tarry._core.tasks import Task, spawn

from .scheduler import PollOutcome, PollRequest

Finished = tuple[PollRequest, PollOutcome | BaseException]
"""A request and what it brought, or what was raised: a bug, or Ctrl-C."""

Order = tuple[PollRequest, Context]
"""A request, and the context variables of who asked for it, by which requests are traced and logs told apart."""


class Threads:
    """Polls in threads of their own. They are daemons: Ctrl-C does not wait for an answer that is long in coming."""

    def __init__(self, send: Callable[[PollRequest], PollOutcome]) -> None:
        self._send = send
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._finished: queue.SimpleQueue[Finished | None] = queue.SimpleQueue()
        """None among them wakes who waits for a poll to finish."""
        self._woken = False
        self._threads = 0
        self._in_flight = 0

    def start(self, request: PollRequest, context: Context) -> None:
        """Poll, in a thread that has nothing to do or in a new one."""
        self._in_flight += 1
        self._orders.put((request, context.copy()))
        if self._in_flight > self._threads:
            self._threads += 1
            threading.Thread(
                target=_work, args=(self._send, self._orders, self._finished), name="tarry-poll", daemon=True
            ).start()

    def finished(self, patience: float | None, together: bool) -> list[Finished]:
        """What has finished once one has, or all *together*; nothing if that takes longer than *patience* seconds."""
        finished: list[Finished] = []
        with suppress(queue.Empty):
            one = self._finished.get(timeout=patience)
            while True:
                if one is None:
                    self._woken = False
                    if not (together and self._in_flight):
                        break
                else:
                    finished.append(one)
                    if len(finished) == self._in_flight:
                        break
                one = self._finished.get(block=together)
        self._in_flight -= len(finished)
        return sorted(finished, key=_number)

    def wake(self) -> None:
        """Let `finished` return at once, now or when it is called next; from any thread, and from the collector of garbage."""
        if not self._woken:
            self._woken = True
            self._finished.put(None)

    def close(self) -> None:
        """Let the threads end, each after the poll it is at."""
        for _ in range(self._threads):
            self._orders.put(None)


def _work(
    send: Callable[[PollRequest], PollOutcome],
    orders: queue.SimpleQueue[Order | None],
    finished: queue.SimpleQueue[Finished | None],
) -> None:
    while (order := orders.get()) is not None:
        request, context = order
        try:
            finished.put((request, context.run(send, request)))
        except BaseException as error:  # noqa: BLE001 - raised again where results are asked for
            finished.put((request, error))


def _number(one: Finished) -> int:
    return one[0].number


class Tasks:
    """Polls in tasks that live on between two results, on asyncio or trio.

    Those of a task group could not, as it has to be left together with the function that hands over a result. Each task makes
    one poll, which ends by itself within the time that a request may take, or when this object is closed or dropped.
    """

    def __init__(
        self, send: Callable[[PollRequest], Awaitable[PollOutcome]], lost: Callable[[PollRequest], PollOutcome]
    ) -> None:
        self._send = send
        self._lost = lost
        """What a request brought whose task somebody else has cancelled, even before it began."""
        self._finished: deque[Finished] = deque()
        self._in_flight: set[PollRequest] = set()
        self._tasks: dict[PollRequest, Task] = {}
        """Those that have not ended; a moment longer than their requests."""
        self._change = anyio.Event()
        self._resting: anyio.CancelScope | None = None

    def start(self, request: PollRequest, context: Context) -> None:
        """Poll, in a new task."""
        self._in_flight.add(request)
        self._tasks[request] = context.copy().run(spawn, self._work(request), lambda: self._ended(request))

    async def finished(self, patience: float | None, together: bool) -> list[Finished]:
        """What has finished once one has, or all *together*; nothing if that takes longer than *patience* seconds."""
        # What ends together is not parted: of some answers it would seem that they are late.
        with nullcontext() if together else self._rest(patience):
            while self._tasks and (together or not self._finished):
                await self._changed()
        finished = sorted(self._finished, key=_number)
        self._finished.clear()
        return finished

    async def sleep(self, sleep: Callable[[float], Awaitable[None]], seconds: float) -> None:
        """Sleep with *sleep*, until `wake` is called; for ever where *seconds* are infinite."""
        with self._rest(None):
            await (anyio.sleep_forever() if math.isinf(seconds) else sleep(seconds))

    def wake(self) -> None:
        """End what `finished` or `sleep` waits for."""
        if self._resting is not None:
            self._resting.cancel()

    @contextmanager
    def _rest(self, patience: float | None) -> Iterator[None]:
        with anyio.move_on_after(patience) as scope:
            self._resting = scope
            try:
                yield
            finally:
                self._resting = None

    def give_up(self, request: PollRequest) -> None:
        """Cancel a poll, and do not wait for its end: a request that nothing may break off can take long."""
        self._in_flight.discard(request)
        if (task := self._tasks.pop(request, None)) is not None:
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

    async def _work(self, request: PollRequest) -> None:
        try:
            self._finish(request, await self._send(request))
        except (anyio.get_cancelled_exc_class(), GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - raised again where results are asked for
            self._finish(request, error)

    def _finish(self, request: PollRequest, outcome: PollOutcome | BaseException) -> None:
        if request in self._in_flight:
            self._in_flight.remove(request)
            self._finished.append((request, outcome))

    def _ended(self, request: PollRequest) -> None:
        self._tasks.pop(request, None)
        self._finish(request, self._lost(request))
        self._change.set()
