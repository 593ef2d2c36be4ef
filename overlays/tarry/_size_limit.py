"""A limit for the size of an answer, kept where its bytes come and where they are decoded.

A gzip body of 1 MB may hold 1 GB, so it does not help to look at the size afterwards, nor to count what comes. httpx decodes
each piece whole; here it is done in small pieces, and httpx is handed the plain body.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import httpx

from ._errors import ProviderResponseError
from ._time_limit import TimeLimit

ACCEPT_ENCODING = "gzip, deflate"
"""What is asked for: what the standard library can decode piece by piece."""

_PIECE = 65_536
_WINDOWS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


class Content:
    """Counts and decodes the body of one answer. No I/O: shared by sync and async.

    Args:
        response: The answer, whose body was not read yet. Its headers lose what does not describe the decoded body.
        time: How long the request may go on.
        setting: The name of the limit among those of `ResponseLimits`.
        limit: Most bytes, as they come as well as decoded.
    """

    def __init__(self, response: httpx.Response, time: TimeLimit, setting: str, limit: int) -> None:
        # Not the answer itself: it holds the body, and would be left to the collector of cycles.
        self._request = response.request
        self._status_code = response.status_code
        self._headers = response.headers
        self._time = time
        self._setting = setting
        self._limit = limit
        self._received = self._size = 0
        self._encoding = response.headers.get("Content-Encoding", "identity").strip().lower() or "identity"
        self._decoder = None
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
        return (chunk,) if self._decoder is None else self._decoded(self._decoder, chunk)

    def end(self) -> None:
        """Raise httpx.DecodingError where an encoded body did not come whole."""
        if self._decoder is not None and self._received and not self._decoder.eof:
            raise httpx.DecodingError("the encoded body was cut short", request=self._request)

    def _check(self, size: int) -> None:
        if size > self._limit:
            advice = f"raise {self._setting} of response_limits if that is no mistake"
            raise self._error(f"its body is larger than {self._limit:,} bytes: {advice}")

    def _decoded(self, decoder: Any, chunk: bytes) -> Iterator[bytes]:
        # What comes after the end is kept nowhere.
        while not decoder.eof:
            try:
                piece = decoder.decompress(chunk, _PIECE)
            except zlib.error as error:
                if self._encoding != "deflate" or self._received != len(chunk):
                    raise httpx.DecodingError(str(error), request=self._request) from error
                # Some servers send it bare, without the frame that belongs to it.
                self._encoding = "bare deflate"
                self._decoder = decoder = zlib.decompressobj(-zlib.MAX_WBITS)
                continue
            self._size += len(piece)
            self._check(self._size)
            yield piece
            chunk = decoder.unconsumed_tail
            if not chunk and len(piece) < _PIECE:
                return

    def _error(self, reason: str) -> ProviderResponseError:
        return ProviderResponseError(
            reason,
            status_code=self._status_code,
            headers=self._headers,
            # What came may be a token.
            content=b"",
            method=self._request.method,
            path=self._request.url.path,
            # A status answer may come right the next time, like all that cannot be read; a page would come as large again.
            final=self._setting != "status_bytes" and self._status_code < 300,
        )


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The decoded body of an answer, for the client that its stream is for."""

    def __init__(self, stream: Any, content: Content) -> None:
        self._stream = stream
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            yield from self._content.take(chunk)
        self._content.end()

    def close(self) -> None:
        """Close the stream that it comes from."""
        self._stream.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            for piece in self._content.take(chunk):
                yield piece
        self._content.end()

    async def aclose(self) -> None:
        """The same for async."""
        await self._stream.aclose()
