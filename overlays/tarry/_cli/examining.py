"""What `tarry doctor` looks at, one line each. It knows no provider: it asks each for a job that does not exist."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import typer

from tarry._cli import endings, exit_codes
from tarry._cli.options import Common
from tarry._core import extras, providers
from tarry._core.errors import ConfigurationError, CredentialError, ProviderResponseError, TarryError
from tarry._core.handles import id_text
from tarry._core.observation import Kind, Observation
from tarry._core.results import Job
from tarry._core.texts import shown
from tarry._http.generated_client import base_url
from tarry._operations.status import observe
from tarry._settings.sources import Sources
from tarry._version import __version__

NO_JOB = ("00000000-0000-4000-8000-000000000000", "2147483646")
"""Ids that no job has. The second is for providers that number their jobs: the last but one of 32 bits."""

CODES = {
    "wrong": exit_codes.USAGE,
    "refused": exit_codes.UNSURE,
    "silent": exit_codes.UNSURE,
    "unsure": exit_codes.UNSURE,
}
"""What a state of a check means for the command; others mean nothing."""


class Check(NamedTuple):
    """One thing that was looked at."""

    provider: str | None
    check: str
    state: str
    text: str


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
        job = _no_job(name, client, sources)
        if job is None:
            yield Check(name, "credential", "unsure", "none of its jobs can be asked for by an id that is made up")
            return
        yield Check(name, "request", "ok", f"asks for {job.handle}, a job that does not exist")
        yield from _seen(job, observe(job))


def _no_job(provider: str, client: Any, sources: Sources) -> Job[Any] | None:
    """A job that does not exist. An id that is a setting as well, such as of an account, is the one that is set."""
    for job_class in (providers.jobs_of(provider) or {}).values():
        make: Any = job_class
        known = [sources.value(provider, name) for name in job_class.id_names]
        for invented in NO_JOB:
            try:
                job: Job[Any] = make(client, *(id_text(one) or invented for one in known))
            except ConfigurationError:
                continue
            return job
    return None


def _seen(job: Job[Any], seen: Observation[Any]) -> Iterator[Check]:
    """What one poll says of the host and of the credential."""
    name, error = job.provider, seen.error
    said = f"{seen.problem or error}. {seen.advice}".removesuffix(". ")
    if error is not None and not isinstance(error, ProviderResponseError | CredentialError):
        # What is no error of a connection was raised before anything was sent.
        state = "silent" if seen.kind is Kind.FAULT else "unsure"
        yield Check(name, "host", state, said)
        return
    yield Check(name, "host", "ok", f"{base_url(job.client).host or job.host.decode()} answers")
    if seen.kind is Kind.SEEN or (seen.kind in {Kind.MISSING, Kind.EXPIRED} and not seen.advice):
        yield Check(name, "credential", "ok", "taken: the answer is that of a job that does not exist")
    else:
        yield Check(name, "credential", "refused" if _is_refusal(error) else "unsure", said)


def _is_refusal(error: Exception | None) -> bool:
    if not isinstance(error, ProviderResponseError):
        return isinstance(error, CredentialError)
    # By RFC 6749, section 5.2, a token host says 400 of what elsewhere is a 401.
    return error.status_code in {401, 403} or (error.status_code == 400 and error.source.startswith("token host"))
