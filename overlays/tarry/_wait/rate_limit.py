"""How many polls a host gets, at a time and per second, from all the jobs that wait there. Decides only, without a clock.

Both limits begin at what the caller allows, and are halved when the host says that it is too much. They are back in half a
minute and grow on from there, so that a host whose limit is unknown has to say so about twice a minute at most.
"""

from __future__ import annotations

import math

IN_FLIGHT = 64
"""Polls in flight at a time, on all hosts together. Half of them at one host are enough for `PER_SECOND` where answers come in
64 ms, and each takes a connection."""

PER_SECOND = 500.0
"""Polls per second at one host. No vendor publishes a number for status calls, only that there is a 429; Salesforce's support
is quoted with 2,500 calls of all kinds a minute (https://markus.codes/2021/02/18/salesforce-marketing-cloud-api-call-limit).
So it begins high, and the host's own answers set it."""

_REGAIN = 30.0
"""Seconds until a limit that was halved is back where it was."""

_SAVED_UP = 0.06
"""Of so many seconds the polls are saved up and may start at once. More would open connections for a burst alone."""

_TINY = 1e-6
"""Less than this is no time, as sums of fractions are not exact."""

_TICK = 0.03
"""Shortest time to wait for a turn, in seconds. To wake up for each poll costs more than some that start together, a moment
late; and fractions of a turn add up inexactly, so that a wait of nothing would never end."""


class Limit:
    """A number that is halved at once and regained over time, up to a ceiling; never below 1."""

    __slots__ = ("_low", "_since", "_slope", "ceiling")

    def __init__(self, ceiling: float) -> None:
        self.ceiling = ceiling
        self._low = ceiling
        self._slope = 0.0
        self._since = 0.0

    def at(self, now: float) -> float:
        """What is allowed at the time *now*."""
        if self._slope == 0.0:
            return self._low
        return min(self.ceiling, self._low + self._slope * (now - self._since))

    def halve(self, used: float, now: float) -> None:
        """Allow half of what was *used*, which may be far less than was allowed."""
        used = max(min(used, self.at(now)), 1.0)
        self._low = min(max(used / 2.0, 1.0), self.ceiling)
        self._slope = used / 2.0 / _REGAIN
        self._since = now


class RateLimit:
    """The polls of one host.

    `ready_at` says when the next may start; each one that starts is announced by `start`, and by `end` when it has finished.
    """

    __slots__ = (
        "_forbidden_until",
        "_halved_at",
        "_in_flight_limit",
        "_last_start",
        "_rate",
        "_started",
        "_tokens",
        "_updated",
        "in_flight",
    )

    def __init__(self, in_flight: int = IN_FLIGHT, per_second: float = PER_SECOND) -> None:
        self.in_flight = 0
        self._in_flight_limit = Limit(float(in_flight))
        self._rate = Limit(per_second)
        self._tokens = max(per_second * _SAVED_UP, 1.0)
        """Polls that may start at once."""
        self._started = 0.0
        """About how many polls started within the last second."""
        self._last_start = -math.inf
        self._updated = -math.inf
        self._forbidden_until = -math.inf
        self._halved_at = -math.inf

    @property
    def forbidden_until(self) -> float:
        """When the latest Retry-After of this host is over."""
        return self._forbidden_until

    def has_room(self, now: float) -> bool:
        """Whether fewer polls are in flight than are allowed."""
        return self.in_flight < int(self._in_flight_limit.at(now))

    def rate(self, now: float) -> float:
        """Polls per second that are allowed at the time *now*."""
        return self._rate.at(now)

    def is_throttled(self, now: float) -> bool:
        """Whether the host has said that there were too many polls, and has not regained all of its rate."""
        return self._rate.at(now) < self._rate.ceiling

    def is_as_new(self, now: float) -> bool:
        """Whether a new one would allow no more: nothing is forbidden, in flight or used up."""
        used_up = now - self._last_start < max(1.0 / self._rate.ceiling, _SAVED_UP)
        return not (self.in_flight or used_up or now < self._forbidden_until or self.is_throttled(now))

    def ready_at(self, now: float, *, alone: bool = False) -> float:
        """The earliest time for the next poll.

        The host's *alone* waiting job keeps to what the caller allows and to Retry-After: after a throttle answer its own
        plan is slower already, and is the same as where one waits for it without a rate_limit.
        """
        if now < self._forbidden_until:
            return self._forbidden_until
        self._update(now)
        if alone:
            ready = self._last_start + 1.0 / self._rate.ceiling
            return ready if ready - now > _TINY else now
        if self._tokens >= 1.0:
            return now
        return now + max((1.0 - self._tokens) / self._rate.at(now), _TICK)

    def start(self, now: float) -> None:
        """A poll starts."""
        self._update(now)
        self._tokens = max(self._tokens - 1.0, 0.0)
        self._started += 1.0
        self._last_start = now
        self.in_flight += 1

    def end(self, started: float, now: float, *, throttled: bool, retry_after: float | None) -> None:
        """A poll that began at *started* has finished; *throttled* where the host said that there are too many."""
        used = float(self.in_flight)
        self.in_flight -= 1
        if not throttled:
            return
        self._forbidden_until = max(self._forbidden_until, now + (retry_after or 0.0))
        # What was in flight when the limits were halved says nothing new.
        if started > self._halved_at:
            self._update(now)
            self._in_flight_limit.halve(used, now)
            self._rate.halve(self._started, now)
            self._tokens = 0.0
            self._halved_at = now

    def _update(self, now: float) -> None:
        passed = now - self._updated
        if passed <= 0.0:
            return
        self._updated = now
        rate = self._rate.at(now)
        self._tokens = min(max(rate * _SAVED_UP, 1.0), self._tokens + rate * passed)
        self._started *= math.exp(-min(passed, 100.0))
