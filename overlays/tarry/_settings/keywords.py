"""What a provider's `connect` takes, by its signature, and which of it is secret, by its `Provider`."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from types import ModuleType
from typing import Any, NamedTuple

from tarry._core import providers
from tarry._core.errors import ConfigurationError
from tarry._core.settings import variable

_SIMPLE = {"str", "int", "float", "bool"}


class Keyword(NamedTuple):
    """A keyword of `connect` whose value can be written as a text."""

    name: str
    variable: str
    """The environment variable that stands in for it."""
    kinds: frozenset[str]
    """Names of the simple types that it takes."""
    secret: bool
    needed: bool
    """Whether `connect` cannot be called without it."""

    @property
    def wanted(self) -> str:
        """What it takes, in words."""
        return "a text in quotes" if self.kinds == {"str"} else " or ".join(sorted(self.kinds))


class Connect(NamedTuple):
    """The `connect` of a provider."""

    module: ModuleType
    keywords: Mapping[str, Keyword]
    others: frozenset[str]
    """Keywords whose values are objects of Python."""
    open: bool
    """Whether it takes any others."""


def connect_of(provider: str) -> Connect:
    """The `connect` of a provider.

    Raises:
        ConfigurationError: There is no such provider, or it has none.
    """
    module = providers.module_of(provider) if isinstance(provider, str) else None
    if module is None:
        raise ConfigurationError(f"unknown provider {provider!r:.80}; there are {', '.join(providers.names())}")
    if not callable(getattr(module, "connect", None)):
        raise ConfigurationError(f"{module.__name__} has no connect: make its client yourself")
    parameters = inspect.signature(module.connect).parameters.values()
    keywords, others = dict[str, Keyword](), set[str]()
    for one in parameters:
        if one.kind in {one.VAR_KEYWORD, one.VAR_POSITIONAL, one.POSITIONAL_ONLY}:
            continue
        kinds = _kinds(one.annotation)
        if kinds:
            secret = "str" in kinds and _is_secret(one.name, module)
            keywords[one.name] = Keyword(
                one.name, variable(provider, one.name), kinds, secret, needed=one.default is one.empty
            )
        else:
            others.add(one.name)
    return Connect(module, keywords, frozenset(others), any(one.kind is one.VAR_KEYWORD for one in parameters))


def _is_secret(keyword: str, module: Any) -> bool:
    """Whether any job of the provider says so; where one says nothing, all may be but the address."""
    said = [getattr(job.source, "secrets", None) for job in module.JOBS]
    return keyword != "base_url" if None in said else any(keyword in names for names in said if names)


def _kinds(annotation: Any) -> frozenset[str]:
    """The simple types in an annotation, which may be a text; empty where there are none. Without one it is a text."""
    if annotation is inspect.Parameter.empty:
        return frozenset({"str"})
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    text = text.removeprefix("typing.")
    if text.startswith(("Optional[", "Union[")) and text.endswith("]"):
        text = text.partition("[")[2][:-1].replace(",", "|")
    return frozenset(one.strip() for one in text.split("|")) & _SIMPLE
