"""Settings from keywords or the environment, checked before any request is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from .errors import ConfigurationError
from .texts import type_name


class Environment(Protocol):
    """Where a setting is looked up that no keyword gives."""

    def has(self, variable: str, /) -> bool:
        """Whether it has the setting, without reading it."""
        ...

    def get(self, variable: str, /) -> str | None:
        """The setting; None or empty where it has none."""
        ...

    def source(self, variable: str, /) -> str:
        """What errors call the setting."""
        ...

    def remedy(self, keyword: str, variable: str, /) -> str:
        """How to give the setting that is missing."""
        ...


class ProcessEnvironment:
    """The environment variables of this process."""

    def has(self, variable: str) -> bool:
        """Whether one is set, and not empty."""
        return bool(os.environ.get(variable))

    def get(self, variable: str) -> str | None:
        """Its value."""
        return os.environ.get(variable)

    def source(self, variable: str) -> str:
        """Its name."""
        return variable

    def remedy(self, keyword: str, variable: str) -> str:
        """The two ways that there are."""
        return f"pass {keyword}=… or set {variable}"


_PROCESS: Environment = ProcessEnvironment()
_ENVIRONMENT: ContextVar[Environment] = ContextVar("environment", default=_PROCESS)


def environment() -> Environment:
    """Where `connect` looks up settings: in the process's environment, or where `looked_up_in` says."""
    return _ENVIRONMENT.get()


@contextmanager
def looked_up_in(place: Environment) -> Iterator[None]:
    """Let every `connect` that is called within look up its settings in *place*."""
    token = _ENVIRONMENT.set(place)
    try:
        yield
    finally:
        _ENVIRONMENT.reset(token)


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
    place, source = environment(), variable(provider, name)
    return printable(place.source(source), place.get(source))


def printable(source: str, given: Any) -> str | None:
    """A text that can be sent in a request; None where nothing is given. Raises as `setting`."""
    if given is None or given == "":
        return None
    if not isinstance(given, str):
        raise ConfigurationError(f"{source} must be a text, not {type_name(given)}")
    if given == given.strip() and given.isprintable():
        return given
    del given  # or whoever shows the variables of this frame shows a secret
    raise ConfigurationError(f"{source} has a space or line break at an end, or a character that cannot be printed")


def required(provider: str, name: str, value: str | None, purpose: str = "") -> str:
    """Like `setting`, for one that has to be there, for the *purpose* that an error names."""
    if found := setting(provider, name, value):
        return found
    raise ConfigurationError(f"{provider}.connect needs {name}{purpose}: {remedy(provider, name)}")


def remedy(provider: str, name: str) -> str:
    """How to give a setting that is missing."""
    return environment().remedy(name, variable(provider, name))
