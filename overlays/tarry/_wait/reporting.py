"""What is told of waits while they go on: callbacks of the caller, a record, hooks. The state machine knows none of them."""

from __future__ import annotations

import inspect
import itertools
import logging
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, Protocol, TextIO

from tarry._core.errors import ConfigurationError
from tarry._core.hooks import get_hooks
from tarry._core.observation import Kind
from tarry._core.options import stall_seconds
from tarry._core.results import Job, Poll, WaitResult
from tarry._core.texts import duration

from .state import WaitState

OnPoll = Callable[[Poll], object]

StalledAfter = float | timedelta | None

Record = str | os.PathLike[str] | TextIO | None

logger = logging.getLogger("tarry")


class Watcher(Protocol):
    """Is told of every wait of a call, by its id. It never raises: nobody's wait ends because it was watched."""

    def started(self, wait_id: str, job: Job[Any], options: Mapping[str, Any]) -> None:
        """Before the first poll, with the options of the wait."""
        ...

    def polled(self, wait_id: str, poll: Poll) -> None:
        """After each poll, before the callbacks of the caller."""
        ...

    def ended(self, wait_id: str, result: WaitResult[Any, Any]) -> None:
        """After the last poll."""
        ...

    def stopped(self, wait_id: str, job: Job[Any]) -> None:
        """The caller waits no more: cancelled, interrupted, or a callback raised."""
        ...


class Watching(NamedTuple):
    """What a call of a wait asked to be told of, checked."""

    callbacks: Sequence[OnPoll]
    """Called after every poll."""
    on_stall: OnPoll | None
    stalled_after: float | None
    watchers: Sequence[Watcher]


class Reporter:
    """Tells of the waits of one call; a context, at whose end those that have not ended are told to be stopped."""

    __slots__ = ("_call", "_callbacks", "_ids", "_numbers", "_on_stall", "_stalled", "_watchers", "watches")

    def __init__(self, asked: Watching) -> None:
        self._callbacks, self._on_stall, stalled_after, self._watchers = asked
        self.watches = bool(self._callbacks or self._on_stall or stalled_after is not None or self._watchers)
        """Whether there is anybody to tell."""
        self._stalled: set[WaitState[Any]] = set()
        self._ids: dict[WaitState[Any], str] = {}
        """Of those that have not ended; nobody but watchers wants them."""
        self._call = secrets.token_hex(6) if self._watchers else ""
        self._numbers = itertools.count(1)

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, wait: WaitState[Any], options: Mapping[str, Any]) -> None:
        """Tell that a wait has started, with its *options*."""
        if self._watchers:
            wait_id = self._ids[wait] = f"{self._call}-{next(self._numbers)}"
            for watcher in self._watchers:
                watcher.started(wait_id, wait.job, options)

    def stop(self, wait: WaitState[Any]) -> None:
        """Tell that the caller waits no more for one that has not ended."""
        self._stalled.discard(wait)
        if (wait_id := self._ids.pop(wait, None)) is not None:
            for watcher in self._watchers:
                watcher.stopped(wait_id, wait.job)

    def close(self) -> None:
        """Tell that the caller waits no more for those that have not ended."""
        for wait in list(self._ids):
            self.stop(wait)

    def polled(self, wait: WaitState[Any], poll: Poll) -> Sequence[OnPoll]:
        """Tell of a poll. Returns the callbacks that are to be called with it."""
        if (wait_id := self._ids.get(wait)) is not None:  # or it was removed just now
            for watcher in self._watchers:
                watcher.polled(wait_id, poll)
        if poll.stalled is None:
            if poll.observation is not None and poll.observation.kind is not Kind.FAULT:
                self._stalled.discard(wait)
        elif wait not in self._stalled:
            self._stalled.add(wait)
            logger.warning("%s: its answer has not changed for %s", poll.job.handle, duration(poll.stalled))
            if self._on_stall is not None:
                return [*self._callbacks, self._on_stall]
        return self._callbacks

    def ended(self, wait: WaitState[Any]) -> WaitResult[Any, Any]:
        """The result of a wait that has ended, told to all watchers."""
        result = wait.result()
        self._stalled.discard(wait)
        if (wait_id := self._ids.pop(wait, None)) is not None:
            for watcher in self._watchers:
                watcher.ended(wait_id, result)
        return result


def watching(
    on_poll: OnPoll | None,
    on_stall: OnPoll | None,
    stalled_after: StalledAfter,
    record: Record,
    *,
    blocking: bool,
    many: bool = False,
) -> Watching:
    """Check what a wait is asked to tell of.

    Args:
        on_poll: Option of the wait.
        on_stall: Option of the wait.
        stalled_after: Option of the wait.
        record: Option of the wait.
        blocking: Whether the wait is one that cannot await a callback.
        many: Whether each of many waits has a `stalled_after` of its own.

    Raises:
        ConfigurationError: One of the options is malformed, or the record cannot be written.
    """
    called = {"on_poll": on_poll, "on_stall": on_stall}
    for name, callback in called.items():
        if callback is not None and not callable(callback):
            raise ConfigurationError(f"{name} must be a function of one argument, the poll, not {callback!r:.80}")
        if blocking and callback is not None:
            called[name] = _blocking(name, callback)
    seconds = stall_seconds(stalled_after)
    if on_stall is not None and seconds is None and not many:
        raise ConfigurationError("on_stall is called for a job that has stalled: say after how long with stalled_after")
    callbacks = [] if called["on_poll"] is None else [called["on_poll"]]
    watchers: list[Watcher] = []
    if hooks := get_hooks():
        from .hooked import Hooked

        watchers.append(Hooked(hooks))
    if record is not None:
        from .recording import Recorder

        watchers.append(Recorder(record))
    return Watching(callbacks, called["on_stall"], seconds, watchers)


def _blocking(name: str, callback: OnPoll) -> OnPoll:
    """*callback* for a sync wait, which cannot await what it returns.

    Raises:
        ConfigurationError: It is async. One that shows it only by what it returns is refused when it is first called.
    """
    problem = f"{name} is async, which only a wait that begins with async_ can await; give a plain function"
    if inspect.iscoroutinefunction(callback) or inspect.iscoroutinefunction(type(callback).__call__):
        raise ConfigurationError(problem)

    def call(seen: Poll) -> None:
        answer = callback(seen)
        if inspect.iscoroutine(answer):
            answer.close()  # or Python warns that nobody awaited it
            raise ConfigurationError(problem)

    return call


async def called(callback: OnPoll, seen: Poll) -> None:
    """Call a callback that may be async."""
    answer = callback(seen)
    if inspect.isawaitable(answer):
        await answer
