"""A job as callers see it, and what a wait says of it: how each poll stood, the result of the whole, the errors that end it.

They stand in one module, since each of them names the others.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from types import GenericAlias, MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol

from .errors import TarryError
from .options import checked_label
from .outcome import Outcome
from .texts import duration, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from typing import Self

    from typing_extensions import TypeVar

    from .clock import Clock
    from .columns import Columns
    from .handles import Handle
    from .observation import Observation
    from .policy import Policy
    from .provider import Provider

    StatusT_co = TypeVar("StatusT_co", covariant=True)
    JobT_co = TypeVar("JobT_co", covariant=True, bound="Job[Any]", default="Job[Any]")

    class _OfStatusAndJob(Generic[StatusT_co, JobT_co]): ...
else:
    from typing import TypeVar

    StatusT_co, JobT_co = TypeVar("StatusT_co", covariant=True), TypeVar("JobT_co", covariant=True)

    class _OfStatusAndJob:
        """Takes one or two types in brackets; a default for the second is something that `typing` has only from 3.13 on."""

        __slots__ = ()
        __class_getitem__ = classmethod(GenericAlias)


class Job(ABC, Generic[StatusT_co]):
    """A job that exists at a provider. Making one of these sends nothing, and dropping it stops nothing."""

    source: ClassVar[Provider]
    """What is known of its provider."""
    kind: ClassVar[str]
    """Its name in handles, among the jobs of its provider."""
    policy: ClassVar[Policy]
    """When such jobs are polled, and what is borne."""
    lists: ClassVar[bool] = False
    """Whether the provider lists its jobs, so that `list_steps` polls many of one client at once."""
    columns: ClassVar[Mapping[str, Columns]] = MappingProxyType({})
    """What the items of its lists have, by `results`, `failures` and `logs`; without an entry that is not known."""
    submitted_at: float | None = None
    """When, on the monotonic clock; None for a handle that no submit returned."""
    _label: str | None = None

    @property
    def label(self) -> str | None:
        """What the caller calls it, for people: in results, logs and tables, and never in a handle or a request.

        A printable text of at most 200 characters, or None; another raises a ConfigurationError.
        """
        return self._label

    @label.setter
    def label(self, label: str | None) -> None:
        self._label = checked_label(label)

    @property
    def provider(self) -> str:
        """The provider's name, as in `tarry.<provider>`."""
        return self.source.name

    @property
    @abstractmethod
    def client(self) -> Any:
        """The client that polls.

        Raises:
            ConfigurationError: The job came out of a pickle, which holds no client.
        """

    @property
    @abstractmethod
    def handle(self) -> Handle:
        """What is needed to find the job again."""

    @property
    @abstractmethod
    def request_timeout(self) -> float:
        """Seconds that one request of the client may take, as `connect` was told."""

    @property
    @abstractmethod
    def host(self) -> bytes:
        """Host and port that the client was made for: those of one host share what it allows."""

    @abstractmethod
    def poll(self, *, clock: Clock | None = None, raise_on_fault: bool = False) -> WaitResult[StatusT_co | None, Self]:
        """Poll once. A job that is still running has outcome PENDING; nothing is raised for one that failed.

        One that is not found is PENDING and `missing`, without a `status`, as it may not be visible yet. A fault that may pass
        (a 429 or 503, a broken connection) says nothing about the job: the result is PENDING and its `fault` says what was
        wrong. `retry_after` says for how long the provider wants to be left alone.

        Args:
            clock: For tests.
            raise_on_fault: Raise a PollingError for a fault too.

        Raises:
            PollingError: The provider refuses for good, for instance the credential.
        """

    @abstractmethod
    async def async_poll(
        self, *, clock: Clock | None = None, raise_on_fault: bool = False
    ) -> WaitResult[StatusT_co | None, Self]:
        """The same with the async client."""

    @abstractmethod
    def poll_steps(self, wall_time: Callable[[], float]) -> Generator[Any, Any, Observation[StatusT_co]]:
        """The requests of one poll and what their answers mean; each provider says its own."""

    @classmethod
    def list_steps(
        cls, jobs: Sequence[Job[Any]], wall_time: Callable[[], float]
    ) -> Generator[Any, Any, Mapping[str, Observation[StatusT_co]]]:
        """The requests that list *jobs*, all of one client, and what is said of each that is found, by its first id.

        Only what is pending is taken from a list; a job that has ended, or is not on it, is polled by itself.
        """
        raise NotImplementedError

    def explain_failure(self, status: Any) -> str:  # noqa: ARG002
        """What to do about a failed job, in a sentence; *status* is the provider's last answer."""
        return "error.result.status is the provider's last answer."

    def explain_gone(self) -> str:
        """What to do about a job that is no longer there, in a sentence; it may have ended well."""
        return "It may have ended well: check for its results before you submit it again."

    def explain_partial(self, status: Any) -> str:  # noqa: ARG002
        """Where to read what was refused, in a few words; *status* is the provider's last answer."""
        return "job.failures() says what was refused, and why"

    if TYPE_CHECKING:

        def _types(self) -> tuple[StatusT_co, Self]: ...


class JobLike(Protocol[StatusT_co, JobT_co]):
    """A job, as type checkers see it: from one argument they take the model of its status and its own class.

    Only jobs are like this; it exists so that `wait_for_completion(job).job` has the class of *job*.
    """

    def _types(self) -> tuple[StatusT_co, JobT_co]: ...


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll of a job: what was seen, what comes next, and why. `on_poll` is called with it."""

    job: Job[Any] = field(repr=False, compare=False)
    """The job that was polled."""
    number: int
    """Counts from 1."""
    elapsed: float
    """Seconds from the start of the wait to the answer."""
    outcome: Outcome
    """How the job stood; PENDING too where the poll failed."""
    raw_status: str | None
    """The provider's own word in this answer; None where there was none."""
    fault: str | None
    """Why the poll failed; None for a poll that brought an answer."""
    next_delay: float | None
    """Seconds until the next poll; None after the last one."""
    reason: str
    """Why the next poll is when it is, or why there is none."""
    time: float = field(default=math.nan, repr=False, compare=False)
    """When the answer came, in seconds since the epoch, by the clock of the wait."""
    stalled: float | None = field(default=None, repr=False, compare=False)
    """Seconds since the provider's answer last changed, where that is `stalled_after` or longer. Not in a `timeline`."""
    observation: Observation[Any] | None = field(default=None, repr=False, compare=False)
    """What the wait was told of this poll, without the model of the status. Neither in a `timeline` nor in a pickle."""

    def __str__(self) -> str:
        """One line for a log or a pipe, with the local time of day."""
        at = "" if math.isnan(self.time) else time.strftime("%H:%M:%S ", time.localtime(self.time))
        word = self.fault or shown(self.raw_status or "no status")
        then = "done" if self.next_delay is None else f"next poll in {duration(self.next_delay)}"
        seen = f"{word} ({self.outcome}), poll {self.number} at {duration(self.elapsed)}"
        still = "" if self.stalled is None else f", unchanged for {duration(self.stalled)}"
        label = f" [{self.job.label}]" if self.job.label else ""
        return f"{at}{self.job.handle}{label}: {seen}{still}; {then}: {self.reason}"

    def __reduce__(self) -> tuple[Any, ...]:
        # The error of an observation may hold a request with its headers.
        facts = self.job, self.number, self.elapsed, self.outcome, self.raw_status, self.fault
        return Poll, (*facts, self.next_delay, self.reason, self.time, self.stalled)


@dataclass(frozen=True, slots=True)
class WaitResult(_OfStatusAndJob[StatusT_co, JobT_co]):
    """How a wait ended, or how a job stands: `WaitResult[status model, class of the job]`, the latter any job by default.

    `wait_for_completion` returns one whose outcome is SUCCEEDED or PARTIAL, so its `status` is always there. A result that
    comes from `as_completed`, `wait_for_all`, `job.poll()` or an error may have none.
    """

    job: JobT_co
    """The job that was waited for."""
    outcome: Outcome
    """How it ended; PENDING where it was not seen to end."""
    status: StatusT_co
    """The provider's last answer as the generated model, untouched."""
    raw_status: str | None
    """The provider's own word for the state, as it was written; of a long one the beginning."""
    polls: int
    """How many polls were made."""
    elapsed: float
    """Seconds from the start of the wait to the last answer."""
    timeline: Sequence[Poll] = field(repr=False)
    """The last 50 polls, oldest first."""
    error: WaitError | None = field(default=None, compare=False)
    """What `wait_for_completion` would raise; None where it would return."""
    missing: bool = False
    """Whether the last poll did not find the job. A PENDING job that is missing may not be visible yet, or never have been."""
    fault: str | None = None
    """Why the last poll brought no answer, such as a 503; None where it brought one, and where the job was not found."""
    retry_after: float | None = None
    """Seconds from the last answer for which the provider wants to be left alone; None where it does not say."""
    stalled: float | None = None
    """Seconds from the last change of the provider's answer to its last answer, where that is `stalled_after` or longer."""

    @property
    def label(self) -> str | None:
        """What the caller calls the job."""
        return self.job.label

    @property
    def reason(self) -> str:
        """Why the wait ended as it did or, for a job that is pending, what comes next; of an error its whole text."""
        if self.error is not None:
            return str(self.error)
        return self.timeline[-1].reason if self.timeline else ""

    def __str__(self) -> str:
        """One line for a log."""
        polls = "1 poll" if self.polls == 1 else f"{self.polls} polls"
        how = f"{self.outcome} after {duration(self.elapsed)} and {polls}"
        return self.reason if self.error is not None else f"{self.job}: {how}: {self.fault or self.reason}"

    def _repr_html_(self) -> str:
        """What a notebook shows: the wait as a picture, and in words."""
        from html import escape

        from tarry._picture.lanes import lanes
        from tarry._picture.svg import svg
        from tarry._picture.texts import plain

        return f"{svg(lanes([self]))}<p>{escape(plain(self, 1000))}</p>"

    def raise_for_outcome(self) -> Self:
        """Raise `error` if there is one; return the result itself otherwise."""
        if self.error is not None:
            raise self.error
        return self


class WaitError(TarryError):
    """A wait ended without a finished job to hand over. `result` says how far it came."""

    result: WaitResult[Any]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """The message; defined here because OSError, the base of TimeoutError, has a notion of its own."""
        return self.message

    @property
    def handle(self) -> Handle:
        """What is needed to find the job again: `tarry.open_job(error.handle, client)`."""
        return self.result.job.handle


class JobFailedError(WaitError):
    """The provider says that the job failed."""


class JobNotFoundError(WaitError):
    """The provider never showed the job, longer than a job just submitted may take to become visible."""


class JobGoneError(WaitError):
    """The job was seen and is no longer there, or the provider says that it expired (410)."""


class UnknownStatusError(WaitError):
    """The provider uses a status word that nobody has classified. The job may be running."""


class PollingError(WaitError):
    """Polling became impossible: a permanent refusal, or too many faults in a row. The job may be running."""


class WaitTimeoutError(WaitError, TimeoutError):
    """The deadline passed. Nothing was cancelled and the job may be running; `handle` finds it again."""
