"""What the command's exit code says, so that a script can branch on it. 1 is never a job that failed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

OK = 0
"""All succeeded."""
BROKE = 1
"""tarry itself broke: a bug, a full disk, a file that cannot be written."""
USAGE = 2
"""A bad option, a bad handle, a missing setting. Nothing was sent."""
PARTIAL = 3
"""Ended, and a part was refused."""
FAILED = 4
"""The provider says that the job failed."""
GONE = 5
"""The job is no longer there, or was never found."""
UNSURE = 6
"""Nobody could tell: a credential refused, a host out of reach, an unknown word. The job may be running."""
TIMEOUT = 124
"""Timed out, as `timeout` of GNU says it. Nothing was cancelled."""
INTERRUPTED = 130
"""Ctrl-C. Nothing was cancelled."""
TERMINATED = 143
"""SIGTERM. Nothing was cancelled."""

_FIRST = (FAILED, GONE, UNSURE, TIMEOUT, PARTIAL)
"""With many jobs the first of these that any job has."""


def code_of(result: Any, *, accept_partial: bool = False) -> int:
    """What one result says: of a wait, or of a single poll, for which a job that runs is well."""
    match str(result.outcome):
        case "succeeded":
            return OK
        case "partial":
            return OK if accept_partial else PARTIAL
        case "failed":
            return FAILED
        case "gone":
            return GONE
    if isinstance(result.error, TimeoutError):
        return TIMEOUT
    return UNSURE if result.error or result.fault or result.missing else OK


def exit_code(results: Iterable[Any], *, accept_partial: bool = False) -> int:
    """What many results say together."""
    return first_of(code_of(result, accept_partial=accept_partial) for result in results)


def first_of(codes: Iterable[int]) -> int:
    """The one code for the codes of many jobs."""
    found = {*codes}
    return next((code for code in _FIRST if code in found), OK)


def code_of_error(error: Exception) -> int:
    """What an error says that ended a command."""
    from tarry._core.errors import ConfigurationError, HandleError, JournalError, RowError, TarryError

    if isinstance(error, ConfigurationError | HandleError):
        return USAGE
    if isinstance(error, JournalError | RowError):
        return BROKE
    if (result := getattr(error, "result", None)) is not None:
        return code_of(result)
    return UNSURE if isinstance(error, TarryError) else BROKE
