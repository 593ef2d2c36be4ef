"""The files that settings stand in. What is read out of them is wrapped at once, as any text may be a secret."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tarry._core import folders
from tarry._core.errors import ConfigurationError
from tarry._core.secrets import Secret
from tarry._core.settings import Environment
from tarry._core.texts import shown

CONFIG = "TARRY_CONFIG"
"""The environment variable that names another file than the usual one."""

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)", re.ASCII)
_QUOTED = re.compile(r"""\s*(?:'([^']*)'|"((?:[^"\\]|\\.)*)")\s*(?:#.*)?""")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$"}


def read_env_file(path: str | os.PathLike[str]) -> Mapping[str, Secret]:
    """The variables of a file of lines `NAME=value`, as shells and containers read them; nothing in it is expanded.

    A value may stand in single quotes, as it is, or in double quotes, where a backslash escapes; a comment may follow.
    Not by python-dotenv: that goes on without a line which it cannot read, and a credential is missing for a quotation mark.

    Raises:
        ConfigurationError: It cannot be read; of a line that is wrong its number is said.
    """
    path = os.path.expanduser(path)
    text = _text(path, "the file of settings")
    values, wrong = _variables(text)
    if wrong:
        raise ConfigurationError(
            f"line {wrong} of {path} is no NAME=value, or a quotation mark in it does not end on the same line"
        )
    return values


def _variables(text: Secret) -> tuple[dict[str, Secret], int]:
    """The variables, and the number of the first line that is wrong; 0 where none is."""
    values: dict[str, Secret] = {}
    for number, line in enumerate(text.value.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if not found:
            return values, number
        name, given = found.groups()
        if not given.lstrip().startswith(("'", '"')):
            values[name] = Secret(_COMMENT.sub("", given).strip())
        elif quoted := _QUOTED.fullmatch(given):
            single, double = quoted.groups()
            values[name] = Secret(_ESCAPE.sub(lambda one: _ESCAPES.get(one[1], one[0]), double or "") or single or "")
        else:
            return values, number
    return values, 0


def config_file(environment: Environment) -> str:
    """The file of profiles, whether it is there or not.

    Raises:
        ConfigurationError: This user has no home, and no other file is named.
    """
    if named := environment.get(CONFIG):
        return os.path.expanduser(named)
    try:
        return str(folders.config_folder() / "config.toml")
    except RuntimeError as error:
        raise ConfigurationError(f"there is no home to look for config.toml in ({error}): set {CONFIG}") from error


def read_profile(path: str, profile: str) -> Mapping[str, Any]:
    """The tables of a profile by provider, every text in them a `Secret`.

    Raises:
        ConfigurationError: The file cannot be read or has no such profile.
    """
    text = _text(path, "the file of profiles")
    tables, problem = _tables(text)
    if problem:
        raise ConfigurationError(f"{path} is no TOML: {problem}")
    profiles = tables.get("profiles", {})
    found = profiles.get(profile) if isinstance(profiles, dict) else None
    if found is None:
        there = ", ".join(profiles) if isinstance(profiles, dict) and profiles else "none"
        raise ConfigurationError(
            f"{path} has no profile {shown(profile)}, of those there are: {there}. Write [profiles.{shown(profile)}.<provider>]"
        )
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise ConfigurationError(f"profile {profile} in {path} is to hold a table for each provider")
    return found


def _tables(text: Secret) -> tuple[dict[str, Any], str]:
    """What a TOML file holds, and what is wrong with it. The error itself may hold the whole file."""
    import tomllib

    try:
        return {name: _wrapped(value) for name, value in tomllib.loads(text.value).items()}, ""
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line \d+, column \d+", str(error))
        return {}, place[0] if place else "its end is missing"


def _wrapped(value: Any) -> Any:
    match value:
        case str():
            return Secret(value)
        case dict():
            return {name: _wrapped(one) for name, one in value.items()}
        case list():
            return [_wrapped(one) for one in value]
        case _:
            return value


def _text(path: str, what: str) -> Secret:
    try:
        return Secret(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:  # of the latter a zero in the name, or bytes that are no UTF-8
        problem = getattr(error, "strerror", None) or "it is no text in UTF-8"
    raise ConfigurationError(f"{what} {shown(path)} cannot be read: {problem}")
