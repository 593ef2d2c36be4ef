"""Whether and when a request that failed is sent again: a page, a download, or a submit that may be repeated."""

from __future__ import annotations

import logging
from typing import Any

from ._calls import sighting_of_error
from ._clock import SYSTEM_CLOCK, Clock
from ._machine import Faults, Kind, Policy, Sighting, brief

RETRY_DELAY = 1.0
"""Seconds before a request that failed is sent again, doubling with every fault in a row."""

logger = logging.getLogger("tarry")


class Retries:
    """Decides for one request after the other. No I/O: shared by sync and async.

    Args:
        policy: How many faults in a row are borne, and for how long.
        request_timeout: Seconds; faults are borne no longer than `policy.fault_count` of them.
        clock: Where time comes from; for tests.
    """

    def __init__(self, policy: Policy, request_timeout: float, clock: Clock | None) -> None:
        self.clock = clock or SYSTEM_CLOCK
        self._policy = policy
        self._limit = request_timeout * policy.fault_count
        self._faults = Faults()

    def after(self, error: Exception) -> tuple[Sighting[Any], float, bool]:
        """What *error* means, seconds to sleep before the same request is sent again, and whether there is a point in it."""
        now = self.clock.monotonic()
        sighting = sighting_of_error(error, self.clock.time)
        exhausted = self._faults.add(now, self._policy.fault_limit(), misfit=sighting.misfit)
        delay = max(self._faults.backoff(RETRY_DELAY), sighting.retry_after or 0.0)
        over = exhausted or now + delay - self._faults.since > self._limit
        return sighting, delay, sighting.kind is Kind.FAULT and not over

    def announce(self, what: object, error: Exception, delay: float) -> float:
        """Log that *what* is sent again after *delay* seconds, and return those."""
        logger.info("%s: fault %d in a row, again in %.1f s: %s", what, self._faults.count, delay, brief(error))
        return delay
