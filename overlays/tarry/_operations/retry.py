"""Whether and when a request that failed is sent again: a page, a download, or a submit that may be repeated."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tarry._core.clock import Clock, clock_or_default
from tarry._core.errors import ProviderResponseError
from tarry._core.observation import Kind, Observation
from tarry._core.options import DEFAULT, FaultTolerance, tolerance_seconds
from tarry._core.policy import Faults, Policy
from tarry._core.provider import Provider
from tarry._core.texts import brief, duration
from tarry._http.generated_client import base_url

from .advice import describe_fault
from .status import observation_from_error

logger = logging.getLogger("tarry")

RETRY_DELAY = 1.0
"""Seconds before a request that failed is sent again, doubling with every fault in a row."""


class Retries:
    """Decides for one request after the other. No I/O: shared by sync and async.

    Args:
        policy: How many faults in a row are tolerated, and for how long, where the caller does not say.
        request_timeout: Seconds; then faults are tolerated no longer than `policy.fault_count` of them.
        clock: Where time comes from; for tests.
        fault_tolerance: How long faults are tolerated, as the caller said.

    Raises:
        ConfigurationError: `fault_tolerance` is no length of time.
    """

    def __init__(
        self,
        policy: Policy,
        request_timeout: float,
        clock: Clock | None,
        fault_tolerance: FaultTolerance = DEFAULT,
    ) -> None:
        self.clock = clock_or_default(clock)
        self._policy = policy
        self._tolerance = tolerance_seconds(fault_tolerance)
        self._longest = request_timeout * policy.fault_count if self._tolerance is None else self._tolerance
        self._faults = Faults()

    def after(self, error: Exception) -> tuple[Observation[Any], float, bool]:
        """What *error* means, seconds to sleep before the same request is sent again, and whether there is a point in it."""
        now = self.clock.monotonic()
        observation = observation_from_error(error, self.clock.time)
        exhausted = self._faults.add(now, self._policy.fault_limit(self._tolerance), misfit=observation.misfit)
        delay = max(self._faults.backoff(RETRY_DELAY), observation.retry_after or 0.0)
        over = exhausted or now + delay - self._faults.since > self._longest
        return observation, delay, observation.kind is Kind.FAULT and not over

    def announce(self, what: object, error: Exception, delay: float) -> float:
        """Log that *what* is sent again after *delay* seconds, and return those."""
        level = logging.WARNING if self._faults.misfits else logging.INFO
        logger.log(
            level, "%s: fault %d in a row, again in %s: %s", what, self._faults.count, duration(delay), brief(error)
        )
        return delay

    def explain(self, error: Exception, provider: Provider, client: Any, *more: str) -> None:
        """Say in *error*, which is about to be raised, where it comes from, how long it failed, and what to do.

        Args:
            error: What the last request raised.
            provider: Whose answer it is.
            client: The client that asked.
            more: What to do besides, in sentences.
        """
        explain(error, provider, client, *more, lasted=self.lasted())

    def lasted(self) -> str:
        """How long it failed; nothing where it was tried once."""
        return f"Given up after {self._faults.row(self.clock.monotonic())}" if self._faults.count > 1 else ""


def explain(error: Exception, provider: Provider, client: Any, *more: str, lasted: str = "") -> None:
    """The same for a request that is sent once; *lasted* says how long it failed."""
    address = base_url(client)
    problem, advice = describe_fault(error, provider, str(address))
    if isinstance(error, ProviderResponseError):
        error.source = error.source or f"{provider.name} ({address.host})"
        error.advice = sentences(lasted, "" if error.final else advice, *more)
    elif isinstance(error, httpx.RequestError):
        error.args = (sentences(f"{provider.name}: {problem}", lasted, advice, *more),)


@contextmanager
def explained(provider: Provider, client: Any) -> Iterator[None]:
    """Say in the error of a request that is sent once, such as a cancel, where it comes from and what to do."""
    try:
        yield
    except (ProviderResponseError, httpx.RequestError) as error:
        explain(error, provider, client)
        raise


def sentences(*texts: str) -> str:
    """One text of those that are not empty, each with its full stop."""
    return " ".join(f"{text.rstrip('.')}." for text in texts if text)
