"""The order in which a setting is looked up: profile asked for, environment, file of variables, profile of TARRY_PROFILE."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from tarry._core.errors import ConfigurationError
from tarry._core.secrets import HoldsSecret
from tarry._core.settings import ProcessEnvironment, looked_up_in
from tarry._core.texts import shown

from .entries import Entry, entry_of
from .files import config_file, read_env_file, read_profile
from .keywords import Connect, Keyword, connect_of

PROFILE = "TARRY_PROFILE"
"""The environment variable that names a profile."""


class Found(NamedTuple):
    """Where a setting of a provider is, and never its value."""

    keyword: str
    variable: str
    source_text: str
    """Empty where it is nowhere."""
    present: bool
    """Whether it is there. Of a command or a keyring nobody knows before it is asked."""
    secret: bool


class Variables(ProcessEnvironment, HoldsSecret):
    """The environment, and below it a file of variables."""

    def __init__(self, env_file: str | os.PathLike[str] | None) -> None:
        self.env_file = None if env_file is None else os.fspath(env_file)
        self._values = {} if env_file is None else read_env_file(env_file)

    def has(self, variable: str) -> bool:
        """Whether one of the two has it."""
        return super().has(variable) or bool(self._in_file(variable))

    def get(self, variable: str) -> str | None:
        """Its value."""
        return self._in_file(variable) or super().get(variable)

    def source(self, variable: str) -> str:
        """Its name, and the file where it stands there."""
        return f"{variable} in {self.env_file}" if self._in_file(variable) else variable

    def _in_file(self, variable: str) -> str:
        found = None if super().has(variable) else self._values.get(variable)
        return found.value if found else ""


class Sources(HoldsSecret):
    """Where the settings of any number of providers are looked up. Each file is read once.

    Args:
        profile: A table of `config.toml`, which comes first: who asks for `staging` does not mean the account of the
            environment. By default the one that TARRY_PROFILE names, if it names one, which comes last.
        env_file: A file of lines `NAME=value`.

    Raises:
        ConfigurationError: The file of variables cannot be read.
    """

    def __init__(self, profile: str | None = None, env_file: str | os.PathLike[str] | None = None) -> None:
        if profile is not None and not (isinstance(profile, str) and profile):
            raise ConfigurationError("profile must be the name of one, a text that is not empty")
        self.variables = Variables(env_file)
        self.profile = profile or self.variables.get(PROFILE) or None
        self._profile_first = profile is not None

    @cached_property
    def config(self) -> str:
        """The file of profiles."""
        return config_file(self.variables)

    @cached_property
    def tables(self) -> Mapping[str, Any]:
        """The tables of the profile, by provider."""
        return {} if self.profile is None else read_profile(self.config, self.profile)

    def connect(self, provider: str, given: Mapping[str, Any]) -> Any:
        """Make a client of a provider, as `tarry.connect`."""
        connect = connect_of(provider)
        unknown = given.keys() - connect.keywords.keys() - connect.others
        if unknown and not connect.open:
            names = ", ".join([*connect.keywords, *sorted(connect.others)])
            raise ConfigurationError(f"{provider}.connect takes no {', '.join(sorted(unknown))}; it takes {names}")
        layers = self._layers(provider, connect)
        arguments = {**given}
        for name, keyword in connect.keywords.items():
            # Texts are looked up by `connect` itself, which knows what hides what.
            if name not in given and (keyword.needed or "str" not in keyword.kinds):
                if layers.has(keyword.variable):
                    arguments[name] = layers.typed(keyword)
                elif keyword.needed:
                    remedy = layers.remedy(name, keyword.variable)
                    raise ConfigurationError(f"{provider}.connect needs {name}: {remedy}")
        with looked_up_in(layers):
            return connect.module.connect(**arguments)

    def found(self, provider: str) -> list[Found]:
        """Where each setting of a provider is, in the order of its `connect`. Runs no command and asks no keyring.

        Raises:
            ConfigurationError: There is no such provider, or the profile is malformed.
        """
        connect = connect_of(provider)
        layers = self._layers(provider, connect)
        return [layers.found(keyword) for keyword in connect.keywords.values()]

    def value(self, provider: str, name: str) -> str | None:
        """A setting that is no secret; None of one that is, or that is nowhere."""
        connect = connect_of(provider)
        keyword = connect.keywords.get(name)
        return self._layers(provider, connect).get(keyword.variable) if keyword and not keyword.secret else None

    def _layers(self, provider: str, connect: Connect) -> _Layers:
        table = self.tables.get(provider, {})
        where = f"profile {shown(self.profile or '')} in {self.config}" if table else ""
        entries = {}
        for name, given in table.items():
            keyword = connect.keywords.get(name)
            if keyword is None:
                names = ", ".join(connect.keywords)
                raise ConfigurationError(f"{where}: {provider} has no setting {shown(name)}; there are {names}")
            entries[keyword.variable] = entry_of(given, keyword, f"{where}: {provider}.{name}", self.variables)
        hint = "" if self.profile is None else f" in [profiles.{shown(self.profile)}.{provider}] of {self.config}"
        return _Layers(self.variables, entries, hint, profile_first=self._profile_first)


class _Layers(HoldsSecret):
    """The settings of one provider, for `looked_up_in`."""

    def __init__(self, variables: Variables, entries: Mapping[str, Entry], hint: str, *, profile_first: bool) -> None:
        self._variables = variables
        self._profile_first = profile_first
        self._entries = entries
        self._hint = hint

    def has(self, variable: str) -> bool:
        return self._variables.has(variable) or variable in self._entries

    def get(self, variable: str) -> str | None:
        entry = self._entry(variable)
        return entry.read() if entry else self._variables.get(variable)

    def source(self, variable: str) -> str:
        entry = self._entry(variable)
        return entry.about if entry else self._variables.source(variable)

    def _entry(self, variable: str) -> Entry | None:
        is_hidden = self._variables.has(variable) and not self._profile_first
        return None if is_hidden else self._entries.get(variable)

    def remedy(self, keyword: str, variable: str) -> str:
        text = self._variables.remedy(keyword, variable)
        return f"{text}, or write {keyword}{self._hint}" if self._hint else text

    def found(self, keyword: Keyword) -> Found:
        name, entry = keyword.variable, self._entry(keyword.variable)
        present = entry.there() if entry else self.has(name)
        text = self.source(name) if self.has(name) else ""
        text = f"{name} (environment)" if text == name else text
        if name in self._entries and self._variables.has(name):
            hidden = self._variables.source(name) if entry else self._entries[name].about
            text += f", which comes before {hidden}"
        return Found(keyword.name, name, text, present, keyword.secret)

    def typed(self, keyword: Keyword) -> str | float | bool:
        """A setting as the keyword takes it."""
        text = self.get(keyword.variable) or ""
        word = text.strip().lower()
        if "str" in keyword.kinds:
            return text
        if "bool" in keyword.kinds and word in {"true", "false"}:
            return word == "true"
        for kind in (int, float):
            if kind.__name__ in keyword.kinds:
                try:
                    return kind(word)
                except ValueError:
                    continue
        del text, word
        raise ConfigurationError(f"{self.source(keyword.variable)} must be {keyword.wanted}")
