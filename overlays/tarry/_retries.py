"""Whether and when a request that failed is sent again: a page, a download, or a submit that may be repeated."""

from __future__ import annotations

import logging
from typing import Any

from ._calls import sighting_of_error
from ._clock import SYSTEM_CLOCK, Clock
from ._errors import ProviderResponseError
from ._machine import DEFAULT, Faults, FaultTolerance, Kind, Policy, Sighting, brief, tolerance_seconds

RETRY_DELAY = 1.0
"""Seconds before a request that failed is sent again, doubling with every fault in a row."""

logger = logging.getLogger("tarry")


class Retries:
    """Decides for one request after the other. No I/O: shared by sync and async.

    Args:
        policy: How many faults in a row are borne, and for how long, where the caller does not say.
        request_timeout: Seconds; then a provider that was never reached may take so many of them as it may make faults.
        clock: Where time comes from; for tests.
        fault_tolerance: How long faults are borne, as the caller said.

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
        self.clock = clock or SYSTEM_CLOCK
        self._policy = policy
        self._least = request_timeout * policy.fault_count
        self._tolerance = tolerance_seconds(fault_tolerance)
        self._faults = Faults()
        self._answered = False
        """Whether there was a good answer, so that address and credential are right."""

    def succeeded(self) -> None:
        """A request went well."""
        self._faults.clear()
        self._answered = True

    def after(self, error: Exception) -> tuple[Sighting[Any], float, bool]:
        """What *error* means, seconds to sleep before the same request is sent again, and whether there is a point in it."""
        now = self.clock.monotonic()
        sighting = sighting_of_error(error, self.clock.time)
        limit = self._policy.fault_limit(self._tolerance, answered=self._answered)
        exhausted = self._faults.add(now, limit, misfit=sighting.misfit)
        delay = max(self._faults.backoff(RETRY_DELAY), sighting.retry_after or 0.0)
        longest = limit.seconds if self._tolerance is not None else max(limit.seconds, self._least)
        over = exhausted or now + delay - self._faults.since > longest
        return sighting, delay, sighting.kind is Kind.FAULT and not over

    def announce(self, what: object, error: Exception, delay: float) -> float:
        """Log that *what* is sent again after *delay* seconds, and return those."""
        logger.info("%s: fault %d in a row, again in %.1f s: %s", what, self._faults.count, delay, brief(error))
        return delay

    def exhausted(self, error: Exception) -> str:
        """How long it was tried in vain, in a sentence; in the text of *error* already where that is none of ours."""
        if self._faults.count < 2:
            return ""
        lasted = f"given up after {self._faults.row(self.clock.monotonic())}"
        if not isinstance(error, ProviderResponseError):
            error.args = (f"{brief(error)} ({lasted})",)
        return f"{lasted.capitalize()}."
