"""The handle of a sync."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Literal, Self

from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError
from tarry._core.handles import id_text
from tarry._core.names import listing
from tarry._core.observation import Observation
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._core.results import Job
from tarry._operations.body import checked_callback
from tarry._operations.call import Call, Reply, Steps
from tarry._operations.listing import Listing, list_steps
from tarry._operations.page_reader import paged
from tarry._operations.pages import Pager, async_read_pages, read_pages
from tarry._operations.paging import At, Limit, Offset, Paging
from tarry._operations.submit import Submission, async_submit, submit
from tarry._operations.verdict import observation_from_response, require_same_job
from tarry.runtime.handle import JobHandle
from tarry_clients import eloqua as generated
from tarry_clients.eloqua import models
from tarry_clients.eloqua.api import syncs as syncs_api
from tarry_clients.eloqua.types import UNSET

from ._connect import connect
from ._status import POLICY, PROVIDER, classify

__all__ = ["Sync", "connect"]

__dir__ = listing(__all__)

# The most that a page may hold: https://docs.oracle.com/en/cloud/saas/marketing/eloqua-rest-api/op-api-bulk-2.0-syncs-get.html
_LIST_LIMIT = 1000

_SYNC_ID = re.compile(r"(?:/syncs/)?([0-9]{1,18})", re.ASCII)

_SYNC_URI = re.compile(r"(?:(?:.*/)?syncs/)?([0-9]{1,18})/?", re.ASCII | re.IGNORECASE)
"""As an answer may have it: the vendor writes the prefix of the API in both cases."""

_DEFINITION_URI = re.compile(r"/(?:[A-Za-z0-9]+/)+[0-9]+", re.ASCII)


class Sync(JobHandle["models.Sync"]):
    """A run of an export or an import: `eloqua.Sync(client, sync_id)`, with the number at the end of its `uri` or all of it."""

    source = PROVIDER
    kind = "sync"
    id_names = ("sync_id",)
    policy = POLICY
    lists = True
    page_size: ClassVar[int] = 50_000
    """Rows asked for at a time by `results()`; Eloqua takes 1 to 50,000. Rejects and logs come 1000 at a time, the most."""

    def __init__(self, client: generated.AuthenticatedClient, sync_id: int | str) -> None:
        text = id_text(sync_id)
        found = _SYNC_ID.fullmatch(text)
        if found is None:
            raise ConfigurationError(f"sync_id of Sync is a number, or a uri such as /syncs/1444, not {text!r:.80}")
        super().__init__(client, int(found[1]))

    @property
    def sync_id(self) -> int:
        """The number in the sync's `uri`."""
        return int(self._ids[0])

    @classmethod
    def submit(
        cls,
        client: generated.AuthenticatedClient,
        synced_instance_uri: str,
        callback_url: str | None = None,
        *,
        clock: Clock | None = None,
    ) -> Self:
        """Start a sync of a definition. Sent once: Eloqua knows no idempotency key, and a repetition would be a second sync.

        One definition must not be in two running syncs at once, which can fail or lose data.

        Args:
            client: As `connect` made it.
            synced_instance_uri: The `uri` of the definition, such as `/contacts/exports/2071`.
            callback_url: Where Eloqua announces the end. The call may come before this function has returned.
            clock: For tests.

        Raises:
            ConfigurationError: A URI is malformed. Nothing was sent.
            SubmitError: No answer came; the error says whether the sync may exist.
            ProviderResponseError: The provider refused, for instance because the definition is not valid.
        """
        return submit(cls._checked(client, synced_instance_uri, callback_url), client, clock)

    @classmethod
    async def async_submit(
        cls,
        client: generated.AuthenticatedClient,
        synced_instance_uri: str,
        callback_url: str | None = None,
        *,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(cls._checked(client, synced_instance_uri, callback_url), client, clock)

    @classmethod
    def _checked(cls, client: generated.AuthenticatedClient, uri: str, callback_url: str | None) -> Submission[Self]:
        PROVIDER.require(client, "Sync.submit")
        body = models.SyncRequest(
            _definition_uri(uri), UNSET if callback_url is None else checked_callback(callback_url)
        )
        call = Call(PROVIDER, syncs_api.create_sync, {"body": body})
        search = f"look in GET /syncs (api.syncs.list_syncs) for a recent entry with syncedInstanceUri {uri}"
        return Submission(call, "uri", _uri, partial(cls, client), POLICY, search=search)

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.Sync]]:
        """Ask for the status."""
        call = Call(PROVIDER, syncs_api.get_sync, {"id": self.sync_id})
        reply = yield call
        status = call.expect(reply, models.Sync)
        require_same_job(call, reply, "uri", _number(status.uri), self.sync_id)
        return observation_from_response(call, reply, status, classify, wall_time)

    @classmethod
    def list_steps(
        cls, jobs: Sequence[Job[Any]], wall_time: Callable[[], float]
    ) -> Steps[Mapping[str, Observation[models.Sync]]]:
        """Page through the syncs of the instance, which are everybody's and kept for a year, while that is worth it."""
        # The newest first: they are the ones that are waited for.
        newest = {"order_by": "createdAt DESC"}
        listing = Listing(syncs_api.list_syncs, models.SyncPage, _paging(step="limit"), newest)

        def judge(call: Call, reply: Reply, status: models.Sync) -> Observation[models.Sync]:
            return observation_from_response(call, reply, status, classify, wall_time)

        return list_steps(jobs, listing, lambda status: str(_number(status.uri)).lstrip("0"), judge)

    def explain_failure(self, status: models.Sync | None) -> str:  # noqa: ARG002
        """The status says only that it failed."""
        return "The reason is only in its logs: job.logs() says why."

    def explain_gone(self) -> str:
        """That a sync is gone says nothing of what it did."""
        return (
            "It may have ended well, and an import that is repeated runs a second time: check for its syncedInstanceUri in GET"
            " /syncs (api.syncs.list_syncs) and at the records in Eloqua first. The rows of an export are kept for the"
            " dataRetentionDuration of its definition: job.results() gives them, or sync the definition again."
        )

    def explain_partial(self, status: models.Sync | None) -> str:  # noqa: ARG002
        """`warning` is said of rows that were refused, and of whatever else was unexpected."""
        return "job.logs() says why, job.failures() which rows were refused"

    def results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Iterator[dict[str, str | None]]:
        """The rows of an export, page by page: names of the definition to values, all of them text, empty where a cell is.

        They stay readable for the `dataRetentionDuration` of the definition, and only for the user who ran the sync.

        Raises:
            ProviderResponseError: The rows cannot be read; of an import, because there are none.
        """
        return read_pages(self, self._data_pager(), clock, fault_tolerance)

    def async_results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncIterator[dict[str, str | None]]:
        """As `results`, with the async client."""
        return async_read_pages(self, self._data_pager(), clock, fault_tolerance)

    def failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Iterator[models.SyncReject]:
        """The rows of an import that were refused, each with the reason."""
        return read_pages(self, self._reject_pager(), clock, fault_tolerance)

    def async_failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncIterator[models.SyncReject]:
        """As `failures`, with the async client."""
        return async_read_pages(self, self._reject_pager(), clock, fault_tolerance)

    def logs(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Iterator[models.SyncLog]:
        """The log of the sync: what was counted under which code, and why it failed. It names no rows."""
        return read_pages(self, self._log_pager(), clock, fault_tolerance)

    def async_logs(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncIterator[models.SyncLog]:
        """As `logs`, with the async client."""
        return async_read_pages(self, self._log_pager(), clock, fault_tolerance)

    def _data_pager(self) -> Pager[dict[str, str | None]]:
        paging = _paging(self.page_size, plain=("items",))
        return paged(
            self, syncs_api.list_sync_data, {"id": self.sync_id}, models.SyncDataPage, paging, refuse=_refuse_data
        )

    def _reject_pager(self) -> Pager[models.SyncReject]:
        return paged(self, syncs_api.list_sync_rejects, {"id": self.sync_id}, models.SyncRejectPage, _paging())

    def _log_pager(self) -> Pager[models.SyncLog]:
        return paged(
            self,
            syncs_api.list_sync_logs,
            {"id": self.sync_id},
            models.SyncLogPage,
            _paging(),
            refuse=partial(_refuse_logs, self.sync_id),
        )


def _paging(limit: int = _LIST_LIMIT, step: Literal["items", "limit"] = "items", plain: tuple[str, ...] = ()) -> Paging:
    """How the pages of all lists follow each other: by an offset that counts items, after those that came.

    A page may hold fewer than were asked for, where an account or a gateway has a limit of its own, which it then states.
    Its `count` is not used: the page of the endpoint itself shows 0 beside two rows.
    """
    return Paging(
        items=At("items", lambda page: page.items),
        way=Offset("offset", step=step),
        limit=Limit("limit", limit, At("limit", lambda page: page.limit)),
        more=At("hasMore", lambda page: page.has_more),
        total=At("totalResults", lambda page: page.total_results),
        echo=At("offset", lambda page: page.offset),
        plain=plain,
    )


def _refuse_data(call: Call, reply: Reply) -> None:
    if reply.status_code == 400:
        # Said by the page of this endpoint. Other reasons for a 400 are in the text as Eloqua gives them.
        reason = "Bad Request. An import has no data: failures() has its refused rows, logs() its counts"
        raise call.unexpected(reply, reason)
    if isinstance(reply.parsed, models.ServerError) and "permanent" in str(reply.parsed.error):
        # Since release 25A, where the file of an export is corrupted; the document has the page that says so.
        reason = "Internal Server Error, a permanent one. Asking again does not help: submit a new sync"
        raise call.unexpected(reply, reason, final=True)


def _refuse_logs(sync_id: int, call: Call, reply: Reply) -> None:
    for log in call.expect(reply, models.SyncLogPage).items or ():
        said = None if log.sync_uri is None else _number(log.sync_uri)
        require_same_job(call, reply, "syncUri", said, sync_id)


def _uri(call: Call, reply: Reply) -> object:
    # The answer has no id; the number is in its uri: https://github.com/singer-io/tap-eloqua
    sync = call.expect(reply, models.Sync)
    said, asked = sync.synced_instance_uri, str(call.arguments["body"].synced_instance_uri)
    if said is not None and not str(said).lower().endswith(asked.lower()):
        raise call.unexpected(reply, f"a sync of another definition was started: {said!r:.80} instead of {asked}")
    return sync.uri


def _number(uri: Any) -> Any:
    """The number in the `uri` of a sync, as an answer has it; all of it where that is no such `uri`."""
    found = _SYNC_URI.fullmatch(str(uri))
    return uri if found is None else found[1]


def _definition_uri(uri: Any) -> str:
    """Check the `uri` of a definition.

    Raises:
        ConfigurationError: It is none; says how one looks.
    """
    if not isinstance(uri, str):
        raise ConfigurationError(f"synced_instance_uri is the uri of a definition, a text, not {type(uri).__name__}")
    if not _DEFINITION_URI.fullmatch(uri) or uri.lower().startswith(("/api/", "/syncs/")):
        raise ConfigurationError(
            "synced_instance_uri is the uri of a definition as Eloqua answers it, relative to /api/bulk/2.0 and beginning"
            f" with a slash, such as /contacts/exports/2071; not {uri!r:.80}"
        )
    return uri
