from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.export_fields import ExportFields
    from ..models.sync_action import SyncAction


T = TypeVar("T", bound="ContactExport")


@_attrs_define
class ContactExport:
    """A definition of an export. What was not sent is left out, never null, except `dataRetentionDuration`, which
    comes back with its default.

        Attributes:
            name (str): Label of the definition.
            fields (ExportFields): Names of the caller's choice and the field statements they stand for, at most 250. The
                same statement under two
                names has shuffled columns in one integration. The contract of 2021 types this as an array of strings; the
                reference pages, the tutorial and all known clients use an object.
            uri (str): Where the resource is found, relative to `/api/bulk/2.0`; the last segment is its id.
            filter_ (str | None): Which records to export, an expression in Eloqua's own language.
            max_records (int | None): Upper bound of exported records.
            are_system_timestamps_in_utc (bool | None): Whether system timestamps are exported in UTC.
            data_retention_duration (str | None): How long exported data stays in the staging area, an ISO 8601 duration
                from `PT1H` to `P14D`. Always send it
                (inferred), because sources disagree on the default: `PT12H` in the reference, 6 hours since release 24A
                (February 2024) in the release notes.
            auto_delete_duration (str | None): When the definition deletes itself, an ISO 8601 duration of at least `PT1H`,
                without a maximum; at least a day
                is advised for large exports. Sources disagree on data that is synced already: the best-practice page says that
                it is not touched, the page on import characteristics that it follows this setting, too.
            sync_actions (list[SyncAction] | None): Actions during the sync. The contract of 2021 types them as strings.
            kb_used (int | None): Space used, in kilobytes.
            created_at (datetime.datetime | None): When the resource was created.
            created_by (str | None): Login name of the user who did it.
            updated_at (datetime.datetime | None): When the resource was last changed.
            updated_by (str | None): Login name of the user who did it.
    """

    name: str
    fields: ExportFields
    uri: str
    filter_: str | None = None
    max_records: int | None = None
    are_system_timestamps_in_utc: bool | None = None
    data_retention_duration: str | None = None
    auto_delete_duration: str | None = None
    sync_actions: list[SyncAction] | None = None
    kb_used: int | None = None
    created_at: datetime.datetime | None = None
    created_by: str | None = None
    updated_at: datetime.datetime | None = None
    updated_by: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        fields = self.fields.to_dict()

        uri = self.uri

        filter_ = self.filter_

        max_records = self.max_records

        are_system_timestamps_in_utc = self.are_system_timestamps_in_utc

        data_retention_duration = self.data_retention_duration

        auto_delete_duration = self.auto_delete_duration

        sync_actions: list[dict[str, Any]] | None = None
        if self.sync_actions is not None:
            sync_actions = []
            for sync_actions_item_data in self.sync_actions:
                sync_actions_item = sync_actions_item_data.to_dict()
                sync_actions.append(sync_actions_item)

        kb_used = self.kb_used

        created_at: str | None = None
        if self.created_at is not None:
            created_at = self.created_at.isoformat()

        created_by = self.created_by

        updated_at: str | None = None
        if self.updated_at is not None:
            updated_at = self.updated_at.isoformat()

        updated_by = self.updated_by

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "fields": fields,
                "uri": uri,
            }
        )
        if filter_ is not None:
            field_dict["filter"] = filter_
        if max_records is not None:
            field_dict["maxRecords"] = max_records
        if are_system_timestamps_in_utc is not None:
            field_dict["areSystemTimestampsInUTC"] = are_system_timestamps_in_utc
        if data_retention_duration is not None:
            field_dict["dataRetentionDuration"] = data_retention_duration
        if auto_delete_duration is not None:
            field_dict["autoDeleteDuration"] = auto_delete_duration
        if sync_actions is not None:
            field_dict["syncActions"] = sync_actions
        if kb_used is not None:
            field_dict["kbUsed"] = kb_used
        if created_at is not None:
            field_dict["createdAt"] = created_at
        if created_by is not None:
            field_dict["createdBy"] = created_by
        if updated_at is not None:
            field_dict["updatedAt"] = updated_at
        if updated_by is not None:
            field_dict["updatedBy"] = updated_by

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.export_fields import ExportFields
        from ..models.sync_action import SyncAction

        d = {**src_dict}
        if (_given := d.pop("name")) is None:
            raise KeyError("name")
        name = _given

        if (_given := d.pop("fields")) is None:
            raise KeyError("fields")
        fields = ExportFields.from_dict(_given)

        if (_given := d.pop("uri")) is None:
            raise KeyError("uri")
        uri = _given

        filter_ = d.pop("filter", None)

        max_records = d.pop("maxRecords", None)

        are_system_timestamps_in_utc = d.pop("areSystemTimestampsInUTC", None)

        data_retention_duration = d.pop("dataRetentionDuration", None)

        auto_delete_duration = d.pop("autoDeleteDuration", None)

        sync_actions: list[SyncAction] | None = None
        if (_given := d.pop("syncActions", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("syncActions is no list")
            sync_actions = []
            _sync_actions = _given
            for sync_actions_item_data in _sync_actions:
                sync_actions_item = SyncAction.from_dict(sync_actions_item_data)

                sync_actions.append(sync_actions_item)

        kb_used = d.pop("kbUsed", None)

        created_at: datetime.datetime | None = None
        if (_given := d.pop("createdAt", None)) is not None:
            created_at = datetime.datetime.fromisoformat(_given)

        created_by = d.pop("createdBy", None)

        updated_at: datetime.datetime | None = None
        if (_given := d.pop("updatedAt", None)) is not None:
            updated_at = datetime.datetime.fromisoformat(_given)

        updated_by = d.pop("updatedBy", None)

        contact_export = cls(
            name=name,
            fields=fields,
            uri=uri,
            filter_=filter_,
            max_records=max_records,
            are_system_timestamps_in_utc=are_system_timestamps_in_utc,
            data_retention_duration=data_retention_duration,
            auto_delete_duration=auto_delete_duration,
            sync_actions=sync_actions,
            kb_used=kb_used,
            created_at=created_at,
            created_by=created_by,
            updated_at=updated_at,
            updated_by=updated_by,
        )

        if d:
            contact_export.additional_properties = d
        return contact_export

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
