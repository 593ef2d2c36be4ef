r"""The ways to log in to Eloqua: `Company\User` with a password, an OAuth 2.0 access token, or a refresh token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import httpx

from tarry._auth.schemes import HeaderAuth, basic, header
from tarry._core.errors import ConfigurationError
from tarry._core.settings import setting
from tarry._core.texts import type_name

if TYPE_CHECKING:
    from tarry._auth.refresh_token import RefreshToken


_REFRESH = "refresh_token, client_id and client_secret"


_WAYS = {
    "token": ("token",),
    _REFRESH: ("refresh_token", "client_id", "client_secret", "redirect_uri"),
    "company, user and password": ("company", "user", "password"),
}


_NO_SIGN = {"client_id", "client_secret", "redirect_uri"}
"""Settings of an app that may be in the environment without being used."""


def credential(
    settings: Mapping[str, str | None],
    on_token: Callable[[str], object] | None,
    auth: httpx.Auth | None,
    token_host: str,
) -> tuple[httpx.Auth, RefreshToken | None]:
    """The one way to log in that the settings name, which needs the client where it renews its token.

    A keyword hides the other ways in the environment.

    Raises:
        ConfigurationError: They name none, a half of one, or two.
    """
    given = [way for way, names in _WAYS.items() if any(settings[name] is not None for name in names)]
    if on_token is not None and _REFRESH not in given:
        given.append(_REFRESH)
    if auth is not None:
        given.insert(0, "auth")
    if len(given) > 1:
        raise ConfigurationError(f"eloqua.connect takes one way to log in, not {' beside '.join(given)}")
    if auth is not None:
        other: Any = auth
        if not isinstance(other, httpx.Auth):
            raise ConfigurationError(f"auth must be an httpx.Auth, not {type_name(other)}")
        return auth, None
    names = [name for way, names in _WAYS.items() if way in given or not given for name in names]
    found = {name: setting(settings[name], name, f"ELOQUA_{name.upper()}") for name in names}
    signs = [[name for name in names if found.get(name) and name not in _NO_SIGN] for names in _WAYS.values()]
    if not given and sum(map(bool, signs)) > 1:
        there = " beside ".join(", ".join(f"ELOQUA_{name.upper()}" for name in sign) for sign in signs if sign)
        raise ConfigurationError(f"the environment has {there}: eloqua takes one way to log in")
    if _REFRESH in given or found.get("refresh_token"):
        from ._oauth import refreshing

        renewing = refreshing(found, on_token, token_host)
        return renewing, renewing
    bearer = found.get("token")
    if not bearer:
        return _basic(found), None
    return header("Bearer", bearer, "token", "eloqua"), None


def _basic(parts: Mapping[str, str | None]) -> HeaderAuth:
    r"""Basic authentication as `Company\User`.

    https://docs.oracle.com/cloud/latest/marketingcs_gs/OMCAC/Authentication_Basic.html
    """
    company, user, password = (parts.get(name) for name in ("company", "user", "password"))
    if company is None or user is None or password is None:
        missing = [name for name in ("company", "user", "password") if not parts.get(name)]
        remedy = " and ".join(f"pass {name}=… or set ELOQUA_{name.upper()}" for name in missing)
        instead = ", or pass token=… or set ELOQUA_TOKEN" if len(missing) == 3 else ""
        raise ConfigurationError(f"eloqua.connect needs {', '.join(missing)}: {remedy}{instead}")
    for name, value in (("company", company), ("user", user)):
        if "\\" in value:
            raise ConfigurationError(
                f"{name} of eloqua holds a backslash: company is what stands before it in the login name, user what after"
            )
        if ":" in value:
            raise ConfigurationError(f"{name} of eloqua holds a colon, which cannot be sent in Basic authentication")
    return basic(f"{company}\\{user}", password)
