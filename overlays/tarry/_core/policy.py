"""What a wait tolerates by a provider's default, and the count of faults in a row."""

from typing import NamedTuple

from .schedule import Schedule


class FaultLimit(NamedTuple):
    """What a row of faults must reach, both in time and in number, to be too long."""

    seconds: float
    number: int = 1


class Policy(NamedTuple):
    """What a provider's wait tolerates, in seconds and counts."""

    schedule: Schedule
    visibility_grace: float = 10.0
    """How long a job that was never seen may be missing, from the start of the wait."""
    regrace: bool = False
    """Whether a job that was seen gets the grace once more when it is missing: the answer does not tell the two apart."""
    unknown_grace: float = 120.0
    """How long an unknown word may stand."""
    fault_count: int = 8
    """So many faults in a row, over at least `fault_time`, end a wait that never had an answer: it may be set up wrong."""
    fault_time: float = 120.0
    outage_time: float = 3600.0
    """A row of faults that lasts so long ends a wait that had an answer; a quarter of the timeout where that is longer."""

    def fault_limit(
        self, tolerance: float | None = None, *, answered: bool = False, timeout: float | None = None
    ) -> FaultLimit:
        """When faults in a row are too many: as the caller said, or by the provider's default.

        Args:
            tolerance: The caller's `fault_tolerance`, as `tolerance_seconds` returns it; None for the default.
            answered: Whether there was a good answer before, so that address and credential are right.
            timeout: The whole time that the caller gave, in seconds; None where it has no limit.
        """
        if tolerance is not None:
            return FaultLimit(tolerance)
        if answered:
            return FaultLimit(max(self.outage_time, (timeout or 0.0) / 4.0))
        return FaultLimit(self.fault_time, self.fault_count)


class Faults:
    """Counts failed requests in a row. Shared by waits, page reads and submits that may be repeated."""

    __slots__ = ("count", "misfits", "since")

    def __init__(self, count: int = 0, misfits: int = 0, since: float = 0.0) -> None:
        self.count = count
        self.misfits = misfits
        self.since = since

    def clear(self) -> None:
        """A request went well."""
        self.count = self.misfits = 0

    def add(self, now: float, limit: FaultLimit, *, misfit: bool = False) -> bool:
        """Count one more; True where it is one too many, both by count and by time.

        A *misfit*, well-formed and not what the document describes, is final the second time, whatever the limit: a server that
        says the same twice will not say another thing.
        """
        if self.count == 0:
            self.since = now
        self.count += 1
        self.misfits += misfit
        return self.misfits > 1 or (self.count >= limit.number and now - self.since >= limit.seconds)

    def row(self, now: float) -> str:
        """How many there were and how long they lasted, in words."""
        return "1 fault" if self.count == 1 else f"{self.count} faults in a row over {now - self.since:.0f} s"

    def backoff(self, delay: float) -> float:
        """Double the planned *delay* with each fault in a row, up to half a minute or the plan if that is longer."""
        return min(delay * 2.0 ** min(self.count - 1, 16), max(delay, 30.0))
