"""What `tarry doctor` looks at, one line each. It knows no provider: it asks each for a job that does not exist."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence

import typer

from tarry._cli import endings, exit_codes
from tarry._cli.options import Common
from tarry._core import extras, providers
from tarry._core.errors import ConfigurationError, TarryError
from tarry._core.texts import shown
from tarry._operations.probe import Check, probe
from tarry._settings.sources import Sources
from tarry._version import __version__

CODES = {
    "wrong": exit_codes.USAGE,
    "refused": exit_codes.UNSURE,
    "silent": exit_codes.UNSURE,
    "unsure": exit_codes.UNSURE,
}
"""What a state of a check means for the command; others mean nothing."""


def run(names: Sequence[str], common: Common) -> int:
    """Look at the providers of these *names*, or else at all that are set up, and print a line for each check.

    Returns:
        The exit code.
    """
    codes = set[int]()
    for check in _all(names, common):
        codes.add(CODES.get(check.state, exit_codes.OK))
        if common.json:
            endings.print_event("check", **dict(zip(Check.__annotations__, check, strict=True)))
        elif not common.quiet or check.state in CODES:
            typer.echo(f"{check.provider or 'tarry':<16}  {check.check:<15}  {check.state:<9}  {check.text}")
    code = next((one for one in (exit_codes.USAGE, exit_codes.UNSURE) if one in codes), exit_codes.OK)
    if common.json:
        endings.Events().exit(code)
    return code


def _all(names: Sequence[str], common: Common) -> Iterator[Check]:
    try:
        sources = Sources(common.profile, common.env_file)
        yield from _this_machine(sources)
    except ConfigurationError as error:
        yield Check(None, "settings", "wrong", str(error))
        return
    unused = []
    for name in dict.fromkeys(names or providers.names()):
        if names or _is_set_up(name, sources):
            yield from _provider(name, sources)
        else:
            unused.append(name)
    if unused:
        yield Check(None, "providers", "not set up", f"{', '.join(unused)}: none of their settings is there")


def _is_set_up(name: str, sources: Sources) -> bool:
    try:
        return any(one.source_text for one in sources.found(name))
    except ConfigurationError:
        return True  # and what is wrong is told


def _this_machine(sources: Sources) -> Iterator[Check]:
    yield Check(None, "version", "ok", f"tarry {__version__}, Python {platform.python_version()}, {sys.platform}")
    there = extras.installed()
    yield Check(None, "extras", "ok", ", ".join(one for one, found in there.items() if found) or "none")
    if missing := [one for one, found in there.items() if not found]:
        yield Check(None, "extras", "not installed", ", ".join(missing))
    from tarry._journal.database import default_path

    files: dict[str, Callable[[], object]] = {"config": lambda: sources.config, "journal": default_path}
    for what, find in files.items():
        try:
            path = str(find())
        except TarryError as error:  # no home
            yield Check(None, what, "not there", str(error))
        else:
            yield Check(None, what, "ok" if os.path.exists(path) else "not there", path)
    if sources.profile is not None:
        yield Check(None, "profile", "ok", sources.profile)
        if strange := [one for one in sources.tables if one not in providers.names()]:
            yield Check(
                None, "profile", "unknown", f"{shown(', '.join(strange))}: no provider of this name is installed"
            )


def _provider(name: str, sources: Sources) -> Iterator[Check]:
    try:
        found = sources.found(name)
    except ConfigurationError as error:
        yield Check(name, "settings", "wrong", str(error))
        return
    for one in found:
        if one.source_text:
            yield Check(name, one.keyword, "ok" if one.present else "missing", one.source_text)
    if unset := [one.variable for one in found if not one.source_text]:
        yield Check(name, "settings", "not set", ", ".join(unset))
    try:
        client = sources.connect(name, {})
    except ConfigurationError as error:
        yield Check(name, "settings", "wrong", str(error))
        return
    with client:
        yield from probe(name, client, lambda keyword: sources.value(name, keyword))
