"""The waits of one watch, and who gets what is seen of them. What is decided here holds for threads and for tasks.

It neither sleeps nor sends, and takes no lock: `threaded.py` and `tasked.py` do, and go from step to step.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from contextvars import Context
from typing import Any, NamedTuple

from tarry._core.checks import is_number, is_whole
from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError
from tarry._core.handles import Handle
from tarry._core.results import Job, Poll, WaitResult

from .reporting import OnPoll, Reporter, Watching
from .scheduler import PollRequest, Scheduler
from .state import WaitState
from .workers import Finished


class Told(NamedTuple):
    """A poll, and the callbacks that are to be called with it."""

    callbacks: Sequence[OnPoll]
    poll: Poll


class Call:
    """A call that waits for something: for the end of one job, or for whatever comes next."""

    __slots__ = ("bell", "error", "result")

    def __init__(self) -> None:
        self.result: WaitResult[Any, Any] | None = None
        self.error: BaseException | None = None
        """Why there will be no result."""
        self.bell: Any = None
        """Where it waits in a task, an event that is set when it is to look again."""


class Origin(NamedTuple):
    """Where waits come from that were added together."""

    context: Context
    """The context variables of who added them, in which their polls are made."""
    call: Call
    """Who gets the results."""


_DAY = 86_400.0
"""Longest time to wait without a look, in seconds: locks know a longest time."""

WAITS_FOR_ITSELF = (
    "a callback of a watch cannot wait for a result of that watch, which polls on only after it: do so elsewhere"
)

END = object()
"""Stands where there is no next result."""


class Crowd:
    """Waits that come and go, the polls and results that nobody has taken yet, and whether the watch goes on."""

    def __init__(self, watching: Watching, clock: Clock, *, in_flight: Any, per_second: Any) -> None:
        if not is_whole(in_flight) or in_flight < 1:
            raise ConfigurationError(f"in_flight must be a whole number of polls, at least 1, not {in_flight!r:.80}")
        if not is_number(per_second) or not per_second > 0:
            raise ConfigurationError(f"per_second must be a positive number of polls, not {per_second!r:.80}")
        self.clock = clock
        self.virtual = clock.patience(0.0) is None
        """Whether time passes only when somebody sleeps. Polls take none then: all that are in flight end at once."""
        self.scheduler = Scheduler(in_flight=in_flight, per_second=float(per_second))
        self.reporter = Reporter(watching)
        self.outbox: deque[Told | WaitResult[Any, Any]] = deque()
        """What the reader of results takes, in its order."""
        self.reader = Call()
        self.error: BaseException | None = None
        """What ended the watch: a bug, or a callback."""
        self.closed = False
        self.over: deque[tuple[WaitState[Any], Call]] = deque()
        """Waits that have ended, or that nobody can go on with, and who is to hear of it."""
        self._waits: dict[WaitState[Any], Origin] = {}
        self._to_read = 0
        """How many waits there are whose results are for the reader and not in the outbox."""
        self._by_handle: dict[Handle, list[WaitState[Any]]] | None = None
        """None until somebody looks for a wait, which most callers never do."""

    def __len__(self) -> int:
        return len(self._waits)

    def __contains__(self, wait: WaitState[Any]) -> bool:
        return wait in self._waits

    def check_open(self) -> None:
        """Raises: ConfigurationError: Nothing can be added any more."""
        if self.error is not None:
            text = f"this watch has ended over {type(self.error).__name__}: make a new one and add its jobs there"
            raise ConfigurationError(text) from self.error
        if self.closed:
            raise ConfigurationError("this watch is closed: make a new one")

    def add(self, wait: WaitState[Any], origin: Origin, now: float) -> None:
        """Poll for a wait from *now* on."""
        self.scheduler.add(wait, now, max(wait.due, now))
        self._waits[wait] = origin
        self._to_read += origin.call is self.reader
        if self._by_handle is not None:
            self._by_handle.setdefault(wait.job.handle, []).append(wait)

    def find(self, wanted: Job[Any] | Handle | str) -> list[WaitState[Any]]:
        """The waits for a job of this client, or of any client for a handle.

        Raises:
            ConfigurationError: It is neither.
            HandleError: It is a text and no handle.
        """
        if isinstance(wanted, str):
            wanted = Handle.parse(wanted)
        if not isinstance(wanted, Job | Handle):
            raise ConfigurationError(f"give the job or its handle, job.handle, not {wanted!r:.80}")
        if self._by_handle is None:
            self._by_handle = {}
            for wait in self._waits:
                self._by_handle.setdefault(wait.job.handle, []).append(wait)
        if isinstance(wanted, Handle):
            return list(self._by_handle.get(wanted, ()))
        return [wait for wait in self._by_handle.get(wanted.handle, ()) if wait.job.client is wanted.client]

    def snapshot(self, wanted: Job[Any] | Handle | str) -> str:
        """How the one wait for a job stands, as a text.

        Raises:
            ConfigurationError: There is none, or there are several.
        """
        waits = self.find(wanted)
        if len(waits) != 1:
            how = "several times" if waits else "not"
            raise ConfigurationError(f"{wanted.handle if isinstance(wanted, Job) else wanted} is {how} waited for here")
        return waits[0].snapshot(self.clock.monotonic(), self.clock.time())

    def remove(self, wait: WaitState[Any], why: str) -> tuple[PollRequest | None, Call]:
        """Wait no more for one that has not ended.

        Returns a request in flight that nobody waits for now, and who waited for the result.
        """
        request = self.scheduler.remove(wait)
        call = self._drop(wait)
        if call is self.reader:
            self._to_read -= 1
        else:
            call.error = ConfigurationError(f"{wait.job}: {why}; the job runs on")
        return request, call

    def close(self, why: str) -> list[WaitState[Any]]:
        """Wait for nothing more. Returns the waits that had not ended."""
        self.closed = True
        waits = list(self._waits)
        for wait in waits:
            self.remove(wait, why)
        if self.error is not None:  # and so nobody tells of those that ended in its step
            waits += [wait for wait, _ in self.over]
            self.over.clear()
        return waits

    def next_for_reader(self, *, until_closed: bool) -> Any:
        """What the reader gets next: polls to be told, a result, or the end; None where it has to wait."""
        if self.outbox:
            return self.outbox.popleft()
        if self.error is not None:
            raise self.error
        return END if self.closed or not (self._to_read or until_closed) else None

    def next_for(self, call: Call) -> WaitResult[Any, Any] | None:
        """The result of the wait of *call*, when there is one."""
        error = self.error or call.error
        if call.result is None and error is not None:
            raise error
        return call.result

    def begin(self) -> list[tuple[PollRequest, Context]]:
        """Begin a step. Returns the requests whose turn has come, each with the context of who wants it."""
        now = self.clock.monotonic()
        self.scheduler.come_back(now)
        started = list(self.scheduler.starts(now))
        self._collect()
        return [(request, self._waits[request.waits[0]].context) for request in started]

    def rest(self, *, sleeps: bool) -> tuple[float, float | None]:
        """For how long there is nothing to do if no poll finishes, and how long to wait for one; None until one has.

        Args:
            sleeps: Whether who asks sleeps for the first, and waits for nothing, where no poll is in flight.
        """
        now, scheduler = self.clock.monotonic(), self.scheduler
        pause = 0.0 if self.over else max(min(scheduler.next_start(), scheduler.next_end()) - now, 0.0)
        waits = scheduler.in_flight or not sleeps
        patience = None if math.isinf(pause) or not waits else self.clock.patience(pause)
        # How late it gets while polls are waited for without patience is their business.
        scheduler.leave(now, math.inf if waits and patience is None else now + pause)
        return pause, patience if patience is None else min(patience, _DAY)

    def take_in(self, finished: Sequence[Finished]) -> tuple[list[tuple[WaitState[Any], Poll]], list[PollRequest]]:
        """Take in what has finished. Returns what was seen, and the requests that nobody waits for any more."""
        self.scheduler.come_back(self.clock.monotonic())
        seen: list[tuple[WaitState[Any], Poll]] = []
        bug: BaseException | None = None
        for request, outcome in finished:
            if isinstance(outcome, BaseException):
                bug = bug or outcome
            else:
                seen += self.scheduler.receive(request, outcome)
        given_up = self.scheduler.give_up(self.clock.monotonic())
        self._collect(bug)
        return seen, given_up

    def told(self, seen: Sequence[tuple[WaitState[Any], Poll]]) -> list[Told]:
        """Tell all watchers. Returns whom else to tell."""
        if not self.reporter.watches:
            return []
        told = [Told(self.reporter.polled(wait, poll), poll) for wait, poll in seen]
        return [one for one in told if one.callbacks]

    def results(self) -> list[tuple[Call, WaitResult[Any, Any] | None]]:
        """The results of all that have ended, told to all watchers, and who gets each; none where that call has an error."""
        results: list[tuple[Call, WaitResult[Any, Any] | None]] = []
        while self.over:
            wait, call = self.over.popleft()
            if call.error is None:
                results.append((call, self.reporter.ended(wait)))
            else:
                self.reporter.stop(wait)
                results.append((call, None))
        return results

    def hand_over(self, results: Sequence[tuple[Call, WaitResult[Any, Any] | None]]) -> list[Call]:
        """End a step: give results to those who wait for them. Returns who can go on."""
        for call, result in results:
            if call is not self.reader:
                call.result = result
            elif result is not None:
                self._to_read -= 1
                self.outbox.append(result)
        now = self.clock.monotonic()
        self.scheduler.leave(now, now)
        return [*([self.reader] if self.outbox else []), *(call for call, _ in results)]

    def _collect(self, error: BaseException | None = None) -> None:
        """Take note of all waits that have ended: nobody finds them any more. Then raise *error*, or that of a wait."""
        while self.scheduler.ended:
            wait = self.scheduler.ended.popleft()
            self.over.append((wait, self._drop(wait)))
        while self.scheduler.failed:
            wait, why = self.scheduler.failed.popleft()
            call = self._drop(wait)
            self.over.append((wait, call))
            if call is self.reader:
                error = error or why
            else:
                call.error = why
        if error is not None:
            raise error

    def _drop(self, wait: WaitState[Any]) -> Call:
        if self._by_handle is not None:
            handle = wait.job.handle
            self._by_handle[handle].remove(wait)
            if not self._by_handle[handle]:
                del self._by_handle[handle]
        return self._waits.pop(wait).call
