"""A setting as a profile has it: as it is, or where to fetch it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tarry._core.errors import ConfigurationError
from tarry._core.extras import lacking
from tarry._core.secrets import Secret
from tarry._core.settings import Environment
from tarry._core.texts import shown

from .keywords import Keyword

COMMAND_TIMEOUT = 60.0
"""Seconds that a command may take: a person may have to unlock something."""

_FORMS = '{ env = "NAME" }, { command = ["program", "argument"] } or { keyring = "service", user = "name" }'


class Entry(NamedTuple):
    """Where a setting of a profile is from, without its value; whether it seems to be there; and how to read it."""

    about: str
    there: Callable[[], bool]
    read: Callable[[], str]


def entry_of(given: Any, keyword: Keyword, where: str, environment: Environment) -> Entry:
    """Read an entry.

    Args:
        given: As `files.read_profile` gives it.
        keyword: What it is for.
        where: What errors call it.
        environment: In which the variable of an `env` is.

    Raises:
        ConfigurationError: It is malformed, or a secret in plain text.
    """
    if isinstance(given, dict):
        if reference := _reference(given, where, environment):
            return reference
        raise ConfigurationError(f"{where} is one of {_FORMS}; a command is a list of texts, without any shell")
    if keyword.secret:
        raise ConfigurationError(
            f"{where} is a secret in plain text, which a profile must not hold: write {keyword.name} = {_FORMS}"
        )
    if isinstance(given, Secret):
        return Entry(where, lambda: True, lambda: given.value)
    if keyword.kinds.isdisjoint({type(given).__name__, "float" if type(given) is int else ""}):
        raise ConfigurationError(f"{where} must be {keyword.wanted}, or {_FORMS}")
    return Entry(where, lambda: True, lambda: str(given).lower())


def _reference(given: Mapping[str, Any], where: str, environment: Environment) -> Entry | None:
    """A setting that is fetched; None where it is malformed, so that an error has nothing of it in its frame."""
    match given:
        case {"env": Secret(value=str(name)), **rest} if name and not rest:

            def variable() -> str:
                if not environment.has(name):
                    raise ConfigurationError(f"{where} is the environment variable {shown(name)}, which is not set")
                return environment.get(name) or ""

            return Entry(f"{where}: env={shown(name)}", lambda: environment.has(name), variable)
        case {"command": [Secret(value=str(name)), *_] as words, **rest} if not rest and {*map(type, words)} == {
            Secret
        }:
            return Entry(f"{where}: command={shown(name)}", lambda: True, lambda: _printed(words, where).value)
        case {"keyring": Secret(value=str(service)), "user": Secret(value=str(user)), **rest} if not rest:
            about = f"{where}: keyring={shown(service)}"
            return Entry(about, lambda: True, lambda: _kept(service, user, where).value)
        case _:
            return None


def _printed(command: Sequence[Secret], where: str) -> Secret:
    """What a command prints, without the line break at its end. Neither that nor its arguments are told in an error."""
    import subprocess

    program = command[0].value
    try:
        # Arguments of the user's own file, and no shell.
        process = subprocess.Popen(  # noqa: S603
            [one.value for one in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or "it cannot be started"
        raise ConfigurationError(f"{where}: the command {shown(program)} cannot be run: {problem}") from None
    printed, problem = Secret(""), f"did not end within {COMMAND_TIMEOUT:g} s"
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            printed = Secret(process.communicate(timeout=COMMAND_TIMEOUT)[0].decode(errors="surrogateescape"))
            failed = process.returncode and f"failed with exit code {process.returncode}"
            problem = failed or ("" if printed.value.strip() else "printed nothing")
    finally:
        process.kill()
        if process.stdout:
            process.stdout.close()  # what it has started may hold the other end for as long as it likes
        process.wait()
    if problem:
        raise ConfigurationError(f"{where}: the command {shown(program)} {problem}; run it in a shell to see why")
    return Secret(printed.value.removesuffix("\n").removesuffix("\r"))


def _kept(service: str, user: str, where: str) -> Secret:
    """A password of the system's keyring."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"{where}: {lacking(error, 'a keyring')}") from None
    problem = f"it has no password of {shown(user)} for {shown(service)}"
    try:
        if found := keyring.get_password(service, user):
            return Secret(found)
    except KeyringError as error:
        problem = type(error).__name__
    raise ConfigurationError(f"{where}: the keyring gives none ({problem}): keyring set {shown(service)} {shown(user)}")
