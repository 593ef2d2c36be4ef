from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.export_fields import ExportFields
    from ..models.sync_action import SyncAction


@_attrs_define
class ContactExport(_models.Model[Any]):
    """A definition of an export. What was not sent is left out, never null, except `dataRetentionDuration`, which comes
    back with its default.

    Attributes:
        name (str): Label of the definition.
        fields (ExportFields): Names of the caller's choice and the field statements they stand for, at most 250. The
            same statement under two names has shuffled columns in one integration. The contract of 2021 types this as
            an array of strings; the reference pages, the tutorial and all known clients use an object.
        uri (str): Where the resource is found, relative to `/api/bulk/2.0`; the last segment is its id.
        filter_ (str | None): Which records to export, an expression in Eloqua's own language.
        max_records (int | None): Upper bound of exported records.
        are_system_timestamps_in_utc (bool | None): Whether system timestamps are exported in UTC.
        data_retention_duration (str | None): How long exported data stays in the staging area, an ISO 8601 duration
            from `PT1H` to `P14D`. Always send it (inferred), because sources disagree on the default: `PT12H` in the
            reference, 6 hours since release 24A (February 2024) in the release notes.
        auto_delete_duration (str | None): When the definition deletes itself, an ISO 8601 duration of at least `PT1H`,
            without a maximum; at least a day is advised for large exports. Sources disagree on data that is synced
            already: the best-practice page says that it is not touched, the page on import characteristics that it
            follows this setting, too.
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
        _made: dict[str, Any] = {
            **self.additional_properties,
            "name": self.name,
            "fields": self.fields.to_dict(),
            "uri": self.uri,
        }
        if self.filter_ is not None:
            _made["filter"] = self.filter_
        if self.max_records is not None:
            _made["maxRecords"] = self.max_records
        if self.are_system_timestamps_in_utc is not None:
            _made["areSystemTimestampsInUTC"] = self.are_system_timestamps_in_utc
        if self.data_retention_duration is not None:
            _made["dataRetentionDuration"] = self.data_retention_duration
        if self.auto_delete_duration is not None:
            _made["autoDeleteDuration"] = self.auto_delete_duration
        if self.sync_actions is not None:
            _made["syncActions"] = [item.to_dict() for item in self.sync_actions]
        if self.kb_used is not None:
            _made["kbUsed"] = self.kb_used
        if self.created_at is not None:
            _made["createdAt"] = self.created_at.isoformat()
        if self.created_by is not None:
            _made["createdBy"] = self.created_by
        if self.updated_at is not None:
            _made["updatedAt"] = self.updated_at.isoformat()
        if self.updated_by is not None:
            _made["updatedBy"] = self.updated_by
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.export_fields import ExportFields
        from ..models.sync_action import SyncAction

        _given = {**src_dict}
        made = cls(
            name=_models.required(_given, "name"),
            fields=_models.required(_given, "fields", ExportFields.from_dict),
            uri=_models.required(_given, "uri"),
            filter_=_given.pop("filter", None),
            max_records=_given.pop("maxRecords", None),
            are_system_timestamps_in_utc=_given.pop("areSystemTimestampsInUTC", None),
            data_retention_duration=_given.pop("dataRetentionDuration", None),
            auto_delete_duration=_given.pop("autoDeleteDuration", None),
            sync_actions=_models.optional_list(_given, "syncActions", SyncAction.from_dict),
            kb_used=_given.pop("kbUsed", None),
            created_at=_models.optional(_given, "createdAt", datetime.datetime.fromisoformat),
            created_by=_given.pop("createdBy", None),
            updated_at=_models.optional(_given, "updatedAt", datetime.datetime.fromisoformat),
            updated_by=_given.pop("updatedBy", None),
        )
        if _given:
            made.additional_properties = _given
        return made
