"""The handle of an import of rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Self

from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError
from tarry._core.names import listing
from tarry._core.observation import Kind, Observation
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._core.outcome import Outcome
from tarry._http.retry_after import retry_after
from tarry._operations.body import call_with_items, to_models
from tarry._operations.call import Call, Operation, Reply, Steps
from tarry._operations.page_reader import paged
from tarry._operations.pages import Pager, async_read_pages, read_pages
from tarry._operations.paging import At, Numbers, Paging
from tarry._operations.submit import Submission, async_submit, submit
from tarry._operations.verdict import Verdict, observation_from_response, require_same_job
from tarry.runtime.handle import JobHandle
from tarry_clients import salesforce as generated
from tarry_clients.salesforce import models
from tarry_clients.salesforce.api import requests as requests_api
from tarry_clients.salesforce.api import rows as rows_api

from ._checks import MAX_BYTES, MAX_ROWS, PAGE_SIZE, check_cells, is_ok, refusal_in
from ._connect import connect
from ._status import POLICY, PROVIDER, WORDS, classify

if TYPE_CHECKING:
    from ._rows import PlacedRowResult


__all__ = ["PlacedRowResult", "RowsImport", "connect"]

__dir__ = listing(__all__)


class RowsImport(JobHandle["models.RequestStatus"]):
    """Rows that were queued: `salesforce.RowsImport(client, request_id)`.

    Attributes:
        page_parameter: Name of the query parameter for the number of a page of results. No page of the vendor names it, one
            integrator sends `page`; if your account takes another, set it on the class or on a job.
    """

    source = PROVIDER
    kind = "rows-import"
    id_names = ("request_id",)
    policy = POLICY
    page_parameter: str = "page"

    def __init__(self, client: generated.AuthenticatedClient, request_id: str) -> None:
        super().__init__(client, request_id)

    @property
    def request_id(self) -> str:
        """The id that the submit answered. Answers to later requests carry another, that of the request itself."""
        return self._ids[0]

    @classmethod
    def submit(
        cls,
        client: generated.AuthenticatedClient,
        rows: Iterable[models.Row | Mapping[str, Any]],
        *,
        key: str | None = None,
        id: str | None = None,  # noqa: A002 - the provider's own word
        mode: Literal["upsert", "insert"] = "upsert",
        clock: Clock | None = None,
    ) -> Self:
        """Queue at most 32,000 rows, 4 MB of JSON, for the data extension with the external key *key* or the id *id*.

        A row maps names of columns, in their own case, to a text, number, boolean or None. Sent once: there is no idempotency
        key. Upserts need a primary key on the data extension, and can be repeated; a repeated insert may double rows.

        Raises:
            ConfigurationError: Something is malformed or too large. Nothing was sent.
            SubmitError: No answer came; the error says whether the rows may be queued.
            ProviderResponseError: The provider refused, for instance because there is no such data extension.
        """
        return submit(cls._checked(client, rows, key, id, mode), client, clock)

    @classmethod
    async def async_submit(
        cls,
        client: generated.AuthenticatedClient,
        rows: Iterable[models.Row | Mapping[str, Any]],
        *,
        key: str | None = None,
        id: str | None = None,  # noqa: A002 - the provider's own word
        mode: Literal["upsert", "insert"] = "upsert",
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(cls._checked(client, rows, key, id, mode), client, clock)

    @classmethod
    def _checked(
        cls, client: generated.AuthenticatedClient, rows: Iterable[Any], key: str | None, id_: str | None, mode: str
    ) -> Submission[Self]:
        PROVIDER.require(client, "RowsImport.submit")
        if (key is None) == (id_ is None):
            raise ConfigurationError(
                "RowsImport.submit takes key=… or id=…, one of them: which data extension gets the rows"
            )
        by, where = ("key", key) if key is not None else ("id", id_)
        printable = isinstance(where, str) and "".join(where.split()).isprintable()
        if not printable or not where or where.isspace() or where in {".", ".."}:
            raise ConfigurationError(f"{by} of a data extension is a text that is not empty, not {where!r:.80}")
        if mode not in ("upsert", "insert"):
            raise ConfigurationError(f'mode is "upsert" or "insert", not {mode!r:.80}')
        body = models.RowsImportRequest(items=to_models(rows, models.Row, what="rows", limit=MAX_ROWS))
        check_cells(body.items)
        if mode == "upsert":
            operation: Operation = rows_api.upsert_rows_by_key if by == "key" else rows_api.upsert_rows_by_id
        else:
            operation = rows_api.insert_rows_by_key if by == "key" else rows_api.insert_rows_by_id
        call = call_with_items(PROVIDER, operation, {by: where, "body": body}, body.items, "rows")
        size = len(call.request["content"])
        if size > MAX_BYTES:
            limits = f"one submit takes {MAX_BYTES:,}, and {MAX_ROWS:,} rows"
            raise ConfigurationError(f"the rows are {size:,} bytes of JSON; {limits}: split them")
        return Submission(call, "requestId", _request_id, partial(cls, client), POLICY)

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.RequestStatus]]:
        """Ask for the status, and for the first page of results where it announces errors."""
        call = Call(PROVIDER, requests_api.get_request_status, {"request_id": self.request_id})
        reply = yield call
        status = call.expect(reply, models.RequestStatus)
        if status.status is None:
            why = refusal_in(status) or "the answer has no status"
            missing = call.unexpected(reply, f"the job is not visible: {why}")
            return Observation(Kind.MISSING, error=missing, retry_after=retry_after(reply.headers, wall_time))
        # That of the answer itself is another: it names this very request.
        require_same_job(call, reply, "status.requestId", status.status.request_id, self.request_id)
        observation = observation_from_response(call, reply, status, classify, wall_time)
        if not observation.note:  # it says that errors are announced
            return observation
        first = Call(PROVIDER, requests_api.list_request_results, {"request_id": self.request_id})
        page_reply = yield first
        # The job was seen a moment ago: a 404 can only mean that its results are not there.
        results = None if page_reply.status_code == 404 else first.expect(page_reply, models.RowResultPage)
        observation = observation_from_response(
            call, reply, status, lambda status: classify(status, results), wall_time
        )
        waits = (observation.retry_after, retry_after(page_reply.headers, wall_time))
        return observation._replace(retry_after=max((one for one in waits if one is not None), default=None))

    def explain_failure(self, status: models.RequestStatus | None) -> str:
        """Every row was refused, or the request as a whole failed."""
        if status and status.status and Verdict.of(status.status.request_status, WORDS).outcome is Outcome.FAILED:
            return "The request failed as a whole; job.failures() lists what there is about rows. Submit them again."
        return "Every row was refused: job.failures() says why for each, in the order of the rows."

    def explain_gone(self) -> str:
        """Its results have an address of their own. An insert that is repeated may double rows."""
        return (
            "The rows may be stored all the same: job.results() may still say what became of each, else poll into the data"
            " extension. An upsert can be submitted again, an insert would double the rows that are there."
        )

    def results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Iterator[PlacedRowResult]:
        """What became of each row, in the order in which the rows were submitted; the row itself is not repeated.

        Each is the generated `RowResult` with an `index`: it is the result of `rows[index]` of what was submitted.

        Raises:
            ProviderResponseError: There are no results of this job, or a page is not the one that was asked for.
        """
        return read_pages(self, self._pager(only_failures=False), clock, fault_tolerance)

    def async_results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncIterator[PlacedRowResult]:
        """As `results`, with the async client."""
        return async_read_pages(self, self._pager(only_failures=False), clock, fault_tolerance)

    def failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Iterator[PlacedRowResult]:
        """The results that are not `OK`; the `index` of each says which row it is, `rows[index]` of what was submitted."""
        return read_pages(self, self._pager(only_failures=True), clock, fault_tolerance)

    def async_failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncIterator[PlacedRowResult]:
        """As `failures`, with the async client."""
        return async_read_pages(self, self._pager(only_failures=True), clock, fault_tolerance)

    def _pager(self, *, only_failures: bool) -> Pager[PlacedRowResult]:
        from ._rows import PlacedRowResult

        return paged(
            self,
            requests_api.list_request_results,
            {"request_id": self.request_id},
            models.RowResultPage,
            _paging(self.page_parameter),
            # The fate of a row is known by its place alone: the document says whose word that is.
            each=PlacedRowResult.at,
            only=_is_failure if only_failures else None,
            refuse=_refuse_page,
        )


def _paging(parameter: str) -> Paging:
    """How pages of results follow each other; the first goes without a number, as the given page shows it.

    A server that does not know the *parameter* sends the first page again and again, until the count is reached.
    """
    advice = "the parameter's name is not documented: set RowsImport.page_parameter"
    return Paging(
        items=At("items", lambda page: page.items),
        way=Numbers("page", omit_first=True, sent_as=parameter, advice=advice),
        echo=At("page", lambda page: page.page),
        total=At("count", lambda page: page.count),
        size=At("pageSize", lambda page: page.page_size, PAGE_SIZE),
        max_items=MAX_ROWS,
        noun="results",
    )


def _is_failure(row: models.RowResult) -> bool:
    return not is_ok(row)


def _refuse_page(call: Call, reply: Reply) -> None:
    refusal = refusal_in(reply.parsed) if isinstance(reply.parsed, models.RowResultPage) else None
    if refusal is not None:
        raise call.unexpected(reply, f"there are no results of this job: {refusal}", final=True)


def _request_id(call: Call, reply: Reply) -> object:
    # An error can come with 200 or 202 and a requestId in it, under which nothing was queued:
    # https://developer.salesforce.com/docs/marketing/marketing-cloud/guide/insertDataExtensionIDAsync.html
    refusal = refusal_in(reply.parsed)
    if refusal is not None:
        raise call.unexpected(reply, f"nothing was queued, {refusal}", final=True)
    if reply.status_code == 200:
        raise call.unexpected(reply, "rows that are queued are answered with 202, and refused ones with a reason")
    return call.expect(reply, models.QueuedRequest).request_id
