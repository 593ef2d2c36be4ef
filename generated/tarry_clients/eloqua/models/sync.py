from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Sync")


@_attrs_define
class Sync:
    """A run of a definition. It has no `id`; the number is in `uri`.

    Attributes:
        status (str): State of the sync, kept as an open list here. `pending` (the default) is queued and `active`
            running;
            `success` has ended well. `warning` has ended with something unexpected, without having failed: rows of an
            import may have been rejected, see `/rejects` and `/logs`; the data of an export can be read, see `/logs`
            (inferred), though of three public clients one goes on and two stop. `error` has failed, for a reason that
            only `/logs` gives. `errored` is the same: the page on status types writes this word, the contract and all
            known clients `error`.
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
        status = self.status

        uri = self.uri

        synced_instance_uri = self.synced_instance_uri

        callback_url = self.callback_url

        created_at: str | None = None
        if self.created_at is not None:
            created_at = self.created_at.isoformat()

        created_by = self.created_by

        sync_started_at: str | None = None
        if self.sync_started_at is not None:
            sync_started_at = self.sync_started_at.isoformat()

        sync_ended_at: str | None = None
        if self.sync_ended_at is not None:
            sync_ended_at = self.sync_ended_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
                "uri": uri,
            }
        )
        if synced_instance_uri is not None:
            field_dict["syncedInstanceUri"] = synced_instance_uri
        if callback_url is not None:
            field_dict["callbackUrl"] = callback_url
        if created_at is not None:
            field_dict["createdAt"] = created_at
        if created_by is not None:
            field_dict["createdBy"] = created_by
        if sync_started_at is not None:
            field_dict["syncStartedAt"] = sync_started_at
        if sync_ended_at is not None:
            field_dict["syncEndedAt"] = sync_ended_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        if (_given := d.pop("status")) is None:
            raise KeyError("status")
        status = _given

        if (_given := d.pop("uri")) is None:
            raise KeyError("uri")
        uri = _given

        synced_instance_uri = d.pop("syncedInstanceUri", None)

        callback_url = d.pop("callbackUrl", None)

        created_at: datetime.datetime | None = None
        if (_given := d.pop("createdAt", None)) is not None:
            created_at = datetime.datetime.fromisoformat(_given)

        created_by = d.pop("createdBy", None)

        sync_started_at: datetime.datetime | None = None
        if (_given := d.pop("syncStartedAt", None)) is not None:
            sync_started_at = datetime.datetime.fromisoformat(_given)

        sync_ended_at: datetime.datetime | None = None
        if (_given := d.pop("syncEndedAt", None)) is not None:
            sync_ended_at = datetime.datetime.fromisoformat(_given)

        sync = cls(
            status=status,
            uri=uri,
            synced_instance_uri=synced_instance_uri,
            callback_url=callback_url,
            created_at=created_at,
            created_by=created_by,
            sync_started_at=sync_started_at,
            sync_ended_at=sync_ended_at,
        )

        if d:
            sync.additional_properties = d
        return sync

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
