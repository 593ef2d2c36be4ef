"""How long one request takes, whatever a server sends.

httpx does not bound it: its read timeout starts again with every byte. Every transport of a client keeps the deadline.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

import httpx

from .limits import ResponseLimits
from .use import current_use

DEADLINE = "tarry.deadline"
"""Extension of a request by which transports of ours are handed its `Deadline`."""


class Deadline:
    """How long one request may go on, from the wait for a connection to the last byte of the answer.

    Args:
        seconds: The request timeout; None for no limit.
        pace: For so many bytes that come or go, it may take a second longer; None where it may not.
        began: On the monotonic clock.
        sent: Bytes of the request's body.
    """

    __slots__ = ("_bytes", "_pace", "began", "seconds")

    def __init__(self, seconds: float | None, pace: int | None, began: float, sent: int = 0) -> None:
        self.seconds = seconds
        self._pace = pace
        self.began = began
        self._bytes = sent

    @classmethod
    def of(cls, request: httpx.Request, limits: ResponseLimits) -> Deadline:
        """The deadline of *request*, whose timeout for reading is that of the whole, in this context."""
        seconds = request.extensions.get("timeout", {}).get("read")
        began = current_use().began
        if began is not None:
            return cls(seconds, None, began)
        length = request.headers.get("Content-Length", "0")
        sent = int(length) if length.isdecimal() and len(length) < 20 else 0
        return cls(seconds, limits.bytes_per_second, time.monotonic(), sent)

    def received(self, count: int) -> None:
        """Take note of a piece of the body.

        Raises:
            httpx.ReadTimeout: It came too late.
        """
        self._bytes += count
        if self.left() <= 0:
            raise httpx.ReadTimeout(self.problem())

    def left(self) -> float:
        """Seconds that are left; negative when the time is over."""
        if self.seconds is None:
            return math.inf
        longer = 0.0 if self._pace is None else self._bytes / self._pace
        return self.began + self.seconds + longer - time.monotonic()

    def step(self) -> float | None:
        """Seconds that the next byte may take: silence is tolerated for one request timeout, however much came before."""
        return None if self.seconds is None else min(self.seconds, self.left())

    def problem(self) -> str:
        """What is said of a request whose time is over."""
        seconds = f"{self.seconds or 0.0:g} seconds"
        if self.left() > 0.001:  # some clocks wake a moment too early
            return f"nothing came or went for request_timeout, {seconds}"
        pace = f" and {self._pace:,} bytes a second after that" if self._pace and self._bytes else ""
        return f"no whole answer within request_timeout, {seconds}{pace}"


def deadline_of(request: httpx.Request) -> Deadline:
    """The deadline that a request was given, or one for each of its steps where nobody gave it one."""
    given = request.extensions.get(DEADLINE)
    if isinstance(given, Deadline):
        return given
    return Deadline(request.extensions.get("timeout", {}).get("read"), 1, float("inf"))


_NO_TIME = 0.1
"""Seconds after which time has passed for a transport that is not ours."""


def shrunk(timeouts: Mapping[str, float | None], deadline: Deadline) -> Mapping[str, float | None]:
    """The *timeouts* of a request for a transport that is not ours, none of them longer than there is time left."""
    left = max(deadline.left(), 0.001)  # zero would mean not to block
    if deadline.seconds is None or left > deadline.seconds - _NO_TIME:
        return timeouts
    return {step: seconds if seconds is None else min(seconds, left) for step, seconds in timeouts.items()}
