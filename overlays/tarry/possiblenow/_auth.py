"""How requests to PossibleNOW are authenticated: a header signed anew for each, or a bearer token."""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import httpx

from tarry._auth.schemes import header
from tarry._core.errors import ConfigurationError
from tarry._core.secrets import HoldsSecret
from tarry._core.settings import required, setting

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
            if not setting(getattr(self, name), name, ""):
                raise ConfigurationError(f"{name} of a HmacSigner is missing")
        if not self.user_id.isascii() or " " in self.user_id:
            raise ConfigurationError("user_id of possiblenow has a character that no header can carry: copy it anew")
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
    """Signs every request anew; after a 401 once more with the server's time, as a clock that is off earns one."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        # How far the server's clock is ahead of ours; kept, so that a clock that is off costs one refusal and not one a poll.
        self._skew = timedelta(0)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        now = datetime.now(UTC)
        self._sign(request, now + self._skew)
        answer = yield request
        server_time = _date(answer) if answer.status_code == 401 else None
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


def choose_auth(
    *,
    client_id: str | None,
    user_id: str | None,
    secret: str | None,
    token: str | None,
    signer: Signer | None,
    auth: httpx.Auth | None,
) -> httpx.Auth:
    """The one way to authenticate that was given; keywords come before the environment.

    Raises:
        ConfigurationError: None was given, or more than one, or one is malformed.
    """
    given = {
        "client_id, user_id and secret": any(value is not None for value in (client_id, user_id, secret)),
        "token": token is not None,
        "signer": signer is not None,
        "auth": auth is not None,
    }
    ways = [way for way, there in given.items() if there]
    if len(ways) > 1:
        raise ConfigurationError(f"possiblenow.connect takes one of {'; '.join(given)}: leave out all but one of yours")
    if auth is not None:
        return auth
    if signer is not None:
        if not callable(signer):
            raise ConfigurationError(
                f"signer must be callable with a request and a datetime, not {type(signer).__name__}"
            )
        return SignedAuth(signer)
    if token is not None or (not ways and _environment_has_token()):
        bearer = required(token, "token", "POSSIBLENOW_TOKEN", "possiblenow")
        return header("Bearer", bearer, "token", "possiblenow")
    return SignedAuth(
        HmacSigner(
            required(client_id, "client_id", "POSSIBLENOW_CLIENT_ID", "possiblenow"),
            required(user_id, "user_id", "POSSIBLENOW_USER_ID", "possiblenow"),
            required(secret, "secret", "POSSIBLENOW_SECRET", "possiblenow"),
        )
    )


def _environment_has_token() -> bool:
    """Whether the environment says to send a token. A client id beside it is no contradiction: submits need one too."""
    if not os.environ.get("POSSIBLENOW_TOKEN"):
        return False
    for variable in ("POSSIBLENOW_USER_ID", "POSSIBLENOW_SECRET"):
        if os.environ.get(variable):
            raise ConfigurationError(
                f"POSSIBLENOW_TOKEN and {variable} are both set and contradict each other: unset one of them"
            )
    return True


def _date(answer: httpx.Response) -> datetime | None:
    """When *answer* was sent, by the server's clock."""
    try:
        moment = parsedate_to_datetime(answer.headers["Date"])
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (KeyError, ValueError, TypeError, OverflowError, IndexError):
        return None
