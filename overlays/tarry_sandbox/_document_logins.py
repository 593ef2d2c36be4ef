"""Fake credentials for the security schemes of a document, under the keywords of `connect` of a generated package."""

from __future__ import annotations

import base64
import keyword
import re
from collections.abc import Mapping
from typing import Any

from ._calls import Call
from ._documents import Document, Operation
from ._tokens import TOKEN, Tokens

_KEY, _USER, _PASSWORD = "sandbox-key", "sandbox-user", "sandbox-password"
_CLIENT_ID, _CLIENT_SECRET = "sandbox-client", "sandbox-secret"


def settings(document: Document, operation: Operation) -> dict[str, str]:
    """For the first way to log in that `connect` knows; none where nobody has to."""
    for way in document.ways(operation):
        found = [_settings(scheme, alone=len(way) == 1) for scheme in way]
        if all(found):
            return {key: value for one in found for key, value in one.items()}
    return {}


def admits(document: Document, operation: Operation, call: Call, tokens: Tokens) -> bool:
    """Whether a request carries the credentials of a way to log in. A scheme that `connect` does not know is not checked."""
    ways = document.ways(operation)
    return not ways or any(all(_admits(scheme, call, tokens) for scheme in way) for way in ways)


def admits_client(call: Call) -> bool:
    """Whether a token may be given out for client credentials."""
    return call.request.headers.get("authorization") == _basic(_CLIENT_ID, _CLIENT_SECRET)


def identifier(name: str) -> str:
    """A name of the document as a name in Python."""
    word = re.sub(r"\W+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower(), flags=re.ASCII).strip("_")
    word = f"value_{word}" if not word or word[0].isdigit() else word
    return f"{word}_" if keyword.iskeyword(word) else word


def _basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _kind(scheme: Mapping[str, Any]) -> str:
    kind = scheme["type"]
    if kind == "oauth2" and "clientCredentials" in scheme["flows"]:
        return "client"
    return scheme["scheme"].lower() if kind == "http" else "bearer" if kind in ("oauth2", "openIdConnect") else kind


def _settings(scheme: Mapping[str, Any], *, alone: bool) -> dict[str, str]:
    known = {
        "apiKey": {"api_key" if alone else identifier(scheme["x-name"]): _KEY},
        "basic": {"user": _USER, "password": _PASSWORD},
        "client": {"client_id": _CLIENT_ID, "client_secret": _CLIENT_SECRET},
        "bearer": {"token": TOKEN},
    }
    return known.get(_kind(scheme), {})


def _admits(scheme: Mapping[str, Any], call: Call, tokens: Tokens) -> bool:
    request, kind = call.request, _kind(scheme)
    header = request.headers.get("authorization", "")
    if kind == "apiKey":
        places = {"header": request.headers, "query": request.query_params, "cookie": request.cookies}
        return places[scheme["in"]].get(scheme["name"]) == f"{scheme.get('x-prefix', '')} {_KEY}".lstrip()
    if kind == "basic":
        return header == _basic(_USER, _PASSWORD)
    return tokens.admits(header) if kind in ("bearer", "client") else True
