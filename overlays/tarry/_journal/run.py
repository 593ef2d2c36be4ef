"""One call of `submit_all`, without I/O to a provider: it says what to send next, and is told what came of it."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from typing import Any, TypeAlias

from tarry._core.errors import (
    ConfigurationError,
    HandleError,
    JournalError,
    PartialSubmitError,
    ProviderResponseError,
    SubmitError,
)
from tarry._core.results import Job
from tarry._operations.retry import sentences
from tarry.runtime.handle import open_job

from .cutting import Cutter, Items, Plan, taken
from .database import telling
from .journal import Journal, State
from .ledger import Decision, Ledger, Record
from .order import Order
from .owners import Owner, shown_owner
from .parts import Part, SubmittedParts


@dataclass(frozen=True, slots=True)
class Send:
    """To be submitted now; the answer is the job, or what was raised."""

    items: list[Any] | None
    options: dict[str, Any]


_GOES_ON = "The same call goes on, and sends nothing again that is accepted"

Steps: TypeAlias = Generator[Send | Part, Any, SubmittedParts[Any]]
"""Yields what to send, and parts to tell the caller of; is sent jobs."""


def run_steps(order: Order) -> Steps:
    """All steps of a run.

    Raises:
        ConfigurationError: Something is malformed; nothing was sent.
        JournalError: The journal failed. Of a job that exists already the text has the handle.
        PartialSubmitError: Not all is accepted.
    """
    items = None if order.items is None else Items(order.items, order.takes.items or "items")
    with closing(items) if items is not None else nullcontext():
        plan = Cutter(order.takes, order.digest, order.prepare).cut(items)
        unknown = order.handles.keys() - set(range(1, len(plan.pieces) + 1))
        if unknown:
            raise ConfigurationError(f"found names part {min(unknown)}, and there are {len(plan.pieces)}")
        journal = order.journal or Journal()
        with telling(journal.path):
            owner = Owner(journal.path)
        with closing(owner):
            run = _Run(order, plan, journal, owner)
            yield from run.parts(items)
            run.look_again()
    return run.end()


class _Run:
    def __init__(self, order: Order, plan: Plan, journal: Journal, owner: Owner) -> None:
        self._order, self._plan, self._owner, self._path = order, plan, owner, journal.path
        self._ledger = Ledger(journal, order.takes.key_kept)
        self._run, self._places = self._ledger.begin(
            order.target,
            plan.digest,
            plan.pieces,
            with_keys=order.takes.idempotency_key,
            once=plan.once or order.once is not None,
            again=order.again,
        )
        self.done: list[Part] = []
        self.cause: Exception | None = None

    def parts(self, items: Items | None) -> Generator[Send | Part, Any, None]:
        """Each part in turn, until one fails."""
        with closing(items.second()) if items is not None else nullcontext() as left:
            yield from self._parts(items, left)

    def _parts(self, items: Items | None, left: Iterator[Any] | None) -> Generator[Send | Part, Any, None]:
        for number, (piece, place) in enumerate(zip(self._plan.pieces, self._places, strict=True), 1):
            mine = None
            if left is not None and items is not None:
                mine = taken(left, piece, self._order.digest, items.what)
            job: Job[Any] | None = None
            found = self._order.handles.get(number)
            if self.cause is not None:
                decision, record = Decision.DONE, self._ledger.record(place)
            else:
                may_send = self._order.send_unsure or found is not None
                decision, before, record = self._ledger.claim(place, self._owner.name, send_unsure=may_send)
                if decision is Decision.SEND and found is not None:
                    job = open_job(found, self._order.client, label=self._order.label)
                    record = self._ledger.settle(place, "accepted", handle=job.handle)
                elif decision is Decision.SEND:
                    job, record = yield from self._sent(place, before, record, mine)
            self.done.append(self._part(number, record, decision, job))
            if self.done[-1].job is not None or decision is Decision.UNSURE:
                yield self.done[-1]

    def _sent(
        self, place: int, before: Record, record: Record, items: list[Any] | None
    ) -> Generator[Send, Any, tuple[Job[Any] | None, Record]]:
        options = {} if record.key is None else {"idempotency_key": record.key}
        # What was sent before may be there, whatever becomes of a repetition: a refusal can be about its key.
        unsent: State = "unsure" if before.may_exist else "prepared"
        refused: State = "unsure" if before.may_exist and record.key is not None else "refused"
        try:
            job = yield Send(items, options)
        except ConfigurationError:
            self._ledger.settle(place, unsent)
            raise
        except SubmitError as error:
            self.cause = error
            state = "unsure" if error.may_exist else unsent
            return None, self._ledger.settle(place, state, handle=error.handle, problem=type(error).__name__)
        except ProviderResponseError as error:
            self.cause = error
            state = "unsure" if error.may_exist else refused
            return None, self._ledger.settle(place, state, problem=f"{type(error).__name__} {error.status_code}")
        job.label = self._order.label  # not every submit that is written by hand takes one
        try:
            return job, self._ledger.settle(place, "accepted", handle=job.handle)
        except JournalError as error:
            raise JournalError(f"{job.handle} was started, keep this handle: it could not be noted. {error}") from error

    def look_again(self) -> None:
        """Another process may have ended meanwhile with what it was sending."""
        for index, part in enumerate(self.done):
            if part.state == "sending":
                record = self._ledger.record(self._places[index])
                self.done[index] = self._part(part.number, record, Decision.DONE, None)

    def _part(self, number: int, record: Record, decision: Decision, job: Job[Any] | None) -> Part:
        piece = self._plan.pieces[number - 1]
        before = job is None
        if record.state == "accepted" and record.handle and job is None:
            try:
                job = open_job(record.handle, self._order.client, label=self._order.label)
            except HandleError as error:
                raise JournalError(f"the journal {self._path} has a handle that is none: {error}") from error
        state = "unsure" if decision is Decision.UNSURE else record.state
        return Part(
            number=number,
            parts=len(self._plan.pieces),
            first=piece.first,
            items=piece.items,
            state=state,
            job=job,
            sent_before=before and job is not None,
            submitted_at=record.submitted,
            advice=self._advice(number, record, state),
        )

    def _advice(self, number: int, record: Record, state: str) -> str:
        if state == "unsure" and record.handle is not None:
            return f"The job {record.handle} exists and was not started; start or cancel it"
        if state == "unsure" and record.key is not None and self.cause is not None:
            return "Run it again: it is sent with the same key, with which there cannot be a second job"
        if state == "unsure":
            search = self._plan.submission.search if self._plan.submission else "look for it at the provider"
            at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.submitted or 0))
            return (
                f"It was sent at {at}: {search}. If it is there, run again with found={{{number}: handle}}; if not, "
                f"with send_unsure=True"
            )
        if state == "sending":
            return f"It has been at it since {time.strftime('%H:%M:%S', time.localtime(record.submitted or 0))}: " + (
                f"{shown_owner(record.owner)}" if record.owner else "unknown"
            )
        return ""

    def end(self) -> SubmittedParts[Any]:
        """The jobs of all parts; PartialSubmitError where one is missing."""
        parts: SubmittedParts[Any] = SubmittedParts(self.done, self._run)
        missing = [one for one in parts.parts if one.job is None]
        if not missing:
            self._ledger.finish(self._run)
            return parts
        told = [str(one) for one in missing[:5]] + ([f"and {len(missing) - 5} more"] if len(missing) > 5 else [])
        if len(parts.parts) > 1:
            told = [f"{len(parts)} of {len(parts.parts)} parts are accepted", "; ".join(told), _GOES_ON]
        elif not missing[0].advice:  # of which the cause says all
            told = []
        error = PartialSubmitError(
            sentences("" if self.cause is None else str(self.cause), *told),
            may_exist=any(one.state in {"unsure", "sending"} for one in missing),
            idempotency_key=getattr(self.cause, "idempotency_key", None),
            handle=getattr(self.cause, "handle", None),
        )
        error.parts = parts
        raise error from self.cause
