"""CPU of this process, in rounds that take turns, so that a busy machine is as unfair to one as to the other."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

NameT = TypeVar("NameT")
ValueT = TypeVar("ValueT")

Table = Mapping[str, Any]
"""What is written to a file of JSON, and shown: `columns` and `rows`, or a `text`."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and quartiles of a few measurements."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Of at least one value."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(median, low, high)

    def text(self, form: str = ".2f", factor: float = 1.0) -> str:
        """`1.05 (1.03 to 1.08)`."""
        low, median, high = (format(value * factor, form) for value in (self.low, self.median, self.high))
        return f"{median} ({low} to {high})"


def cpu(work: Callable[[], object]) -> float:
    """Seconds of processor time that *work* takes in this process, in all its threads."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def in_turns(work: Mapping[NameT, Callable[[], ValueT]], rounds: int) -> dict[NameT, list[ValueT]]:
    """Measure each once per round; every round begins with another."""
    found: dict[NameT, list[ValueT]] = {name: [] for name in work}
    names = list(work)
    for turn in range(rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            found[name].append(work[name]())
    return found


def ratio(values: Sequence[float], base: Sequence[float]) -> Spread:
    """Of two things measured in the same rounds, round by round."""
    return Spread.of([one / other for one, other in zip(values, base, strict=True)])


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """What was measured, with numbers as people read them."""
    return {"columns": columns, "rows": rows}
