"""One time limit for a whole request: from the wait for a connection to the last byte of the answer.

httpx has a timeout for each step, and the one for reading holds for each piece that is read. So the timeouts of a request
are replaced by such as shrink with the time that has passed. Reading and writing go on within one step; there httpx has no
public place (https://github.com/encode/httpx/issues/1450 and /pull/3749), and the streams of httpcore are told by the `trace`
extension when they are opened. Where a transport has no such streams, the limit is checked between the pieces of a body.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import httpx

_AT_ONCE = 0.001
"""Zero would mean not to block, which is another error."""
_WRITTEN_AT_ONCE = 65_536


class TimeLimit(dict[str, float | None]):
    """The timeouts of one request, as httpx and httpcore ask for them before each step, and how long all of it may go on.

    Args:
        request: As it is about to be sent.
        timeouts: Its timeouts in seconds by step, as httpx has them; that for reading is the limit of the whole.
        bytes_per_second: For so many bytes that come or go, it may take a second longer.
        began: When the look began that it belongs to; a look may not take longer.
    """

    __slots__ = ("_began", "_bytes", "_pace", "_seconds", "_strict")

    def __init__(
        self, request: httpx.Request, timeouts: Mapping[str, float | None], bytes_per_second: int, began: float | None
    ) -> None:
        super().__init__(timeouts)
        self._seconds = super().get("read")
        self._pace = bytes_per_second
        self._strict = began is not None
        self._began = time.monotonic() if began is None else began
        self._bytes = 0
        """That went and came, where they count."""
        if not self._strict:
            length = request.headers.get("Content-Length", "0")
            self._bytes = int(length) if length.isdecimal() else 0

    def get(self, step: str, default: Any = None) -> Any:
        """The timeout of a *step*, not longer than there is time left for the whole."""
        seconds = super().get(step, default)
        return None if seconds is None else _Timeout(seconds, self)

    def received(self, count: int) -> None:
        """Take note of a piece of the body.

        Raises:
            httpx.ReadTimeout: It came too late.
        """
        self._bytes += count
        if self.left() <= 0:
            raise self.error()

    def left(self) -> float:
        """Seconds that are left; negative when the time is over."""
        if self._seconds is None:
            return math.inf
        longer = 0.0 if self._strict else self._bytes / self._pace
        return self._began + self._seconds + longer - time.monotonic()

    def error(self) -> httpx.ReadTimeout:
        """What is raised when the time is over."""
        pace = f" and {self._pace:,} bytes a second after that" if not self._strict and self._bytes else ""
        return no_answer_in_time(self._seconds or 0.0, pace)


def no_answer_in_time(seconds: float, pace: str = "") -> httpx.ReadTimeout:
    """The error of a request that was longer under way than it may; who sends it adds which it was."""
    return httpx.ReadTimeout(f"no whole answer within request_timeout, {seconds:g} seconds{pace}")


class LimitsTime:
    """A transport that ends a request in time by itself, from the wait for a connection to the last byte of the answer."""

    __slots__ = ()


def time_left(timeouts: Mapping[str, float | None]) -> float | None:
    """Seconds that a request with these *timeouts* may still take in all; None without a limit."""
    if not isinstance(timeouts, TimeLimit):
        return timeouts.get("read")
    left = timeouts.left()
    return None if left == math.inf else max(left, _AT_ONCE)


def out_of_time(timeouts: Mapping[str, float | None]) -> httpx.ReadTimeout:
    """The error of a request with these *timeouts* whose time in all is over."""
    return timeouts.error() if isinstance(timeouts, TimeLimit) else no_answer_in_time(timeouts.get("read") or 0.0)


class _Timeout(float):
    """A timeout that goes through httpcore to the stream, and can tell there how much of it is left."""

    _seconds: float
    _limit: TimeLimit

    def __new__(cls, seconds: float, limit: TimeLimit) -> _Timeout:
        self = super().__new__(cls, max(min(seconds, limit.left()), _AT_ONCE))
        self._seconds, self._limit = float(seconds), limit
        return self

    def now(self) -> float:
        """The timeout for one more read or write.

        Raises:
            httpx.ReadTimeout: The time of the whole is over.
        """
        left = self._limit.left()
        if left <= 0:
            raise self._limit.error()
        return min(self._seconds, left)

    def judge(self, error: Exception) -> None:
        """Raise what a read or write that ended in *error* was ended by, if that was the limit of the whole."""
        # Some clocks wake a moment too early.
        if self._limit.left() <= _AT_ONCE:
            raise self._limit.error() from error


def trace(event: str, info: Mapping[str, Any]) -> None:
    """Set the limit on a stream that was opened; for the `trace` extension of requests of a sync client."""
    stream = _opened(event, info)
    if stream is not None:
        stream.read, stream.write = partial(_read, stream.read), partial(_write, stream.write)


async def async_trace(event: str, info: Mapping[str, Any]) -> None:
    """The same for an async client, whose streams write within one timeout by themselves."""
    stream = _opened(event, info)
    if stream is not None:
        stream.read = partial(_async_read, stream.read)


def _opened(event: str, info: Mapping[str, Any]) -> Any:
    """The stream that *event* tells of, if it does."""
    if event.endswith(".receive_response_headers.failed") and "buffer too long" in str(info["exception"]):
        # The words of h11, which do not say whose headers, nor that it is they.
        raise httpx.RemoteProtocolError("the headers of the answer are longer than the 100 KiB that are read of them")
    opened = event.endswith((".connect_tcp.complete", ".connect_unix_socket.complete", ".start_tls.complete"))
    return info["return_value"] if opened else None


def _read(read: Callable[..., bytes], max_bytes: int, timeout: float | None = None) -> bytes:
    if not isinstance(timeout, _Timeout):
        return read(max_bytes, timeout)
    try:
        return read(max_bytes, timeout.now())
    except Exception as error:
        timeout.judge(error)
        raise


async def _async_read(
    read: Callable[..., Awaitable[bytes]],
    max_bytes: int,
    timeout: float | None = None,  # noqa: ASYNC109 - as httpcore calls it
) -> bytes:
    if not isinstance(timeout, _Timeout):
        return await read(max_bytes, timeout)
    try:
        return await read(max_bytes, timeout.now())
    except Exception as error:
        timeout.judge(error)
        raise


def _write(write: Callable[..., None], buffer: bytes, timeout: float | None = None) -> None:
    if not isinstance(timeout, _Timeout):
        return write(buffer, timeout)
    # The stream has its timeout for each piece that the other side takes: a slow reader would never end.
    for start in range(0, len(buffer), _WRITTEN_AT_ONCE):
        try:
            write(buffer[start : start + _WRITTEN_AT_ONCE], timeout.now())
        except Exception as error:
            timeout.judge(error)
            raise
    return None
