"""Tells the hooks of the process of the waits of one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tarry._core.details import PollMade, WaitEnded, WaitStarted
from tarry._core.hooks import Hook, tell
from tarry._core.observation import Kind
from tarry._core.outcome import Outcome

if TYPE_CHECKING:
    from tarry._core.results import Job, Poll, WaitResult


class Hooked:
    """A watcher that makes the details which hooks are called with."""

    def __init__(self, hooks: Sequence[Hook]) -> None:
        self._hooks = hooks
        self._running: dict[str, float] = {}
        """When each job was last seen running, in seconds from the start of its wait."""

    def started(self, wait_id: str, job: Job[Any], options: Mapping[str, Any]) -> None:  # noqa: ARG002
        """A wait begins."""
        tell(self._hooks, WaitStarted(wait_id, job))

    def polled(self, wait_id: str, poll: Poll) -> None:
        """A poll was made."""
        seen = poll.observation
        if seen is not None and seen.kind is Kind.SEEN and (seen.outcome is None or not seen.outcome.is_terminal):
            self._running[wait_id] = poll.elapsed
        tell(self._hooks, PollMade(wait_id, poll))

    def ended(self, wait_id: str, result: WaitResult[Any, Any]) -> None:
        """A wait has ended by itself."""
        running = self._running.pop(wait_id, None)
        seen_to_end = result.outcome in {Outcome.SUCCEEDED, Outcome.PARTIAL, Outcome.FAILED}
        lateness = result.elapsed - running if seen_to_end and running is not None else None
        tell(self._hooks, WaitEnded(wait_id, result.job, result, lateness))

    def stopped(self, wait_id: str, job: Job[Any]) -> None:
        """Nobody waits any more."""
        self._running.pop(wait_id, None)
        tell(self._hooks, WaitEnded(wait_id, job, None, None))
