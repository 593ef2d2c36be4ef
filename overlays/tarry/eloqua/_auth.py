r"""The ways to log in to Eloqua: `Company\User` with a password, an OAuth 2.0 access token, or a refresh token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import httpx

from tarry._auth.schemes import HeaderAuth, basic, header
from tarry._auth.ways import choose_way
from tarry._core.errors import ConfigurationError
from tarry._core.settings import setting

if TYPE_CHECKING:
    from tarry._auth.refresh_token import RefreshToken


_REFRESH = "refresh_token, client_id and client_secret"

_WAYS = {
    "token": ("token",),
    _REFRESH: ("refresh_token", "client_id", "client_secret", "redirect_uri"),
    "company, user and password": ("company", "user", "password"),
}


def credential(
    settings: Mapping[str, str | None],
    on_token: Callable[[str], object] | None,
    auth: httpx.Auth | None,
    token_host: str,
) -> tuple[httpx.Auth, RefreshToken | None]:
    """The one way to log in that the settings name, which needs the client where it renews its token.

    Raises:
        ConfigurationError: They name none, a half of one, or two.
    """
    ways: dict[str, dict[str, object]] = {way: {name: settings[name] for name in _WAYS[way]} for way in _WAYS}
    ways[_REFRESH]["on_token"] = on_token
    # An app may be in the environment without being used.
    way = choose_way("eloqua", auth, ways, unsaid={"client_id", "client_secret", "redirect_uri", "on_token"})
    if auth is not None:
        return auth, None
    found = {name: setting("eloqua", name, settings[name]) for name in _WAYS[way]}
    if way == _REFRESH:
        from ._oauth import refreshing

        renewing = refreshing(found, on_token, token_host)
        return renewing, renewing
    if bearer := found.get("token"):
        return header("Bearer", bearer, "token", "eloqua"), None
    return _basic(found), None


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
