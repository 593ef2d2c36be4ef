"""The handle of an export."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Self

from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError
from tarry._core.handles import id_problem, id_text
from tarry._core.names import listing
from tarry._core.observation import Observation
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._operations.body import checked_callback
from tarry._operations.call import Call, Operation, Reply, Steps, async_run, run
from tarry._operations.page_reader import paged
from tarry._operations.pages import Pager, async_read_pages, read_pages
from tarry._operations.paging import At, Limit, Offset, Paging
from tarry._operations.submit import Submission, async_submit, submit
from tarry._operations.verdict import observation_from_response, require_same_job
from tarry.runtime.handle import JobHandle
from tarry_clients import possiblenow as generated
from tarry_clients.possiblenow import models
from tarry_clients.possiblenow.api import exports as exports_api
from tarry_clients.possiblenow.types import UNSET

from ._auth import HmacSigner, Signer
from ._checks import filled, timestamp
from ._connect import connect
from ._status import POLICY, PROVIDER, classify

__all__ = ["Export", "HmacSigner", "Signer", "connect"]

__dir__ = listing(__all__)

ROWS_PATH = "/Async/{clientId}/Export/{accessToken}"

COMMIT_PATH = "/Async/{clientId}/Export/{accessToken}/Commit"

_ACCESS_TOKEN = re.compile(r"-?[0-9]{1,19}", re.ASCII)

_FAILURES = {
    "ERROR": "The export did not run: check the segment's settings and start it again.",
    "FAILED": "The API user may not retrieve the data: have its user group permitted to, and start the export again.",
    "EXPIRED": "The export was built, but nobody read its rows in time: start a new one.",
}


class Export(JobHandle["models.ExportStatus"]):
    """An export of a segment: `possiblenow.Export(client, client_id, access_token)`.

    There is no `failures()`: the provider keeps no list of rows that it could not export.

    Attributes:
        page_size: How many rows to ask for at a time.
        rows_path: Where the rows are read. No page of the vendor shows it for this service; if your account's differs, set
            it on the class or on a job, with the same placeholders.
        commit_path: Where they are committed; unconfirmed as well.
    """

    source = PROVIDER
    kind = "export"
    id_names = ("client_id", "access_token")
    policy = POLICY
    # The default of the legacy service: https://pm.mypreferences.com/API/3/async
    page_size: int = 1000
    rows_path: str = ROWS_PATH
    commit_path: str = COMMIT_PATH

    def __init__(self, client: generated.AuthenticatedClient, client_id: str, access_token: int | str) -> None:
        if not _ACCESS_TOKEN.fullmatch(id_text(access_token)):
            raise ConfigurationError(
                f"access_token of Export must be a whole number, not {id_text(access_token)!r:.80}"
            )
        super().__init__(client, client_id, int(access_token))

    @property
    def client_id(self) -> str:
        """The account's MyPreferences id."""
        return self._ids[0]

    @property
    def access_token(self) -> int:
        """The number that the start call answered. It names the export and is no credential."""
        return int(self._ids[1])

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.ExportStatus]]:
        """Ask for the status."""
        call = self._call(exports_api.get_export_status)
        reply = yield call
        status = call.expect(reply, models.ExportStatus)
        require_same_job(call, reply, "AccessToken", status.access_token, self.access_token)
        return observation_from_response(call, reply, status, classify, wall_time)

    def explain_failure(self, status: models.ExportStatus | None) -> str:
        """What the provider's word asks for; it gives no reason beside it."""
        word = str(status.status if status else "").strip().upper()
        return _FAILURES.get(word) or super().explain_failure(status)

    def explain_gone(self) -> str:
        """An export that was committed, or not read for too long, is deleted."""
        return (
            "It was committed, or has expired: an export is kept for a time only. job.results() may still give its rows; if"
            " not, start another one with the same segment and since, which changes nothing at the provider."
        )

    @classmethod
    def submit(
        cls,
        client: generated.AuthenticatedClient,
        client_id: str,
        segment_name: str,
        since: datetime | str | None = None,
        callback_url: str | None = None,
        *,
        clock: Clock | None = None,
    ) -> Self:
        """Start an export. It is sent once: the provider has no idempotency keys, and a second one would run beside it.

        Args:
            client: What `connect` returned.
            client_id: The account's MyPreferences id.
            segment_name: The segment to export, by its name.
            since: Export only what was updated since then, to the millisecond: a datetime with a time zone, or the same as
                ISO 8601 text. The whole segment by default.
            callback_url: An https URL (http on loopback) to which the provider posts the status at the end. Nothing proves
                that such a post is the provider's, so take it as a hint to poll.
            clock: Where time comes from; for tests.

        Raises:
            ConfigurationError: An argument is malformed. Nothing was sent.
            SubmitError: No answer came; the error says whether the export may exist.
            ProviderResponseError: The provider refused: 404 for an unknown segment or client id, 403 for a user who may not.
        """
        return submit(cls._checked(client, client_id, segment_name, since, callback_url), client, clock)

    @classmethod
    async def async_submit(
        cls,
        client: generated.AuthenticatedClient,
        client_id: str,
        segment_name: str,
        since: datetime | str | None = None,
        callback_url: str | None = None,
        *,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        submission = cls._checked(client, client_id, segment_name, since, callback_url)
        return await async_submit(submission, client, clock)

    @classmethod
    def _checked(
        cls, client: Any, client_id: Any, segment_name: Any, since: Any, callback_url: Any
    ) -> Submission[Self]:
        PROVIDER.require(client, "Export.submit")
        for name, value in (("client_id", client_id), ("segment_name", segment_name)):
            problem = id_problem(value) if isinstance(value, str) else f"must be a text, not {type(value).__name__}"
            if problem:
                raise ConfigurationError(f"{name} of Export.submit {problem}")
        body = models.SegmentExportRequest(
            callback_url=UNSET if callback_url is None else checked_callback(callback_url),
            last_date_time=UNSET if since is None else timestamp(since),
        )

        call = Call(
            PROVIDER,
            exports_api.start_segment_export,
            {"client_id": client_id, "segment_name": segment_name, "body": body},
        )
        return Submission(call, "AccessToken", _access_token, partial(cls, client, client_id), POLICY, is_number=True)

    def results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Iterator[dict[str, Any]]:
        """The exported profiles, page by page, each a dict with the fields that the segment's settings name.

        Reading leaves everything as it is and can be repeated: `commit` afterwards. An export whose word is `Retrieved` was
        committed or read to its end before, so its rows may be gone.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; among that counts a page which does not
                begin where it was asked to, does not hold the rows that it counts, or comes after the last row.
            httpx.TransportError: The network goes on failing.
        """
        return read_pages(self, self._pager(), clock, fault_tolerance)

    def async_results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncIterator[dict[str, Any]]:
        """As `results`, with the async client."""
        return async_read_pages(self, self._pager(), clock, fault_tolerance)

    def commit(self, keep_files: bool = False) -> None:
        """Tell the provider that the rows were retrieved; it expires the access token and, by default, deletes the files.

        A step of its own because the provider's other way is destructive: the last page of a reading that does not ask to
        be kept alive expires the token as it is sent, and a page lost on the way is lost for good. So read all, store it,
        then commit. An export that is never committed expires by itself after a time that the vendor does not state.

        Args:
            keep_files: Keep the files at the provider. The token counts as retrieved either way.

        Raises:
            ProviderResponseError: The provider refused, 404 if the export is gone or was committed before.
            httpx.TransportError: No answer came. It may be committed: a poll that says `Retrieved` would tell.
        """
        run(self._commit_steps(keep_files), self.client)

    async def async_commit(self, keep_files: bool = False) -> None:
        """As `commit`, with the async client."""
        await async_run(self._commit_steps(keep_files), self.client)

    def _commit_steps(self, keep_files: bool) -> Steps[None]:
        call = self._call(exports_api.commit_export, self._path(self.commit_path, COMMIT_PATH), keep_files=keep_files)
        reply = yield call
        if not 200 <= reply.status_code < 300:
            raise call.unexpected(reply)

    def _pager(self) -> Pager[dict[str, Any]]:
        arguments = {"client_id": self.client_id, "access_token": self.access_token, "keep_alive": True}
        # Without keepAlive the last page would expire the token as it is sent:
        # https://docs.possiblenow.com/integration-api/export/export-1/retrieve-data
        path = self._path(self.rows_path, ROWS_PATH)
        return paged(
            self, exports_api.list_export_rows, arguments, models.ExportRowPage, _paging(self.page_size), path=path
        )

    def _call(self, operation: Operation, path: str = "", **more: Any) -> Call:
        arguments = {"client_id": self.client_id, "access_token": self.access_token, **more}
        return Call(PROVIDER, operation, arguments, path)

    def _path(self, template: str, documented: str) -> str:
        """The path that *template* makes; empty where it is that of the document."""
        return "" if template == documented else filled(template, self.client_id, self.access_token)


def _paging(page_size: int) -> Paging:
    """How pages of rows follow each other. Fields that a page does not have are not held against it."""
    return Paging(
        items=At("UserProfilePreferences", lambda page: page.user_profile_preferences),
        way=Offset("offset", start=1),
        limit=Limit("limit", page_size),
        more=At("HasMore", lambda page: page.has_more),
        total=At("TotalResults", lambda page: page.total_results),
        count=At("Count", lambda page: page.count),
        echo=At("Offset", lambda page: page.offset),
        noun="rows",
        plain=("UserProfilePreferences",),
    )


def _access_token(call: Call, reply: Reply) -> object:
    return call.expect(reply, models.StartedExport).access_token
