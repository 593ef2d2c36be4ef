from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.import_fields import ImportFields
    from ..models.sync_action import SyncAction
    from ..models.update_rule_by_field import UpdateRuleByField


@_attrs_define
class ContactImport(_models.Model[Any]):
    """A definition of an import. What was not sent is left out or comes back with its default.

    Attributes:
        name (str): Label of the definition.
        fields (ImportFields): Names of the caller's choice and the field statements they stand for, at most 100. The
            contract of 2021 types this as an array of strings; the reference pages and all known clients use an object.
        uri (str): Where the resource is found, relative to `/api/bulk/2.0`; the last segment is its id.
        identifier_field_name (str | None): Name that records are matched by; one of those in `fields`.
        is_sync_triggered_on_import (bool | None): Whether each upload starts a sync and is answered with it.
        is_updating_multiple_matched_records (bool | None): Whether every matching record is updated.
        import_rule (str | None): Which records an import may write, an open list, since release 26B (May 2026):
            `createAndUpdate` (the default), `updateOnly` (only where `identifierFieldName` matches a record) and
            `createOnly` (only where neither it nor the e-mail address does). A definition has it in its answer only
            where it was sent.
        update_rule (str | None): When an imported value replaces another, an open list: `always` (the default),
            `ifNewIsNotNull` (if the new one is not blank), `ifExistingIsNull` (if the old one is blank), and
            `useFieldRule` for the rules in `updateRuleByField`.
        update_rule_by_field (UpdateRuleByField | None): The rule of single fields, by name in `fields`. The contract of
            2021 types this as an array of strings, the reference pages as an object; that the values are strings is
            inferred.
        import_priority_uri (str | None): An import priority, of the form `/imports/priorities/{id}`.
        null_identifier_field_name (bool | None): Whether to null the identifier field.
        external_system_id (int | None): Id of an external system.
        data_retention_duration (str | None): How long rows that are not synced stay in the staging area, an ISO 8601
            duration from `PT1H` to `P14D`; `P7D` if not sent.
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
        _made: dict[str, Any] = {
            **self.additional_properties,
            "name": self.name,
            "fields": self.fields.to_dict(),
            "uri": self.uri,
        }
        if self.identifier_field_name is not None:
            _made["identifierFieldName"] = self.identifier_field_name
        if self.is_sync_triggered_on_import is not None:
            _made["isSyncTriggeredOnImport"] = self.is_sync_triggered_on_import
        if self.is_updating_multiple_matched_records is not None:
            _made["isUpdatingMultipleMatchedRecords"] = self.is_updating_multiple_matched_records
        if self.import_rule is not None:
            _made["importRule"] = self.import_rule
        if self.update_rule is not None:
            _made["updateRule"] = self.update_rule
        if self.update_rule_by_field is not None:
            _made["updateRuleByField"] = self.update_rule_by_field.to_dict()
        if self.import_priority_uri is not None:
            _made["importPriorityUri"] = self.import_priority_uri
        if self.null_identifier_field_name is not None:
            _made["nullIdentifierFieldName"] = self.null_identifier_field_name
        if self.external_system_id is not None:
            _made["externalSystemId"] = self.external_system_id
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
        from ..models.import_fields import ImportFields
        from ..models.sync_action import SyncAction
        from ..models.update_rule_by_field import UpdateRuleByField

        _given = {**src_dict}
        made = cls(
            name=_models.required(_given, "name"),
            fields=_models.required(_given, "fields", ImportFields.from_dict),
            uri=_models.required(_given, "uri"),
            identifier_field_name=_given.pop("identifierFieldName", None),
            is_sync_triggered_on_import=_given.pop("isSyncTriggeredOnImport", None),
            is_updating_multiple_matched_records=_given.pop("isUpdatingMultipleMatchedRecords", None),
            import_rule=_given.pop("importRule", None),
            update_rule=_given.pop("updateRule", None),
            update_rule_by_field=_models.optional(_given, "updateRuleByField", UpdateRuleByField.from_dict),
            import_priority_uri=_given.pop("importPriorityUri", None),
            null_identifier_field_name=_given.pop("nullIdentifierFieldName", None),
            external_system_id=_given.pop("externalSystemId", None),
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
