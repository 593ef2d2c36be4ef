"""How requests to PossibleNOW are authenticated: a header signed for each, or a bearer token."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import httpx

from tarry._core.errors import ConfigurationError
from tarry._core.secrets import HoldsSecret
from tarry._core.settings import printable
from tarry._http.retry_after import date_of

Signer = Callable[[httpx.Request, datetime], str]
"""Makes the whole value of the Authorization header, from the request and the moment in UTC that the header is to name."""


@dataclass(frozen=True, slots=True)
class HmacSigner(HoldsSecret):
    """Signs as `PNAUTHINFO3-HMAC-<algorithm> Credential=<user_id>/<timestamp> Signature=<base64>`.

    The form of the header is the vendor's. What exactly is signed is not: the vendor's text available here ends before it
    says so. Signed is the UTF-8 text `client_id:user_id:timestamp`, as a public connector of a third party does it, so
    neither method nor path nor body. If your account's requests are answered 401, hand `connect` a signer of your own.

    Attributes:
        client_id: The account's MyPreferences id.
        user_id: The API user of that account.
        secret: The account's secret, the key of the HMAC; in no repr.
        algorithm: SHA256, SHA384 or SHA512.

    Raises:
        ConfigurationError: One of them is empty or cannot be sent in a header.
    """

    client_id: str
    user_id: str
    secret: str = field(repr=False)
    algorithm: Literal["SHA256", "SHA384", "SHA512"] = "SHA256"

    def __post_init__(self) -> None:
        for name in ("client_id", "user_id", "secret"):
            if not printable(name, getattr(self, name)):
                raise ConfigurationError(f"{name} of a HmacSigner is missing")
        if not self.user_id.isascii() or " " in self.user_id:
            raise ConfigurationError("user_id of possiblenow has a character that no header can carry: copy it again")
        if self.algorithm not in {"SHA256", "SHA384", "SHA512"}:
            raise ConfigurationError(f"algorithm must be SHA256, SHA384 or SHA512, not {self.algorithm!r:.80}")

    def __call__(self, request: httpx.Request, moment: datetime) -> str:  # noqa: ARG002
        """The header for *moment*; nothing of the request is signed."""
        # Whole seconds, rounded down: a timestamp must not lie in the future. UTC with Z: elsewhere the vendor takes a
        # time without a zone as US Eastern. https://pmstg.mypreferences.com/Profiles/Help/Authorization?scheme=PNAUTHINFO3
        timestamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = f"{self.client_id}:{self.user_id}:{timestamp}"
        digest = hmac.digest(self.secret.encode(), text.encode(), self.algorithm.lower())
        signature = base64.b64encode(digest).decode()
        return f"PNAUTHINFO3-HMAC-{self.algorithm} Credential={self.user_id}/{timestamp} Signature={signature}"


class SignedAuth(HoldsSecret, httpx.Auth):
    """Signs every request; after a 401 once more with the server's time, as a clock that is off earns one."""

    def __init__(self, signer: Signer) -> None:
        if not callable(signer):
            raise ConfigurationError(
                f"signer must be callable with a request and a datetime, not {type(signer).__name__}"
            )
        self._signer = signer
        # How far the server's clock is ahead of ours; kept, so that a clock that is off costs one refusal and not one a poll.
        self._skew = timedelta(0)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        now = datetime.now(UTC)
        self._sign(request, now + self._skew)
        answer = yield request
        server_time = date_of(answer.headers) if answer.status_code == 401 else None
        if server_time is None:
            return
        self._sign(request, server_time)
        answer = yield request
        if answer.status_code != 401:
            self._skew = server_time - now

    def _sign(self, request: httpx.Request, moment: datetime) -> None:
        value: Any = self._signer(request, moment)
        if not isinstance(value, str) or not value.isascii() or not value.isprintable():
            # Not repeated, as it may hold a secret, and not left in this frame.
            del value
            raise ConfigurationError("the signer of possiblenow must return the Authorization header as ASCII text")
        request.headers["Authorization"] = value
