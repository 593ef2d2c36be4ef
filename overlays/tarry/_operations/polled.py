"""The answer of a poll, for what is done with a value in it: a file that it names, or items that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError
from tarry._core.observation import Observation
from tarry._core.options import FaultTolerance
from tarry._http.failures import NO_ANSWER
from tarry._http.use import async_used_for, call_for, one_timeout

from .call import async_run, run
from .pages import PageRetries

if TYPE_CHECKING:
    from tarry._core.results import Job


def polled(job: Job[Any], clock: Clock | None, fault_tolerance: FaultTolerance) -> Any:
    """The status of *job*, asked for again while faults last.

    Raises:
        ConfigurationError: The job is not there.
        ProviderResponseError: The provider refuses, or goes on failing for so long.
        httpx.TransportError: The network goes on failing for so long.
    """
    retries = PageRetries(job, clock, fault_tolerance)
    while True:
        try:
            steps = job.poll_steps(retries.clock.time)
            return _status(job, call_for(one_timeout(), run, steps, job.client))
        except NO_ANSWER as error:
            delay = retries.failed(error)
        retries.clock.sleep(delay)


async def async_polled(job: Job[Any], clock: Clock | None, fault_tolerance: FaultTolerance) -> Any:
    """The same with the async client."""
    retries = PageRetries(job, clock, fault_tolerance)
    while True:
        try:
            with async_used_for(one_timeout()):
                return _status(job, await async_run(job.poll_steps(retries.clock.time), job.client))
        except NO_ANSWER as error:
            delay = retries.failed(error)
        await retries.clock.async_sleep(delay)


def _status(job: Job[Any], observation: Observation[Any]) -> Any:
    if observation.status is None:
        raise ConfigurationError(f"{job} is not there, so it has no results: {observation.error}")
    return observation.status
