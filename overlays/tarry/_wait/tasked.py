"""The driver of waits in tasks, on asyncio or trio: goes on from step to step, in a task of its own or in that of who waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import copy_context
from typing import Any, TypeVar

import anyio

from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError
from tarry._core.handles import Handle
from tarry._core.results import Job, WaitResult
from tarry._core.tasks import Task, spawn
from tarry._operations.status import async_observe, async_observe_together, lost

from .crowd import END, WAITS_FOR_ITSELF, Call, Crowd, Origin, Told
from .reporting import Watching, called
from .scheduler import PollOutcome, PollRequest
from .state import WaitState
from .workers import Tasks

FoundT = TypeVar("FoundT")


class TaskedDriver:
    """Polls for a crowd of waits. All its methods but `drop` are for tasks of one event loop.

    Args:
        watching: Whom to tell of polls.
        clock: Where time comes from. Where it is virtual there is no task: who waits for a result drives, so that no time
            passes while nobody waits.
        own_task: Whether to poll on in a task of its own while nobody waits for a result.
        reader_is_told: Whether callbacks are called by who reads the results, and not by who drives.
        in_flight: Most polls in flight at a time.
        per_second: Most polls per second at one host.
    """

    def __init__(
        self,
        watching: Watching,
        clock: Clock,
        *,
        own_task: bool,
        reader_is_told: bool,
        in_flight: Any,
        per_second: Any,
    ) -> None:
        async def send(request: PollRequest) -> PollOutcome:
            if len(request.waits) > 1:
                observations, fault = await async_observe_together([wait.job for wait in request.waits], clock.time)
                return PollOutcome(observations, clock.monotonic(), fault)
            observation = await async_observe(request.waits[0].job, clock.time)
            return PollOutcome([observation], clock.monotonic())

        def ended_by_others(request: PollRequest) -> PollOutcome:
            fault = lost()
            if len(request.waits) > 1:
                return PollOutcome([None] * len(request.waits), clock.monotonic(), fault)
            return PollOutcome([fault], clock.monotonic())

        self.crowd = Crowd(watching, clock, in_flight=in_flight, per_second=per_second)
        self.clock = clock
        self._tasks = Tasks(send, ended_by_others)
        self._own_task = own_task and not self.crowd.virtual
        self._reader_is_told = reader_is_told
        self._context = copy_context()
        """What is logged of polls is not to be taken for a log of who happened to add the first job."""
        self._task: Task | None = None
        self._task_ended = anyio.Event()
        self._driver: int | None = None
        """The identity of the task that drives."""
        self._waiting: dict[Call, None] = {}
        """Calls that are blocked, the longest first."""

    def add(self, waits: Sequence[WaitState[Any]], options: Mapping[str, Any], call: Call | None = None) -> None:
        """Poll for some waits, with the *options* for a record; where *call* is given, their result is for that alone.

        Raises:
            ConfigurationError: The driver is closed.
        """
        self.crowd.check_open()
        origin, now = Origin(copy_context(), call or self.crowd.reader), self.clock.monotonic()
        for wait in waits:
            self.crowd.reporter.start(wait, options)
            self.crowd.add(wait, origin, now)
        if self._own_task and self._task is None and waits:
            self._task = self._context.run(spawn, self._run(), self._ended)
        self._tasks.wake()

    def find(self, wanted: Job[Any] | Handle | str) -> list[WaitState[Any]]:
        """The waits for a job that have not ended."""
        return self.crowd.find(wanted)

    def snapshot(self, wanted: Job[Any] | Handle | str) -> str:
        """How the wait for a job stands, as a text."""
        return self.crowd.snapshot(wanted)

    def remove(self, wait: WaitState[Any], why: str) -> bool:
        """Wait for it no more, and cancel a poll for it alone. False where it has ended."""
        if wait not in self.crowd:
            return False
        request, call = self.crowd.remove(wait, why)
        if request is not None:
            self._tasks.give_up(request)
            self.crowd.scheduler.drop(request, self.clock.monotonic())
        self.crowd.reporter.stop(wait)
        self._ring([self.crowd.reader, call])
        self._tasks.wake()
        return True

    def nudge(self, wait: WaitState[Any]) -> None:
        """Poll for it as soon as that may be."""
        if wait in self.crowd:
            self.crowd.scheduler.nudge(wait, self.clock.monotonic())
            self._tasks.wake()

    async def wait_for(self, call: Call) -> WaitResult[Any, Any]:
        """Wait until the wait of *call* has ended."""
        return await self._until(lambda: self.crowd.next_for(call), call)

    async def next_result(self, *, until_closed: bool = False) -> WaitResult[Any, Any] | None:
        """Wait until there is a result; None where there will be none. Polls that are for the reader are told here.

        When it is cancelled, everything has its place.
        """
        crowd = self.crowd
        while True:
            found: Any = crowd.next_for_reader(until_closed=until_closed)  # as there are many polls for each step
            if found is None:
                found = await self._until(lambda: crowd.next_for_reader(until_closed=until_closed), crowd.reader)
            if not isinstance(found, Told):
                return None if found is END else found
            await _tell(found)

    def stop(self) -> None:
        """Poll no more, and do not wait until all has ended. Whoever still waits hears that it was closed."""
        for wait in self.crowd.close("the watch was closed while it was waited for"):
            self.crowd.reporter.stop(wait)
        if self._task is not None:
            self._task.cancel()
        self._tasks.wake()
        self._ring(self._waiting)

    async def close(self) -> None:
        """Poll no more, and wait until nothing is in flight."""
        self.stop()
        with anyio.CancelScope(shield=True):
            if self._task is not None:
                await self._task_ended.wait()
            await self._tasks.close()

    def drop(self) -> None:
        """Poll no more, as nobody can take a result: for the collector of garbage, which may be in another thread."""
        self.crowd.closed = True
        if self._task is not None:
            with suppress(RuntimeError):  # the loop has ended, and its tasks with it
                self._task.cancel_soon()
        self._tasks.drop()
        self.crowd.reporter.close()

    async def _until(self, found: Callable[[], FoundT | None], call: Call) -> FoundT:
        """Wait until *found* gives something. Where nobody drives, drive."""
        if self._driver == anyio.get_current_task().id:
            raise ConfigurationError(WAITS_FOR_ITSELF)
        while (it := found()) is None:
            if self._own_task or self._driver is not None:
                call.bell = anyio.Event()
                self._waiting[call] = None
                try:
                    await call.bell.wait()
                finally:
                    del self._waiting[call]
                    self._pass_on()
                continue
            self._driver = anyio.get_current_task().id
            try:
                while (it := found()) is None:
                    await self._go_on()
            finally:
                self._driver = None
                self._pass_on()
            break
        return it

    def _pass_on(self) -> None:
        """Where nobody drives, let the next who waits do so."""
        if not self._own_task and self._driver is None:
            for call in self._waiting:
                call.bell.set()
                return

    def _ring(self, calls: Iterable[Call]) -> None:
        for call in calls:
            if call in self._waiting:
                call.bell.set()

    async def _run(self) -> None:
        """What the task does. What it raises is kept for those who ask for results."""
        self._driver = anyio.get_current_task().id
        try:
            while not self.crowd.closed:
                await self._go_on()
        except BaseException:
            if self.crowd.error is None:  # it was cancelled
                raise

    def _ended(self) -> None:
        """The task has ended."""
        self._driver = None
        if not self.crowd.closed and self.crowd.error is None:
            self.crowd.error = RuntimeError("somebody else cancelled the task that polls for this watch")
        self._ring(self._waiting)
        self._task_ended.set()

    async def _go_on(self) -> None:
        """One step, whose errors are for everybody. Wherever it is cancelled, everything has its place."""
        try:
            await self._step()
        except (anyio.get_cancelled_exc_class(), GeneratorExit):
            raise
        except BaseException as error:
            self.crowd.error = error
            self._ring(self._waiting)
            raise

    async def _step(self) -> None:
        crowd, tasks = self.crowd, self._tasks
        for request, context in crowd.begin():
            tasks.start(request, context)
        pause, patience = crowd.rest(sleeps=True)
        if crowd.scheduler.in_flight:
            finished = await tasks.finished(patience, crowd.virtual)
        else:
            finished = []
            if pause > 0:
                await tasks.sleep(self.clock.async_sleep, pause)
        seen, given_up = crowd.take_in(finished)
        for request in given_up:
            tasks.give_up(request)
        told = crowd.told(seen)
        if self._reader_is_told:
            crowd.outbox.extend(told)
        else:
            for one in told:
                await _tell(one)
        self._ring(crowd.hand_over(crowd.results()))


async def _tell(told: Told) -> None:
    for callback in told.callbacks:
        await called(callback, told.poll)
