"""The jobs that the document describes, each as a handle: `Sync`.

What an answer means stands in `classify`, each line with the rule of the document that it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tarry.runtime import (
    DEFAULT,
    AsyncRows,
    At,
    Call,
    Clock,
    Column,
    Columns,
    FaultTolerance,
    Growing,
    Job,
    JobHandle,
    Limit,
    Listing,
    Observation,
    Offset,
    Outcome,
    Pager,
    Paging,
    Policy,
    Reply,
    Rows,
    Steps,
    Submission,
    Takes,
    Verdict,
    Words,
    async_submit,
    flag,
    list_steps,
    observation_from_response,
    require_same_job,
    searches,
    submit,
    whole_body,
    whole_number,
)

from . import models
from .api import syncs as syncs_api
from .provider import PROVIDER
from .types import UNSET, Unset

if TYPE_CHECKING:
    from .client import AuthenticatedClient


class Sync(JobHandle["models.Sync"]):
    """Sync: Get the state of a sync.

    `Sync(client, id)` is one that exists, `Sync.submit(client, …)` starts one.
    """

    source = PROVIDER
    kind = "sync"
    id_names = ("id",)
    id_patterns: ClassVar[Mapping[str, re.Pattern[str]]] = {"id": re.compile(r"^/syncs/([0-9]+)$", re.ASCII)}
    policy = Policy(schedule=Growing(floor=2, ceiling=300))
    page_size: int = 50_000
    """Items that `results` asks for at a time."""
    lists = True
    takes: ClassVar[Takes | None] = Takes(callback="callback_url")
    words: ClassVar[Words] = {
        "PENDING": Outcome.PENDING,
        "ACTIVE": Outcome.PENDING,
        "SUCCESS": Outcome.SUCCEEDED,
        "WARNING": Outcome.PARTIAL,
        "ERROR": Outcome.FAILED,
        "ERRORED": Outcome.FAILED,
    }
    advice: ClassVar[Mapping[str, str]] = {
        "failed": "The reason is only in its logs: job.logs() says why.",
        "partial": "job.logs() says why, job.failures() which rows were refused.",
        "gone": "It may have ended well, and an import that is repeated runs a second time: check for its syncedInstanceUri in GET /syncs (api.syncs.list_syncs) and at the records in Eloqua first. The rows of an export are kept for the dataRetentionDuration of its definition: job.results() gives them, or sync the definition again.",
    }
    columns: ClassVar[Mapping[str, Columns]] = {
        "results": Columns((), "string"),
        "failures": Columns(
            (
                Column("fieldValues", "json", "field_values"),
                Column("invalidFields", "json", "invalid_fields"),
                Column("message", "string", "message"),
                Column("statusCode", "string", "status_code"),
                Column("recordIndex", "integer", "record_index"),
            ),
            "json",
        ),
        "logs": Columns(
            (
                Column("syncUri", "string", "sync_uri"),
                Column("count", "integer", "count"),
                Column("severity", "string", "severity"),
                Column("statusCode", "string", "status_code"),
                Column("message", "string", "message"),
                Column("createdAt", "date-time", "created_at"),
            ),
            "json",
        ),
    }

    def __init__(self, client: AuthenticatedClient, id: int | str, *, label: str | None = None) -> None:
        super().__init__(client, whole_number(id, "id of Sync"), label=label)

    @property
    def id(self) -> int:
        """Id of the sync, the number at the end of its `uri`."""
        return int(self.ids[0])

    @classmethod
    def classify(cls, status: models.Sync) -> Verdict:
        """What an answer means."""
        verdict = Verdict.of(status.status, cls.words)
        return verdict

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.Sync]]:
        """Get the state of a sync."""
        call = Call(self.source, syncs_api.get_sync, {"id": self.id})
        reply = yield call
        status = call.expect(reply, models.Sync)
        self._require_same(call, reply, status)
        return observation_from_response(call, reply, status, self.classify, wall_time)

    def _require_same(self, call: Call, reply: Reply, status: models.Sync) -> None:
        """Refuse an answer about another job."""
        require_same_job(call, reply, "uri", self._id_in("id", status.uri), self.id)

    @staticmethod
    def _word_of(status: models.Sync) -> object:
        """The provider's word in an answer."""
        return status.status

    @classmethod
    def list_steps(
        cls, jobs: Sequence[Job[Any]], wall_time: Callable[[], float]
    ) -> Steps[Mapping[str, Observation[models.Sync]]]:
        """List syncs."""
        listing = Listing(
            syncs_api.list_syncs,
            models.SyncPage,
            Paging(
                items=At("items", lambda page: page.items),
                way=Offset("offset", start=0, step="limit"),
                limit=Limit("limit", 1000, echo=At("limit", lambda page: page.limit)),
                more=At("hasMore", lambda page: flag(page.has_more, "hasMore")),
                total=At("totalResults", lambda page: page.total_results),
                echo=At("offset", lambda page: page.offset),
            ),
            {"order_by": "createdAt DESC"},
        )

        def judge(call: Call, reply: Reply, status: models.Sync) -> Observation[models.Sync]:
            return observation_from_response(call, reply, status, cls.classify, wall_time)

        return list_steps(jobs, listing, lambda status: cls._id_in("id", status.uri), judge)

    @classmethod
    def submit(
        cls,
        client: AuthenticatedClient,
        *,
        synced_instance_uri: str | Unset = UNSET,
        callback_url: str | None | Unset = UNSET,
        body: models.SyncRequest | Mapping[str, Any] | None = None,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Start a sync of an export or an import.

        Sent once: there is no key by which it could be repeated safely.

        Args:
            client: What `connect` returned.
            synced_instance_uri: The `uri` of the definition to run.
            callback_url: Where to announce that the sync has completed. The call may come before this request was
                answered. Null is as good as none (inferred).
            body: The whole body, in place of its parts.
            label: What to call the job, for people: `job.label`.
            clock: Where time comes from; for tests.

        Raises:
            ConfigurationError: Something is malformed or too much. Nothing was sent.
            SubmitError: No answer came; the error says whether the job may exist.
            ProviderResponseError: The provider refused.
        """
        return submit(
            cls._submission(client, synced_instance_uri=synced_instance_uri, callback_url=callback_url, body=body),
            client,
            clock,
            label,
        )

    @classmethod
    async def async_submit(
        cls,
        client: AuthenticatedClient,
        *,
        synced_instance_uri: str | Unset = UNSET,
        callback_url: str | None | Unset = UNSET,
        body: models.SyncRequest | Mapping[str, Any] | None = None,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(
            cls._submission(client, synced_instance_uri=synced_instance_uri, callback_url=callback_url, body=body),
            client,
            clock,
            label,
        )

    @classmethod
    def _submission(
        cls,
        client: AuthenticatedClient,
        *,
        synced_instance_uri: str | Unset = UNSET,
        callback_url: str | None | Unset = UNSET,
        body: models.SyncRequest | Mapping[str, Any] | None = None,
    ) -> Submission[Self]:
        """What `submit` sends, checked."""
        cls.source.require(client, "Sync.submit")
        request = whole_body(
            body,
            models.SyncRequest,
            {"syncedInstanceUri": synced_instance_uri, "callbackUrl": callback_url},
            "Sync.submit",
        )
        arguments: dict[str, Any] = {"body": request}
        call = Call(cls.source, syncs_api.create_sync, arguments)
        return Submission(
            call,
            "uri",
            cls._id_in_answer,
            lambda said: cls(client, said),
            cls.policy,
            search="look for it with GET /api/bulk/2.0/syncs (api.syncs.list_syncs)",
        )

    @classmethod
    def _id_in_answer(cls, call: Call, reply: Reply) -> Any:
        """The id in the answer to a submit.

        Raises:
            ProviderResponseError: It says that there is no job.
        """
        answer = call.expect(reply, models.Sync)
        return cls._id_in("id", answer.uri)

    def results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Rows[dict[str, str | None]]:
        """List the rows that an export sync staged.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; or a page is not the one that was
                asked for.
            httpx.TransportError: The network goes on failing.
        """
        return Rows(self, "results", self._results_pager, clock, fault_tolerance)

    def async_results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncRows[dict[str, str | None]]:
        """As `results`, with the async client."""
        return AsyncRows(self, "results", self._results_pager, clock, fault_tolerance)

    def _results_pager(self) -> Pager[dict[str, str | None]]:
        """How `results` is asked for and read."""
        return self._paged(
            syncs_api.list_sync_data,
            {"id": self.id},
            models.SyncDataPage,
            Paging(
                items=At("items", lambda page: page.items),
                way=Offset("offset", start=0, step="items"),
                limit=Limit("limit", self.page_size, echo=At("limit", lambda page: page.limit)),
                more=At("hasMore", lambda page: flag(page.has_more, "hasMore")),
                total=At("totalResults", lambda page: page.total_results),
                echo=At("offset", lambda page: page.offset),
                keys=("items",),
                plain=True,
            ),
            refuse=self._refuse_results,
        )

    @staticmethod
    def _refuse_results(call: Call, reply: Reply) -> None:
        """Raise over an answer that is no page."""
        answer: Any = reply.parsed
        # An import has no data: failures() has its refused rows, logs() its counts.
        if reply.status_code == 400:
            raise call.unexpected(
                reply,
                "Bad Request. An import has no data: failures() has its refused rows, logs() its counts",
                final=True,
            )
        # search(@.error, 'permanent')
        # The file of the export is corrupted. Asking again does not help: submit a new sync.
        if reply.status_code == 500 and isinstance(answer, models.ServerError) and searches(r"permanent", answer.error):
            raise call.unexpected(
                reply,
                "Internal Server Error. The file of the export is corrupted. Asking again does not help: submit a new sync",
                final=True,
            )

    def failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Rows[models.SyncReject]:
        """List the rows that an import sync rejected.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; or a page is not the one that was
                asked for.
            httpx.TransportError: The network goes on failing.
        """
        return Rows(self, "failures", self._failures_pager, clock, fault_tolerance)

    def async_failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncRows[models.SyncReject]:
        """As `failures`, with the async client."""
        return AsyncRows(self, "failures", self._failures_pager, clock, fault_tolerance)

    def _failures_pager(self) -> Pager[models.SyncReject]:
        """How `failures` is asked for and read."""
        return self._paged(
            syncs_api.list_sync_rejects,
            {"id": self.id},
            models.SyncRejectPage,
            Paging(
                items=At("items", lambda page: page.items),
                way=Offset("offset", start=0, step="items"),
                limit=Limit("limit", 1000, echo=At("limit", lambda page: page.limit)),
                more=At("hasMore", lambda page: flag(page.has_more, "hasMore")),
                total=At("totalResults", lambda page: page.total_results),
                echo=At("offset", lambda page: page.offset),
                keys=("items",),
            ),
        )

    def logs(self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None) -> Rows[models.SyncLog]:
        """List the log entries of a sync.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; or a page is not the one that was
                asked for.
            httpx.TransportError: The network goes on failing.
        """
        return Rows(self, "logs", self._logs_pager, clock, fault_tolerance)

    def async_logs(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncRows[models.SyncLog]:
        """As `logs`, with the async client."""
        return AsyncRows(self, "logs", self._logs_pager, clock, fault_tolerance)

    def _logs_pager(self) -> Pager[models.SyncLog]:
        """How `logs` is asked for and read."""
        return self._paged(
            syncs_api.list_sync_logs,
            {"id": self.id},
            models.SyncLogPage,
            Paging(
                items=At("items", lambda page: page.items),
                way=Offset("offset", start=0, step="items"),
                limit=Limit("limit", 1000, echo=At("limit", lambda page: page.limit)),
                more=At("hasMore", lambda page: flag(page.has_more, "hasMore")),
                total=At("totalResults", lambda page: page.total_results),
                echo=At("offset", lambda page: page.offset),
                keys=("items",),
            ),
        )


JOBS = (Sync,)
"""The kinds of job."""
