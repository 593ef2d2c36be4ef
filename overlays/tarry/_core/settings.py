"""Settings from keywords or the environment, checked before any request is sent."""

from __future__ import annotations

import os
from typing import Any

from .errors import ConfigurationError
from .texts import type_name


def variable(provider: str, name: str) -> str:
    """The environment variable that stands in for the keyword *name* of a provider's `connect`."""
    return f"{provider}_{name}".upper()


def setting(provider: str, name: str, value: str | None) -> str | None:
    """A setting from its keyword, which has the *value*, or from the environment; None where it is in neither.

    Raises:
        ConfigurationError: It cannot be sent in a request. The value is not repeated, as it may be a secret.
    """
    if value is not None:
        return printable(name, value)
    source = variable(provider, name)
    return printable(source, os.environ.get(source))


def printable(source: str, given: Any) -> str | None:
    """A text that can be sent in a request; None where nothing is given. Raises as `setting`."""
    if given is None or given == "":
        return None
    if not isinstance(given, str):
        raise ConfigurationError(f"{source} must be a text, not {type_name(given)}")
    if given != given.strip() or not given.isprintable():
        raise ConfigurationError(f"{source} has a space or line break at an end, or a character that cannot be printed")
    return given


def required(provider: str, name: str, value: str | None, purpose: str = "") -> str:
    """Like `setting`, for one that has to be there, for the *purpose* that an error names."""
    if found := setting(provider, name, value):
        return found
    remedy = f"pass {name}=… or set {variable(provider, name)}"
    raise ConfigurationError(f"{provider}.connect needs {name}{purpose}: {remedy}")
