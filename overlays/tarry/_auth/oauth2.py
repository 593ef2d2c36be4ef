"""OAuth 2.0 bearer tokens for a client that waits longer than its token lives.

No library is used for it, because none of those that know httpx fits (read in the versions of November 2026):

- Authlib 1.9 replaces the httpx client by one of its own, for sync or for async, each with a token of its own, where
  Salesforce allows about one token request per 20 minutes. Its sync client lets every thread renew, neither renews after a
  401, a request for a refresh that failed may simply be sent again, and it imports httpx2 where that is there.
- httpx-auth 0.23 has an `httpx.Auth`, but its one flow asks for the token with a sync client, which blocks an event loop; it
  does not renew after a 401, form-encodes what Salesforce documents as JSON, and hands no refresh token to the caller.
- httpx-oauth 0.17 is async only, and keeps no token.

httpx has the place for it, `httpx.Auth`, and the token calls themselves are operations of the generated clients.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator
from typing import Any

import httpx

from tarry._core.clock import monotonic
from tarry._core.errors import ProviderResponseError, TarryError

from .single_flight import Slot, Step, SteppedAuth, Steps
from .token_response import AccessToken

RENEW_BEFORE = 60.0
"""Seconds before the end at which a token is no longer used: longer than a request may take on its way."""

REFUSED_FOR = 1200.0
"""Seconds for which a refusal of the token host is believed; about one request in so long is what Salesforce asks for."""

_REFUSALS = {400, 401, 403, 404, 410}


class TokenAuth(SteppedAuth):
    """Gets a token with the first request, renews it ahead of its end and once after a 401.

    One token serves every request, thread and task of a client, sync and async: whoever finds it missing gets a new one
    while the others wait for it, and take its refusal for theirs where it gets none.

    A token that is refused as soon as it has replaced a refused one is not replaced again before its end, however many jobs
    meet the refusal: then the fault is not the token's.
    """

    wanted = "a token"

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._token: AccessToken | None = None
        self._good_until = 0.0
        self._replaced_in_vain = False
        """Whether the last renewal was made after a 401, and no request has succeeded since."""
        self._refusal: TarryError | None = None
        self._refused_until = 0.0

    def fetch(self, request: httpx.Request) -> Generator[Step, Any, AccessToken]:
        """Get a token for *request*; raises a TarryError where there is none."""
        raise NotImplementedError

    def hand_over(self) -> None:
        """Called before a token is asked for, and when the new one is kept and no request was sent with it."""

    def steps(self, request: httpx.Request) -> Steps:
        """Send *request* with a good token; once more with a new one after a 401."""
        token: AccessToken | None = None
        for _ in range(2):
            refused = token
            token = self._good_token(refused) or (yield from self._renew(request, refused))
            # A body that is read from a file is used up by the first sending: the next request has the new token.
            if token is refused or (refused and not isinstance(request.stream, httpx.ByteStream)):
                return
            answer = yield self._signed(request, token)
            if answer.is_success and token is self._token:
                self._replaced_in_vain = False
            if answer.status_code != 401:
                return

    def _renew(self, request: httpx.Request, refused: AccessToken | None) -> Generator[Step, Any, AccessToken]:
        """A new token, or the *refused* one again where replacing it has just been tried without success."""
        known = self._refusal
        yield Slot.ACQUIRE
        # Another request may have got one while this one waited for its turn.
        token = self._good_token(refused)
        if token is None and refused is not None and self._replaced_in_vain:
            token = refused
        if token is None:
            self._share_refusal(known)
            self.hand_over()
            try:
                token = yield from self.fetch(request)
            except TarryError as error:
                self._refusal = copy.copy(error)
                self._refused_until = self._clock() + self.believed_for(error)
                raise
            self._token = token
            # A token that lives shorter than the margin is used for its first half.
            self._good_until = self._clock() + max(token.expires_in - RENEW_BEFORE, token.expires_in / 2)
            self._replaced_in_vain = self._replaced_in_vain or refused is not None
            # Within the turn, so that two are handed over in their order. The token is there: who needs no other does not wait.
            self.hand_over()
        yield Slot.RELEASE
        return token

    def _good_token(self, refused: AccessToken | None) -> AccessToken | None:
        """The token at hand, unless it is about to end or is the one that was just *refused*."""
        good = self._token is not None and self._token is not refused and self._clock() < self._good_until
        return self._token if good else None

    def believed_for(self, error: TarryError) -> float:
        """Seconds for which nobody asks again after this *error*, besides those who waited for its answer."""
        return REFUSED_FOR if isinstance(error, ProviderResponseError) and error.status_code in _REFUSALS else 0.0

    def _share_refusal(self, known: TarryError | None) -> None:
        """Raise what another request was told while this one waited: to ask again at once would be against Retry-After."""
        fresh = self._refusal is not known or self._clock() < self._refused_until
        if self._refusal is not None and fresh:
            raise copy.copy(self._refusal)

    @staticmethod
    def _signed(request: httpx.Request, token: AccessToken) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {token.value}"
        return request


class ClientCredentials(TokenAuth):
    """Client credentials (RFC 6749, section 4.4): the same request for every token.

    Args:
        request_token: Builds the token request, credentials and all.
        read_token: Reads its answer, once the body is there; raises a TarryError where it holds no token.
        clock: Monotonic seconds; for tests.
    """

    def __init__(
        self,
        request_token: Callable[[], httpx.Request],
        read_token: Callable[[httpx.Response], AccessToken],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(clock)
        self._request_token = request_token
        self._read_token = read_token

    def fetch(self, request: httpx.Request) -> Generator[Step, Any, AccessToken]:
        """Ask for one."""
        token_request = with_timeouts(self._request_token(), request)
        return self._read_token((yield token_request))


def with_timeouts(token_request: httpx.Request, request: httpx.Request) -> httpx.Request:
    """The timeouts of the request that needs the token hold for getting it as well."""
    token_request.extensions = {"timeout": request.extensions.get("timeout", {})}
    return token_request
