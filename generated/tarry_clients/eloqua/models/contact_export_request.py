from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.export_fields import ExportFields
    from ..models.sync_action import SyncAction


T = TypeVar("T", bound="ContactExportRequest")


@_attrs_define
class ContactExportRequest:
    """What to export, and for how long to keep it.

    Attributes:
        name (str): Label of the definition.
        fields (ExportFields): Names of the caller's choice and the field statements they stand for, at most 250. The
            same statement under two
            names has shuffled columns in one integration. The contract of 2021 types this as an array of strings; the
            reference pages, the tutorial and all known clients use an object.
        filter_ (None | str | Unset): Which records to export, an expression in Eloqua's own language:
            `'{{Contact.UpdatedAt}}' >= '2024-01-01
            00:00:00'` for instance. At most 1000 characters, by the vendor's page on filtering. Null is as good as none
            (inferred).
        max_records (int | Unset): Upper bound of exported records.
        are_system_timestamps_in_utc (bool | Unset): Whether system timestamps are exported in UTC.
        data_retention_duration (str | Unset): How long exported data stays in the staging area, an ISO 8601 duration
            from `PT1H` to `P14D`. Always send it
            (inferred), because sources disagree on the default: `PT12H` in the reference, 6 hours since release 24A
            (February 2024) in the release notes.
        auto_delete_duration (str | Unset): When the definition deletes itself, an ISO 8601 duration of at least `PT1H`,
            without a maximum; at least a day
            is advised for large exports. Sources disagree on data that is synced already: the best-practice page says that
            it is not touched, the page on import characteristics that it follows this setting, too.
        sync_actions (list[SyncAction] | None | Unset): Actions during the sync, at most 10. The contract of 2021 types
            them as strings. Null is as good as none
            (inferred).
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
        name = self.name

        fields = self.fields.to_dict()

        filter_: None | str | Unset
        if isinstance(self.filter_, Unset):
            filter_ = UNSET
        else:
            filter_ = self.filter_

        max_records = self.max_records

        are_system_timestamps_in_utc = self.are_system_timestamps_in_utc

        data_retention_duration = self.data_retention_duration

        auto_delete_duration = self.auto_delete_duration

        sync_actions: list[dict[str, Any]] | None | Unset
        if isinstance(self.sync_actions, Unset):
            sync_actions = UNSET
        elif isinstance(self.sync_actions, list):
            sync_actions = []
            for sync_actions_type_0_item_data in self.sync_actions:
                sync_actions_type_0_item = sync_actions_type_0_item_data.to_dict()
                sync_actions.append(sync_actions_type_0_item)

        else:
            sync_actions = self.sync_actions

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "fields": fields,
            }
        )
        if filter_ is not UNSET:
            field_dict["filter"] = filter_
        if max_records is not UNSET:
            field_dict["maxRecords"] = max_records
        if are_system_timestamps_in_utc is not UNSET:
            field_dict["areSystemTimestampsInUTC"] = are_system_timestamps_in_utc
        if data_retention_duration is not UNSET:
            field_dict["dataRetentionDuration"] = data_retention_duration
        if auto_delete_duration is not UNSET:
            field_dict["autoDeleteDuration"] = auto_delete_duration
        if sync_actions is not UNSET:
            field_dict["syncActions"] = sync_actions

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.export_fields import ExportFields
        from ..models.sync_action import SyncAction

        d = {**src_dict}
        name = d.pop("name")

        fields = ExportFields.from_dict(d.pop("fields"))

        def _parse_filter_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        filter_ = _parse_filter_(d.pop("filter", UNSET))

        max_records = d.pop("maxRecords", UNSET)

        are_system_timestamps_in_utc = d.pop("areSystemTimestampsInUTC", UNSET)

        data_retention_duration = d.pop("dataRetentionDuration", UNSET)

        auto_delete_duration = d.pop("autoDeleteDuration", UNSET)

        def _parse_sync_actions(data: object) -> list[SyncAction] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                sync_actions_type_0 = []
                _sync_actions_type_0 = data
                for sync_actions_type_0_item_data in _sync_actions_type_0:
                    sync_actions_type_0_item = SyncAction.from_dict(sync_actions_type_0_item_data)

                    sync_actions_type_0.append(sync_actions_type_0_item)

                return sync_actions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[SyncAction] | None | Unset, data)

        sync_actions = _parse_sync_actions(d.pop("syncActions", UNSET))

        contact_export_request = cls(
            name=name,
            fields=fields,
            filter_=filter_,
            max_records=max_records,
            are_system_timestamps_in_utc=are_system_timestamps_in_utc,
            data_retention_duration=data_retention_duration,
            auto_delete_duration=auto_delete_duration,
            sync_actions=sync_actions,
        )

        if d:
            contact_export_request.additional_properties = d
        return contact_export_request

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
