"""The tokens that a provider of the sandbox gives out: access tokens that end, and refresh tokens that work once."""

from __future__ import annotations

import math
from collections.abc import Callable

TOKEN = "sandbox-token"  # noqa: S105 - obviously fake
REFRESH_TOKEN = "sandbox-refresh-token"  # noqa: S105 - obviously fake


class Tokens:
    """What was given out and is still good.

    `sandbox-token` itself is always good, for tools that ask for none.

    Attributes:
        lifetime: Seconds for which the access tokens to come are good.
        issued: How many access tokens were given out.
    """

    def __init__(self, clock: Callable[[], float], lifetime: float) -> None:
        self.lifetime = lifetime
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """Forget what was given out, so that the first refresh token works again."""
        self.issued = 0
        self._good_until: dict[str, float] = {}
        self._refresh_tokens = {REFRESH_TOKEN}

    def issue(self) -> str:
        """Give out an access token."""
        self.issued += 1
        token = f"{TOKEN}-{self.issued}"
        self._good_until[token] = self._clock() + self.lifetime
        return token

    def admits(self, authorization: str) -> bool:
        """Whether a request with this header may enter."""
        scheme, _, token = authorization.partition(" ")
        return scheme == "Bearer" and (token == TOKEN or self._clock() < self._good_until.get(token, -math.inf))

    def revoke(self) -> None:
        """End all access tokens that were given out, as an administrator can."""
        self._good_until.clear()

    def use_up(self, refresh_token: object) -> str | None:
        """Take a refresh token that was not used yet and give out the next; None for any other."""
        if not isinstance(refresh_token, str) or refresh_token not in self._refresh_tokens:
            return None
        self._refresh_tokens.remove(refresh_token)
        return self.issue_refresh()

    def issue_refresh(self) -> str:
        """Give out the refresh token that goes with the next access token."""
        refresh_token = f"{REFRESH_TOKEN}-{self.issued + 1}"
        self._refresh_tokens.add(refresh_token)
        return refresh_token
