"""How a wait stands between two polls: all that goes along when it moves to another process (`snapshot.py`), and no more."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

from tarry._core.observation import Kind, Observation
from tarry._core.texts import shown

from .ending import problem
from .stall import Stall, fingerprint

if TYPE_CHECKING:
    from tarry._core.outcome import Outcome
    from tarry._core.policy import Faults
    from tarry._core.results import Job

UNKNOWN_WORDS = 8
"""So many different unknown words of one job are logged."""

logger = logging.getLogger("tarry")


class Standing:
    """What a wait remembers of its polls. Times are in seconds from its start, so that they mean the same elsewhere."""

    # Thousands may wait at once: nothing is kept that is not needed, and nothing twice.
    __slots__ = (
        *("_answered", "_at_deadline", "_due", "_elapsed", "_ended_by", "_fault", "_faults", "_last_outcome"),
        *("_missing", "_missing_since", "_polls", "_raw_status", "_retry_after", "_running_at", "_same", "_seen"),
        *("_spread", "_stall", "_unknown_since", "_unknown_words", "job"),
    )

    def __init__(self, job: Job[Any], stall: Stall | None = None) -> None:
        self.job = job
        self._polls = 0
        self._elapsed = 0.0
        self._due = 0.0
        """When the next poll is planned."""
        self._spread = 0.0
        self._at_deadline = False
        self._seen = False
        self._answered = False
        """Whether any poll brought an answer; that the job is not found is one."""
        # When a row of such answers began; infinite where there is none.
        self._missing_since = 0.0
        self._missing = False
        self._fault: str | None = None
        self._retry_after: float | None = None
        self._unknown_since = math.inf
        self._unknown_words: tuple[str, ...] = ()
        """Fingerprints of the unknown words that were logged."""
        self._stall = stall
        self._faults: Faults | None = None
        """None where the last poll was none."""
        self._same = 0
        self._running_at: float | None = None
        self._ended_by: float | None = None
        self._last_outcome: Outcome | None = None
        self._raw_status: str | None = None

    def _count(self, observation: Observation[Any]) -> None:
        """Keep what later polls are judged by."""
        self._missing, self._retry_after = observation.kind is Kind.MISSING, observation.retry_after
        self._fault = None if observation.error is None else f"{observation.kind.value}: {problem(observation)}"
        if observation.kind is Kind.SEEN:
            self._same = self._same + 1 if observation.outcome is self._last_outcome else 1
            self._seen = True
            self._missing_since = math.inf
            self._raw_status = observation.raw_status
            self._unknown_since = min(self._unknown_since, self._elapsed) if observation.outcome is None else math.inf
            if observation.outcome is None or not observation.outcome.is_terminal:
                self._running_at, self._ended_by = self._elapsed, None
            elif self._ended_by is None:
                self._ended_by = self._elapsed
            if observation.outcome is None and len(self._unknown_words) < UNKNOWN_WORDS:
                word = fingerprint(observation.raw_status)
                if word not in self._unknown_words:
                    self._unknown_words += (word,)
                    logger.warning("%s: unknown status word '%s'", self.job.handle, shown(str(observation.raw_status)))
        elif observation.kind is Kind.MISSING:
            self._missing_since = min(self._missing_since, self._elapsed)
        elif observation.misfit:
            logger.warning("%s: an answer that does not fit the document: %s", self.job.handle, observation.error)
        if observation.kind is not Kind.FAULT:
            self._faults = None
            self._answered = True
            # A fault between two polls does not break a row of equal answers.
            self._last_outcome = observation.outcome

    def put_off(self, seconds: float) -> None:
        """Poll so many *seconds* later than was planned."""
        self._due += seconds

    def _missing_rest(self) -> float:
        """How much is left of the grace of a job that is missing; nothing where it was seen and must have gone."""
        policy = self.job.policy
        grace = 0.0 if self._seen and not policy.regrace else policy.visibility_grace
        return self._missing_since + grace - self._elapsed

    def _unknown_rest(self) -> float:
        """How much is left of the grace of an unknown word."""
        return self._unknown_since + self.job.policy.unknown_grace - self._elapsed
