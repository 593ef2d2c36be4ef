from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ContactField")


@_attrs_define
class ContactField:
    """A field of contacts.

    Attributes:
        name (str | None): Name as users see it.
        internal_name (str | None): Name inside the instance, `C_EmailAddress` for instance.
        data_type (str | None): Kind of values, an open list; `number`, `string`, `boolean`, `date` and `emailAddress`
            are known.
        default_value (str | None): Value of a record for which none was given.
        has_read_only_constraint (bool | None): Whether the field can be read only.
        has_not_null_constraint (bool | None): Whether the field must have a value.
        has_uniqueness_constraint (bool | None): Whether a value can occur only once.
        statement (str | None): What a definition writes for the field, `{{Contact.Field(C_EmailAddress)}}` for
            instance.
        uri (str | None): Where the resource is found, relative to `/api/bulk/2.0`; the last segment is its id.
        created_at (datetime.datetime | None): When the resource was created.
        created_by (str | None): Login name of the user who did it.
        updated_at (datetime.datetime | None): When the resource was last changed.
        updated_by (str | None): Login name of the user who did it.
    """

    name: str | None = None
    internal_name: str | None = None
    data_type: str | None = None
    default_value: str | None = None
    has_read_only_constraint: bool | None = None
    has_not_null_constraint: bool | None = None
    has_uniqueness_constraint: bool | None = None
    statement: str | None = None
    uri: str | None = None
    created_at: datetime.datetime | None = None
    created_by: str | None = None
    updated_at: datetime.datetime | None = None
    updated_by: str | None = None
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
        if name is not None:
            field_dict["name"] = name
        if internal_name is not None:
            field_dict["internalName"] = internal_name
        if data_type is not None:
            field_dict["dataType"] = data_type
        if default_value is not None:
            field_dict["defaultValue"] = default_value
        if has_read_only_constraint is not None:
            field_dict["hasReadOnlyConstraint"] = has_read_only_constraint
        if has_not_null_constraint is not None:
            field_dict["hasNotNullConstraint"] = has_not_null_constraint
        if has_uniqueness_constraint is not None:
            field_dict["hasUniquenessConstraint"] = has_uniqueness_constraint
        if statement is not None:
            field_dict["statement"] = statement
        if uri is not None:
            field_dict["uri"] = uri
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
        d = {**src_dict}
        name = d.pop("name", None)

        internal_name = d.pop("internalName", None)

        data_type = d.pop("dataType", None)

        default_value = d.pop("defaultValue", None)

        has_read_only_constraint = d.pop("hasReadOnlyConstraint", None)

        has_not_null_constraint = d.pop("hasNotNullConstraint", None)

        has_uniqueness_constraint = d.pop("hasUniquenessConstraint", None)

        statement = d.pop("statement", None)

        uri = d.pop("uri", None)

        created_at: datetime.datetime | None = None
        if (_given := d.pop("createdAt", None)) is not None:
            created_at = datetime.datetime.fromisoformat(_given)

        created_by = d.pop("createdBy", None)

        updated_at: datetime.datetime | None = None
        if (_given := d.pop("updatedAt", None)) is not None:
            updated_at = datetime.datetime.fromisoformat(_given)

        updated_by = d.pop("updatedBy", None)

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
