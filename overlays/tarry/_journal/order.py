"""What a caller of `submit_all` wants, checked."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tarry._core.errors import ConfigurationError, HandleError
from tarry._core.handles import Handle, find_job_class
from tarry._core.options import checked_label
from tarry._core.takes import Takes
from tarry._http.generated_client import given_url, host_name

from .cutting import digest_of
from .journal import Journal
from .ledger import Target

_OURS = {"client", "label", "clock", "idempotency_key"}
"""Parameters of a submit that say nothing about what is submitted."""


@dataclass
class Order:
    """The arguments of `submit_all`.

    Raises:
        ConfigurationError: One of them is malformed.
    """

    job_class: Any
    client: Any
    items: Iterable[Any] | None
    label: str | None
    journal: Journal | None
    account: str | None
    once: str | None
    again: bool
    send_unsure: bool
    found: Mapping[int, Handle | str] | None
    arguments: Mapping[str, Any]

    def __post_init__(self) -> None:
        if isinstance(self.job_class, str):
            provider, _, kind = self.job_class.partition(":")
            try:
                self.job_class = find_job_class(provider, kind)
            except HandleError as error:
                raise ConfigurationError(str(error)) from error
        name = self.job_class.__name__
        self.job_class.source.require(self.client, f"submit_all of {name}")
        self.takes: Takes = getattr(self.job_class, "takes", None) or Takes()
        self.label = checked_label(self.label)
        if self.once is not None and not (isinstance(self.once, str) and self.once.strip()):
            raise ConfigurationError(f"once must be a text that is not empty, not {self.once!r:.80}")
        self.handles = {
            number: one if isinstance(one, Handle) else Handle.parse(one) for number, one in (self.found or {}).items()
        }
        if self.items is not None and self.takes.items is None:
            raise ConfigurationError(f"a submit of {name} takes no items: pass None")
        if "idempotency_key" in self.arguments:
            raise ConfigurationError("submit_all makes an idempotency key for each part, and keeps it: leave it out")

    def given(self, part: list[Any] | None) -> dict[str, Any]:
        """The arguments of the submit of a part."""
        return dict(self.arguments) if part is None else {**self.arguments, self.takes.items or "": part}

    def prepare(self, part: list[Any] | None) -> Any:
        """What the submit of a part would send, checked; None where its class does not say."""
        prepare = getattr(self.job_class, "prepare", None)
        return prepare(self.client, **self.given(part)) if prepare else None

    @cached_property
    def target(self) -> Target:
        """Where it goes to, for those who read the journal."""
        host = host_name(self.client).decode("ascii")
        return Target(self.job_class.source.name, self.job_class.kind, host, self.account, self.label)

    @cached_property
    def digest(self) -> str:
        """Of where it goes to, with the arguments; those that are left out count as their defaults.

        Raises:
            ConfigurationError: One is unknown, or missing.
        """
        signature = inspect.signature(self.job_class.submit)
        try:
            bound = signature.bind(self.client, **self.given(None if self.items is None else []))
        except TypeError as error:
            raise ConfigurationError(f"{self.job_class.__name__}.submit: {error}; it takes {signature}") from error
        bound.apply_defaults()
        said = {name: value for name, value in bound.arguments.items() if name not in {*_OURS, self.takes.items}}
        named = () if self.once is None else (self.once,)
        return digest_of(
            self.target.provider, self.target.kind, str(given_url(self.client)), self.account, said, *named
        )
