"""The jobs that the document describes, each as a handle: `Export`.

What an answer means stands in `classify`, each line with the rule of the document that it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tarry.runtime import (
    DEFAULT,
    AsyncRows,
    At,
    Call,
    Clock,
    Columns,
    FaultTolerance,
    Growing,
    JobHandle,
    Limit,
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
    async_run,
    async_submit,
    explained,
    flag,
    observation_from_response,
    require_same_job,
    run,
    submit,
    whole_body,
    whole_number,
)

from . import models
from .api import exports as exports_api
from .provider import PROVIDER
from .types import UNSET, Unset

if TYPE_CHECKING:
    from .client import AuthenticatedClient


class Export(JobHandle["models.ExportStatus"]):
    """Export: Get the status of an export.

    `Export(client, client_id, access_token)` is one that exists, `Export.submit(client, …)` starts one.
    """

    source = PROVIDER
    kind = "export"
    id_names = ("client_id", "access_token")
    policy = Policy(schedule=Growing(floor=5, ceiling=300))
    page_size: int = 1_000
    """Items that `results` asks for at a time."""
    takes: ClassVar[Takes | None] = Takes(callback="callback_url")
    words: ClassVar[Words] = {
        "PROCESSING": Outcome.PENDING,
        "COMPLETE": Outcome.SUCCEEDED,
        "RETRIEVED": Outcome.SUCCEEDED,
        "ERROR": Outcome.FAILED,
        "EXPIRED": Outcome.FAILED,
        "FAILED": Outcome.FAILED,
    }
    advice: ClassVar[Mapping[str, str]] = {
        "Error": "The export did not run: check the segment's settings and start it again.",
        "Failed": "The API user may not retrieve the data: have its user group permitted to, and start the export again.",
        "Expired": "The export was built, but nobody read its rows in time: start a new one.",
        "gone": "It was committed, or has expired: an export is kept for a time only. job.results() may still give its rows; if not, start another one with the same segment and since the same time, which changes nothing at the provider.",
    }
    columns: ClassVar[Mapping[str, Columns]] = {"results": Columns((), "json")}

    def __init__(
        self, client: AuthenticatedClient, client_id: str, access_token: int | str, *, label: str | None = None
    ) -> None:
        super().__init__(client, client_id, whole_number(access_token, "access_token of Export"), label=label)

    @property
    def client_id(self) -> str:
        """PossibleNow ClientId, the account's own MyPreferences id; not the `client_id` of OAuth."""
        return self.ids[0]

    @property
    def access_token(self) -> int:
        """The access token of the export, as the start call gave it."""
        return int(self.ids[1])

    @classmethod
    def classify(cls, status: models.ExportStatus) -> Verdict:
        """What an answer means."""
        verdict = Verdict.of(status.status, cls.words)
        return verdict

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.ExportStatus]]:
        """Get the status of an export."""
        call = Call(
            self.source, exports_api.get_export_status, {"client_id": self.client_id, "access_token": self.access_token}
        )
        reply = yield call
        status = call.expect(reply, models.ExportStatus)
        self._require_same(call, reply, status)
        return observation_from_response(call, reply, status, self.classify, wall_time)

    def _require_same(self, call: Call, reply: Reply, status: models.ExportStatus) -> None:
        """Refuse an answer about another job."""
        require_same_job(
            call, reply, "AccessToken", self._id_in("access_token", status.access_token), self.access_token
        )

    @staticmethod
    def _word_of(status: models.ExportStatus) -> object:
        """The provider's word in an answer."""
        return status.status

    @classmethod
    def submit(
        cls,
        client: AuthenticatedClient,
        *,
        client_id: str,
        segment_name: str,
        callback_url: str | Unset = UNSET,
        last_date_time: str | Unset = UNSET,
        match_criteria: str | None | Unset = UNSET,
        match_type: str | Unset = UNSET,
        values: list[str] | None | Unset = UNSET,
        body: models.SegmentExportRequest | Mapping[str, Any] | None = None,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Start an export of a segment.

        Sent once: there is no key by which it could be repeated safely.

        Args:
            client: What `connect` returned.
            client_id: PossibleNow ClientId, the account's own MyPreferences id; not the `client_id` of OAuth.
            segment_name: Name of the segment to export.
            callback_url: Called when the export is complete. The help page of the Profiles service has this field; the
                newer reference speaks of a callback but leaves the field out of its list.
            last_date_time: Only updates since this time, to the millisecond; the whole segment if absent. ISO 8601,
                with or without a final `Z`, by the newer reference; send UTC with `Z` (inferred). The server rounds the
                milliseconds so that no record is skipped: 000 to 002 become 003, 003 to 006 become 007, 007 to 009
                become 000 of the next higher value. That this goes for the last digit of any time is inferred.
            match_criteria: Restricts the segment to the profiles named in `Values`. Known are `ProfileId`,
                `AlternateId`, `EmailAddress` and `PhoneNumber`, kept as an open list here; the text of the same pages
                also writes `ProfileID` and `AlternateID`. A service that does not know the field may export the whole
                segment (inferred).
            match_type: Name of a type within the criterion. Needed when `MatchCriteria` is `AlternateId`; with the
                others it is optional and narrows the export to profiles that have the type.
            values: The identifiers to match. That they are strings is inferred.
            body: The whole body, in place of its parts.
            label: What to call the job, for people: `job.label`.
            clock: Where time comes from; for tests.

        Raises:
            ConfigurationError: Something is malformed or too much. Nothing was sent.
            SubmitError: No answer came; the error says whether the job may exist.
            ProviderResponseError: The provider refused.
        """
        return submit(
            cls._submission(
                client,
                client_id=client_id,
                segment_name=segment_name,
                callback_url=callback_url,
                last_date_time=last_date_time,
                match_criteria=match_criteria,
                match_type=match_type,
                values=values,
                body=body,
            ),
            client,
            clock,
            label,
        )

    @classmethod
    async def async_submit(
        cls,
        client: AuthenticatedClient,
        *,
        client_id: str,
        segment_name: str,
        callback_url: str | Unset = UNSET,
        last_date_time: str | Unset = UNSET,
        match_criteria: str | None | Unset = UNSET,
        match_type: str | Unset = UNSET,
        values: list[str] | None | Unset = UNSET,
        body: models.SegmentExportRequest | Mapping[str, Any] | None = None,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(
            cls._submission(
                client,
                client_id=client_id,
                segment_name=segment_name,
                callback_url=callback_url,
                last_date_time=last_date_time,
                match_criteria=match_criteria,
                match_type=match_type,
                values=values,
                body=body,
            ),
            client,
            clock,
            label,
        )

    @classmethod
    def _submission(
        cls,
        client: AuthenticatedClient,
        *,
        client_id: str,
        segment_name: str,
        callback_url: str | Unset = UNSET,
        last_date_time: str | Unset = UNSET,
        match_criteria: str | None | Unset = UNSET,
        match_type: str | Unset = UNSET,
        values: list[str] | None | Unset = UNSET,
        body: models.SegmentExportRequest | Mapping[str, Any] | None = None,
    ) -> Submission[Self]:
        """What `submit` sends, checked."""
        cls.source.require(client, "Export.submit")
        request = whole_body(
            body,
            models.SegmentExportRequest,
            {
                "CallbackURL": callback_url,
                "LastDateTime": last_date_time,
                "MatchCriteria": match_criteria,
                "MatchType": match_type,
                "Values": values,
            },
            "Export.submit",
        )
        arguments: dict[str, Any] = {"client_id": client_id, "segment_name": segment_name, "body": request}
        call = Call(cls.source, exports_api.start_segment_export, arguments)
        return Submission(
            call,
            "AccessToken",
            cls._id_in_answer,
            lambda said: cls(client, client_id, said),
            cls.policy,
            is_number=True,
        )

    @classmethod
    def _id_in_answer(cls, call: Call, reply: Reply) -> Any:
        """The id in the answer to a submit.

        Raises:
            ProviderResponseError: It says that there is no job.
        """
        answer = call.expect(reply, models.StartedExport)
        return cls._id_in("access_token", answer.access_token)

    def results(self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None) -> Rows[dict[str, Any]]:
        """List the rows of an export.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; or a page is not the one that was
                asked for.
            httpx.TransportError: The network goes on failing.
        """
        return Rows(self, "results", self._results_pager, clock, fault_tolerance)

    def async_results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncRows[dict[str, Any]]:
        """As `results`, with the async client."""
        return AsyncRows(self, "results", self._results_pager, clock, fault_tolerance)

    def _results_pager(self) -> Pager[dict[str, Any]]:
        """How `results` is asked for and read."""
        return self._paged(
            exports_api.list_export_rows,
            {"client_id": self.client_id, "access_token": self.access_token, "keep_alive": True},
            models.ExportRowPage,
            Paging(
                items=At("UserProfilePreferences", lambda page: page.user_profile_preferences),
                way=Offset("offset", start=1, step="items"),
                limit=Limit("limit", self.page_size),
                more=At("HasMore", lambda page: flag(page.has_more, "HasMore")),
                total=At("TotalResults", lambda page: page.total_results),
                count=At("Count", lambda page: page.count),
                echo=At("Offset", lambda page: page.offset),
                keys=("UserProfilePreferences",),
                plain=True,
            ),
        )

    def commit(self, keep_files: bool = False) -> None:
        """Commit an export whose rows have been read. Sent once.

        Marks the retrieval as done and expires the access token: read all rows, store them, then commit. Only for
        exports whose rows were read with `keepAlive=true`. The newer reference says that it marks the retrieval as
        "Complete" and the token as retrieved; that the status is `Retrieved` from then on is inferred. Parameters and
        codes are those of the newer reference; 500, which it does not list, is added from the given page.

        Args:
            keep_files: True keeps the export's files, false deletes them; the token counts as retrieved either way.

        Raises:
            ProviderResponseError: The provider refused.
            httpx.TransportError: No answer came.
        """
        with explained(self.source, self.client):
            run(self._commit_steps(keep_files=keep_files), self.client)

    async def async_commit(self, keep_files: bool = False) -> None:
        """As `commit`, with the async client."""
        with explained(self.source, self.client):
            await async_run(self._commit_steps(keep_files=keep_files), self.client)

    def _commit_steps(self, *, keep_files: bool = False) -> Steps[None]:
        """The request of `commit`."""
        call = Call(
            self.source,
            exports_api.commit_export,
            {"client_id": self.client_id, "access_token": self.access_token, "keep_files": keep_files},
        )
        reply = yield call
        if not 200 <= reply.status_code < 300:
            raise call.unexpected(reply)


JOBS = (Export,)
"""The kinds of job."""
