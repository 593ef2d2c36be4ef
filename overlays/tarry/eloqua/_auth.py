r"""The ways to log in to Eloqua: `Company\User` with a password, an OAuth 2.0 access token, or a refresh token."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import httpx

from tarry._auth.refresh_token import RefreshToken
from tarry._auth.schemes import require_no_colon
from tarry._auth.token_response import TokenReader
from tarry._auth.ways import choose_way
from tarry._core.errors import ConfigurationError
from tarry._core.secrets import Secret
from tarry._core.settings import remedy
from tarry.runtime import basic, header, required, setting
from tarry_clients.eloqua import models
from tarry_clients.eloqua.api import tokens as tokens_api
from tarry_clients.eloqua.types import UNSET


def credential(ways: Mapping[str, Mapping[str, Any]], auth: httpx.Auth | None, token_host: str) -> httpx.Auth:
    """The one of the *ways* to log in that is given. A `RefreshToken` needs the client as well, as it sends requests.

    Raises:
        ConfigurationError: None is given, a half of one, or two; or a setting is malformed.
    """
    # An app may be in the environment without being used.
    way = choose_way("eloqua", auth, ways, unsaid={"client_id", "client_secret", "redirect_uri", "on_token"})
    if auth is not None:
        return auth
    given = ways[way]
    if "on_token" in given:
        return _refreshing(given, given["on_token"], token_host)
    found = {name: setting("eloqua", name, value) or "" for name, value in given.items()}
    return header("Bearer", found["token"], "token", "eloqua") if found.get("token") else _basic(found)


def _basic(login: Mapping[str, str]) -> httpx.Auth:
    r"""Basic authentication as `Company\User`.

    https://docs.oracle.com/cloud/latest/marketingcs_gs/OMCAC/Authentication_Basic.html
    """
    missing = [name for name in ("company", "user", "password") if not login.get(name)]
    if missing:
        remedies = " and ".join(remedy("eloqua", name) for name in missing)
        instead = f", or {remedy('eloqua', 'token')}" if len(missing) == 3 else ""
        raise ConfigurationError(f"eloqua.connect needs {', '.join(missing)}: {remedies}{instead}")
    for name in ("company", "user"):
        if "\\" in login[name]:
            raise ConfigurationError(
                f"{name} of eloqua holds a backslash: company is what stands before it in the login name, user what after"
            )
        require_no_colon(login[name], name, "eloqua")
    return basic(f"{login['company']}\\{login['user']}", login["password"])


def _refreshing(settings: Mapping[str, Any], on_token: Any, token_host: str) -> RefreshToken:
    """The credentials of an app that a user has let in, for the token host at the base URL *token_host*."""
    refresh_token, client_id, client_secret = (
        required("eloqua", name, settings[name], " to renew its token")
        for name in ("refresh_token", "client_id", "client_secret")
    )
    redirect_uri = setting("eloqua", "redirect_uri", settings["redirect_uri"]) or UNSET
    require_no_colon(client_id, "client_id", "eloqua")
    if on_token is None:
        raise ConfigurationError(
            "eloqua.connect needs on_token beside a refresh token: a function that stores each new one, since they work once"
        )
    if not callable(on_token) or inspect.iscoroutinefunction(on_token):
        raise ConfigurationError("on_token must be a plain function of one argument, the new refresh token; not async")

    def token_request(sent: Secret) -> httpx.Request:
        body = models.TokenRequest("refresh_token", sent.value, redirect_uri, "full")
        arguments = tokens_api.request_token.request_arguments(body=body)
        return httpx.Request(**{**arguments, "url": token_host + arguments["url"]})

    secret = Secret(client_secret)
    reader = TokenReader(models.Token.from_dict, 28800.0, _reason, is_final=lambda status_code: status_code != 429)
    return RefreshToken(
        Secret(refresh_token),
        on_token=on_token,
        request_token=token_request,
        read_token=lambda answer, sent: reader.read(answer, {"client_secret": secret, "refresh_token": sent}),
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
