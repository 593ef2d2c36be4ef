"""Drives the machine through a record, and says where it decides otherwise than the tarry that wrote it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from tarry._core.errors import ConfigurationError, HandleError
from tarry._core.handles import Handle
from tarry._core.observation import Kind, Observation
from tarry._core.outcome import Outcome
from tarry._core.policy import Policy
from tarry._core.providers import jobs_of
from tarry._core.texts import duration

from .host import LAST_AFTER, OTHERS_FIRST, THROTTLED, WITHHELD
from .record import AnyLine, End, Polled, Start, Stopped, to_schedule
from .snapshot import read
from .state import NOTICED, WaitState

_SAME = 1e-3
"""Seconds by which two delays may differ: times are differences of floating-point numbers."""


class Difference(NamedTuple):
    """A decision that is another today."""

    line: int
    handle: str
    what: str
    """Which decision: that after a poll, or the end."""
    was: str
    now: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.handle}, {self.what}: was {self.was}; now {self.now}"


@dataclass
class _Recorded:
    """Stands where the job would: a replay polls nothing, and needs no client."""

    handle: Handle
    policy: Policy
    lists: bool
    label: str | None = None

    @property
    def provider(self) -> str:
        return self.handle.provider

    @property
    def kind(self) -> str:
        return self.handle.kind

    def explain_failure(self, status: object) -> str:  # noqa: ARG002
        return ""

    def explain_gone(self) -> str:
        return ""

    def explain_partial(self, status: object) -> str:  # noqa: ARG002
        return "partial"


class _Planned:
    """Stands where a schedule of a caller's own was: what it planned is not known, and so not judged."""

    def next_delay(self, elapsed: float, hint: float | None) -> float:  # noqa: ARG002
        return 1.0


class _Host:
    """What other jobs of the host did to the decision after a poll, as the record tells it."""

    def __init__(self, line: Polled) -> None:
        why = line.reason.removeprefix(LAST_AFTER)
        self._at = math.inf if line.next_delay is None else line.elapsed + line.next_delay
        self._withheld = WITHHELD in why
        self._why = why if why in {THROTTLED, OTHERS_FIRST} else ""

    def forbidden_until(self) -> float:
        return self._at if self._withheld else 0.0

    def next_slot(self, due: float) -> tuple[float, str]:
        return (max(self._at, due), self._why) if self._why else (due, "")


class _Replayed:
    """One wait of the record."""

    def __init__(self, start: Start) -> None:
        handle = Handle.parse(start.handle)
        job_class: Any = (jobs_of(handle.provider) or {}).get(handle.kind)
        if job_class is None:
            raise HandleError(f"the installed {handle.provider} has no jobs like {handle}")
        job: Any = _Recorded(handle, job_class.policy, job_class.lists)
        schedule = None if start.schedule is None else to_schedule(start.schedule)
        self.delays_known = start.schedule is None or schedule is not None
        self.over = False
        schedule = schedule if self.delays_known else _Planned()
        if start.snapshot is not None:
            kept = read(start.snapshot)
            self.wait: WaitState[Any] = WaitState.restore(start.snapshot, job, kept.elapsed, kept.taken, schedule)
            return
        self.wait = WaitState(
            job,
            now=0.0,
            timeout=start.timeout,
            schedule=schedule,
            unknown_status=start.unknown_status,
            fault_tolerance=start.fault_tolerance,
            logs_end=False,
        )

    def polled(self, number: int, line: Polled) -> Difference | None:
        if line.elapsed < self.wait.due - NOTICED:
            self.wait.nudge(self.wait.due, line.elapsed)
        seen = self.wait.record(_observation(line), line.elapsed, _Host(line))
        self.over = seen.next_delay is None
        same = seen.outcome == line.stands and (seen.next_delay is None) == (line.next_delay is None)
        if same and self.delays_known and seen.next_delay is not None and line.next_delay is not None:
            same = math.isclose(seen.next_delay, line.next_delay, rel_tol=1e-6, abs_tol=_SAME)
        if same:
            return None
        was = _decision(line.stands, line.next_delay, line.reason)
        now = _decision(seen.outcome, seen.next_delay, seen.reason)
        # What follows it in the record was the consequence of another decision.
        self.over = self.over or line.next_delay is None
        return Difference(number, line.handle, f"poll {line.number}", was, now)

    def ended(self, number: int, line: End) -> Difference | None:
        result = self.wait.result()
        error = None if result.error is None else type(result.error).__name__
        # A wait among many may end between two polls, at the deadline of all.
        if (result.outcome, error) == (line.outcome, line.error) or (
            not self.over and line.error == "WaitTimeoutError"
        ):
            return None
        now = f"{result.outcome}, {error or 'no error'}" if self.over else "going on"
        return Difference(number, line.handle, "the end", f"{line.outcome}, {line.error or 'no error'}", now)


def replay(lines: Iterable[tuple[int, AnyLine]]) -> Iterator[Difference | Polled]:
    """Decide everything once more: give each poll of the record, or in its place how it is decided otherwise.

    After a wait was decided otherwise to an end, what is left of it in the record is skipped.

    Raises:
        ConfigurationError: The record does not hold together, or no installed package knows a job of it.
    """
    waits: dict[str, _Replayed | None] = {}
    for number, line in lines:
        try:
            if isinstance(line, Start):
                waits[line.wait] = _Replayed(line)
                continue
            wait = waits[line.wait]
        except KeyError:
            raise ConfigurationError(f"line {number} is of a wait that did not start in this record") from None
        except (ConfigurationError, HandleError) as error:
            raise ConfigurationError(f"line {number}: {error}") from error
        if wait is None or isinstance(line, Stopped):
            continue
        if isinstance(line, End):
            found = wait.ended(number, line)
            waits[line.wait] = None
            if found is not None:
                yield found
            continue
        found = wait.polled(number, line)
        yield found or line
        if found is not None and wait.over:
            waits[line.wait] = None


def _observation(line: Polled) -> Observation[Any]:
    kind = Kind[line.kind.upper()]
    return Observation(
        kind,
        outcome=None if line.outcome is None else Outcome(line.outcome),
        raw_status=line.word,
        hint=line.hint,
        retry_after=line.retry_after,
        error=None if kind is Kind.SEEN else RuntimeError("as recorded"),
        confirmations=line.confirmations,
        note=line.note,
        misfit=line.misfit,
        problem="" if line.fault is None else line.fault.removeprefix(f"{kind.value}: "),
    )


def _decision(outcome: str, delay: float | None, reason: str) -> str:
    then = "done" if delay is None else f"next poll in {duration(delay)}"
    return f"{outcome}, {then} ({reason})"
