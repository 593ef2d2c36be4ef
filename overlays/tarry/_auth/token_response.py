"""What a token host answers: a token, or an error that shows no secret."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

import httpx

from tarry._core.errors import ProviderResponseError
from tarry._core.secrets import HoldsSecret, Secret

MAX_LIFETIME = 366 * 86_400.0
"""Longest life of a token that is believed, in seconds."""

UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
"""What decoder and models raise over a body that is not what the document describes."""

_KEPT_HEADERS = ("retry-after", "date", "content-type")


class AccessToken(HoldsSecret):
    """A token, for how many seconds from now it is good, and where there is such a thing the token to get the next one with."""

    __slots__ = ("expires_in", "refresh_token", "value")

    def __init__(self, value: str, expires_in: float, refresh_token: str | None = None) -> None:
        self.value = value
        self.expires_in = expires_in
        self.refresh_token = refresh_token


class TokenReader(NamedTuple):
    """Reads the answers of a provider's token host.

    Attributes:
        parse: Makes the generated model of a token.
        lifetime: Seconds that a token lives where its answer does not say.
        reason: What an answer without a token means, by its status; None of 200 for one that cannot be read.
        is_final: Whether to ask again is of no use, by the status.
    """

    parse: Callable[[Mapping[str, Any]], Any]
    lifetime: float
    reason: Callable[[int], str]
    is_final: Callable[[int], bool]

    def read(self, answer: httpx.Response, secrets: Mapping[str, Secret]) -> AccessToken:
        """Read an answer to a request that held *secrets*, each by its name.

        Raises:
            ProviderResponseError: It holds no token.
        """
        token = self._token(answer) if answer.status_code == 200 else None
        if token is None:
            # Below 400 the body may be a token all the same; from there on it may repeat what was sent.
            raise self._error(answer, _redacted(answer.content, secrets) if answer.status_code >= 400 else b"")
        return token

    def _token(self, answer: httpx.Response) -> AccessToken | None:
        """The token in *answer*; None where it cannot be read.

        What is raised on the way holds the body, and so do the frames that it is raised in: nothing of them gets out of here.
        """
        try:
            token = self.parse(answer.json())
            lifetime = float(token.expires_in or 0)
            refresh_token = getattr(token, "refresh_token", None) or None
            return AccessToken(
                _checked(token.access_token),
                min(lifetime, MAX_LIFETIME) if lifetime > 0 else self.lifetime,
                None if refresh_token is None else _checked(refresh_token),
            )
        except UNREADABLE:
            return None

    def _error(self, answer: httpx.Response, content: bytes) -> ProviderResponseError:
        request = answer.request
        error = ProviderResponseError(
            self.reason(answer.status_code),
            status_code=answer.status_code,
            # Others may repeat what was sent as well.
            headers={name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers},
            content=content,
            method=request.method,
            path=request.url.path,
            final=self.is_final(answer.status_code),
        )
        error.source = f"token host {request.url.host}"
        return error


def _redacted(content: bytes, secrets: Mapping[str, Secret]) -> bytes:
    for name, secret in secrets.items():
        written_as = {
            json.dumps(secret.value)[1:-1],
            quote(secret.value),
            quote_plus(secret.value),
            html.escape(secret.value),
        }
        for written in (secret.value, *written_as):
            content = content.replace(written.encode(), f"[{name}]".encode())
    return content


def _checked(value: Any) -> str:
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not value:
        raise ValueError("a token in the answer is no token")
    return value
