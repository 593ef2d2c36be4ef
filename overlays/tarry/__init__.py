"""tarry: typed clients for five providers' asynchronous jobs, and one way to wait for any of them.

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

from ._errors import (
    ConfigurationError,
    CredentialError,
    HandleError,
    JobFailedError,
    JobGoneError,
    JobNotFoundError,
    PollingError,
    ProviderResponseError,
    SubmitError,
    TarryError,
    UnknownStatusError,
    WaitError,
    WaitTimeoutError,
)
from ._handles import Handle
from ._jobs import Job, open_job
from ._limits import ResponseLimits
from ._many import as_completed, async_as_completed, async_wait_for_all, wait_for_all
from ._outcomes import Look, Outcome, WaitResult
from ._version import __version__
from ._waiting import async_wait_for_completion, wait_for_completion

if TYPE_CHECKING:
    from . import (
        eloqua,
        fullstory,
        open_data_rights,
        possiblenow,
        salesforce,
        sandbox,
        schedules,
        specs,
        testing,
        transports,
    )

__all__ = [
    "ConfigurationError",
    "CredentialError",
    "Handle",
    "HandleError",
    "Job",
    "JobFailedError",
    "JobGoneError",
    "JobNotFoundError",
    "Look",
    "Outcome",
    "PollingError",
    "ProviderResponseError",
    "ResponseLimits",
    "SubmitError",
    "TarryError",
    "UnknownStatusError",
    "WaitError",
    "WaitResult",
    "WaitTimeoutError",
    "__version__",
    "as_completed",
    "async_as_completed",
    "async_wait_for_all",
    "async_wait_for_completion",
    "eloqua",
    "fullstory",
    "open_data_rights",
    "open_job",
    "possiblenow",
    "salesforce",
    "sandbox",
    "schedules",
    "specs",
    "testing",
    "transports",
    "wait_for_all",
    "wait_for_completion",
]

_MODULES = {
    *("eloqua", "fullstory", "open_data_rights", "possiblenow", "salesforce"),
    *("sandbox", "schedules", "specs", "testing", "transports"),
}


def __getattr__(name: str) -> Any:
    """Import a provider when it is first used: each costs the time to load its generated models."""
    if name in _MODULES:
        return importlib.import_module(f"tarry.{name}")
    raise AttributeError(f"module 'tarry' has no attribute {name!r}")
