"""Eloqua's refresh tokens: the token call by the generated operation, for `RefreshToken`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

import httpx

from tarry._auth.refresh_token import RefreshToken
from tarry._auth.schemes import basic
from tarry._auth.token_response import TokenReader
from tarry._core.errors import ConfigurationError
from tarry._core.secrets import Secret
from tarry._core.settings import required
from tarry_clients.eloqua import models
from tarry_clients.eloqua.api import tokens as tokens_api
from tarry_clients.eloqua.types import UNSET


def refreshing(
    settings: Mapping[str, str | None], on_token: Callable[[str], object] | None, token_host: str
) -> RefreshToken:
    """The credentials of an app that a user has let in, for the token host at the base URL *token_host*.

    Raises:
        ConfigurationError: One is missing or malformed.
    """
    refresh_token, client_id, client_secret = (
        required("eloqua", name, settings[name], " to renew its token")
        for name in ("refresh_token", "client_id", "client_secret")
    )
    if ":" in client_id:
        raise ConfigurationError("client_id of eloqua holds a colon, which cannot be sent in Basic authentication")
    if on_token is None:
        raise ConfigurationError(
            "eloqua.connect needs on_token beside a refresh token: a function that stores each new one, since they work once"
        )
    if not callable(on_token) or inspect.iscoroutinefunction(on_token):
        raise ConfigurationError("on_token must be a plain function of one argument, the new refresh token; not async")
    redirect_uri = settings.get("redirect_uri") or UNSET

    secrets = {"client_secret": Secret(client_secret)}

    def token_request(refresh_token: Secret) -> httpx.Request:
        body = models.TokenRequest("refresh_token", refresh_token.value, redirect_uri, "full")
        arguments = tokens_api.request_token.request_arguments(body=body)
        return httpx.Request(**{**arguments, "url": token_host + arguments["url"]})

    return RefreshToken(
        Secret(refresh_token),
        on_token=on_token,
        request_token=token_request,
        read_token=lambda answer, sent: _READER.read(answer, {**secrets, "refresh_token": sent}),
        authenticate=basic(client_id, client_secret),
    )


def _reason(status_code: int) -> str:
    if status_code in {400, 401, 403}:
        return (
            "the refresh token was refused, so check client_id and client_secret; it works once and lasts 12 months: the"
            " newest is needed, or log in again"
        )
    if status_code in {404, 410}:
        return "the token host has no such path: check login_url"
    if status_code == 429:
        return "the token host asks to wait"
    return (
        "the token host gave no token that can be read, and the refresh token may be used up, as it works once; it is not"
        " sent again: log in again"
    )


_READER = TokenReader(
    parse=models.Token.from_dict,
    lifetime=28800.0,
    reason=_reason,
    is_final=lambda status_code: status_code != 429,
)
