"""Salesforce's token: the vendor's own call, by the generated operation, for `ClientCredentials`."""

from __future__ import annotations

import json
from typing import Any

import httpx

from tarry_clients.salesforce.api.tokens import request_token
from tarry_clients.salesforce.models import Token, TokenRequest
from tarry_clients.salesforce.types import UNSET

from ._errors import ProviderResponseError
from ._oauth import AccessToken, ClientCredentials

# What live tenants answer, where an answer does not say: https://github.com/dawidmachon/mcecli
_DEFAULT_LIFETIME = 1079.0


def client_credentials(auth_url: str, client_id: str, client_secret: str, account_id: str | None) -> ClientCredentials:
    """The credentials of a server-to-server package, for the token host at *auth_url*."""

    def token_request() -> httpx.Request:
        body = TokenRequest(
            grant_type="client_credentials",
            client_id=client_id,
            client_secret=client_secret,
            account_id=UNSET if account_id is None else account_id,
        )
        # `rest_instance_url` of the answer is not used: the token goes to no host but the one that was configured.
        arguments = request_token._get_kwargs(body=body)
        return httpx.Request(**{**arguments, "url": auth_url + arguments["url"]})

    return ClientCredentials(token_request, lambda answer: _read_token(answer, client_secret))


def _read_token(answer: httpx.Response, secret: str) -> AccessToken:
    """Read the answer of the token host.

    Raises:
        ProviderResponseError: It holds no token.
    """
    if answer.status_code != 200:
        # Below 400 the body may be a token all the same; from there on it may repeat what was sent.
        content = answer.content if answer.status_code >= 400 else b""
        for written in (secret, json.dumps(secret)[1:-1]):
            content = content.replace(written.encode(), b"[client_secret]")
        raise _error(answer, _reason(answer.status_code), content)
    try:
        token = Token.from_dict(answer.json())
        lifetime = float(token.expires_in or 0)
        if not lifetime > 0:
            lifetime = _DEFAULT_LIFETIME
        value: Any = token.access_token
        if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not value:
            raise ValueError("access_token is no token")
        return AccessToken(value, lifetime)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        # Without the body, in which a token may be.
        raise _error(answer, "the answer of the token host cannot be read", b"") from error


def _reason(status_code: int) -> str:
    if status_code in {400, 401, 403}:
        return "the token was refused: check client_id, client_secret and account_id"
    if status_code in {404, 410}:
        return "the token host has no such path: check subdomain and auth_url"
    return "the token host gave no token"


def _error(answer: httpx.Response, reason: str, content: bytes) -> ProviderResponseError:
    request = answer.request
    return ProviderResponseError(
        reason,
        status_code=answer.status_code,
        headers=answer.headers,
        content=content,
        method=request.method,
        path=request.url.path,
        # A token host without such a path says nothing about the job.
        final=answer.status_code in {404, 410},
    )
