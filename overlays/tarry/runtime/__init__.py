"""What a provider of your own is built of, in a distribution of your own; docs/providers.md shows one.

Its module is named by an entry point of the group `tarry.providers` and has what `tarry.fullstory` has: `connect`, job classes,
and `JOBS`, the tuple of those. `provider_names()` lists all providers that are installed.

As the rest of tarry, these names may change with a minor version before 1.0.
"""

from tarry._auth.schemes import basic, header
from tarry._core.clock import Clock
from tarry._core.names import listing
from tarry._core.observation import Observation
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._core.policy import Policy
from tarry._core.provider import Provider
from tarry._core.providers import names as provider_names
from tarry._core.settings import required, setting
from tarry._http.generated_client import REQUEST_TIMEOUT, make_client
from tarry._operations.call import Call, Operation, Reply, Steps
from tarry._operations.listing import Listing, list_steps
from tarry._operations.page_reader import paged
from tarry._operations.pages import Page, Pager, async_read_pages, read_pages
from tarry._operations.paging import At, Cursor, Limit, Link, Numbers, Offset, Paging
from tarry._operations.submit import Submission, async_submit, submit
from tarry._operations.verdict import Verdict, Words, observation_from_response, require_same_job

from .handle import JobHandle

__all__ = [
    "DEFAULT",
    "REQUEST_TIMEOUT",
    "At",
    "Call",
    "Clock",
    "Cursor",
    "FaultTolerance",
    "JobHandle",
    "Limit",
    "Link",
    "Listing",
    "Numbers",
    "Observation",
    "Offset",
    "Operation",
    "Page",
    "Pager",
    "Paging",
    "Policy",
    "Provider",
    "Reply",
    "Steps",
    "Submission",
    "Verdict",
    "Words",
    "async_read_pages",
    "async_submit",
    "basic",
    "header",
    "list_steps",
    "make_client",
    "observation_from_response",
    "paged",
    "provider_names",
    "read_pages",
    "require_same_job",
    "required",
    "setting",
    "submit",
]
__dir__ = listing(__all__)
