"""The login of Open Data Rights: OAuth 2.0 with an authorization code, where the invented person lets every client in.

What is sent is checked as RFC 6749 and, where a challenge is sent, RFC 7636 say. Nothing but `redirect_uri` is required, as
the client of the standard's author sends nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from ._calls import FORM, Call
from ._provider import answer_json
from ._tokens import Tokens

CLIENT_ID = "odr-public"

# The longest that RFC 6749 advises, in seconds.
_CODE_LIFETIME = 600
# An absolute URI without a fragment, as RFC 6749 wants it; an app on a telephone has a scheme of its own.
_REDIRECT_URI = re.compile(r"[a-z][a-z0-9+.-]*:[!\"$-~]+", re.IGNORECASE)
_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True)
class _Grant:
    """What was agreed when a code was given out."""

    redirect_uri: str
    challenge: str | None
    method: str
    good_until: float

    def find_problem(self, fields: Mapping[str, Any], now: float) -> str | None:
        """Say why the code gives no token, or None."""
        if now >= self.good_until:
            return "The code has expired."
        if fields.get("redirect_uri", self.redirect_uri) != self.redirect_uri:
            return "redirect_uri is not the one that the code was asked for with."
        if self.challenge is not None and self.challenge != _challenge(fields.get("code_verifier", ""), self.method):
            return "code_verifier does not fit the challenge."
        return None


class Login:
    """Gives out codes, and tokens for them.

    Args:
        tokens: Where the tokens come from.
        clock: Monotonic seconds.
    """

    def __init__(self, tokens: Tokens, clock: Callable[[], float]) -> None:
        self._tokens, self._clock = tokens, clock
        self.reset()

    def reset(self) -> None:
        """Forget the codes."""
        self._grants: dict[str, _Grant] = {}
        self._given = 0

    def authorize(self, call: Call) -> Response:
        """Send the browser back with a code. A 400, and no way back, where it is not known to whom."""
        query = call.request.query_params
        redirect_uri = query.get("redirect_uri", "")
        if not _REDIRECT_URI.fullmatch(redirect_uri):
            return _refuse_to_redirect("redirect_uri must be an absolute URI without a fragment")
        if query.get("client_id", CLIENT_ID) != CLIENT_ID:
            return _refuse_to_redirect(f"client_id must be {CLIENT_ID}")
        challenge, method = query.get("code_challenge"), query.get("code_challenge_method", "plain")
        if query.get("response_type", "code") != "code":
            answer = {"error": "unsupported_response_type"}
        elif method not in ("plain", "S256") or not (challenge is None or _CHALLENGE.fullmatch(challenge)):
            answer = {"error": "invalid_request"}
        else:
            self._given += 1
            code = f"sandbox-code-{self._given}"
            self._grants[code] = _Grant(redirect_uri, challenge, method, self._clock() + _CODE_LIFETIME)
            # The author's client, which names no response type, reads the code from `token`.
            answer = {"code": code} if "response_type" in query else {"code": code, "token": code}
        if "state" in query:
            answer["state"] = query["state"]
        location = f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(answer)}"
        return Response(status_code=302, headers={"Location": location})

    def exchange(self, call: Call) -> Response:
        """Give tokens for a code or for a refresh token; either works once."""
        if call.content_type != FORM:
            return _refuse("invalid_request", f"the body must be of type {FORM}")
        fields = call.fields()
        if fields.get("client_id", CLIENT_ID) != CLIENT_ID:
            return _refuse("invalid_client", f"client_id must be {CLIENT_ID}")
        # The author's client names no grant.
        grant_type = fields.get("grant_type", "authorization_code")
        if grant_type == "refresh_token":
            refresh_token = self._tokens.use_up(fields.get("refresh_token"))
            if refresh_token is None:
                return _refuse("invalid_grant", "The refresh token was used before or is unknown.")
        elif grant_type == "authorization_code":
            grant = self._grants.pop(fields.get("code", ""), None)
            problem = grant.find_problem(fields, self._clock()) if grant else "The code was used before or is unknown."
            if problem:
                return _refuse("invalid_grant", problem)
            refresh_token = self._tokens.issue_refresh()
        else:
            return _refuse("unsupported_grant_type", "grant_type must be authorization_code or refresh_token")
        lives = {"expires_in": int(self._tokens.lifetime), "refresh_token": refresh_token}
        answer = answer_json({"access_token": self._tokens.issue(), "token_type": "Bearer", **lives})
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _challenge(verifier: str, method: str) -> str:
    if method == "plain":
        return verifier
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _refuse_to_redirect(reason: str) -> Response:
    # The document describes no body; what was wrong is in a header that only the sandbox has.
    return Response(status_code=400, headers={"X-Sandbox-Reason": reason})


def _refuse(error: str, description: str) -> Response:
    return answer_json({"error": error, "error_description": description}, 400)
