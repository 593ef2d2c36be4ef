"""The handle of an import of rows, with what the document cannot say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from tarry._core.checks import text
from tarry._core.clock import Clock
from tarry._core.columns import Column, Columns
from tarry._core.errors import ConfigurationError
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._operations.body import to_models
from tarry._operations.call import Call, Operation, Reply
from tarry._operations.pages import Pager
from tarry._operations.paging import Paging
from tarry._operations.submit import Submission, async_submit, submit
from tarry._operations.verdict import Verdict
from tarry_clients.salesforce import jobs as generated
from tarry_clients.salesforce import models
from tarry_clients.salesforce.api import rows as rows_api

if TYPE_CHECKING:
    from tarry._files.rows import AsyncRows, Rows
    from tarry_clients.salesforce import AuthenticatedClient

    from ._rows import PlacedRowResult


class RowsImport(generated.RowsImport):
    """Rows that were queued: `salesforce.RowsImport(client, request_id)`.

    `results()` gives what became of each row, in the order in which they were submitted, and `failures()` those that are not
    `OK`. Each is the generated `RowResult` with an `index`: it is the result of `rows[index]` of what was submitted.

    Attributes:
        page_parameter: Name of the query parameter for the number of a page of results. No page of the vendor names it, one
            integrator sends `page`; if your account takes another, set it on the class or on a job.
    """

    source = generated.RowsImport.source._replace(
        credentials=("client_id", "client_secret", "account_id"),
        login_url="auth_url",
        tenant_domain=".marketingcloudapis.com",
    )
    page_parameter: str = "page"
    columns: ClassVar[Mapping[str, Columns]] = {
        name: found._replace(fixed=(Column("index", "integer", "index", required=True), *found.fixed))
        for name, found in generated.RowsImport.columns.items()
    }

    @classmethod
    def submit(
        cls,
        client: AuthenticatedClient,
        rows: Iterable[models.Row | Mapping[str, Any]],
        *,
        key: str | None = None,
        id: str | None = None,  # noqa: A002 - the provider's own word
        mode: Literal["upsert", "insert"] = "upsert",
        label: str | None = None,
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
        return submit(cls.prepare(client, rows=rows, key=key, id=id, mode=mode), client, clock, label)

    @classmethod
    async def async_submit(
        cls,
        client: AuthenticatedClient,
        rows: Iterable[models.Row | Mapping[str, Any]],
        *,
        key: str | None = None,
        id: str | None = None,  # noqa: A002 - the provider's own word
        mode: Literal["upsert", "insert"] = "upsert",
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(cls.prepare(client, rows=rows, key=key, id=id, mode=mode), client, clock, label)

    @classmethod
    def prepare(cls, client: AuthenticatedClient, **arguments: Any) -> Submission[Self]:
        """What `submit` would send, checked."""
        rows, mode = arguments["rows"], arguments.get("mode", "upsert")
        key, id_ = arguments.get("key"), arguments.get("id")
        cls.source.require(client, "RowsImport.submit")
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
        listed = to_models(rows, models.Row, what="rows", limit=None)
        _check_cells(listed)
        # The document says that a requestId is a text.
        made = cls._submission(client, listed, key=where)._replace(is_number=False)
        operation: Operation = getattr(rows_api, f"{mode}_rows_by_{by}")
        if operation is made.call.operation:
            return made
        # The four operations take the same body and give the same answers.
        return made._replace(call=Call(cls.source, operation, {by: where, "body": made.call.arguments["body"]}))

    @classmethod
    def _id_in_answer(cls, call: Call, reply: Reply) -> Any:
        refusal = _refusal_in(reply.parsed)
        if refusal is not None:
            raise call.unexpected(reply, f"nothing was queued, {refusal}", final=True)
        return super()._id_in_answer(call, reply)

    @classmethod
    def classify(cls, status: models.RequestStatus) -> Verdict:
        """As the document says; a job that is not visible with the provider's reason.

        Raises:
            TypeError: A field is of another type than described.
        """
        verdict = super().classify(status)
        if status.status is None:
            return verdict._replace(note=f"the job is not visible: {_refusal_in(status) or 'the answer has no status'}")
        # For a pattern of the document a number is a text that does not match.
        text(status.status.result_status, "resultStatus")
        return verdict

    if TYPE_CHECKING:  # what `_paged` makes of the items

        def results(
            self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
        ) -> Rows[PlacedRowResult]: ...

        def async_results(
            self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
        ) -> AsyncRows[PlacedRowResult]: ...

        def failures(
            self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
        ) -> Rows[PlacedRowResult]: ...

        def async_failures(
            self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
        ) -> AsyncRows[PlacedRowResult]: ...

    def _paged(
        self, operation: Operation, arguments: Mapping[str, Any], model: type[Any], paging: Paging, **options: Any
    ) -> Pager[Any]:
        from ._rows import PlacedRowResult

        way: Any = paging.way
        advice = "the parameter's name is not documented: set RowsImport.page_parameter"
        paging = replace(
            paging,
            # A server that does not know the parameter sends the first page again and again, until the count is reached.
            way=way._replace(sent_as=self.page_parameter, advice=advice),
            noun="results",
        )
        # The fate of a row is known by its place alone: the document says whose word that is.
        options = {**options, "each": PlacedRowResult.at, "refuse": _refuse_page}
        return super()._paged(operation, arguments, model, paging, **options)


def _refuse_page(call: Call, reply: Reply) -> None:
    refusal = _refusal_in(reply.parsed) if isinstance(reply.parsed, models.RowResultPage) else None
    if refusal is not None:
        raise call.unexpected(reply, f"there are no results of this job: {refusal}", final=True)


def _refusal_in(parsed: Any) -> str | None:
    """Code and text of the first error in an envelope; messages come flat, or nested under `resultMessage`."""
    for message in getattr(parsed, "result_messages", None) or ():
        said = message.result_message or message
        code = "" if said.result_code is None else str(said.result_code)
        # There may be warnings beside a success: only what calls itself an error is one.
        if str(said.result_class).strip().upper() == "ERROR" or code.endswith("NotFound"):
            return f"{code or 'an error'}: {said.message or 'without a message'}"
    return None


def _check_cells(rows: Sequence[models.Row]) -> None:
    """Refuse what the provider cannot store, by the place where it is."""
    for index, row in enumerate(rows):
        for name, value in row.additional_properties.items():
            where = f"rows[{index}][{name!r:.80}]"
            if not isinstance(name, str):
                raise ConfigurationError(f"{where}: the name of a column must be a text, not {type(name).__name__}")
            if isinstance(value, float) and not math.isfinite(value):
                raise ConfigurationError(f"{where} is {value}, which JSON does not know")
            if value is not None and not isinstance(value, str | int | float):
                raise ConfigurationError(f"{where} must be a text, number, boolean or None, not {type(value).__name__}")
