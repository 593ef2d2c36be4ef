"""What a server can cost, whatever it sends: how long one request takes, and how large its answer becomes.

httpx bounds neither: its read timeout begins anew with every byte, and a body of any size is decoded and kept
(https://github.com/encode/httpx/issues/1450). Every transport of a client keeps both limits, so they hold for tokens and for
calls of generated functions as well.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, ParamSpec, TypeVar

import httpx

from tarry._core.checks import is_whole
from tarry._core.errors import ConfigurationError

P = ParamSpec("P")
T = TypeVar("T")

KIB, MIB, GIB = 1024, 1024**2, 1024**3

TIME_LIMIT = "tarry.time_limit"
"""Extension of a request by which transports of ours are handed its `TimeLimit`."""
SENT_BY = "tarry.sent_by"
"""Extension of an answer: the transport that a client was given for requests to its host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLimits:
    """How large answers may be, in bytes after decoding, and how slow a long one may come.

    Attributes:
        status_bytes: The answer to a poll or a submit, and those to the requests for a token or a base URL before it.
        page_bytes: Any other answer; a page of 50,000 rows of Eloqua is the largest that is known.
        download_bytes: An archive of Open Data Rights, which is not held in memory.
        bytes_per_second: A page, a submit and a download may take longer than `request_timeout`, as long as their bytes come
            or go at this pace at least. A poll may not.

    Raises:
        ConfigurationError: One of them is no positive whole number.
    """

    status_bytes: int = 4 * MIB
    page_bytes: int = 64 * MIB
    download_bytes: int = 16 * GIB
    bytes_per_second: int = 16 * KIB

    def __post_init__(self) -> None:
        for field in fields(self):
            value: Any = getattr(self, field.name)
            if not is_whole(value) or value <= 0:
                raise ConfigurationError(f"{field.name} must be a positive whole number, not {value!r:.80}")


class Use(NamedTuple):
    """What requests are sent for, which says how much their answers may cost."""

    size: str
    began: float | None = None
    """When, for requests that have one request timeout together, as those of a poll."""


PAGE = Use("page_bytes")
"""Any request of which nothing else is said."""
SUBMIT = Use("status_bytes")
"""Its answer is small."""
DOWNLOAD = Use("download_bytes")
"""Its answer goes to a file."""

_USE: ContextVar[Use] = ContextVar("tarry_use", default=PAGE)


def one_timeout() -> Use:
    """Requests that have one request timeout together, from now on, and small answers."""
    return Use("status_bytes", began=time.monotonic())


def call_for(use: Use, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call *function*, whose requests are for this *use*.

    In a copy of the context, which Ctrl-C cannot leave set: it ends in C. A `with` has an instruction at which it is set and
    not yet undone. From then on, every page and download of the thread would have the timeout of a poll that is long over.
    """
    context = copy_context()
    context.run(_USE.set, use)
    return context.run(function, *args, **kwargs)


@contextmanager
def async_used_for(use: Use) -> Iterator[None]:
    """What is awaited in this block is for this *use*. Only for async: a task has a context of its own."""
    token = _USE.set(use)
    try:
        yield
    finally:
        _USE.reset(token)


def size_limit(limits: ResponseLimits) -> tuple[str, int]:
    """The name of the limit that holds in this context, and its bytes."""
    name = _USE.get().size
    return name, getattr(limits, name)


class TimeLimit:
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
    def of(cls, request: httpx.Request, limits: ResponseLimits) -> TimeLimit:
        """The limit for *request*, whose timeout for reading is that of the whole, in this context."""
        seconds = request.extensions.get("timeout", {}).get("read")
        began = _USE.get().began
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


def time_limit(request: httpx.Request) -> TimeLimit:
    """The limit that a request was given, or one for each of its steps where nobody gave it one."""
    given = request.extensions.get(TIME_LIMIT)
    if isinstance(given, TimeLimit):
        return given
    return TimeLimit(request.extensions.get("timeout", {}).get("read"), 1, float("inf"))


_NO_TIME = 0.1
"""Seconds after which time has passed for a transport that is not ours."""


def shrunk(timeouts: Mapping[str, float | None], limit: TimeLimit) -> Mapping[str, float | None]:
    """The *timeouts* of a request for a transport that is not ours, none of them longer than there is time left."""
    left = max(limit.left(), 0.001)  # zero would mean not to block
    if limit.seconds is None or left > limit.seconds - _NO_TIME:
        return timeouts
    return {step: seconds if seconds is None else min(seconds, left) for step, seconds in timeouts.items()}
