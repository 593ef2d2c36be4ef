"""What a provider of your own is built of, in a distribution of your own; docs/how-to/your-own-api.md shows one.

Its module is named by an entry point of the group `tarry.providers` and has what `tarry.fullstory` has: `connect`, job classes,
and `JOBS`, the tuple of those. `provider_names()` lists all providers that are installed.

docs/reference/versions.md says what a version promises for these names.
"""

from typing import TYPE_CHECKING, Any

from tarry._auth.schemes import basic, header
from tarry._core.checks import count, flag, text
from tarry._core.clock import Clock
from tarry._core.columns import Column, Columns
from tarry._core.handles import whole_number
from tarry._core.names import listing
from tarry._core.observation import Kind, Observation
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._core.outcome import Outcome
from tarry._core.policy import Policy
from tarry._core.provider import Provider
from tarry._core.providers import announce
from tarry._core.providers import names as provider_names
from tarry._core.results import Job
from tarry._core.settings import required, setting
from tarry._core.takes import Takes
from tarry._files.rows import AsyncRows, Rows
from tarry._http.generated_client import REQUEST_TIMEOUT, make_client
from tarry._http.limits import ResponseLimits
from tarry._http.retry_after import sent_at
from tarry._operations.body import (
    as_model,
    call_with_items,
    checked_key,
    require_size,
    to_models,
    to_values,
    whole_body,
)
from tarry._operations.call import Call, Operation, Reply, Steps, async_run, run
from tarry._operations.comparisons import (
    above,
    all_of,
    any_of,
    at_least,
    at_most,
    below,
    item_at,
    items,
    matches,
    member,
    number,
    same,
    searches,
    size,
    there,
    whole,
)
from tarry._operations.listing import Listing, list_steps
from tarry._operations.pages import Page, Pager, async_read_pages, read_pages
from tarry._operations.paging import At, Cursor, Limit, Link, Numbers, Offset, Paging
from tarry._operations.polled import async_polled, polled
from tarry._operations.retry import explained
from tarry._operations.submit import Submission, async_submit, submit
from tarry._operations.verdict import (
    Verdict,
    Words,
    judged,
    observation,
    observation_from_response,
    require_same_job,
    seconds_until,
)
from tarry.schedules._growing import Growing

from .connecting import api_key, bearer, client_credentials, connect_client, login, server_url
from .handle import JobHandle

if TYPE_CHECKING:
    from tarry._operations.download import Download
    from tarry._operations.file_url import FileUrl

__all__ = [
    "DEFAULT",
    "REQUEST_TIMEOUT",
    "AsyncRows",
    "At",
    "Call",
    "Clock",
    "Column",
    "Columns",
    "Cursor",
    "Download",
    "FaultTolerance",
    "FileUrl",
    "Growing",
    "Job",
    "JobHandle",
    "Kind",
    "Limit",
    "Link",
    "Listing",
    "Numbers",
    "Observation",
    "Offset",
    "Operation",
    "Outcome",
    "Page",
    "Pager",
    "Paging",
    "Policy",
    "Provider",
    "Reply",
    "ResponseLimits",
    "Rows",
    "Steps",
    "Submission",
    "Takes",
    "Verdict",
    "Words",
    "above",
    "all_of",
    "announce",
    "any_of",
    "api_key",
    "as_model",
    "async_polled",
    "async_read_pages",
    "async_run",
    "async_submit",
    "at_least",
    "at_most",
    "basic",
    "bearer",
    "below",
    "call_with_items",
    "checked_key",
    "client_credentials",
    "connect_client",
    "count",
    "explained",
    "flag",
    "header",
    "item_at",
    "items",
    "judged",
    "list_steps",
    "login",
    "make_client",
    "matches",
    "member",
    "number",
    "observation",
    "observation_from_response",
    "polled",
    "provider_names",
    "read_pages",
    "require_same_job",
    "require_size",
    "required",
    "run",
    "same",
    "searches",
    "seconds_until",
    "sent_at",
    "server_url",
    "setting",
    "size",
    "submit",
    "text",
    "there",
    "to_models",
    "to_values",
    "whole",
    "whole_body",
    "whole_number",
]
__dir__ = listing(__all__)

if not TYPE_CHECKING:  # or a type checker would take any name

    def __getattr__(name: str) -> Any:
        """Import what few handles need when it is first asked for."""
        from importlib import import_module

        places = {"Download": "tarry._operations.download", "FileUrl": "tarry._operations.file_url"}
        if name not in places:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(places[name]), name)
