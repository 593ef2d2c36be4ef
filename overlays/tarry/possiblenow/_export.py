"""The handle of an export, with what the document cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError
from tarry._core.handles import id_problem
from tarry._operations.body import checked_callback
from tarry._operations.call import Call, Operation, Steps
from tarry._operations.pages import Pager
from tarry._operations.paging import Paging
from tarry._operations.submit import Submission, async_submit, submit
from tarry._operations.verdict import Verdict
from tarry_clients.possiblenow import jobs as generated
from tarry_clients.possiblenow import models
from tarry_clients.possiblenow.api import exports as exports_api
from tarry_clients.possiblenow.types import UNSET

if TYPE_CHECKING:
    from tarry_clients.possiblenow import AuthenticatedClient


class Export(generated.Export):
    """An export of a segment: `possiblenow.Export(client, client_id, access_token)`.

    Reading `results()` leaves everything as it is and can be repeated: `commit` afterwards. An export whose word is
    `Retrieved` was committed or read to its end before, so its rows may be gone. There is no `failures()`: the provider keeps
    no list of rows that it could not export.

    Attributes:
        rows_path: Where the rows are read. No page of the vendor shows it for this service; if your account's differs, set
            it on the class or on a job, with the same placeholders.
        commit_path: Where they are committed; unconfirmed as well.
    """

    source = generated.Export.source._replace(credentials=("user_id", "secret"), secrets=("secret", "token"))
    rows_path: str = "/Async/{clientId}/Export/{accessToken}"
    commit_path: str = "/Async/{clientId}/Export/{accessToken}/Commit"

    @classmethod
    def classify(cls, status: models.ExportStatus) -> Verdict:
        """As the document says. An answer that names the export and gives no word, which the vendor allows, has an unknown one.

        Raises:
            ValueError: There is neither `Status` nor `AccessToken`, so it is no answer about an export.
        """
        if status.status is None and status.access_token is None:
            raise ValueError("'Status' is missing")
        verdict = super().classify(status)
        return verdict if verdict.word else verdict._replace(word=None)

    @classmethod
    def submit(  # type: ignore[override]  # its body has fields that no page confirms for this service
        cls,
        client: AuthenticatedClient,
        client_id: str,
        segment_name: str,
        since: datetime | str | None = None,
        callback_url: str | None = None,
        *,
        label: str | None = None,
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
            label: What to call it: `job.label`.
            clock: Where time comes from; for tests.

        Raises:
            ConfigurationError: An argument is malformed. Nothing was sent.
            SubmitError: No answer came; the error says whether the export may exist.
            ProviderResponseError: The provider refused: 404 for an unknown segment or client id, 403 for a user who may not.
        """
        return submit(
            cls.prepare(client, client_id=client_id, segment_name=segment_name, since=since, callback_url=callback_url),
            client,
            clock,
            label,
        )

    @classmethod
    async def async_submit(  # type: ignore[override]
        cls,
        client: AuthenticatedClient,
        client_id: str,
        segment_name: str,
        since: datetime | str | None = None,
        callback_url: str | None = None,
        *,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(
            cls.prepare(client, client_id=client_id, segment_name=segment_name, since=since, callback_url=callback_url),
            client,
            clock,
            label,
        )

    @classmethod
    def prepare(cls, client: Any, **arguments: Any) -> Submission[Self]:
        """What `submit` would send, checked."""
        cls.source.require(client, "Export.submit")
        client_id, segment_name = arguments["client_id"], arguments["segment_name"]
        since, callback_url = arguments.get("since"), arguments.get("callback_url")
        for name, value in (("client_id", client_id), ("segment_name", segment_name)):
            problem = id_problem(value) if isinstance(value, str) else f"must be a text, not {type(value).__name__}"
            if problem:
                raise ConfigurationError(f"{name} of Export.submit {problem}")
        return cls._submission(
            client,
            client_id=client_id,
            segment_name=segment_name,
            callback_url=UNSET if callback_url is None else checked_callback(callback_url),
            last_date_time=UNSET if since is None else _timestamp(since),
        )

    def _commit_steps(self, *, keep_files: bool = False) -> Steps[None]:
        arguments = {"client_id": self.client_id, "access_token": self.access_token, "keep_files": keep_files}
        call = Call(self.source, exports_api.commit_export, arguments, self._path(self.commit_path))
        reply = yield call
        if not 200 <= reply.status_code < 300:
            raise call.unexpected(reply)

    def _paged(
        self, operation: Operation, arguments: Mapping[str, Any], model: type[Any], paging: Paging, **options: Any
    ) -> Pager[Any]:
        paging, path = replace(paging, noun="rows"), self._path(self.rows_path)
        return super()._paged(operation, arguments, model, paging, path=path, **options)

    def _path(self, template: str) -> str:
        try:
            path = template.format(clientId=quote(self.client_id, safe=""), accessToken=self.access_token)
        except (LookupError, ValueError, AttributeError) as error:
            allowed = "only {clientId} and {accessToken} are filled in"
            raise ConfigurationError(
                f"the path {template!r:.80} has a placeholder that is unknown: {allowed}"
            ) from error
        if not path.startswith("/") or "?" in path or "#" in path:
            raise ConfigurationError(f"the path {template!r:.80} must begin with a slash and have no query")
        return path


def _timestamp(since: Any) -> str:
    """Write *since* in UTC to the millisecond. Smaller parts are cut off, which goes back in time and so skips nothing."""
    try:
        moment = datetime.fromisoformat(since.strip()) if isinstance(since, str) else since
    except ValueError as error:
        raise ConfigurationError(f"since is not a time in ISO 8601: {since!r:.40}") from error
    if not isinstance(moment, datetime):
        raise ConfigurationError(f"since must be a datetime or a text in ISO 8601, not {type(since).__name__}")
    if moment.utcoffset() is None:
        # Elsewhere the vendor takes a time without a zone as US Eastern:
        # https://pmstg.mypreferences.com/Profiles/Help/ResourceModel?modelName=CreateProfilePreference
        remedy = "end the text with Z" if isinstance(since, str) else "say datetime(…, tzinfo=UTC)"
        raise ConfigurationError(f"since has no time zone, {since!s:.40}: {remedy} if it is in UTC")
    try:
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError as error:
        raise ConfigurationError(f"since is outside of the years 1 to 9999 in UTC: {since!s:.40}") from error
