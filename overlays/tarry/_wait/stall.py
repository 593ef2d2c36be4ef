"""Whether a job makes progress, as far as its answers show: for how long they have said the same."""

from typing import Any

from tarry._core.observation import Kind, Observation


class Stall:
    """Remembers what the provider last said of one job, and since when; there is one only where a caller wants to know."""

    __slots__ = ("_answer", "_limit", "_since", "seconds")

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._answer: tuple[object, ...] | None = None
        self._since = 0.0
        self.seconds: float | None = None
        """Seconds from the last change of the answer to the last answer; None where they are fewer than the limit."""

    def after(self, observation: Observation[Any], elapsed: float) -> float | None:
        """`seconds` after a poll that brought *observation*; None where it brought no answer, as then nobody can tell."""
        if observation.kind not in {Kind.SEEN, Kind.MISSING}:
            return None
        answer = observation.kind, observation.outcome, observation.raw_status, observation.status
        if answer != self._answer:
            self._answer, self._since = answer, elapsed
        unchanged = elapsed - self._since
        self.seconds = unchanged if 0 < unchanged >= self._limit else None
        return self.seconds
