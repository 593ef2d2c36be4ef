"""How a client of a document logs in and where it asks: what `connecting.py.jinja` prints."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .texts import first_sentence, quoted

_TAKEN = {"base_url", "auth", "request_timeout", "response_limits", "httpx_args"}


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword of `connect`."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a server."""

    name: str
    argument: str
    default: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Server:
    """The first server of a document."""

    template: str
    variables: tuple[Variable, ...] = ()


@dataclass(slots=True)
class Connection:
    """All that the template needs."""

    ways: list[list[str]] = field(default_factory=list)
    """The ways to log in, each as expressions of schemes."""
    credentials: list[str] = field(default_factory=list)
    """Keywords that say who is asking."""
    secrets: list[str] = field(default_factory=list)
    """Those of them that nobody may see."""
    keywords: list[Keyword] = field(default_factory=list)
    server: Server | None = None


def connection_of(document: Mapping[str, Any], polled: Mapping[str, Any]) -> Connection:
    """How to connect for the *polled* operation: its security, else that of the document; its first server that has a host.

    A server with `x-placeholder` only shows the form of an address, so it is no default.

    A way that needs a scheme which `connect` does not know, such as a client certificate, is left out: `auth` is for it.
    """
    made = Connection()
    schemes = document.get("components", {}).get("securitySchemes", {})
    for requirement in polled.get("security", document.get("security", [])):
        way = [
            _scheme(made, name, schemes.get(name, {}), scopes, alone=len(requirement) == 1)
            for name, scopes in requirement.items()
        ]
        if way and all(way) and way not in made.ways:
            made.ways.append(way)
    for server in document.get("servers", []):
        url = str(server.get("url", ""))
        if url.startswith(("https://", "http://")) and not server.get("x-placeholder"):
            variables = tuple(_variable(made, name, one) for name, one in server.get("variables", {}).items())
            made.server = Server(url.rstrip("/"), variables)
            break
    return made


def _scheme(made: Connection, name: str, scheme: Mapping[str, Any], scopes: Sequence[str], *, alone: bool) -> str:
    """The expression of a scheme; empty for one that `connect` does not know."""
    kind, about = scheme.get("type"), first_sentence(str(scheme.get("description", "")))
    if kind == "apiKey":
        key = "api_key" if alone else identifier(name)
        where = f"{quoted(scheme['in'])}, {quoted(scheme['name'])}, {quoted(key)}"
        prefix = f", prefix={quoted(scheme['x-prefix'])}" if isinstance(scheme.get("x-prefix"), str) else ""
        return f"key_scheme({_keyword(made, key, about or 'The key.')}, {where}{prefix})"
    if kind == "http" and str(scheme.get("scheme", "")).lower() == "basic":
        user = _keyword(made, "user", f"Name of the user. {about}".strip(), secret=False)
        return f"login({user}, {_keyword(made, 'password', 'Password of the user.')})"
    flow = scheme.get("flows", {}).get("clientCredentials")
    if kind == "oauth2" and flow:
        app = _keyword(made, "client_id", "Of the app.", secret=False)
        parts = [app, _keyword(made, "client_secret", "Of the app.")]
        _add(made, "token_url", f"Where tokens are fetched; {flow['tokenUrl']} by default.")
        return f"client_credentials({', '.join(parts)}, token_url, {quoted(flow['tokenUrl'])}, {tuple(scopes)!r})"
    if kind in {"oauth2", "openIdConnect"} or (kind == "http" and str(scheme.get("scheme", "")).lower() == "bearer"):
        about = about or "The token, with or without `Bearer ` before it. It is not renewed."
        return f"bearer({_keyword(made, 'token', about)})"
    return ""


def _variable(made: Connection, name: str, given: Mapping[str, Any]) -> Variable:
    argument = identifier(name)
    while argument in made.credentials:  # or a secret would become a part of the address
        argument = f"{argument}_in_address"
    _add(made, argument, str(given.get("description", "")) or "A part of the address.")
    return Variable(name, argument, str(given.get("default", "")), tuple(map(str, given.get("enum", ()))))


def _keyword(made: Connection, name: str, description: str, *, secret: bool = True) -> str:
    """Add a keyword that says who is asking."""
    _add(made, name, description)
    for names in (made.credentials, made.secrets) if secret else (made.credentials,):
        if name not in names:
            names.append(name)
    return name


def _add(made: Connection, name: str, description: str) -> None:
    if all(one.name != name for one in made.keywords):
        made.keywords.append(Keyword(name, description))


def identifier(name: str) -> str:
    """A name of the document as a keyword of `connect`."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    word = re.sub(r"\W+", "_", snake, flags=re.ASCII).strip("_") or "value"
    word = f"value_{word}" if word[0].isdigit() else word
    return f"{word}_" if keyword.iskeyword(word) or word in _TAKEN else word
