from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.import_fields import ImportFields
    from ..models.sync_action import SyncAction
    from ..models.update_rule_by_field import UpdateRuleByField


T = TypeVar("T", bound="ContactImportRequest")


@_attrs_define
class ContactImportRequest:
    """How to import. That `name` and `fields` are required is taken over from the definition of an export (inferred).

    Attributes:
        name (str): Label of the definition. At most 100 characters, by the page on import characteristics.
        fields (ImportFields): Names of the caller's choice and the field statements they stand for, at most 100. The
            contract of 2021 types
            this as an array of strings; the reference pages and all known clients use an object.
        identifier_field_name (str | Unset): Name that records are matched by; one of those in `fields`. Large text,
            date and boolean fields cannot be
            used.
        is_sync_triggered_on_import (bool | Unset): Whether each upload starts a sync and is answered with it. Always
            send it (inferred): the page on import
            characteristics gives true as the default, while definitions that public clients keep as samples have false.
        is_updating_multiple_matched_records (bool | Unset): Whether every matching record is updated. Must be false for
            an import that changes the e-mail address of
            contacts.
        import_rule (str | Unset): Which records an import may write, an open list, since release 26B (May 2026):
            `createAndUpdate` (the default),
            `updateOnly` (only where `identifierFieldName` matches a record) and `createOnly` (only where neither it nor the
            e-mail address does). A definition has it in its answer only where it was sent.
        update_rule (str | Unset): When an imported value replaces another, an open list: `always` (the default),
            `ifNewIsNotNull` (if the new one
            is not blank), `ifExistingIsNull` (if the old one is blank), and `useFieldRule` for the rules in
            `updateRuleByField`.
        update_rule_by_field (UpdateRuleByField | Unset): The rule of single fields, by name in `fields`. The contract
            of 2021 types this as an array of strings, the
            reference pages as an object; that the values are strings is inferred.
        import_priority_uri (str | Unset): An import priority, of the form `/imports/priorities/{id}`.
        null_identifier_field_name (bool | Unset): Whether to null the identifier field.
        external_system_id (int | Unset): Id of an external system; on the reference pages, not in the contract of 2021.
        data_retention_duration (str | Unset): How long rows that are not synced stay in the staging area, an ISO 8601
            duration from `PT1H` to `P14D`; `P7D` if
            not sent.
        auto_delete_duration (str | Unset): When the definition deletes itself, an ISO 8601 duration of at least `PT1H`,
            without a maximum; at least a day
            is advised for large exports. Sources disagree on data that is synced already: the best-practice page says that
            it is not touched, the page on import characteristics that it follows this setting, too.
        sync_actions (list[SyncAction] | None | Unset): Actions during the sync, at most 10. The contract of 2021 types
            them as strings. Null is as good as none
            (inferred).
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
        name = self.name

        fields = self.fields.to_dict()

        identifier_field_name = self.identifier_field_name

        is_sync_triggered_on_import = self.is_sync_triggered_on_import

        is_updating_multiple_matched_records = self.is_updating_multiple_matched_records

        import_rule = self.import_rule

        update_rule = self.update_rule

        update_rule_by_field: dict[str, Any] | Unset = UNSET
        if not isinstance(self.update_rule_by_field, Unset):
            update_rule_by_field = self.update_rule_by_field.to_dict()

        import_priority_uri = self.import_priority_uri

        null_identifier_field_name = self.null_identifier_field_name

        external_system_id = self.external_system_id

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
        if identifier_field_name is not UNSET:
            field_dict["identifierFieldName"] = identifier_field_name
        if is_sync_triggered_on_import is not UNSET:
            field_dict["isSyncTriggeredOnImport"] = is_sync_triggered_on_import
        if is_updating_multiple_matched_records is not UNSET:
            field_dict["isUpdatingMultipleMatchedRecords"] = is_updating_multiple_matched_records
        if import_rule is not UNSET:
            field_dict["importRule"] = import_rule
        if update_rule is not UNSET:
            field_dict["updateRule"] = update_rule
        if update_rule_by_field is not UNSET:
            field_dict["updateRuleByField"] = update_rule_by_field
        if import_priority_uri is not UNSET:
            field_dict["importPriorityUri"] = import_priority_uri
        if null_identifier_field_name is not UNSET:
            field_dict["nullIdentifierFieldName"] = null_identifier_field_name
        if external_system_id is not UNSET:
            field_dict["externalSystemId"] = external_system_id
        if data_retention_duration is not UNSET:
            field_dict["dataRetentionDuration"] = data_retention_duration
        if auto_delete_duration is not UNSET:
            field_dict["autoDeleteDuration"] = auto_delete_duration
        if sync_actions is not UNSET:
            field_dict["syncActions"] = sync_actions

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.import_fields import ImportFields
        from ..models.sync_action import SyncAction
        from ..models.update_rule_by_field import UpdateRuleByField

        d = {**src_dict}
        name = d.pop("name")

        fields = ImportFields.from_dict(d.pop("fields"))

        identifier_field_name = d.pop("identifierFieldName", UNSET)

        is_sync_triggered_on_import = d.pop("isSyncTriggeredOnImport", UNSET)

        is_updating_multiple_matched_records = d.pop("isUpdatingMultipleMatchedRecords", UNSET)

        import_rule = d.pop("importRule", UNSET)

        update_rule = d.pop("updateRule", UNSET)

        _update_rule_by_field = d.pop("updateRuleByField", UNSET)
        update_rule_by_field: UpdateRuleByField | Unset
        if isinstance(_update_rule_by_field, Unset):
            update_rule_by_field = UNSET
        else:
            update_rule_by_field = UpdateRuleByField.from_dict(_update_rule_by_field)

        import_priority_uri = d.pop("importPriorityUri", UNSET)

        null_identifier_field_name = d.pop("nullIdentifierFieldName", UNSET)

        external_system_id = d.pop("externalSystemId", UNSET)

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

        contact_import_request = cls(
            name=name,
            fields=fields,
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
        )

        if d:
            contact_import_request.additional_properties = d
        return contact_import_request

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
