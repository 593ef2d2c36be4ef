r"""The two ways to log in to Eloqua: `Company\User` with a password, or an OAuth 2.0 access token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from ._connect import HeaderAuth, setting
from ._errors import ConfigurationError


def credential(
    company: str | None, user: str | None, password: str | None, token: str | None, auth: httpx.Auth | None
) -> httpx.Auth:
    """The one way to log in that the settings name. A keyword hides the other way in the environment.

    Raises:
        ConfigurationError: They name none, a half of one, or two.
    """
    basic = {"company": company, "user": user, "password": password}
    ways = {"auth": auth, "token": token, "company, user and password": next(filter(_is_given, basic.values()), None)}
    given = [way for way, value in ways.items() if _is_given(value)]
    if len(given) > 1:
        raise ConfigurationError(f"eloqua.connect takes one way to log in, not {' beside '.join(given)}")
    if auth is not None:
        other: Any = auth
        if not isinstance(other, httpx.Auth):
            raise ConfigurationError(f"auth must be an httpx.Auth, not {type(other).__name__}")
        return auth
    bearer = None if given and token is None else setting(token, "token", "ELOQUA_TOKEN")
    parts = {name: setting(value, name, f"ELOQUA_{name.upper()}") for name, value in basic.items() if token is None}
    if bearer is None:
        return _basic(parts)
    if any(parts.values()):
        found = ", ".join(f"ELOQUA_{name.upper()}" for name, value in parts.items() if value)
        raise ConfigurationError(f"the environment has ELOQUA_TOKEN beside {found}: eloqua takes one way to log in")
    bearer = bearer.removeprefix("Bearer ")
    if not bearer.isascii() or " " in bearer:
        raise ConfigurationError("token of eloqua has a character that no token has: copy it anew")
    return HeaderAuth(f"Bearer {bearer}")


def _is_given(value: object) -> bool:
    return value is not None


def _basic(parts: Mapping[str, str | None]) -> httpx.BasicAuth:
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
    return httpx.BasicAuth(f"{company}\\{user}", password)
