"""What one poll brought, in words that are the same for every provider."""

import math
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar

from .outcome import Outcome

StatusT = TypeVar("StatusT")


class Kind(Enum):
    """What sort of thing a poll brought."""

    SEEN = "seen"
    MISSING = "not found"
    EXPIRED = "expired"
    FAULT = "fault"
    DENIED = "refused"


class Observation(NamedTuple, Generic[StatusT]):
    """What one poll brought, in words that are the same for every provider."""

    kind: Kind
    outcome: Outcome | None = None
    """For SEEN: what the answer means; None for a word that nobody has classified."""
    raw_status: str | None = None
    status: StatusT | None = None
    hint: float | None = None
    """Seconds until the provider expects the end."""
    retry_after: float | None = None
    error: Exception | None = None
    """For all but SEEN: what was raised, or would be."""
    confirmations: int = 1
    """How many polls in a row must say so before it is believed."""
    note: str = ""
    """For a pending job: why it is not believed to have ended, where its word says otherwise. For DENIED: what happened."""
    misfit: bool = False
    """For a FAULT: the answer was whole and well-formed, and is not what the document describes."""
    problem: str = ""
    """What *error* means, fit to be shown; what the error says itself where this is empty."""
    advice: str = ""
    """Which setting to check because of it, as a sentence without a full stop."""
    time: float = math.nan
    """Seconds since the epoch."""

    def without_status(self) -> "Observation[Any]":
        """The same without the model, which is large; quicker than `_replace`, as every poll needs it."""
        return Observation._make((*self[:3], None, *self[4:]))
