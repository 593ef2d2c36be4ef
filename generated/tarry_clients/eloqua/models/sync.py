from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class Sync(_models.Model[Any]):
    """A run of a definition. It has no `id`; the number is in `uri`.

    Attributes:
        status (str): State of the sync, kept as an open list here. `pending` (the default) is queued and `active`
            running; `success` has ended well. `warning` has ended with something unexpected, without having failed:
            rows of an import may have been rejected, see `/rejects` and `/logs`; the data of an export can be read, see
            `/logs` (inferred), though of three public clients one goes on and two stop. `error` has failed, for a
            reason that only `/logs` gives. `errored` is the same: the page on status types writes this word, the
            contract and all known clients `error`.
        uri (str): Where the sync is found, of the form `/syncs/{n}`; the number is its id.
        synced_instance_uri (str | None): The `uri` of the definition that is run; not always there in answers (seen by
            a public client).
        callback_url (str | None): Where the end of the sync is announced.
        created_at (datetime.datetime | None): When the resource was created.
        created_by (str | None): Login name of the user who did it.
        sync_started_at (datetime.datetime | None): When the sync began to run; absent while it is pending.
        sync_ended_at (datetime.datetime | None): When the sync ended; absent until then.
    """

    status: str
    uri: str
    synced_instance_uri: str | None = None
    callback_url: str | None = None
    created_at: datetime.datetime | None = None
    created_by: str | None = None
    sync_started_at: datetime.datetime | None = None
    sync_ended_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "status": self.status, "uri": self.uri}
        if self.synced_instance_uri is not None:
            _made["syncedInstanceUri"] = self.synced_instance_uri
        if self.callback_url is not None:
            _made["callbackUrl"] = self.callback_url
        if self.created_at is not None:
            _made["createdAt"] = self.created_at.isoformat()
        if self.created_by is not None:
            _made["createdBy"] = self.created_by
        if self.sync_started_at is not None:
            _made["syncStartedAt"] = self.sync_started_at.isoformat()
        if self.sync_ended_at is not None:
            _made["syncEndedAt"] = self.sync_ended_at.isoformat()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            status=_models.required(_given, "status"),
            uri=_models.required(_given, "uri"),
            synced_instance_uri=_given.pop("syncedInstanceUri", None),
            callback_url=_given.pop("callbackUrl", None),
            created_at=_models.optional(_given, "createdAt", datetime.datetime.fromisoformat),
            created_by=_given.pop("createdBy", None),
            sync_started_at=_models.optional(_given, "syncStartedAt", datetime.datetime.fromisoformat),
            sync_ended_at=_models.optional(_given, "syncEndedAt", datetime.datetime.fromisoformat),
        )
        if _given:
            made.additional_properties = _given
        return made
