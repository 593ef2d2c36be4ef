"""Settings from keywords or the environment, checked before any request is sent."""

from __future__ import annotations

import os
from typing import Any

from .errors import ConfigurationError
from .texts import type_name


def setting(value: str | None, keyword: str, variable: str) -> str | None:
    """A setting from its keyword or its environment variable; None where neither is given.

    Raises:
        ConfigurationError: It cannot be sent in a request. The value is not repeated, as it may be a secret.
    """
    given: Any = os.environ.get(variable) if value is None else value
    source = variable if value is None else keyword
    if given is None or given == "":
        return None
    if not isinstance(given, str):
        raise ConfigurationError(f"{source} must be a text, not {type_name(given)}")
    if given != given.strip() or not given.isprintable():
        raise ConfigurationError(f"{source} has a space or line break at an end, or a character that cannot be printed")
    return given


def required(value: str | None, keyword: str, variable: str, provider: str) -> str:
    """Like `setting`, for one that has to be there."""
    found = setting(value, keyword, variable)
    if found is None:
        raise ConfigurationError(f"{provider}.connect needs {keyword}: pass {keyword}=… or set {variable}")
    return found
