"""What the document cannot say of a sync."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tarry._core.errors import ConfigurationError
from tarry._core.handles import id_text
from tarry._operations.body import checked_callback
from tarry.runtime import Call, Clock, Page, Pager, Reply, Submission, require_same_job
from tarry_clients.eloqua import jobs as generated
from tarry_clients.eloqua import models
from tarry_clients.eloqua.provider import PROVIDER
from tarry_clients.eloqua.types import UNSET

if TYPE_CHECKING:
    from tarry_clients.eloqua import AuthenticatedClient

_SYNC_ID = re.compile(r"(?:/syncs/)?([0-9]{1,18})", re.ASCII)

_DEFINITION_URI = re.compile(r"/(?:[A-Za-z0-9]+/)+[0-9]+", re.ASCII)


class Sync(generated.Sync):
    """A run of an export or an import: `eloqua.Sync(client, sync_id)`, with the number at the end of its `uri` or all of it.

    The rows of `results()` are dicts: names of the definition to values, all of them text, empty where a cell is. They stay
    readable for the `dataRetentionDuration` of the definition, and only for the user who ran the sync. `page_size` of them are
    asked for at a time, of which Eloqua takes 1 to 50,000. `failures()` has the rows of an import that were refused, each with
    the reason; `logs()` what was counted under which code, and why the sync failed.
    """

    source = PROVIDER._replace(
        credentials=("company", *PROVIDER.credentials),
        login_url="login_url",
        secrets=("password", "token", "refresh_token", "client_secret"),
    )
    id_names = ("sync_id",)
    # As an answer may have it: the vendor writes the prefix of the API in both cases.
    id_patterns: ClassVar[Mapping[str, re.Pattern[str]]] = {
        "id": re.compile(r"^(?:(?:.*/)?syncs/)?0*([0-9]{1,18})/?\Z", re.ASCII | re.IGNORECASE)
    }

    def __init__(self, client: AuthenticatedClient, sync_id: int | str, *, label: str | None = None) -> None:
        text = id_text(sync_id)
        found = _SYNC_ID.fullmatch(text)
        if found is None:
            raise ConfigurationError(f"sync_id of Sync is a number, or a uri such as /syncs/1444, not {text!r:.80}")
        super().__init__(client, int(found[1]), label=label)

    @property
    def sync_id(self) -> int:
        """The number in the sync's `uri`."""
        return int(self.id)

    @classmethod
    def submit(  # type: ignore[override]
        cls,
        client: AuthenticatedClient,
        synced_instance_uri: str,
        callback_url: str | None = None,
        *,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Start a sync of a definition. Sent once: Eloqua knows no idempotency key, and a repetition would be a second sync.

        One definition must not be in two running syncs at once, which can fail or lose data.

        Args:
            client: As `connect` made it.
            synced_instance_uri: The `uri` of the definition, such as `/contacts/exports/2071`.
            callback_url: Where Eloqua announces the end. The call may come before this function has returned.
            label: What to call it: `job.label`.
            clock: For tests.

        Raises:
            ConfigurationError: A URI is malformed. Nothing was sent.
            SubmitError: No answer came; the error says whether the sync may exist.
            ProviderResponseError: The provider refused, for instance because the definition is not valid.
        """
        return super().submit(
            client, synced_instance_uri=synced_instance_uri, callback_url=callback_url, label=label, clock=clock
        )

    @classmethod
    async def async_submit(  # type: ignore[override]
        cls,
        client: AuthenticatedClient,
        synced_instance_uri: str,
        callback_url: str | None = None,
        *,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await super().async_submit(
            client, synced_instance_uri=synced_instance_uri, callback_url=callback_url, label=label, clock=clock
        )

    @classmethod
    def _submission(cls, client: AuthenticatedClient, **given: Any) -> Submission[Self]:
        cls.source.require(client, "Sync.submit")
        uri, callback = _definition_uri(given["synced_instance_uri"]), given.get("callback_url")
        callback = UNSET if callback is None else checked_callback(callback)
        where = f"look in GET /syncs (api.syncs.list_syncs) for a recent entry with syncedInstanceUri {uri}"
        return super()._submission(client, synced_instance_uri=uri, callback_url=callback)._replace(search=where)

    @classmethod
    def _id_in_answer(cls, call: Call, reply: Reply) -> Any:
        said, asked = call.expect(reply, models.Sync).synced_instance_uri, call.arguments["body"].synced_instance_uri
        if said is not None and not str(said).lower().endswith(asked.lower()):
            raise call.unexpected(reply, f"a sync of another definition was started: {said!r:.80} instead of {asked}")
        return super()._id_in_answer(call, reply)

    def _logs_pager(self) -> Pager[models.SyncLog]:
        pager = super()._logs_pager()

        def read(call: Call, reply: Reply) -> Page[models.SyncLog]:
            for log in call.expect(reply, models.SyncLogPage).items or ():
                require_same_job(call, reply, "syncUri", self._id_in("id", log.sync_uri), self.id)
            return pager.read(call, reply)

        return pager._replace(read=read)


def _definition_uri(uri: Any) -> str:
    """A `uri`, checked; a ConfigurationError says how one looks."""
    if not isinstance(uri, str):
        raise ConfigurationError(f"synced_instance_uri is the uri of a definition, a text, not {type(uri).__name__}")
    if not _DEFINITION_URI.fullmatch(uri) or uri.lower().startswith(("/api/", "/syncs/")):
        raise ConfigurationError(
            "synced_instance_uri is the uri of a definition as Eloqua answers it, relative to /api/bulk/2.0 and beginning"
            f" with a slash, such as /contacts/exports/2071; not {uri!r:.80}"
        )
    return uri
