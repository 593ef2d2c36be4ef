"""A schedule for a job whose provider calls when it ends."""

from __future__ import annotations

from typing import Any

from tarry._core.checks import is_number
from tarry._core.errors import ConfigurationError
from tarry._core.schedule import Jittered, Schedule

from ._growing import Growing, require_number

SOON = 2.0
"""Seconds from the poll that a call brought about to the next one, where the job had not ended."""

_LONGEST = 86_400.0
"""A wait puts off no poll for longer."""
_FOREVER = 1e12


class Rarer(Jittered):
    """Poll more rarely while a call of the provider is expected, and never stop: a call may get lost.

    Once a call has come (`called`), polls come closer: the next after 2 s, then each after as long as it is since the call,
    until they are as rare as before. So a status that lags behind the call is seen soon, and a call that was too early, or
    that somebody else made up, costs some ten polls at most.

    One object for each job. With `tarry.callbacks`, the receiver makes it.

    Args:
        schedule: What is made rarer; the provider's own schedule by default.
        factor: By how many times the delays are longer.
        ceiling: Seconds up to which they are; a longer delay of the schedule itself is kept. A quarter of an hour by default:
            results may be kept for an hour only (Eloqua's shortest `dataRetentionDuration`), and where the call never comes,
            most of that is left to read them.
    """

    def __init__(self, schedule: Schedule | None = None, *, factor: float = 4.0, ceiling: float = 900.0) -> None:
        for name, value, least in (("factor", factor, 1.0), ("ceiling", ceiling, SOON)):
            _require_between(least, value, _LONGEST, name)
        if schedule is not None and not callable(getattr(schedule, "next_delay", None)):
            raise ConfigurationError(f"a schedule has a method next_delay(elapsed, hint), unlike {schedule!r:.80}")
        self.schedule = schedule
        self.factor = factor
        self.ceiling = ceiling
        self.jitter = schedule.jitter if isinstance(schedule, Jittered) else 0.0
        self.since: float | None = None
        """Seconds after the start of the wait at which a poll first knew of the last call."""
        self._calls = self._known = 0
        self._of: Rarer | None = None
        """Whose calls count, where `for_job` made this one of another."""

    @classmethod
    def again(cls, schedule: Schedule | None, *, since: float | None, called: bool, **options: float) -> Rarer:
        """One that goes on as another did: *called* says whether a call had come that no plan knew of yet.

        Raises:
            ConfigurationError: An option makes no sense.
        """
        made = cls(schedule, **options)
        if since is not None:
            _require_between(0.0, since, _FOREVER, "since")
        made.since, made._calls = since, int(bool(called))
        return made

    def __repr__(self) -> str:
        return f"Rarer({self.schedule!r}, factor={self.factor:g}, ceiling={self.ceiling:g})"

    def called(self) -> None:
        """The provider has called, or somebody who knows the URL."""
        self._calls += 1

    @property
    def calls(self) -> int:
        """How many calls have come."""
        return self._calls if self._of is None else self._of.calls

    @property
    def is_news(self) -> bool:
        """Whether a call has come since the last poll was planned."""
        return self._known != self.calls

    def _heard(self, elapsed: float) -> None:
        self._known, self.since = self.calls, elapsed
        if self._of is not None:
            self._of._heard(elapsed)

    def for_job(self, provider: str, kind: str, age: float | None, default: Schedule) -> Rarer:
        """The schedule of one wait: that of the provider made rarer, where no other was given."""
        schedule = default if self.schedule is None else self.schedule
        for_job: Any = getattr(schedule, "for_job", None)
        if for_job is not None:
            schedule = for_job(provider, kind, age, default)
        bound = Rarer(schedule, factor=self.factor, ceiling=self.ceiling)
        bound._of, bound._known, bound.since = self, self._known, self.since
        return bound

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        """Rarer than the schedule says, but not beyond a *hint*; after a call soon."""
        if self.is_news:
            self._heard(elapsed)
        later = self._later(elapsed, hint)
        return later if self.since is None else min(later, max(SOON, elapsed - self.since))

    def _later(self, elapsed: float, hint: float | None) -> float:
        planned = self._planned(elapsed, hint)
        if not is_number(planned):
            return planned  # the wait refuses it
        later = min(planned * self.factor, self.ceiling)
        return max(planned, min(later, hint) if hint is not None and hint > 0 else later)

    def _planned(self, elapsed: float, hint: float | None) -> float:
        return (self.schedule or Growing()).next_delay(elapsed, hint)

    def explain(self, elapsed: float, hint: float | None) -> str:
        """Whether a call is expected or came; otherwise what the schedule says."""
        delay = self.next_delay(elapsed, hint)
        if delay < self._later(elapsed, hint):
            return "soon after a call"
        if delay > self._planned(elapsed, hint):
            return "rarer, as a call is expected"
        explain = getattr(self.schedule, "explain", None)
        return str(explain(elapsed, hint)) if callable(explain) else "planned"

    def ended(self, earliest: float | None, latest: float) -> None:
        """Tell the schedule, which may learn from it."""
        ended = getattr(self.schedule, "ended", None)
        if callable(ended):
            ended(earliest, latest)


def _require_between(least: float, value: Any, most: float, name: str) -> None:
    require_number(value, name)
    if not least <= value <= most:
        raise ConfigurationError(f"{name} of a schedule must be from {least:g} to {most:g}, not {value!r:.80}")
