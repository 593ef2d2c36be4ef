from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ContactField")


@_attrs_define
class ContactField:
    """A field of contacts.

    Attributes:
        name (str | Unset): Name as users see it.
        internal_name (str | Unset): Name inside the instance, `C_EmailAddress` for instance.
        data_type (str | Unset): Kind of values, an open list; `number`, `string`, `boolean`, `date` and `emailAddress`
            are known.
        default_value (str | Unset): Value of a record for which none was given.
        has_read_only_constraint (bool | Unset): Whether the field can be read only.
        has_not_null_constraint (bool | Unset): Whether the field must have a value.
        has_uniqueness_constraint (bool | Unset): Whether a value can occur only once.
        statement (str | Unset): What a definition writes for the field, `{{Contact.Field(C_EmailAddress)}}` for
            instance.
        uri (str | Unset): Where the resource is found, relative to `/api/bulk/2.0`; the last segment is its id.
        created_at (datetime.datetime | Unset): When the resource was created.
        created_by (str | Unset): Login name of the user who did it.
        updated_at (datetime.datetime | Unset): When the resource was last changed.
        updated_by (str | Unset): Login name of the user who did it.
    """

    name: str | Unset = UNSET
    internal_name: str | Unset = UNSET
    data_type: str | Unset = UNSET
    default_value: str | Unset = UNSET
    has_read_only_constraint: bool | Unset = UNSET
    has_not_null_constraint: bool | Unset = UNSET
    has_uniqueness_constraint: bool | Unset = UNSET
    statement: str | Unset = UNSET
    uri: str | Unset = UNSET
    created_at: datetime.datetime | Unset = UNSET
    created_by: str | Unset = UNSET
    updated_at: datetime.datetime | Unset = UNSET
    updated_by: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        internal_name = self.internal_name

        data_type = self.data_type

        default_value = self.default_value

        has_read_only_constraint = self.has_read_only_constraint

        has_not_null_constraint = self.has_not_null_constraint

        has_uniqueness_constraint = self.has_uniqueness_constraint

        statement = self.statement

        uri = self.uri

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        created_by = self.created_by

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        updated_by = self.updated_by

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if internal_name is not UNSET:
            field_dict["internalName"] = internal_name
        if data_type is not UNSET:
            field_dict["dataType"] = data_type
        if default_value is not UNSET:
            field_dict["defaultValue"] = default_value
        if has_read_only_constraint is not UNSET:
            field_dict["hasReadOnlyConstraint"] = has_read_only_constraint
        if has_not_null_constraint is not UNSET:
            field_dict["hasNotNullConstraint"] = has_not_null_constraint
        if has_uniqueness_constraint is not UNSET:
            field_dict["hasUniquenessConstraint"] = has_uniqueness_constraint
        if statement is not UNSET:
            field_dict["statement"] = statement
        if uri is not UNSET:
            field_dict["uri"] = uri
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if created_by is not UNSET:
            field_dict["createdBy"] = created_by
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        if updated_by is not UNSET:
            field_dict["updatedBy"] = updated_by

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name", UNSET)

        internal_name = d.pop("internalName", UNSET)

        data_type = d.pop("dataType", UNSET)

        default_value = d.pop("defaultValue", UNSET)

        has_read_only_constraint = d.pop("hasReadOnlyConstraint", UNSET)

        has_not_null_constraint = d.pop("hasNotNullConstraint", UNSET)

        has_uniqueness_constraint = d.pop("hasUniquenessConstraint", UNSET)

        statement = d.pop("statement", UNSET)

        uri = d.pop("uri", UNSET)

        _created_at = d.pop("createdAt", UNSET)
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = datetime.datetime.fromisoformat(_created_at)

        created_by = d.pop("createdBy", UNSET)

        _updated_at = d.pop("updatedAt", UNSET)
        updated_at: datetime.datetime | Unset
        if isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = datetime.datetime.fromisoformat(_updated_at)

        updated_by = d.pop("updatedBy", UNSET)

        contact_field = cls(
            name=name,
            internal_name=internal_name,
            data_type=data_type,
            default_value=default_value,
            has_read_only_constraint=has_read_only_constraint,
            has_not_null_constraint=has_not_null_constraint,
            has_uniqueness_constraint=has_uniqueness_constraint,
            statement=statement,
            uri=uri,
            created_at=created_at,
            created_by=created_by,
            updated_at=updated_at,
            updated_by=updated_by,
        )

        if d:
            contact_field.additional_properties = d
        return contact_field

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
