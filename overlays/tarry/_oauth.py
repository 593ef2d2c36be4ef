"""OAuth 2.0 client credentials (RFC 6749, section 4.4) for a client that waits longer than its token lives.

No library is used for it, because none fits: Authlib's clients for httpx replace the httpx client, keep one token each for sync
and async where Salesforce allows about one token request per 20 minutes, do not renew after a 401, and form-encode the
request, which the vendor documents as JSON. httpx has the place for it, `httpx.Auth`, and the token call itself is an
operation of the generated client.
"""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import anyio
import httpx

from ._errors import TarryError

RENEW_BEFORE = 60.0
"""Seconds before the end at which a token is no longer used: longer than a request may take on its way."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token, and for how many seconds from now it is good."""

    value: str = field(repr=False)
    expires_in: float


class ClientCredentials(httpx.Auth):
    """Gets a token with the first request, renews it ahead of its end and once after a 401.

    One token serves every request, thread and task of a client, sync and async: whoever finds it missing gets a new one
    while the others wait for it, and take its refusal for theirs where it gets none.

    Args:
        request_token: Builds the token request, credentials and all.
        read_token: Reads its answer, once the body is there; raises a TarryError where it holds no token.
        clock: Monotonic seconds; for tests.
    """

    def __init__(
        self,
        request_token: Callable[[], httpx.Request],
        read_token: Callable[[httpx.Response], AccessToken],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._request_token = request_token
        self._read_token = read_token
        self._clock = clock
        self._token: AccessToken | None = None
        self._good_until = 0.0
        self._refusal: TarryError | None = None
        self._lock = threading.Lock()
        self._async_lock = anyio.Lock()

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send *request* with a good token; once more with a new one after a 401."""
        token = self._good_token(None)
        if token is None:
            token = yield from self._renew(request, None)
        response = yield self._signed(request, token)
        if response.status_code == 401:
            yield self._signed(request, self._good_token(token) or (yield from self._renew(request, token)))

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The same with the async lock."""
        refused: AccessToken | None = None
        for _ in range(2):
            token = self._good_token(refused)
            if token is None:
                known = self._refusal
                async with self._async_turn(request):
                    token = self._good_token(refused)
                    if token is None:
                        self._share_refusal(known)
                        answer = yield self._token_request(request)
                        await answer.aread()
                        token = self._accept(answer)
            response = yield self._signed(request, token)
            if response.status_code != 401:
                return
            refused = token

    def _renew(
        self, request: httpx.Request, refused: AccessToken | None
    ) -> Generator[httpx.Request, httpx.Response, AccessToken]:
        known = self._refusal
        with self._turn(request):
            # Another thread may have got one while this one waited for its turn.
            token = self._good_token(refused)
            if token is None:
                self._share_refusal(known)
                answer = yield self._token_request(request)
                answer.read()
                token = self._accept(answer)
        return token

    @contextmanager
    def _turn(self, request: httpx.Request) -> Iterator[None]:
        """Hold the lock. Where others before it find no token either, a request waits no longer than for a connection."""
        patience = _patience(request)
        if not self._lock.acquire(timeout=-1 if patience is None else patience):
            raise _too_long(request)
        try:
            yield
        finally:
            self._lock.release()

    @asynccontextmanager
    async def _async_turn(self, request: httpx.Request) -> AsyncIterator[None]:
        """The same with the async lock."""
        held = False
        with anyio.move_on_after(_patience(request)):
            await self._async_lock.acquire()
            held = True
        if not held:
            raise _too_long(request)
        try:
            yield
        finally:
            self._async_lock.release()

    def _good_token(self, refused: AccessToken | None) -> AccessToken | None:
        """The token at hand, unless it is about to end or is the one that was just *refused*."""
        good = self._token is not None and self._token is not refused and self._clock() < self._good_until
        return self._token if good else None

    def _share_refusal(self, known: TarryError | None) -> None:
        """Raise what another request was told while this one waited: to ask again at once would be against Retry-After."""
        if self._refusal is not None and self._refusal is not known:
            raise copy.copy(self._refusal)

    def _token_request(self, request: httpx.Request) -> httpx.Request:
        token_request = self._request_token()
        # The timeouts of the request that needs the token hold for getting it as well.
        token_request.extensions = {"timeout": request.extensions.get("timeout", {})}
        return token_request

    def _accept(self, answer: httpx.Response) -> AccessToken:
        try:
            token = self._read_token(answer)
        except TarryError as error:
            self._refusal = copy.copy(error)
            raise
        self._token = token
        # A token that lives shorter than the margin is used for its first half.
        self._good_until = self._clock() + max(token.expires_in - RENEW_BEFORE, token.expires_in / 2)
        return token

    @staticmethod
    def _signed(request: httpx.Request, token: AccessToken) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {token.value}"
        return request


def _patience(request: httpx.Request) -> float | None:
    seconds: float | None = request.extensions.get("timeout", {}).get("pool")
    return seconds


def _too_long(request: httpx.Request) -> httpx.PoolTimeout:
    return httpx.PoolTimeout("another request is still asking for a token", request=request)
