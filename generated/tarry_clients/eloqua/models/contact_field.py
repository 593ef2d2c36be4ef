from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class ContactField(_models.Model[Any]):
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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.name is not None:
            _made["name"] = self.name
        if self.internal_name is not None:
            _made["internalName"] = self.internal_name
        if self.data_type is not None:
            _made["dataType"] = self.data_type
        if self.default_value is not None:
            _made["defaultValue"] = self.default_value
        if self.has_read_only_constraint is not None:
            _made["hasReadOnlyConstraint"] = self.has_read_only_constraint
        if self.has_not_null_constraint is not None:
            _made["hasNotNullConstraint"] = self.has_not_null_constraint
        if self.has_uniqueness_constraint is not None:
            _made["hasUniquenessConstraint"] = self.has_uniqueness_constraint
        if self.statement is not None:
            _made["statement"] = self.statement
        if self.uri is not None:
            _made["uri"] = self.uri
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
        _given = {**src_dict}
        made = cls(
            name=_given.pop("name", None),
            internal_name=_given.pop("internalName", None),
            data_type=_given.pop("dataType", None),
            default_value=_given.pop("defaultValue", None),
            has_read_only_constraint=_given.pop("hasReadOnlyConstraint", None),
            has_not_null_constraint=_given.pop("hasNotNullConstraint", None),
            has_uniqueness_constraint=_given.pop("hasUniquenessConstraint", None),
            statement=_given.pop("statement", None),
            uri=_given.pop("uri", None),
            created_at=_models.optional(_given, "createdAt", datetime.datetime.fromisoformat),
            created_by=_given.pop("createdBy", None),
            updated_at=_models.optional(_given, "updatedAt", datetime.datetime.fromisoformat),
            updated_by=_given.pop("updatedBy", None),
        )
        if _given:
            made.additional_properties = _given
        return made
