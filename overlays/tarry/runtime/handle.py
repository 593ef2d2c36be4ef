"""What every job handle has in common: it is thin, a client and a few ids, and polls only when asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, TypeVar

from tarry._core.clock import Clock, clock_or_default
from tarry._core.errors import ConfigurationError, HandleError
from tarry._core.handles import Handle, find_job_class, id_problem, id_text
from tarry._core.observation import Kind, Observation
from tarry._core.options import checked_label
from tarry._core.results import Job, PollingError, WaitResult
from tarry._core.takes import Takes
from tarry._core.texts import shown
from tarry._http.generated_client import host_name, request_timeout
from tarry._operations.call import Operation, Steps
from tarry._operations.page_reader import paged
from tarry._operations.pages import Pager
from tarry._operations.paging import Paging
from tarry._operations.status import async_observe, observe
from tarry._operations.submit import Submission
from tarry._wait.state import WaitState

# Covariant, so that a list of jobs of several providers is a list of jobs.
StatusT_co = TypeVar("StatusT_co", covariant=True)


class JobHandle(Job[StatusT_co]):
    """A job of a provider that has a generated package."""

    id_names: ClassVar[tuple[str, ...]]
    """What its ids are called, in the order of a handle."""
    id_patterns: ClassVar[Mapping[str, re.Pattern[str]]] = {}
    """For an id that is only a part of a value in an answer: what the first group matches."""
    advice: ClassVar[Mapping[str, str]] = {}
    """What to do about a job, by its word or by `failed`, `partial` or `gone`."""

    takes: ClassVar[Takes | None] = None
    """What its submit takes; None where that is not known."""

    def __init__(self, client: Any, *ids: object, label: str | None = None) -> None:
        self.source.require(client, type(self).__name__)
        self._client = client
        self._ids = tuple(map(id_text, ids))
        self.label = label
        for name, value in zip(self.id_names, self._ids, strict=True):
            problem = id_problem(value)
            if problem:
                raise ConfigurationError(f"{name} of {type(self).__name__} {problem}")

    @property
    def client(self) -> Any:
        """The client that polls.

        Raises:
            ConfigurationError: The job came out of a pickle, which holds no client.
        """
        if self._client is None:
            raise ConfigurationError(f'{self} came without its client: use tarry.open_job("{self.handle}", client)')
        return self._client

    @property
    def ids(self) -> tuple[str, ...]:
        """Its ids as texts, in the order of `id_names`."""
        return self._ids

    @classmethod
    def prepare(cls, client: Any, **arguments: Any) -> Submission[Any] | None:
        """Check what `submit` with these arguments, by name, would send. Nothing is sent.

        Returns:
            What would be sent; None for a class whose submit is written by hand, and which does not say.

        Raises:
            ConfigurationError: Something is malformed or too much.
        """
        prepare = getattr(cls, "_submission", None)
        return prepare(client, **arguments) if prepare else None

    @classmethod
    def _id_in(cls, name: str, value: Any) -> Any:
        """The id called *name* in a value of an answer: what its pattern cuts out, or else all of it."""
        pattern = cls.id_patterns.get(name)
        found = pattern and isinstance(value, str) and pattern.search(value)
        return found[1] if found else value

    @property
    def handle(self) -> Handle:
        """What is needed to find the job again."""
        return Handle(self.provider, self.kind, self._ids)

    @property
    def request_timeout(self) -> float:
        """Seconds that one request of the client may take, as `connect` was told."""
        return request_timeout(self.client)

    @property
    def host(self) -> bytes:
        """Host and port that the client was made for."""
        return host_name(self.client)

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
        clock = clock_or_default(clock)
        wait = WaitState(self, now=clock.monotonic(), timeout=None, logs_end=False)
        observation = observe(self, clock.time)
        return _one_poll(wait, observation, clock, raise_on_fault)

    async def async_poll(
        self, *, clock: Clock | None = None, raise_on_fault: bool = False
    ) -> WaitResult[StatusT_co | None, Self]:
        """The same with the async client."""
        clock = clock_or_default(clock)
        wait = WaitState(self, now=clock.monotonic(), timeout=None, logs_end=False)
        observation = await async_observe(self, clock.time)
        return _one_poll(wait, observation, clock, raise_on_fault)

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[StatusT_co]]:
        """The requests of one poll and what their answers mean; each provider says its own."""
        raise NotImplementedError

    def _paged(
        self, operation: Operation, arguments: Mapping[str, Any], model: type[Any], paging: Paging, **options: Any
    ) -> Pager[Any]:
        """How a list of the job is read, with the options of `paged`; a subclass may change what the document says of it."""
        return paged(self, operation, arguments, model, paging, **options)

    @staticmethod
    def _word_of(status: Any) -> object:  # noqa: ARG004
        """The provider's word in an answer."""
        return None

    @staticmethod
    def _reason_of(status: Any) -> object:  # noqa: ARG004
        """The provider's own text about a failure in an answer."""
        return None

    def explain_failure(self, status: Any) -> str:
        """What to do about a failed job, in a sentence: the provider's reason, and the advice of the document."""
        reason = None if status is None else self._reason_of(status)
        word = "" if status is None else str(self._word_of(status)).strip().casefold()
        by_word = next((text for name, text in self.advice.items() if name.casefold() == word), "")
        advice = by_word or self.advice.get("failed") or super().explain_failure(status)
        return f"{shown(str(reason)).rstrip('.')}. {advice}" if isinstance(reason, str) and reason else advice

    def explain_gone(self) -> str:
        """What to do about a job that is no longer there, in a sentence."""
        return self.advice.get("gone") or super().explain_gone()

    def explain_partial(self, status: Any) -> str:
        """Where to read what was refused, in a few words."""
        return self.advice.get("partial", "").removesuffix(".") or super().explain_partial(status)

    def __str__(self) -> str:
        name = f"{self.provider} {self.kind} {' '.join(self._ids)}"
        return f"{name} [{self.label}]" if self.label else name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.handle}>"

    def __getstate__(self) -> Mapping[str, Any]:
        # A client holds a credential, and a pickle travels.
        # Nor does the clock of this process mean anything elsewhere.
        return {**self.__dict__, "_client": None, "submitted_at": None}


def _one_poll(
    wait: WaitState[Any], observation: Observation[Any], clock: Clock, raise_on_fault: bool
) -> WaitResult[Any, Any]:
    wait.record(observation, clock.monotonic())
    if raise_on_fault and observation.kind is Kind.FAULT:
        wait.give_up(observation)
    result = wait.result()
    if isinstance(result.error, PollingError):
        raise result.error
    return result


def open_job(handle: Handle | str, client: Any, *, label: str | None = None) -> Job[Any]:
    """Make the job that *handle* names, to poll it with *client*, and call it *label*. Sends nothing.

    Raises:
        HandleError: The handle is malformed, or *client* is another provider's.
    """
    if not isinstance(handle, Handle):
        handle = Handle.parse(handle)
    label = checked_label(label)
    job_class: Any = find_job_class(handle.provider, handle.kind)
    try:
        job: Job[Any] = job_class(client, *handle.ids)
    except ConfigurationError as error:
        raise HandleError(f"{handle}: {error}") from error
    job.label = label
    return job
