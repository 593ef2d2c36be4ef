"""One time limit for a whole request: from the wait for a connection to the last byte of the answer.

httpx has a timeout for each step, and the one for reading holds for each piece that is read. So the timeouts of a request
are replaced by such as shrink with the time that has passed. Reading and writing go on within one step; there httpx has no
public place (https://github.com/encode/httpx/issues/1450 and /pull/3749), and the streams of httpcore are told by the `trace`
extension when they are opened. Where a transport has no such streams, the limit is checked between the pieces of a body.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx

_AT_ONCE = 0.001
"""Zero would mean not to block, which is another error."""
_WRITTEN_AT_ONCE = 65_536


class TimeLimit:
    """How long one request may go on.

    Args:
        request: As it is about to be sent.
        timeouts: Its timeouts in seconds by step, as httpx has them; that for reading is the limit of the whole.
        bytes_per_second: For so many bytes that come or go, it may take a second longer.
        began: When the look began that it belongs to; a look may not take longer.
    """

    def __init__(
        self, request: httpx.Request, timeouts: Mapping[str, float | None], bytes_per_second: int, began: float | None
    ) -> None:
        self.request = request
        self._seconds = dict(timeouts).get("read")
        self._pace = bytes_per_second
        self._strict = began is not None
        self._began = time.monotonic() if began is None else began
        length = request.headers.get("Content-Length", "0")
        self._sent = int(length) if length.isdecimal() else 0
        self._received = 0

    def received(self, count: int) -> None:
        """Take note of a piece of the body.

        Raises:
            httpx.ReadTimeout: It came too late.
        """
        self._received += count
        if self.left() <= 0:
            raise self.error()

    def left(self) -> float:
        """Seconds that are left; negative when the time is over."""
        if self._seconds is None:
            return math.inf
        longer = 0.0 if self._strict else (self._sent + self._received) / self._pace
        return self._began + self._seconds + longer - time.monotonic()

    def error(self) -> httpx.ReadTimeout:
        """What is raised when the time is over."""
        pace = f" and {self._pace:,} bytes a second after that" if not self._strict and self._received else ""
        return no_answer_in_time(self._seconds or 0.0, pace, self.request)


def no_answer_in_time(seconds: float, pace: str = "", request: httpx.Request | None = None) -> httpx.ReadTimeout:
    """The error of a request that was longer under way than it may."""
    return httpx.ReadTimeout(f"no whole answer within request_timeout, {seconds:g} seconds{pace}", request=request)


class Timeouts(dict[str, float | None]):
    """The timeouts of a request, as httpx and httpcore ask for them before each step."""

    def __init__(self, timeouts: Mapping[str, float | None], limit: TimeLimit) -> None:
        super().__init__(timeouts)
        self.limit = limit

    def get(self, step: str, default: Any = None) -> Any:
        """The timeout of a *step*, not longer than there is time left for the whole."""
        seconds = super().get(step, default)
        return None if seconds is None else _Timeout(seconds, self.limit)


class _Timeout(float):
    """A timeout that goes through httpcore to the stream, and can tell there how much of it is left."""

    _seconds: float
    _limit: TimeLimit

    def __new__(cls, seconds: float, limit: TimeLimit) -> _Timeout:
        self = super().__new__(cls, max(min(seconds, limit.left()), _AT_ONCE))
        self._seconds, self._limit = float(seconds), limit
        return self

    @contextmanager
    def around(self) -> Iterator[float]:
        """Gives the timeout for one more read or write; an error after the end of the time says that it was the limit."""
        left = self._limit.left()
        if left <= 0:
            raise self._limit.error()
        try:
            yield min(self._seconds, left)
        except Exception as error:
            # Some clocks wake a moment too early.
            if self._limit.left() <= _AT_ONCE:
                raise self._limit.error() from error
            raise


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
    with timeout.around() as seconds:
        return read(max_bytes, seconds)


async def _async_read(
    read: Callable[..., Awaitable[bytes]],
    max_bytes: int,
    timeout: float | None = None,  # noqa: ASYNC109 - as httpcore calls it
) -> bytes:
    if not isinstance(timeout, _Timeout):
        return await read(max_bytes, timeout)
    with timeout.around() as seconds:
        return await read(max_bytes, seconds)


def _write(write: Callable[..., None], buffer: bytes, timeout: float | None = None) -> None:
    if not isinstance(timeout, _Timeout):
        return write(buffer, timeout)
    # The stream has its timeout for each piece that the other side takes: a slow reader would never end.
    for start in range(0, len(buffer), _WRITTEN_AT_ONCE):
        with timeout.around() as seconds:
            write(buffer[start : start + _WRITTEN_AT_ONCE], seconds)
    return None
