from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.import_fields import ImportFields
    from ..models.sync_action import SyncAction
    from ..models.update_rule_by_field import UpdateRuleByField


@_attrs_define
class ContactImportRequest(_models.Model[Any]):
    """How to import. That `name` and `fields` are required is taken over from the definition of an export (inferred).

    Attributes:
        name (str): Label of the definition. At most 100 characters, by the page on import characteristics.
        fields (ImportFields): Names of the caller's choice and the field statements they stand for, at most 100. The
            contract of 2021 types this as an array of strings; the reference pages and all known clients use an object.
        identifier_field_name (str | Unset): Name that records are matched by; one of those in `fields`. Large text,
            date and boolean fields cannot be used.
        is_sync_triggered_on_import (bool | Unset): Whether each upload starts a sync and is answered with it. Always
            send it (inferred): the page on import characteristics gives true as the default, while definitions that
            public clients keep as samples have false.
        is_updating_multiple_matched_records (bool | Unset): Whether every matching record is updated. Must be false for
            an import that changes the e-mail address of contacts.
        import_rule (str | Unset): Which records an import may write, an open list, since release 26B (May 2026):
            `createAndUpdate` (the default), `updateOnly` (only where `identifierFieldName` matches a record) and
            `createOnly` (only where neither it nor the e-mail address does). A definition has it in its answer only
            where it was sent.
        update_rule (str | Unset): When an imported value replaces another, an open list: `always` (the default),
            `ifNewIsNotNull` (if the new one is not blank), `ifExistingIsNull` (if the old one is blank), and
            `useFieldRule` for the rules in `updateRuleByField`.
        update_rule_by_field (UpdateRuleByField | Unset): The rule of single fields, by name in `fields`. The contract
            of 2021 types this as an array of strings, the reference pages as an object; that the values are strings is
            inferred.
        import_priority_uri (str | Unset): An import priority, of the form `/imports/priorities/{id}`.
        null_identifier_field_name (bool | Unset): Whether to null the identifier field.
        external_system_id (int | Unset): Id of an external system; on the reference pages, not in the contract of 2021.
        data_retention_duration (str | Unset): How long rows that are not synced stay in the staging area, an ISO 8601
            duration from `PT1H` to `P14D`; `P7D` if not sent.
        auto_delete_duration (str | Unset): When the definition deletes itself, an ISO 8601 duration of at least `PT1H`,
            without a maximum; at least a day is advised for large exports. Sources disagree on data that is synced
            already: the best-practice page says that it is not touched, the page on import characteristics that it
            follows this setting, too.
        sync_actions (list[SyncAction] | None | Unset): Actions during the sync, at most 10. The contract of 2021 types
            them as strings. Null is as good as none (inferred).
    """

    name: str
    fields: ImportFields
    identifier_field_name: str | Unset = UNSET
    is_sync_triggered_on_import: bool | Unset = UNSET
    is_updating_multiple_matched_records: bool | Unset = UNSET
    import_rule: str | Unset = UNSET
    update_rule: str | Unset = UNSET
    update_rule_by_field: UpdateRuleByField | Unset = UNSET
    import_priority_uri: str | Unset = UNSET
    null_identifier_field_name: bool | Unset = UNSET
    external_system_id: int | Unset = UNSET
    data_retention_duration: str | Unset = UNSET
    auto_delete_duration: str | Unset = UNSET
    sync_actions: list[SyncAction] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "name": self.name, "fields": self.fields.to_dict()}
        if not isinstance(self.identifier_field_name, Unset):
            _made["identifierFieldName"] = self.identifier_field_name
        if not isinstance(self.is_sync_triggered_on_import, Unset):
            _made["isSyncTriggeredOnImport"] = self.is_sync_triggered_on_import
        if not isinstance(self.is_updating_multiple_matched_records, Unset):
            _made["isUpdatingMultipleMatchedRecords"] = self.is_updating_multiple_matched_records
        if not isinstance(self.import_rule, Unset):
            _made["importRule"] = self.import_rule
        if not isinstance(self.update_rule, Unset):
            _made["updateRule"] = self.update_rule
        if not isinstance(self.update_rule_by_field, Unset):
            _made["updateRuleByField"] = self.update_rule_by_field.to_dict()
        if not isinstance(self.import_priority_uri, Unset):
            _made["importPriorityUri"] = self.import_priority_uri
        if not isinstance(self.null_identifier_field_name, Unset):
            _made["nullIdentifierFieldName"] = self.null_identifier_field_name
        if not isinstance(self.external_system_id, Unset):
            _made["externalSystemId"] = self.external_system_id
        if not isinstance(self.data_retention_duration, Unset):
            _made["dataRetentionDuration"] = self.data_retention_duration
        if not isinstance(self.auto_delete_duration, Unset):
            _made["autoDeleteDuration"] = self.auto_delete_duration
        if not isinstance(self.sync_actions, Unset):
            _made["syncActions"] = _models.to_json(self.sync_actions)
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.import_fields import ImportFields
        from ..models.sync_action import SyncAction
        from ..models.update_rule_by_field import UpdateRuleByField

        _given = {**src_dict}
        made = cls(
            name=_given.pop("name"),
            fields=ImportFields.from_dict(_given.pop("fields")),
            identifier_field_name=_given.pop("identifierFieldName", UNSET),
            is_sync_triggered_on_import=_given.pop("isSyncTriggeredOnImport", UNSET),
            is_updating_multiple_matched_records=_given.pop("isUpdatingMultipleMatchedRecords", UNSET),
            import_rule=_given.pop("importRule", UNSET),
            update_rule=_given.pop("updateRule", UNSET),
            update_rule_by_field=_models.unset_or(_given, "updateRuleByField", UpdateRuleByField.from_dict),
            import_priority_uri=_given.pop("importPriorityUri", UNSET),
            null_identifier_field_name=_given.pop("nullIdentifierFieldName", UNSET),
            external_system_id=_given.pop("externalSystemId", UNSET),
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
