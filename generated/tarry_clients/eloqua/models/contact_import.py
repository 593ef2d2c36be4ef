from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.import_fields import ImportFields
    from ..models.sync_action import SyncAction
    from ..models.update_rule_by_field import UpdateRuleByField


T = TypeVar("T", bound="ContactImport")


@_attrs_define
class ContactImport:
    """A definition of an import. What was not sent is left out or comes back with its default.

    Attributes:
        name (str): Label of the definition.
        fields (ImportFields): Names of the caller's choice and the field statements they stand for, at most 100. The
            contract of 2021 types
            this as an array of strings; the reference pages and all known clients use an object.
        uri (str): Where the resource is found, relative to `/api/bulk/2.0`; the last segment is its id.
        identifier_field_name (str | None): Name that records are matched by; one of those in `fields`.
        is_sync_triggered_on_import (bool | None): Whether each upload starts a sync and is answered with it.
        is_updating_multiple_matched_records (bool | None): Whether every matching record is updated.
        import_rule (str | None): Which records an import may write, an open list, since release 26B (May 2026):
            `createAndUpdate` (the default),
            `updateOnly` (only where `identifierFieldName` matches a record) and `createOnly` (only where neither it nor the
            e-mail address does). A definition has it in its answer only where it was sent.
        update_rule (str | None): When an imported value replaces another, an open list: `always` (the default),
            `ifNewIsNotNull` (if the new one
            is not blank), `ifExistingIsNull` (if the old one is blank), and `useFieldRule` for the rules in
            `updateRuleByField`.
        update_rule_by_field (UpdateRuleByField | None): The rule of single fields, by name in `fields`. The contract of
            2021 types this as an array of strings, the
            reference pages as an object; that the values are strings is inferred.
        import_priority_uri (str | None): An import priority, of the form `/imports/priorities/{id}`.
        null_identifier_field_name (bool | None): Whether to null the identifier field.
        external_system_id (int | None): Id of an external system.
        data_retention_duration (str | None): How long rows that are not synced stay in the staging area, an ISO 8601
            duration from `PT1H` to `P14D`; `P7D` if
            not sent.
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
    fields: ImportFields
    uri: str
    identifier_field_name: str | None = None
    is_sync_triggered_on_import: bool | None = None
    is_updating_multiple_matched_records: bool | None = None
    import_rule: str | None = None
    update_rule: str | None = None
    update_rule_by_field: UpdateRuleByField | None = None
    import_priority_uri: str | None = None
    null_identifier_field_name: bool | None = None
    external_system_id: int | None = None
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

        identifier_field_name = self.identifier_field_name

        is_sync_triggered_on_import = self.is_sync_triggered_on_import

        is_updating_multiple_matched_records = self.is_updating_multiple_matched_records

        import_rule = self.import_rule

        update_rule = self.update_rule

        update_rule_by_field: dict[str, Any] | None = None
        if self.update_rule_by_field is not None:
            update_rule_by_field = self.update_rule_by_field.to_dict()

        import_priority_uri = self.import_priority_uri

        null_identifier_field_name = self.null_identifier_field_name

        external_system_id = self.external_system_id

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
        if identifier_field_name is not None:
            field_dict["identifierFieldName"] = identifier_field_name
        if is_sync_triggered_on_import is not None:
            field_dict["isSyncTriggeredOnImport"] = is_sync_triggered_on_import
        if is_updating_multiple_matched_records is not None:
            field_dict["isUpdatingMultipleMatchedRecords"] = is_updating_multiple_matched_records
        if import_rule is not None:
            field_dict["importRule"] = import_rule
        if update_rule is not None:
            field_dict["updateRule"] = update_rule
        if update_rule_by_field is not None:
            field_dict["updateRuleByField"] = update_rule_by_field
        if import_priority_uri is not None:
            field_dict["importPriorityUri"] = import_priority_uri
        if null_identifier_field_name is not None:
            field_dict["nullIdentifierFieldName"] = null_identifier_field_name
        if external_system_id is not None:
            field_dict["externalSystemId"] = external_system_id
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
        from ..models.import_fields import ImportFields
        from ..models.sync_action import SyncAction
        from ..models.update_rule_by_field import UpdateRuleByField

        d = {**src_dict}
        if (_given := d.pop("name")) is None:
            raise KeyError("name")
        name = _given

        if (_given := d.pop("fields")) is None:
            raise KeyError("fields")
        fields = ImportFields.from_dict(_given)

        if (_given := d.pop("uri")) is None:
            raise KeyError("uri")
        uri = _given

        identifier_field_name = d.pop("identifierFieldName", None)

        is_sync_triggered_on_import = d.pop("isSyncTriggeredOnImport", None)

        is_updating_multiple_matched_records = d.pop("isUpdatingMultipleMatchedRecords", None)

        import_rule = d.pop("importRule", None)

        update_rule = d.pop("updateRule", None)

        update_rule_by_field: UpdateRuleByField | None = None
        if (_given := d.pop("updateRuleByField", None)) is not None:
            update_rule_by_field = UpdateRuleByField.from_dict(_given)

        import_priority_uri = d.pop("importPriorityUri", None)

        null_identifier_field_name = d.pop("nullIdentifierFieldName", None)

        external_system_id = d.pop("externalSystemId", None)

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

        contact_import = cls(
            name=name,
            fields=fields,
            uri=uri,
            identifier_field_name=identifier_field_name,
            is_sync_triggered_on_import=is_sync_triggered_on_import,
            is_updating_multiple_matched_records=is_updating_multiple_matched_records,
            import_rule=import_rule,
            update_rule=update_rule,
            update_rule_by_field=update_rule_by_field,
            import_priority_uri=import_priority_uri,
            null_identifier_field_name=null_identifier_field_name,
            external_system_id=external_system_id,
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
            contact_import.additional_properties = d
        return contact_import

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
