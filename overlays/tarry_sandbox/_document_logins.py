"""Fake credentials for the security schemes of a document, under the keywords of `connect` of a generated package."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ._calls import Call
from ._documents import Document, Operation
from ._tokens import TOKEN, Tokens

_CLIENT_ID, _CLIENT_SECRET = "sandbox-client", "sandbox-secret"
_KEY, _USER, _PASSWORD = "sandbox-key", "sandbox-user", "sandbox-password"


class _Login(NamedTuple):
    """What one scheme takes, and what it sends: where, by which name, and what; a token where that is empty."""

    settings: Mapping[str, str]
    place: str = "header"
    name: str = "authorization"
    sent: str = ""


def settings(document: Document, operation: Operation) -> dict[str, str]:
    """For the first way to log in that `connect` knows; none where nobody has to."""
    for way in document.ways(operation):
        found = [_login(scheme, alone=len(way) == 1) for scheme in way]
        if None not in found:
            return {key: value for one in found if one for key, value in one.settings.items()}
    return {}


def admits(document: Document, operation: Operation, call: Call, tokens: Tokens) -> bool:
    """Whether a request carries the credentials of a way to log in. A scheme that `connect` does not know is not checked."""
    request, ways = call.request, document.ways(operation)
    places = {"header": request.headers, "query": request.query_params, "cookie": request.cookies}

    def is_there(login: _Login | None) -> bool:
        if login is None:
            return True
        sent = places[login.place].get(login.name, "")
        return sent == login.sent if login.sent else tokens.admits(sent)

    return not ways or any(all(is_there(_login(scheme)) for scheme in way) for way in ways)


def admits_client(call: Call) -> bool:
    """Whether a token may be given out for client credentials."""
    return call.request.headers.get("authorization") == _basic(_CLIENT_ID, _CLIENT_SECRET)


def _basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _login(scheme: Mapping[str, Any], *, alone: bool = True) -> _Login | None:
    """None for a scheme that `connect` does not know."""
    kind, http = scheme["type"], scheme.get("scheme", "").lower()
    if kind == "apiKey":
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", scheme["x-name"]).lower()
        name = "api_key" if alone else re.sub(r"\W+", "_", snake, flags=re.ASCII).strip("_")
        return _Login({name: _KEY}, scheme["in"], scheme["name"], f"{scheme.get('x-prefix', '')} {_KEY}".lstrip())
    if http == "basic":
        return _Login({"user": _USER, "password": _PASSWORD}, sent=_basic(_USER, _PASSWORD))
    if "clientCredentials" in scheme.get("flows", {}):
        return _Login({"client_id": _CLIENT_ID, "client_secret": _CLIENT_SECRET})
    return _Login({"token": TOKEN}) if kind in ("oauth2", "openIdConnect") or http == "bearer" else None
