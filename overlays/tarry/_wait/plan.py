"""What a schedule plans, made safe, and by how much jobs spread out around it."""

from __future__ import annotations

import zlib
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from tarry._core.errors import ConfigurationError

if TYPE_CHECKING:
    from tarry._core.results import Job
    from tarry._core.schedule import Schedule

FLOOR = 0.01
"""No two polls are closer than this, in seconds, whatever a schedule says."""
CEILING = 86_400.0
"""No schedule can put off a poll for longer than a day."""


def next_delay(schedule: Schedule, elapsed: float, hint: float | None) -> float:
    """Seconds that *schedule* plans until the next poll, between floor and ceiling.

    Raises:
        ConfigurationError: It plans what is no delay.
    """
    planned = schedule.next_delay(elapsed, hint)
    try:
        delay = float(planned)
    except (TypeError, ValueError, OverflowError):
        raise ConfigurationError(f"{schedule!r:.80} planned {planned!r:.80}, which is no delay in seconds") from None
    # In this order a NaN becomes the floor.
    return min(max(FLOOR, delay), CEILING)


def seed(job: Job[Any]) -> int:
    """Of the job alone, so that jobs spread out while every driver makes the same timeline of the same answers."""
    return zlib.crc32(str(job.handle).encode())


def share(seed: int, poll: int) -> float:
    """From 0 to 1, as if by chance, and the same for the same poll of the same job."""
    digest = blake2b(b"%d %d" % (seed, poll), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32
