"""The driver of waits in threads: goes on from step to step, in a thread of its own or in that of who waits."""

from __future__ import annotations

import math
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context
from typing import Any, TypeVar

from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError
from tarry._core.handles import Handle
from tarry._core.results import Job, WaitResult
from tarry._operations.status import observe, observe_together, prepare

from .crowd import END, WAITS_FOR_ITSELF, Call, Crowd, Origin, Told
from .reporting import Watching
from .scheduler import PollOutcome, PollRequest
from .state import WaitState
from .workers import Threads

FoundT = TypeVar("FoundT")

_LOOK_UP = None if os.name == "posix" else 0.5
"""How long to wait for a lock at a time, in seconds: elsewhere Ctrl-C is not heard before that is over."""

_JOIN = 5.0
"""Longest time to wait for a thread that is to end; a callback that it is in may take for ever."""


class ThreadedDriver:
    """Polls for a crowd of waits. Its methods may be called from any thread.

    Args:
        watching: Whom to tell of polls.
        clock: Where time comes from. Where it is virtual there is no thread: who waits for a result drives, so that no time
            passes while nobody waits.
        own_thread: Whether to poll on in a thread of its own while nobody waits for a result.
        reader_is_told: Whether callbacks are called by who reads the results, and not by who drives.
        in_flight: Most polls in flight at a time.
        per_second: Most polls per second at one host.
    """

    def __init__(
        self,
        watching: Watching,
        clock: Clock,
        *,
        own_thread: bool,
        reader_is_told: bool,
        in_flight: Any,
        per_second: Any,
    ) -> None:
        def send(request: PollRequest) -> PollOutcome:
            if len(request.waits) > 1:
                observations, fault = observe_together([wait.job for wait in request.waits], clock.time)
                return PollOutcome(observations, clock.monotonic(), fault)
            observation = observe(request.waits[0].job, clock.time)
            # Noted here, as it may be later that somebody hears of it.
            return PollOutcome([observation], clock.monotonic())

        self.crowd = Crowd(watching, clock, in_flight=in_flight, per_second=per_second)
        self.clock = clock
        self._threads = Threads(send)
        self._own_thread = own_thread and not self.crowd.virtual
        self._reader_is_told = reader_is_told
        self._lock = threading.RLock()
        """To be taken itself, and not by the condition: Ctrl-C while that enters would leave it taken for ever."""
        self._changed = threading.Condition(self._lock)
        self._context = copy_context()
        """What is logged of polls is not to be taken for a log of who happened to add the first job."""
        self._thread: threading.Thread | None = None
        self._driver: int | None = None
        """The identity of the thread that drives."""
        self._stopped = False
        self._process = os.getpid()

    def add(self, waits: Sequence[WaitState[Any]], options: Mapping[str, Any], call: Call | None = None) -> None:
        """Poll for some waits, with the *options* for a record; where *call* is given, their result is for that alone.

        Raises:
            ConfigurationError: The driver is closed, or was made in another process.
        """
        origin = Origin(copy_context(), call or self.crowd.reader)
        self._check()
        for wait in waits:
            self.crowd.reporter.start(wait, options)
        with self._lock:
            try:
                self._check()
            except BaseException:
                self.crowd.reporter.close()
                raise
            now = self.clock.monotonic()
            for wait in waits:
                self.crowd.add(wait, origin, now)
            if self._own_thread and self._thread is None and waits:
                self._thread = threading.Thread(
                    target=self._context.run, args=(self._run,), name="tarry-watch", daemon=True
                )
                self._thread.start()
            self._threads.wake()

    def find(self, wanted: Job[Any] | Handle | str) -> list[WaitState[Any]]:
        """The waits for a job that have not ended."""
        self._check_process()
        with self._lock:
            return self.crowd.find(wanted)

    def snapshot(self, wanted: Job[Any] | Handle | str) -> str:
        """How the wait for a job stands, as a text."""
        self._check_process()
        with self._lock:
            return self.crowd.snapshot(wanted)

    def remove(self, wait: WaitState[Any], why: str) -> bool:
        """Wait for it no more. False where it has ended. A thread that polls for it ends with its request."""
        if self._process != os.getpid():
            return False
        with self._lock:
            if wait not in self.crowd:
                return False
            self.crowd.remove(wait, why)
            self._changed.notify_all()
            self._threads.wake()
        self.crowd.reporter.stop(wait)
        return True

    def nudge(self, wait: WaitState[Any]) -> None:
        """Poll for it as soon as that may be."""
        with self._lock:
            if wait in self.crowd:
                self.crowd.scheduler.nudge(wait, self.clock.monotonic())
                self._threads.wake()

    def wait_for(self, call: Call) -> WaitResult[Any, Any]:
        """Block until the wait of *call* has ended."""
        return self._until(lambda: self.crowd.next_for(call))

    def next_result(self, *, until_closed: bool = False) -> WaitResult[Any, Any] | None:
        """Block until there is a result; None where there will be none. Polls that are for the reader are told here."""
        while True:
            found: Any = self._until(lambda: self.crowd.next_for_reader(until_closed=until_closed))
            if not isinstance(found, Told):
                return None if found is END else found
            _tell(found)

    def close(self) -> None:
        """Poll no more. Whoever still waits hears that it was closed."""
        if self._process != os.getpid():  # the lock may be held by a thread that is not in this process
            return
        self._stopped = True
        self._threads.wake()
        with self._lock:
            stopped = self.crowd.close("the watch was closed while it was waited for")
            self._changed.notify_all()
        for wait in stopped:
            self.crowd.reporter.stop(wait)
        self._threads.close()
        # Where the interpreter ends, no other thread runs any more, and since Python 3.14 a join raises.
        if self._thread is not None and self._thread is not threading.current_thread() and not sys.is_finalizing():
            self._thread.join(_JOIN)

    def drop(self) -> None:
        """Poll no more, as nobody can take a result: for the collector of garbage, which may run while any lock is held."""
        self._stopped = True
        self._threads.wake()
        if self._thread is None:
            self.crowd.reporter.close()
            self._threads.close()

    def _check(self) -> None:
        self._check_process()
        self.crowd.check_open()

    def _check_process(self) -> None:
        """Before the lock is taken, which a thread may hold that is not in this process."""
        if self._process != os.getpid():
            raise ConfigurationError("this watch polls in another process: after a fork make a new one")

    def _until(self, found: Callable[[], FoundT | None]) -> FoundT:
        """Block until *found* gives something. Where nobody drives, drive."""
        self._check_process()
        if self._driver == threading.get_ident():
            raise ConfigurationError(WAITS_FOR_ITSELF)
        while True:
            with self._lock:
                while (it := found()) is None and (self._own_thread or self._driver is not None):
                    self._changed.wait(_LOOK_UP)
                if it is not None:
                    return it
                self._driver = threading.get_ident()
            try:
                self._step()
            except BaseException as error:
                self._fail(error)
                raise
            finally:
                with self._lock:
                    self._driver = None
                    self._changed.notify_all()

    def _run(self) -> None:
        """What the thread does."""
        self._driver = threading.get_ident()
        try:
            while not self._stopped:
                self._step()
        except BaseException as error:  # noqa: BLE001 - raised again where results are asked for
            self._fail(error)
        self.close()
        self._driver = None

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            self.crowd.error = error
            self._changed.notify_all()

    def _step(self) -> None:
        crowd = self.crowd
        with self._lock:
            if self._stopped:
                return
            for request, context in crowd.begin():
                prepare(request.waits[0].job)
                self._threads.start(request, context)
            pause, patience = crowd.rest(sleeps=not self._own_thread)
            rests = not (crowd.scheduler.in_flight or self._own_thread)
        finished = []
        if not rests or math.isinf(pause):
            finished = self._threads.finished(patience, crowd.virtual)
        elif pause > 0:
            self.clock.sleep(pause)
        with self._lock:
            seen, _ = crowd.take_in(finished)
        told = crowd.told(seen)
        if self._reader_is_told:
            crowd.outbox.extend(told)
        else:
            for one in told:
                _tell(one)
        results = crowd.results()
        with self._lock:
            if crowd.hand_over(results):
                self._changed.notify_all()


def _tell(told: Told) -> None:
    for callback in told.callbacks:
        callback(told.poll)
