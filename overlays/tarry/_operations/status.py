"""One poll: the requests of a status, and what becomes of whatever goes wrong."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from tarry._core.callbacks import came_from_callback
from tarry._core.errors import ProviderResponseError, TarryError
from tarry._core.observation import Kind, Observation
from tarry._http.retry_after import retry_after
from tarry._http.use import async_used_for, call_for, one_timeout

from .advice import describe_fault
from .call import async_run, run

if TYPE_CHECKING:
    from tarry._core.results import Job

ModelT = TypeVar("ModelT")

logger = logging.getLogger("tarry")

_PERMANENT = (
    *(httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.TooManyRedirects, httpx.InvalidURL),
    TarryError,
)
"""A `ProviderResponseError` is judged by its status."""


def observe(job: "Job[ModelT]", wall_time: Callable[[], float] = time.time) -> Observation[ModelT]:
    """Poll *job* once. Whatever goes wrong is part of what was seen, so that no job ends the wait for the others."""
    try:
        observation = call_for(one_timeout(), run, job.poll_steps(wall_time), job.client)
    except Exception as error:  # noqa: BLE001 - told apart there
        observation = _described(error, job, wall_time)
    return observation._replace(time=wall_time())


async def async_observe(job: "Job[ModelT]", wall_time: Callable[[], float] = time.time) -> Observation[ModelT]:
    """Poll *job* once, with its async client."""
    try:
        with async_used_for(one_timeout()):
            observation = await async_run(job.poll_steps(wall_time), job.client)
    except Exception as error:  # noqa: BLE001 - told apart there
        observation = _described(error, job, wall_time)
    return observation._replace(time=wall_time())


def observe_together(
    jobs: "Sequence[Job[ModelT]]", wall_time: Callable[[], float]
) -> tuple[list[Observation[ModelT] | None], Observation[ModelT] | None]:
    """Poll *jobs* of one client with a list call: an observation of each that is on the list, or the fault of the call."""
    try:
        found = call_for(one_timeout(), run, jobs[0].list_steps(jobs, wall_time), jobs[0].client)
    except Exception as error:  # noqa: BLE001 - told apart there
        return [None] * len(jobs), _described(error, jobs[0], wall_time)
    return _found(jobs, found, wall_time()), None


async def async_observe_together(
    jobs: "Sequence[Job[ModelT]]", wall_time: Callable[[], float]
) -> tuple[list[Observation[ModelT] | None], Observation[ModelT] | None]:
    """The same with the async client."""
    try:
        with async_used_for(one_timeout()):
            found = await async_run(jobs[0].list_steps(jobs, wall_time), jobs[0].client)
    except Exception as error:  # noqa: BLE001 - told apart there
        return [None] * len(jobs), _described(error, jobs[0], wall_time)
    return _found(jobs, found, wall_time()), None


def _found(
    jobs: "Sequence[Job[ModelT]]", found: Mapping[str, Observation[ModelT]], time: float
) -> list[Observation[ModelT] | None]:
    observations = (found.get(job.handle.ids[0]) for job in jobs)
    return [None if observation is None else observation._replace(time=time) for observation in observations]


def _described(error: Exception, job: "Job[Any]", wall_time: Callable[[], float]) -> Observation[Any]:
    """The observation that a failed poll of *job* brings, with what to do about it.

    The error stays for as long as the result does, so what led to it is let go: causes, which the text reports, and frames.
    """
    if came_from_callback(error):
        raise error
    observation = observation_from_error(error, wall_time)
    problem, advice = describe_fault(error, job.source, getattr(job.client, "_base_url", ""))
    error.__cause__ = error.__context__ = None
    return observation._replace(error=error.with_traceback(None), problem=problem, advice=advice)


def prepare(job: "Job[Any]") -> None:
    """Make the client that polls *job*, so that two threads do not make one each."""
    with suppress(Exception):  # what is wrong is seen by the poll, of that job alone
        job.client.get_httpx_client()


def lost() -> Observation[Any]:
    """What a poll brought whose task somebody else has cancelled."""
    return Observation(Kind.FAULT, error=httpx.ReadError("somebody else cancelled the task"))


def observation_from_error(error: Exception, wall_time: Callable[[], float]) -> Observation[Any]:
    """What a failed request means: gone, refused for good, a fault that may pass, or a bug, which ends the wait for one job.

    *error* loses its traceback, as it may be kept for as long as the result of a wait: the frames of a traceback hold the
    answer, whole.
    """
    if not isinstance(error, ProviderResponseError):
        if isinstance(error, _PERMANENT):
            return Observation(Kind.DENIED, error=error.with_traceback(None))
        if isinstance(error, httpx.HTTPError | OSError):
            # An OSError comes from below HTTP: too few file descriptors, or a certificate that cannot be read just now.
            return Observation(Kind.FAULT, error=error.with_traceback(None))
        logger.error("an unexpected %s in a poll", type(error).__name__, exc_info=error)
        error = error.with_traceback(None)
        return Observation(
            Kind.DENIED,
            error=error,
            note=f"met an unexpected {type(error).__name__}; where no code of yours is to blame, please report it with the log",
        )
    code, misfit = error.status_code, False
    if error.final:
        kind = Kind.DENIED
    elif code == 404:
        kind = Kind.MISSING
    elif code == 410:
        kind = Kind.EXPIRED
    elif code < 300:
        # It was meant well and could not be read: HTML from a gateway, a body cut short, or one that does not fit.
        kind, misfit = Kind.FAULT, error.well_formed
    elif code in {408, 425, 429} or code >= 500:
        kind = Kind.FAULT
    else:
        kind = Kind.DENIED
    error = error.with_traceback(None)
    return Observation(kind, error=error, retry_after=retry_after(error.headers, wall_time), misfit=misfit)
