"""Runs cases and says what became of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .faults import Case
from .judging import clean_complaints, complaints
from .playing import DRIVERS, Driver
from .recordings import Place, Recording


@dataclass(frozen=True)
class Verdict:
    """One case through one driver."""

    case: Case
    driver: Driver
    complaints: Sequence[str]

    def __str__(self) -> str:
        """What is wrong, and how to run this one alone."""
        lines = "".join(f"\n    {one}" for one in self.complaints)
        return f"{self.case}:{self.driver.name}{lines}\n    alone: make faults CASE={self.case}:{self.driver.name}"


def applies(driver: Driver, case: Case) -> bool:
    """Whether a driver comes to the place of the fault. What is alike for all is left to those that go the whole way."""
    return not driver.only_waits or case.recording.exchanges[case.position].serves in {Place.POLL, Place.POLL_PAGE}


def judge(
    recording: Recording, cases: Sequence[Case], wanted: Callable[[Driver, Case], bool] = applies
) -> Iterator[Verdict]:
    """Play *cases*, all of one *recording*, through the drivers *wanted*; all have to make the same timeline (law 12)."""
    logger = logging.getLogger("tarry")
    before, logger.disabled = logger.disabled, True
    try:
        (clean,) = DRIVERS[0].play(recording, [recording.exchanges])
        for problem in clean_complaints(recording, clean):
            raise AssertionError(f"{recording} without a fault: {problem}")
        timelines: dict[str, Sequence[object]] = {}
        for driver in DRIVERS:
            chosen = [case for case in cases if wanted(driver, case)]
            for case, played in zip(chosen, driver.play(recording, [one.exchanges for one in chosen]), strict=True):
                found = list(complaints(case, driver, played, clean))
                timeline = timelines.setdefault(str(case), played.timeline)
                if timeline != played.timeline:
                    found.append(f"another timeline than another driver's:\n      {played.timeline}\n      {timeline}")
                yield Verdict(case, driver, found)
    finally:
        logger.disabled = before
