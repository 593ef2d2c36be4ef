"""tarry: typed clients for the asynchronous jobs of several providers, and one way to wait for any of them.

    from tarry import fullstory, wait_for_completion

    client = fullstory.connect(api_key="na1.…")
    job = fullstory.EventsImport.submit(client, events)
    result = wait_for_completion(job, timeout=600)

The providers are the modules `salesforce`, `possiblenow`, `open_data_rights`, `eloqua` and `fullstory`; each is imported
when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._core.names import listing as _listing
from ._version import __version__

if TYPE_CHECKING:
    from . import (
        callbacks,
        eloqua,
        fullstory,
        instrumentation,
        journal,
        open_data_rights,
        picture,
        possiblenow,
        runtime,
        salesforce,
        schedules,
        specs,
        testing,
    )
    from . import sandbox as sandbox
    from ._core.errors import (
        ConfigurationError,
        CredentialError,
        HandleError,
        JournalError,
        PartialSubmitError,
        ProviderResponseError,
        RowError,
        SubmitError,
        TarryError,
    )
    from ._core.handles import Handle
    from ._core.keys import key_for
    from ._core.outcome import Outcome
    from ._core.results import (
        Job,
        JobFailedError,
        JobGoneError,
        JobNotFoundError,
        Poll,
        PollingError,
        UnknownStatusError,
        WaitError,
        WaitResult,
        WaitTimeoutError,
    )
    from ._files.rows import AsyncRows, Rows
    from ._http.limits import ResponseLimits
    from ._journal.submitting import async_submit_all, submit_all
    from ._settings.opening import connect, open_job
    from ._settings.stepwise import Wait
    from ._wait.many import as_completed, async_as_completed, async_wait_for_all, wait_for_all
    from ._wait.single import async_wait_for_completion, wait_for_completion
    from ._wait.watch import AsyncWatch, Watch

__all__ = [
    "AsyncRows",
    "AsyncWatch",
    "ConfigurationError",
    "CredentialError",
    "Handle",
    "HandleError",
    "Job",
    "JobFailedError",
    "JobGoneError",
    "JobNotFoundError",
    "JournalError",
    "Outcome",
    "PartialSubmitError",
    "Poll",
    "PollingError",
    "ProviderResponseError",
    "ResponseLimits",
    "RowError",
    "Rows",
    "SubmitError",
    "TarryError",
    "UnknownStatusError",
    "Wait",
    "WaitError",
    "WaitResult",
    "WaitTimeoutError",
    "Watch",
    "__version__",
    "as_completed",
    "async_as_completed",
    "async_submit_all",
    "async_wait_for_all",
    "async_wait_for_completion",
    "callbacks",
    "connect",
    "eloqua",
    "fullstory",
    "instrumentation",
    "journal",
    "key_for",
    "open_data_rights",
    "open_job",
    "picture",
    "possiblenow",
    "runtime",
    "salesforce",
    "schedules",
    "specs",
    "submit_all",
    "testing",
    "wait_for_all",
    "wait_for_completion",
]

_PLACES = {
    "_core.errors": [
        *("ConfigurationError", "CredentialError", "HandleError", "JournalError", "PartialSubmitError"),
        *("ProviderResponseError", "RowError", "SubmitError", "TarryError"),
    ],
    "_core.handles": ["Handle"],
    "_core.keys": ["key_for"],
    "_core.outcome": ["Outcome"],
    "_files.rows": ["AsyncRows", "Rows"],
    "_http.limits": ["ResponseLimits"],
    "_journal.submitting": ["async_submit_all", "submit_all"],
    "_settings.opening": ["connect", "open_job"],
    "_settings.stepwise": ["Wait"],
    "_wait.many": ["as_completed", "async_as_completed", "async_wait_for_all", "wait_for_all"],
    "_wait.single": ["async_wait_for_completion", "wait_for_completion"],
    "_wait.watch": ["AsyncWatch", "Watch"],
}
"""Where a name comes from; the rest is of results."""
_MODULES = {"callbacks", "instrumentation", "journal", "picture", "runtime", "sandbox", "schedules", "specs", "testing"}
"""Besides the providers. All but `sandbox` are in `__all__`: that needs an extra, which `from tarry import *` and
`help(tarry)` must do without."""

if not TYPE_CHECKING:  # or a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        """Import what a name needs when it is first used: who waits for one job loads nothing that many need."""
        place = next((place for place, names in _PLACES.items() if name in names), "_core.results")
        if place == "_core.results":
            from ._core.providers import BUILT_IN  # not for a wait, which needs none of it

            if name in _MODULES or name in BUILT_IN:
                return importlib.import_module(f"tarry.{name}")
            if name not in __all__:
                raise AttributeError(f"module 'tarry' has no attribute {name!r}")
        found = globals()[name] = getattr(importlib.import_module(f"tarry.{place}"), name)
        return found

    __dir__ = _listing(__all__)
