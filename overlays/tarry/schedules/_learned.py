"""A schedule that polls when jobs of the same kind have ended before."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from tarry._core.errors import ConfigurationError
from tarry._core.schedule import Jittered, Schedule
from tarry._core.texts import duration

from ._growing import Growing, require_number
from ._hazard import Duration, Hazard, middle, still_true
from ._store import History, state_folder

SPARSE = 0.2
"""Before the usual duration a poll need not be closer than this share of the time waited and of a tenth of the usual duration.

So the end of a job that suddenly takes only a tenth of the usual duration is seen late by at most 40 % of what it took, and 14
polls reach from the start to the usual duration. Sparser polls cost less while jobs go on as they did, and more when they
suddenly become short (`make bench-schedules`).
"""


class Learned:
    """Poll when it is worth a poll, judged by how long past jobs of the same provider and kind took.

    One object serves any mix of jobs. It remembers for how long each job ran that this process submitted and waited for, with
    the job that the submit returned or one opened by its handle. Of other jobs nobody knows when they began, so these get the
    provider's own schedule and are not remembered: a program that submits in one process and waits in another, or waits after a
    restart, learns nothing from those jobs. What is remembered is used by all processes, each for the jobs that it submitted.
    Until something is known, and for a job that has run longer than the past explains, the provider's own schedule holds
    too. When jobs suddenly take much longer or shorter, what was known is forgotten after a few of them.

    The interval between polls is sqrt(2c / hazard): Keller, "Optimum checking schedules for systems subject to random
    failure", Management Science 21 (1974). The hazard is the chance to end in the next second; c is what a poll is worth.
    A hint of the provider and a Retry-After keep their say.

    Only durations are stored, no id, account or content: in `$XDG_STATE_HOME/tarry/durations` (`~/.local/state`, on macOS
    `~/Library/Application Support`, on Windows `%LOCALAPPDATA%`) or *folder*, shared by all processes that use it. A file
    that is damaged or cannot be written is logged once and does no harm.

    Args:
        folder: Where to remember, instead of the user's state folder.
        poll_worth: c: how many seconds of lateness one poll is worth. The usual duration of such a job divided by 500,
            where it is not given: one poll fewer for a hundredth of a second of lateness in 5 s, for 1.8 s in 15 minutes.
        floor: Shortest delay in seconds.

    Raises:
        ConfigurationError: An option is malformed, or this user has no home and no folder is given.
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None = None, *, poll_worth: float | None = None, floor: float = 0.5
    ) -> None:
        for name, value in (("poll_worth", 1.0 if poll_worth is None else poll_worth), ("floor", floor)):
            require_number(value, name)
            if not (value > 0 and math.isfinite(value)):
                raise ConfigurationError(f"{name} of a schedule must be a positive number, not {value!r:.80}")
        if folder is not None and not isinstance(folder, str | os.PathLike):
            raise ConfigurationError(f"folder of a schedule must be a path, not {folder!r:.80}")
        self._history = History(state_folder() if folder is None else Path(folder))
        self._is_named = folder is not None
        self._poll_worth = poll_worth
        self._floor = floor
        self._known: dict[tuple[str, str], tuple[object, Past | None]] = {}

    def __repr__(self) -> str:
        return f"Learned({str(self._history.folder)!r})"

    def options(self) -> dict[str, float | None] | None:
        """What makes another one that remembers the same; None where a *folder* is named."""
        return None if self._is_named else {"poll_worth": self._poll_worth, "floor": self._floor}

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        """For a job of which nothing is known."""
        return Growing().next_delay(elapsed, hint)

    def for_job(self, provider: str, kind: str, age: float | None, default: Schedule) -> Schedule:
        """The schedule of one wait, with what is known as it begins."""
        if age is None:
            return NotLearned(default)
        version = self._history.version(provider, kind)
        known = self._known.get((provider, kind))
        if known is None or known[0] != version:
            known = (version, self._past(self._history.read(provider, kind)))
            self._known[provider, kind] = known
        return LearnedForJob(known[1], age, default, partial(self._remember, provider, kind))

    def _past(self, durations: Sequence[Duration]) -> Past | None:
        recent = still_true(durations)
        if not recent:
            return None
        hazard = Hazard(recent)
        worth = hazard.median / 500 if self._poll_worth is None else self._poll_worth
        # Where the last few jobs were shorter than usual, the next may be as well.
        usual = min(hazard.median, median(map(middle, recent[-3:])))
        return Past(hazard, usual, worth, self._floor)

    def _remember(self, provider: str, kind: str, earliest: float, latest: float) -> None:
        # A poll that came late, for instance because nobody polled for hours, tells little about the job.
        if latest <= 3 * earliest + 10:
            self._history.add(provider, kind, (earliest, latest))


class Recalled(Learned):
    """One that a text named, in the user's state folder. It remembers nothing, as anybody may have written the text."""

    def __init__(self, *, poll_worth: float | None = None, floor: float = 0.5) -> None:
        super().__init__(poll_worth=poll_worth, floor=floor)

    def _remember(self, provider: str, kind: str, earliest: float, latest: float) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Past:
    """What the past says about one kind of job."""

    hazard: Hazard
    usual: float
    """Seconds before which an end would be early."""
    poll_worth: float
    floor: float

    def delay(self, age: float, otherwise: float) -> float:
        """Seconds to the next poll of a job that has run for *age* seconds, where other schedules say *otherwise*."""
        delay = self._interval(age, otherwise)
        # Where ends are likelier by then, do not leap into their midst.
        return max(min(delay, max(self._interval(age + delay, otherwise), delay / 2)), self.floor)

    def _interval(self, age: float, otherwise: float) -> float:
        if age < self.usual:
            sparse = max(SPARSE * (age + self.usual / 10), otherwise)
            jobs = len(self.hazard)
            otherwise *= (sparse / otherwise) ** (jobs / (jobs + 1))
        # As if the other schedule knew a hazard too: that at which its interval is the best one.
        polls_per_second = math.hypot(math.sqrt(self.hazard.at(age) / (2 * self.poll_worth)), 1 / otherwise)
        return 1 / polls_per_second if polls_per_second > 0 else otherwise


class NotLearned(Jittered):
    """The provider's own schedule, for a job that began nobody knows when."""

    __slots__ = ("_default", "jitter")

    why = "not submitted here"

    def __init__(self, default: Schedule) -> None:
        self._default = default
        self.jitter = default.jitter if isinstance(default, Jittered) else 0.0

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        """As the provider's own."""
        return self._default.next_delay(elapsed, hint)

    def explain(self, elapsed: float, hint: float | None) -> str:
        """Why nothing is known, and what the provider's own schedule says."""
        explain = getattr(self._default, "explain", None)
        return f"{self.why}: {explain(elapsed, hint)}" if explain else self.why


class LearnedForJob(NotLearned):
    """What a `Learned` knows, for one wait."""

    __slots__ = ("_age", "_past", "_remember")

    why = "nothing learned yet"

    def __init__(
        self, past: Past | None, age: float, default: Schedule, remember: Callable[[float, float], object]
    ) -> None:
        super().__init__(default)
        self._past = past
        self._age = age
        self._remember = remember

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        """By the past; that of the default where there is none."""
        otherwise = super().next_delay(elapsed, hint)
        return self._past.delay(elapsed + self._age, otherwise) if self._past and otherwise > 0 else otherwise

    def explain(self, elapsed: float, hint: float | None) -> str:
        """How long past jobs took."""
        if self._past is None:
            return super().explain(elapsed, hint)
        hazard = self._past.hazard
        jobs = "1 past job took" if len(hazard) == 1 else f"{len(hazard)} past jobs took about"
        return f"{jobs} {duration(hazard.median)}"

    def ended(self, earliest: float | None, latest: float) -> None:
        """Remember how long the job took; it began before the wait."""
        self._remember(0.0 if earliest is None else earliest + self._age, latest + self._age)
