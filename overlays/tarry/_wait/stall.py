"""Whether a job makes progress, as far as its answers show: for how long they have said the same."""

import json
from hashlib import blake2b
from typing import Any

from tarry._core.observation import Kind, Observation


class Stall:
    """Remembers what the provider last said of one job, and since when; there is one only where a caller wants to know.

    Args:
        limit: Seconds after which it is worth telling.
        answer: The fingerprint of the answer before, where the wait began in another process.
        since: When that answer was new, in seconds from the start of the wait.
        seconds: What `seconds` was after it.
    """

    __slots__ = ("_answer", "_before", "_since", "limit", "seconds")

    def __init__(
        self, limit: float, answer: str | None = None, since: float = 0.0, seconds: float | None = None
    ) -> None:
        self.limit = limit
        self._answer: tuple[object, ...] | None = None
        self._before = answer
        self._since = since
        self.seconds = seconds
        """Seconds from the last change of the answer to the last answer; None where they are fewer than the limit."""

    def after(self, observation: Observation[Any], elapsed: float) -> float | None:
        """`seconds` after a poll that brought *observation*; None where it brought no answer, as then nobody can tell."""
        if observation.kind not in {Kind.SEEN, Kind.MISSING}:
            return None
        answer = observation.kind.value, observation.outcome, observation.raw_status, observation.status
        if answer != self._answer:
            if self._answer is not None or fingerprint(answer) != self._before:
                self._since = elapsed
            self._answer = answer
        unchanged = elapsed - self._since
        self.seconds = unchanged if 0 < unchanged >= self.limit else None
        return self.seconds

    def remembered(self) -> tuple[str | None, float, float | None]:
        """The last answer as a fingerprint, since when it came, and `seconds`: the arguments for another process."""
        answer = self._before if self._answer is None else fingerprint(self._answer)
        return answer, self._since, self.seconds


def fingerprint(value: object) -> str:
    """A hash of *value* that is the same in every process, by which the next answer can be compared and nothing be read."""
    text = json.dumps(value, sort_keys=True, default=_plain)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _plain(value: Any) -> Any:
    return value.to_dict() if hasattr(value, "to_dict") else str(value)
