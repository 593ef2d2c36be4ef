"""The jobs that the document describes, each as a handle: `RowsImport`.

What an answer means stands in `classify`, each line with the rule of the document that it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    JobHandle,
    Kind,
    Numbers,
    Observation,
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
    above,
    all_of,
    any_of,
    async_submit,
    at_least,
    below,
    call_with_items,
    flag,
    item_at,
    items,
    judged,
    matches,
    observation,
    require_same_job,
    require_size,
    searches,
    submit,
    there,
    to_models,
    whole,
)

from . import models
from .api import requests as requests_api
from .api import rows as rows_api
from .provider import PROVIDER

if TYPE_CHECKING:
    from .client import AuthenticatedClient


class RowsImport(JobHandle["models.RequestStatus"]):
    """Rows import: Get the state of a queued request.

    `RowsImport(client, request_id)` is one that exists, `RowsImport.submit(client, …)` starts one.
    """

    source = PROVIDER
    kind = "rows-import"
    id_names = ("request_id",)
    policy = Policy(schedule=Growing(floor=1, ceiling=60), visibility_grace=900, regrace=True)
    takes: ClassVar[Takes | None] = Takes(items="rows", most=32_000, max_bytes=4_000_000, columns=Columns((), "json"))
    words: ClassVar[Words] = {
        "PENDING": Outcome.PENDING,
        "EXECUTING": Outcome.PENDING,
        "COMPLETE": Outcome.SUCCEEDED,
        "COMPLETED": Outcome.SUCCEEDED,
        "ERROR": Outcome.FAILED,
    }
    advice: ClassVar[Mapping[str, str]] = {
        "Error": "The request failed as a whole; job.failures() lists what there is about rows. Submit them again.",
        "failed": "Every row was refused: job.failures() says why for each, in the order of the rows.",
        "gone": "The rows may be stored all the same: job.results() may still say what became of each, else look into the data extension. An upsert can be submitted again, an insert would double the rows that are there.",
    }
    columns: ClassVar[Mapping[str, Columns]] = {
        "results": Columns(
            (
                Column("status", "string", "status", required=True),
                Column("message", "string", "message"),
                Column("errorCode", "json", "error_code"),
                Column("errors", "json", "errors"),
            ),
            "json",
        ),
        "failures": Columns(
            (
                Column("status", "string", "status", required=True),
                Column("message", "string", "message"),
                Column("errorCode", "json", "error_code"),
                Column("errors", "json", "errors"),
            ),
            "json",
        ),
    }

    def __init__(self, client: AuthenticatedClient, request_id: str, *, label: str | None = None) -> None:
        super().__init__(client, request_id, label=label)

    @property
    def request_id(self) -> str:
        """The `requestId` that the submit of the rows returned."""
        return self.ids[0]

    @classmethod
    def classify(cls, status: models.RequestStatus) -> Verdict:
        """What an answer means."""
        verdict = Verdict.of(status.status and status.status.request_status, cls.words)
        # !@.status
        # The job is not visible yet, unknown, or expired; only time tells them apart.
        if verdict.word is None and not there(status.status):
            return verdict.is_none(
                Kind.MISSING, "The job is not visible yet, unknown, or expired; only time tells them apart"
            )
        # Error has been seen to pass and become Complete.
        if verdict.outcome is Outcome.FAILED:
            return verdict.means(Outcome.FAILED, confirmations=2)
        # @.status.hasErrors == true || (search(@.status.resultStatus, '[^ ]') && !match(@.status.resultStatus, '
        # *[Oo][Kk] *'))
        # The first page of results tells whether some rows were stored or none.
        if verdict.ended and any_of(
            flag(status.status and status.status.has_errors, "hasErrors") is True,
            searches(r"[^\ ]", status.status and status.status.result_status)
            and not matches(r"\ *[Oo][Kk]\ *", status.status and status.status.result_status),
        ):
            return verdict._replace(asks="list_request_results")
        return verdict

    @classmethod
    def classify_asked(cls, verdict: Verdict, page: models.RowResultPage | Any, code: int) -> Verdict:
        """What the answer of `list_request_results` means, which is asked where the status alone does not decide."""
        # Errors are announced, but their results are not there yet.
        if code == 404:
            return verdict.means(Outcome.PENDING, note="Errors are announced, but their results are not there yet")
        # !@.items[0]
        # Errors are announced, but their results are not there yet.
        if code < 300 and not there(item_at(page.items, 0)):
            return verdict.means(Outcome.PENDING, note="Errors are announced, but their results are not there yet")
        # @.items[?match(@.status, ' *[Oo][Kk] *')]
        if code < 300 and any(matches(r"\ *[Oo][Kk]\ *", item.status) for item in items(page.items)):
            return verdict.means(Outcome.PARTIAL)
        # @.count > 0 && count(@.items[*]) >= @.count
        # The page holds every row, and none was stored.
        if code < 300 and all_of(
            above(whole(page.count, "count"), 0), at_least(len(items(page.items)), whole(page.count, "count"))
        ):
            return verdict.means(Outcome.FAILED)
        # !(@.count > 0) && @.pageSize > 0 && count(@.items[*]) < @.pageSize
        # No page follows one that is not full, and no row of it was stored.
        if code < 300 and all_of(
            not above(whole(page.count, "count"), 0),
            above(whole(page.page_size, "pageSize"), 0),
            below(len(items(page.items)), whole(page.page_size, "pageSize")),
        ):
            return verdict.means(Outcome.FAILED)
        # !(@.count > 0) && !(@.pageSize > 0) && count(@.items[*]) < 50
        # Without a size, a page has 50 rows when it is full.
        if code < 300 and all_of(
            not above(whole(page.count, "count"), 0),
            not above(whole(page.page_size, "pageSize"), 0),
            below(len(items(page.items)), 50),
        ):
            return verdict.means(Outcome.FAILED)
        # There are more rows than those of the first page, and a wait reads no further.
        if code < 300:
            return verdict.means(Outcome.PARTIAL)
        return verdict

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.RequestStatus]]:
        """Get the state of a queued request."""
        call = Call(self.source, requests_api.get_request_status, {"request_id": self.request_id})
        reply = yield call
        status = call.expect(reply, models.RequestStatus)
        self._require_same(call, reply, status)
        verdict = judged(call, reply, status, self.classify)
        if not verdict.asks:
            return observation(call, reply, status, verdict, wall_time)
        second = Call(self.source, requests_api.list_request_results, {"request_id": self.request_id}, unread=[404])
        page_reply = yield second
        code = page_reply.status_code
        page = None if code in [404] else second.expect(page_reply, models.RowResultPage)
        asked = judged(second, page_reply, page, lambda page: self.classify_asked(verdict, page, code))
        return observation(call, reply, status, asked, wall_time, page_reply)

    def _require_same(self, call: Call, reply: Reply, status: models.RequestStatus) -> None:
        """Refuse an answer about another job."""
        require_same_job(
            call,
            reply,
            "status.requestId",
            self._id_in("request_id", status.status and status.status.request_id),
            self.request_id,
        )

    @staticmethod
    def _word_of(status: models.RequestStatus) -> object:
        """The provider's word in an answer."""
        return status.status and status.status.request_status

    @classmethod
    def submit(
        cls,
        client: AuthenticatedClient,
        rows: Iterable[models.Row | Mapping[str, Any]],
        *,
        key: str,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Queue rows to insert or update in the data extension with this key.

        Sent once: there is no key by which it could be repeated safely.

        Args:
            client: What `connect` returned.
            rows: As the document describes it.
            key: External key ("customer key") of the data extension; its display name is never matched.
            label: What to call the job, for people: `job.label`.
            clock: Where time comes from; for tests.

        Raises:
            ConfigurationError: Something is malformed or too much. Nothing was sent.
            SubmitError: No answer came; the error says whether the job may exist.
            ProviderResponseError: The provider refused.
        """
        return submit(cls._submission(client, rows=rows, key=key), client, clock, label)

    @classmethod
    async def async_submit(
        cls,
        client: AuthenticatedClient,
        rows: Iterable[models.Row | Mapping[str, Any]],
        *,
        key: str,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(cls._submission(client, rows=rows, key=key), client, clock, label)

    @classmethod
    def _submission(
        cls, client: AuthenticatedClient, rows: Iterable[models.Row | Mapping[str, Any]], *, key: str
    ) -> Submission[Self]:
        """What `submit` sends, checked."""
        cls.source.require(client, "RowsImport.submit")
        items = to_models(rows, models.Row, what="rows", limit=32_000)
        body = models.RowsImportRequest(items=items)
        arguments: dict[str, Any] = {"key": key, "body": body}
        call = call_with_items(cls.source, rows_api.upsert_rows_by_key, arguments, items, "rows")
        require_size(call, 4_000_000, "rows")
        return Submission(call, "requestId", cls._id_in_answer, lambda said: cls(client, said), cls.policy)

    @classmethod
    def _id_in_answer(cls, call: Call, reply: Reply) -> Any:
        """The id in the answer to a submit.

        Raises:
            ProviderResponseError: It says that there is no job.
        """
        answer: Any = reply.parsed
        # @.resultMessages[?match(@.resultClass, ' *[Ee][Rr][Rr][Oo][Rr] *') || match(@.resultCode, '.*NotFound') ||
        # match(@.resultMessage.resultClass, ' *[Ee][Rr][Rr][Oo][Rr] *') || match(@.resultMessage.resultCode,
        # '.*NotFound')]
        # An error can come with 200 or 202 and a requestId, under which nothing was queued.
        if (
            200 <= reply.status_code < 300
            and isinstance(answer, models.RefusedRequest | models.QueuedRequest)
            and (
                any(
                    matches(r"\ *[Ee][Rr][Rr][Oo][Rr]\ *", item.result_class)
                    or matches(r"[^\n\r]*NotFound", item.result_code)
                    or matches(r"\ *[Ee][Rr][Rr][Oo][Rr]\ *", item.result_message and item.result_message.result_class)
                    or matches(r"[^\n\r]*NotFound", item.result_message and item.result_message.result_code)
                    for item in items(answer.result_messages)
                )
            )
        ):
            raise call.unexpected(
                reply, "An error can come with 200 or 202 and a requestId, under which nothing was queued", final=True
            )
        # Rows that are queued are answered with 202, and refused ones with a reason.
        if reply.status_code == 200:
            raise call.unexpected(reply, "Rows that are queued are answered with 202, and refused ones with a reason")
        body: models.RefusedRequest | models.QueuedRequest = call.expect_one_of(
            reply, (models.RefusedRequest, models.QueuedRequest)
        )
        return cls._id_in("request_id", body.request_id)

    def results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Rows[models.RowResult]:
        """List what became of the rows of a queued request.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; or a page is not the one that was
                asked for.
            httpx.TransportError: The network goes on failing.
        """
        return Rows(self, "results", self._results_pager, clock, fault_tolerance)

    def async_results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncRows[models.RowResult]:
        """As `results`, with the async client."""
        return AsyncRows(self, "results", self._results_pager, clock, fault_tolerance)

    def _results_pager(self) -> Pager[models.RowResult]:
        """How `results` is asked for and read."""
        return self._paged(
            requests_api.list_request_results,
            {"request_id": self.request_id},
            models.RowResultPage,
            Paging(
                items=At("items", lambda page: page.items),
                way=Numbers("page", start=1, omit_first=True),
                total=At("count", lambda page: page.count),
                echo=At("page", lambda page: page.page),
                size=At("pageSize", lambda page: page.page_size, default=50),
                max_items=32_000,
                keys=("items",),
            ),
            refuse=self._refuse_results,
        )

    @staticmethod
    def _refuse_results(call: Call, reply: Reply) -> None:
        """Raise over an answer that is no page."""
        answer: Any = reply.parsed
        # @.resultMessages[?match(@.resultClass, ' *[Ee][Rr][Rr][Oo][Rr] *') || match(@.resultCode, '.*NotFound') ||
        # match(@.resultMessage.resultClass, ' *[Ee][Rr][Rr][Oo][Rr] *') || match(@.resultMessage.resultCode,
        # '.*NotFound')]
        # An error can come with 200 or 202; there are no results of this job.
        if (
            200 <= reply.status_code < 300
            and isinstance(answer, models.RowResultPage)
            and (
                any(
                    matches(r"\ *[Ee][Rr][Rr][Oo][Rr]\ *", item.result_class)
                    or matches(r"[^\n\r]*NotFound", item.result_code)
                    or matches(r"\ *[Ee][Rr][Rr][Oo][Rr]\ *", item.result_message and item.result_message.result_class)
                    or matches(r"[^\n\r]*NotFound", item.result_message and item.result_message.result_code)
                    for item in items(answer.result_messages)
                )
            )
        ):
            raise call.unexpected(
                reply, "An error can come with 200 or 202; there are no results of this job", final=True
            )
        # !@.items && !@.count
        # The answer has neither rows nor a count.
        if (
            200 <= reply.status_code < 300
            and isinstance(answer, models.RowResultPage)
            and not there(answer.items)
            and not there(answer.count)
        ):
            raise call.unexpected(reply, "The answer has neither rows nor a count")

    def failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Rows[models.RowResult]:
        """List what became of the rows of a queued request.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; or a page is not the one that was
                asked for.
            httpx.TransportError: The network goes on failing.
        """
        return Rows(self, "failures", self._failures_pager, clock, fault_tolerance)

    def async_failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncRows[models.RowResult]:
        """As `failures`, with the async client."""
        return AsyncRows(self, "failures", self._failures_pager, clock, fault_tolerance)

    def _failures_pager(self) -> Pager[models.RowResult]:
        """How `failures` is asked for and read."""
        return self._paged(
            requests_api.list_request_results,
            {"request_id": self.request_id},
            models.RowResultPage,
            Paging(
                items=At("items", lambda page: page.items),
                way=Numbers("page", start=1, omit_first=True),
                total=At("count", lambda page: page.count),
                echo=At("page", lambda page: page.page),
                size=At("pageSize", lambda page: page.page_size, default=50),
                max_items=32_000,
                keys=("items",),
            ),
            # !match(@.status, ' *[Oo][Kk] *')
            only=lambda item: not matches(r"\ *[Oo][Kk]\ *", item.status),
            refuse=self._refuse_failures,
        )

    @staticmethod
    def _refuse_failures(call: Call, reply: Reply) -> None:
        """Raise over an answer that is no page."""
        answer: Any = reply.parsed
        # @.resultMessages[?match(@.resultClass, ' *[Ee][Rr][Rr][Oo][Rr] *') || match(@.resultCode, '.*NotFound') ||
        # match(@.resultMessage.resultClass, ' *[Ee][Rr][Rr][Oo][Rr] *') || match(@.resultMessage.resultCode,
        # '.*NotFound')]
        # An error can come with 200 or 202; there are no results of this job.
        if (
            200 <= reply.status_code < 300
            and isinstance(answer, models.RowResultPage)
            and (
                any(
                    matches(r"\ *[Ee][Rr][Rr][Oo][Rr]\ *", item.result_class)
                    or matches(r"[^\n\r]*NotFound", item.result_code)
                    or matches(r"\ *[Ee][Rr][Rr][Oo][Rr]\ *", item.result_message and item.result_message.result_class)
                    or matches(r"[^\n\r]*NotFound", item.result_message and item.result_message.result_code)
                    for item in items(answer.result_messages)
                )
            )
        ):
            raise call.unexpected(
                reply, "An error can come with 200 or 202; there are no results of this job", final=True
            )
        # !@.items && !@.count
        # The answer has neither rows nor a count.
        if (
            200 <= reply.status_code < 300
            and isinstance(answer, models.RowResultPage)
            and not there(answer.items)
            and not there(answer.count)
        ):
            raise call.unexpected(reply, "The answer has neither rows nor a count")


JOBS = (RowsImport,)
"""The kinds of job."""
