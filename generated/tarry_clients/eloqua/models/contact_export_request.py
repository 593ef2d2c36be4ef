from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.export_fields import ExportFields
    from ..models.sync_action import SyncAction


@_attrs_define
class ContactExportRequest(_models.Model[Any]):
    """What to export, and for how long to keep it.

    Attributes:
        name (str): Label of the definition.
        fields (ExportFields): Names of the caller's choice and the field statements they stand for, at most 250. The
            same statement under two names has shuffled columns in one integration. The contract of 2021 types this as
            an array of strings; the reference pages, the tutorial and all known clients use an object.
        filter_ (None | str | Unset): Which records to export, an expression in Eloqua's own language:
            `'{{Contact.UpdatedAt}}' >= '2024-01-01 00:00:00'` for instance. At most 1000 characters, by the vendor's
            page on filtering. Null is as good as none (inferred).
        max_records (int | Unset): Upper bound of exported records.
        are_system_timestamps_in_utc (bool | Unset): Whether system timestamps are exported in UTC.
        data_retention_duration (str | Unset): How long exported data stays in the staging area, an ISO 8601 duration
            from `PT1H` to `P14D`. Always send it (inferred), because sources disagree on the default: `PT12H` in the
            reference, 6 hours since release 24A (February 2024) in the release notes.
        auto_delete_duration (str | Unset): When the definition deletes itself, an ISO 8601 duration of at least `PT1H`,
            without a maximum; at least a day is advised for large exports. Sources disagree on data that is synced
            already: the best-practice page says that it is not touched, the page on import characteristics that it
            follows this setting, too.
        sync_actions (list[SyncAction] | None | Unset): Actions during the sync, at most 10. The contract of 2021 types
            them as strings. Null is as good as none (inferred).
    """

    name: str
    fields: ExportFields
    filter_: None | str | Unset = UNSET
    max_records: int | Unset = UNSET
    are_system_timestamps_in_utc: bool | Unset = UNSET
    data_retention_duration: str | Unset = UNSET
    auto_delete_duration: str | Unset = UNSET
    sync_actions: list[SyncAction] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "name": self.name, "fields": self.fields.to_dict()}
        if not isinstance(self.filter_, Unset):
            _made["filter"] = self.filter_
        if not isinstance(self.max_records, Unset):
            _made["maxRecords"] = self.max_records
        if not isinstance(self.are_system_timestamps_in_utc, Unset):
            _made["areSystemTimestampsInUTC"] = self.are_system_timestamps_in_utc
        if not isinstance(self.data_retention_duration, Unset):
            _made["dataRetentionDuration"] = self.data_retention_duration
        if not isinstance(self.auto_delete_duration, Unset):
            _made["autoDeleteDuration"] = self.auto_delete_duration
        if not isinstance(self.sync_actions, Unset):
            _made["syncActions"] = _models.to_json(self.sync_actions)
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.export_fields import ExportFields
        from ..models.sync_action import SyncAction

        _given = {**src_dict}
        made = cls(
            name=_given.pop("name"),
            fields=ExportFields.from_dict(_given.pop("fields")),
            filter_=_given.pop("filter", UNSET),
            max_records=_given.pop("maxRecords", UNSET),
            are_system_timestamps_in_utc=_given.pop("areSystemTimestampsInUTC", UNSET),
            data_retention_duration=_given.pop("dataRetentionDuration", UNSET),
            auto_delete_duration=_given.pop("autoDeleteDuration", UNSET),
            sync_actions=_models.unset_or(
                _given,
                "syncActions",
                lambda value: _models.one_of(
                    value, (list, lambda value: [SyncAction.from_dict(item) for item in value])
                ),
            ),
        )
        if _given:
            made.additional_properties = _given
        return made
