"""Starting a job: checked before anything is sent, sent once, and honest about an answer that never came."""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar
from urllib.parse import unquote
from uuid import UUID

import httpx

from tarry._core.checks import is_whole
from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError, CredentialError, ProviderResponseError, SubmitError
from tarry._core.options import checked_label
from tarry._core.policy import Policy
from tarry._core.submitted import note_submit
from tarry._http.failures import NEVER_SENT, NO_ANSWER
from tarry._http.generated_client import base_url, request_timeout
from tarry._http.use import SUBMIT, async_used_for, call_for

from .advice import describe_fault
from .call import Call, Reply, Steps, async_run, run
from .retry import Retries, sentences

if TYPE_CHECKING:
    from tarry._core.results import Job

JobT = TypeVar("JobT", bound="Job[Any]")

JobT_co = TypeVar("JobT_co", bound="Job[Any]", covariant=True)

logger = logging.getLogger("tarry")


class Submission(NamedTuple, Generic[JobT_co]):
    """One submit: the request, and how its answer becomes a job."""

    call: Call
    id_name: str
    """Where the answer has the id of the job."""
    read_id: Callable[[Call, Reply], Any]
    """Gets it from there; raises where the answer says that there is no job."""
    make: Callable[[Any], JobT_co]
    """Makes the job of it, or a ConfigurationError where it is no id."""
    policy: Policy
    is_number: bool = False
    """Whether the id may be a whole number, and not only a text."""
    idempotency_key: str | None = None
    """Where the provider has such keys, the submit may be repeated with it; without one it is sent once."""
    repeat: Call | None = None
    """What is sent in place of *call* when it is repeated; the same by default."""
    search: str = "look for it at the provider"
    """How to find a job whose submit got no answer, for the error that says so."""
    then: Callable[[Any], Steps[None]] | None = None
    """The requests that have to follow before the job runs, each sent once."""


class _Sending(Retries, Generic[JobT]):
    """Decides, besides, whether a submit may be repeated."""

    def __init__(self, submission: Submission[JobT], client: Any, clock: Clock | None, label: str | None) -> None:
        super().__init__(submission.policy, request_timeout(client), clock)
        self._client = client
        self._label = checked_label(label)
        self._submission = submission
        self._provider = submission.call.provider
        self._may_exist = False
        self.call = submission.call
        """What to send next."""

    def accepted(self, reply: Reply) -> JobT:
        """The job that the answer names."""
        said = self._submission.read_id(self._submission.call, reply)
        said = str(said) if isinstance(said, UUID) else said
        try:
            if not isinstance(said, str) and not (self._submission.is_number and is_whole(said)):
                raise ConfigurationError
            job = self._submission.make(said)
        except ConfigurationError:
            problem = f"a job was started, but {self._submission.id_name} is no id: {said!r:.40}"
            raise self._submission.call.unexpected(reply, problem) from None
        job.label = self._label
        note_submit(job, self.clock)
        logger.info("%s: submitted", job.handle)
        return job

    def failed(self, error: Exception) -> float:
        """Seconds to sleep before the same submit is sent again; raises where it must not be."""
        _, delay, again = self.after(error)
        self._may_exist = self._may_exist or _may_have_started(self._submission.call, error)
        repeatable = self._submission.idempotency_key is not None
        if repeatable and again:
            self.call = self._submission.repeat or self.call
            return self.announce(f"submit to {self._provider.name}", error, delay)
        # A refusal alone says that there is no job. After an attempt that may have started one it says nothing, and the
        # caller needs the key that was sent, which may be a random one.
        if isinstance(error, ProviderResponseError) and not (repeatable and self._may_exist):
            address = f"If it is the path that is not there, check base_url ({self._provider.name.upper()}_BASE_URL)"
            more = [address if error.status_code == 404 and not error.final else ""]
            error.may_exist = self._may_exist
            self.explain(error, self._provider, self._client, *more, self._advice() if self._may_exist else "")
            raise error
        raise self._unanswered(error) from error

    def _unanswered(self, error: Exception) -> SubmitError:
        address = base_url(self._client)
        problem, advice = describe_fault(error, self._provider, str(address))
        if not isinstance(error, ProviderResponseError):
            what = f"the submit got no answer ({type(error).__name__}: {problem})"
        elif 400 <= error.status_code < 500:
            what = f"the submit got no usable answer, and when it was repeated a refusal ({error})"
        else:
            what = f"the submit got no usable answer ({error})"
        return SubmitError(
            sentences(f"{self._provider.name} ({address.host}): {what}", self.lasted(), advice, self._advice()),
            may_exist=self._may_exist,
            idempotency_key=self._submission.idempotency_key,
        )

    def _advice(self) -> str:
        """What to do now, in a sentence."""
        key = self._submission.idempotency_key
        if not self._may_exist:
            return "The request never left, so no job exists: submit again when the cause is mended."
        if key is not None:
            return (
                f"The job may exist: submitting the same items with idempotency_key={key!r} cannot start a second one."
            )
        return f"The job may exist: {self._submission.search} before you submit again, or there may be two."

    def not_started(self, job: JobT, error: Exception) -> SubmitError:
        """The error for a job that exists, of which a request that has to follow the submit failed."""
        if isinstance(error, ProviderResponseError):
            what = str(error)
        else:
            what = f"no answer came ({type(error).__name__}: {describe_fault(error, self._provider, '')[0]})"
        return SubmitError(
            f"{self._provider.name}: the job {job.handle} exists and was not started, as a request that has to follow its "
            f"submit failed: {what}. Send that request again, or cancel the job and submit anew",
            may_exist=True,
            idempotency_key=self._submission.idempotency_key,
            handle=job.handle,
        )


def _may_have_started(call: Call, error: Exception) -> bool:
    """Whether there may be a job after an attempt that ended in *error*.

    Not where the submit never left, since it found no connection or a request before it (for a token) failed, nor where it
    was refused. Whoever answers 5xx, redirects or cannot be read may have started it before; who throttles has not.
    """
    path = unquote(call.path)
    if isinstance(error, ProviderResponseError):
        started = error.status_code < 400 or error.status_code >= 500
        return unquote(error.path).endswith(path) and not error.final and started
    if isinstance(error, httpx.RequestError):
        with suppress(RuntimeError):  # by which httpx says that its request is not known
            if not error.request.url.path.endswith(path):
                return False
    return not isinstance(error, (*NEVER_SENT, CredentialError))


def submit(submission: Submission[JobT], client: Any, clock: Clock | None, label: str | None = None) -> JobT:
    """Send a submit and return the job, called *label*.

    Raises:
        ConfigurationError: *label* is none. Nothing was sent.
        SubmitError: No usable answer came, or none to a first attempt and then a refusal; it says whether the job may exist.
            Or a request that has to follow failed: then it has the handle of the job.
        ProviderResponseError: The provider refused.
    """
    sending = _Sending(submission, client, clock, label)
    while True:
        try:
            job = sending.accepted(call_for(SUBMIT, sending.call.send, client))
            break
        except NO_ANSWER as error:
            delay = sending.failed(error)
        sending.clock.sleep(delay)
    if submission.then is not None:
        try:
            call_for(SUBMIT, run, submission.then(job), client)
        except NO_ANSWER as error:
            raise sending.not_started(job, error) from error
    return job


async def async_submit(
    submission: Submission[JobT], client: Any, clock: Clock | None, label: str | None = None
) -> JobT:
    """The same with the async client."""
    sending = _Sending(submission, client, clock, label)
    while True:
        try:
            with async_used_for(SUBMIT):
                job = sending.accepted(await sending.call.async_send(client))
            break
        except NO_ANSWER as error:
            delay = sending.failed(error)
        await sending.clock.async_sleep(delay)
    if submission.then is not None:
        try:
            with async_used_for(SUBMIT):
                await async_run(submission.then(job), client)
        except NO_ANSWER as error:
            raise sending.not_started(job, error) from error
    return job
