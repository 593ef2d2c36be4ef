"""Whether a provider answers and takes the credential: it is asked for a job that does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tarry._core import providers
from tarry._core.errors import ConfigurationError, CredentialError, ProviderResponseError
from tarry._core.handles import id_text
from tarry._core.observation import Kind, Observation
from tarry._core.results import Job
from tarry._http.generated_client import base_url

from .status import observe

NO_JOB = ("00000000-0000-4000-8000-000000000000", "2147483646")
"""Ids that no job has. The second is for providers that number their jobs: the last but one of 32 bits."""


class Check(NamedTuple):
    """One thing that was looked at."""

    provider: str | None
    check: str
    state: str
    """`ok`, or what is not; `refused`, `silent` and `unsure` are of a host or a credential that is no good, or may be none."""
    text: str


def probe(provider: str, client: Any, setting: Callable[[str], object]) -> Iterator[Check]:
    """Ask for the status of a job that does not exist: one request, after what logging in takes. Starts and changes nothing.

    Args:
        provider: Its name.
        client: As its `connect` made it.
        setting: What the client was made with, by the keyword, of what is no secret; None where that was not given. An id
            that is a setting as well, such as of an account, is the one that is set.
    """
    job = _no_job(provider, client, setting)
    if job is None:
        yield Check(provider, "credential", "unsure", "none of its jobs can be asked for by an id that is made up")
        return
    yield Check(provider, "request", "ok", f"asks for {job.handle}, a job that does not exist")
    yield from _seen(job, observe(job))


def _no_job(provider: str, client: Any, setting: Callable[[str], object]) -> Job[Any] | None:
    for job_class in (providers.jobs_of(provider) or {}).values():
        make: Any = job_class
        known = [setting(name) for name in job_class.id_names]
        for invented in NO_JOB:
            try:
                job: Job[Any] = make(client, *(id_text(one) or invented for one in known))
            except ConfigurationError:
                continue
            return job
    return None


def _seen(job: Job[Any], seen: Observation[Any]) -> Iterator[Check]:
    """What one poll says of the host and of the credential."""
    name, error = job.provider, seen.error
    said = f"{seen.problem or error}. {seen.advice}".removesuffix(". ")
    if error is not None and not isinstance(error, ProviderResponseError | CredentialError):
        # What is no error of a connection was raised before anything was sent.
        state = "silent" if seen.kind is Kind.FAULT else "unsure"
        yield Check(name, "host", state, said)
        return
    yield Check(name, "host", "ok", f"{base_url(job.client).host or job.host.decode()} answers")
    if seen.kind is Kind.SEEN or (seen.kind in {Kind.MISSING, Kind.EXPIRED} and not seen.advice):
        yield Check(name, "credential", "ok", "taken: the answer is that of a job that does not exist")
    else:
        yield Check(name, "credential", "refused" if _is_refusal(error) else "unsure", said)


def _is_refusal(error: Exception | None) -> bool:
    if not isinstance(error, ProviderResponseError):
        return isinstance(error, CredentialError)
    # By RFC 6749, section 5.2, a token host says 400 of what elsewhere is a 401.
    return error.status_code in {401, 403} or (error.status_code == 400 and error.source.startswith("token host"))
