"""A limit for the size of an answer, kept where its bytes come and where they are decoded.

A gzip body of 1 MB may hold 1 GB, so it does not help to look at the size afterwards, nor to count what comes. httpx decodes
each piece whole; here it is done in small pieces, and httpx is handed the plain body.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import httpx

from tarry._core.errors import ProviderResponseError

from .deadline import Deadline
from .limits import ResponseLimits, size_limit

ACCEPT_ENCODING = "gzip, deflate"
"""What is asked for: what the standard library can decode piece by piece."""

_PIECE = 65_536
_GZIP = zlib.MAX_WBITS | 16
_WINDOWS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}


class Content:
    """Counts and decodes the body of one answer. No I/O: shared by sync and async.

    Args:
        request: What was answered.
        response: The answer, whose body was not read yet. Its headers lose what does not describe the decoded body.
        time: How long the request may go on.
        limits: Of these the one holds that the context says.
    """

    def __init__(
        self, request: httpx.Request, response: httpx.Response, time: Deadline, limits: ResponseLimits
    ) -> None:
        # Not the answer itself: it holds the body, and would be left to the collector of cycles.
        self.request = request
        self._status_code = response.status_code
        self._headers = response.headers
        self._time = time
        self._setting, self._limit = size_limit(limits)
        self._received = self._size = 0
        self._encoding = response.headers.get("Content-Encoding", "identity").strip().lower() or "identity"
        self._decoder: Any = None
        if self._encoding in _WINDOWS:
            self._decoder = zlib.decompressobj(_WINDOWS[self._encoding])
        if self._encoding != "identity":
            for header in ("Content-Encoding", "Content-Length"):
                response.headers.pop(header, None)

    def take(self, chunk: bytes) -> Iterable[bytes]:
        """Decode what came.

        Raises:
            ProviderResponseError: It is too much, or its encoding was not asked for.
            httpx.DecodingError: It is not encoded as it says.
            httpx.ReadTimeout: It came too late.
        """
        if self._decoder is None and self._encoding != "identity":
            # A list of several included: one in another is how a small bomb becomes a large one.
            what = f"its body is encoded as {self._encoding:.40}, and {ACCEPT_ENCODING} were asked for"
            raise self._error(what)
        self._time.received(len(chunk))
        self._received += len(chunk)
        self._check(self._received)
        return (chunk,) if self._decoder is None else self._decoded(chunk)

    def end(self) -> None:
        """Raise httpx.DecodingError where an encoded body did not come whole."""
        if self._decoder is not None and self._received and not self._decoder.eof:
            raise httpx.DecodingError("the encoded body was cut short")

    def _check(self, size: int) -> None:
        if size > self._limit:
            advice = f"raise {self._setting} of response_limits if that is no mistake"
            raise self._error(f"its body is larger than {self._limit:,} bytes: {advice}")

    def _decoded(self, chunk: bytes) -> Iterator[bytes]:
        while True:
            if self._decoder.eof:
                # A gzip body may have several members (RFC 1952, section 2.2), and zeros after each. No more is kept.
                chunk = chunk.lstrip(b"\0")
                if chunk and not (self._encoding in {"gzip", "x-gzip"} and chunk.startswith(b"\x1f")):
                    self._encoding = "ended"
                if not chunk or self._encoding == "ended":
                    return
                self._decoder = zlib.decompressobj(_GZIP)
            try:
                piece = self._decoder.decompress(chunk, _PIECE)
            except zlib.error as error:
                if self._encoding != "deflate" or self._received != len(chunk):
                    raise httpx.DecodingError(str(error)) from None
                # Some servers send it bare, without the frame that belongs to it.
                self._encoding = "bare deflate"
                self._decoder = zlib.decompressobj(-zlib.MAX_WBITS)
                continue
            self._size += len(piece)
            self._check(self._size)
            yield piece
            chunk = self._decoder.unused_data if self._decoder.eof else self._decoder.unconsumed_tail
            if not chunk and len(piece) < _PIECE:
                return

    def _error(self, reason: str) -> ProviderResponseError:
        return ProviderResponseError(
            reason,
            status_code=self._status_code,
            headers=self._headers,
            # What came may be a token.
            content=b"",
            method=self.request.method,
            path=self.request.url.path,
            # A status answer may come right the next time, like all that cannot be read; a page would come as large again.
            final=self._setting != "status_bytes" and self._status_code < 300,
        )
