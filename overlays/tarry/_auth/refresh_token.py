"""OAuth 2.0 refresh tokens that work once, for a client that waits longer than its access token lives.

Why no library does it: see `_oauth`.
"""

from __future__ import annotations

import copy
import inspect
import math
from collections.abc import Callable, Generator
from typing import Any

import httpx

from tarry._core.callbacks import callback
from tarry._core.clock import monotonic
from tarry._core.errors import ConfigurationError, CredentialError, ProviderResponseError, TarryError
from tarry._core.secrets import Secret
from tarry._core.texts import shown
from tarry._http.failures import NEVER_SENT, NO_ANSWER
from tarry._http.generated_client import GeneratedClient

from .oauth2 import TokenAuth, with_timeouts
from .single_flight import Shielded, Step
from .token_response import AccessToken


class RefreshToken(TokenAuth):
    """Refresh tokens that work once (RFC 6749, section 6): each answer brings the next one.

    A refresh token that was sent is never sent again unless it certainly did not arrive: a second use is refused, and may
    end the login. So the request is broken off by no cancellation, and where its answer is lost, every later request says so.

    Args:
        refresh_token: The one to begin with.
        on_token: Called with each new one before it is used, to be stored.
        request_token: Builds the token request from the refresh token.
        read_token: Reads its answer, given what was sent; raises a ProviderResponseError where it holds no token.
        authenticate: How the token request is authenticated.
        clock: Monotonic seconds; for tests.
    """

    client: GeneratedClient
    """Sends the token requests; set when the client is made."""

    def __init__(
        self,
        refresh_token: Secret,
        *,
        on_token: Callable[[str], object],
        request_token: Callable[[Secret], httpx.Request],
        read_token: Callable[[httpx.Response, Secret], AccessToken],
        authenticate: httpx.Auth,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(clock)
        self._refresh_token = refresh_token
        self._handed_over = True
        self._on_token = on_token
        self._request_token = request_token
        self._read_token = read_token
        self._authenticate = authenticate

    def fetch(self, request: httpx.Request) -> Generator[Step, Any, AccessToken]:
        """Use the refresh token up."""
        lost = CredentialError(
            "the refresh token was sent to the token host and no answer came, so it may be used up, as it works once; it is"
            " not sent again. Log in again, and make a client with the refresh token that brings"
        )
        # Holds from the moment of sending, whatever breaks it off, unless an answer says otherwise.
        self._refusal, self._refused_until = lost, math.inf
        token_request = with_timeouts(self._request_token(self._refresh_token), request)
        try:
            answer = yield Shielded(token_request, self._authenticate, self.client)
        except NEVER_SENT:
            self._refusal = None
            raise
        except NO_ANSWER as error:
            lost = CredentialError(f"{lost} ({type(error).__name__}: {shown(str(error), 200)})")
            answer = None
        if answer is None:
            # Not from that error, which may hold the request.
            self._refusal = lost
            raise copy.copy(lost)
        token = self._read_token(answer, self._refresh_token)
        self._refusal = None
        if token.refresh_token is not None:
            self._refresh_token, self._handed_over = Secret(token.refresh_token), False
        return token

    def hand_over(self) -> None:
        """Hand the new refresh token to the caller; where that fails, once more before it is used."""
        if self._handed_over:
            return
        with callback():
            answer = self._on_token(self._refresh_token.value)
            if inspect.iscoroutine(answer):
                answer.close()
                raise ConfigurationError("on_token must be a plain function: what is async in it was not run")
        self._handed_over = True

    def believed_for(self, error: TarryError) -> float:
        """Only where the host had no time for the request is the refresh token certainly as good as before."""
        unused = isinstance(error, ProviderResponseError) and error.status_code == 429
        return 0.0 if unused else math.inf
