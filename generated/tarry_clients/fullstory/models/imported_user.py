from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.type_declaration import TypeDeclaration
    from ..models.user_properties import UserProperties


T = TypeVar("T", bound="ImportedUser")


@_attrs_define
class ImportedUser:
    """
    Attributes:
        id (str | None): The vendor's id of the user. The Swagger file marks it as required, and its own sample of a
            page leaves it
            out: it is optional here.
        uid (str | None):
        display_name (str | None):
        email (str | None):
        properties (UserProperties | None): Custom data of a user, at most 500 names; names and values as for events.
        schema (None | TypeDeclaration): The types of the properties, inferred or declared. Shown as null in the
            vendor's samples.
        type_conflicts (None | TypeDeclaration): Fields that are associated with several types. Shown as null in the
            vendor's samples.
    """

    id: str | None = None
    uid: str | None = None
    display_name: str | None = None
    email: str | None = None
    properties: UserProperties | None = None
    schema: None | TypeDeclaration = None
    type_conflicts: None | TypeDeclaration = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.type_declaration import TypeDeclaration

        id = self.id

        uid = self.uid

        display_name = self.display_name

        email = self.email

        properties: dict[str, Any] | None = None
        if self.properties is not None:
            properties = self.properties.to_dict()

        schema: dict[str, Any] | None = None
        if self.schema is not None:
            if isinstance(self.schema, TypeDeclaration):
                schema = self.schema.to_dict()
            else:
                schema = self.schema

        type_conflicts: dict[str, Any] | None = None
        if self.type_conflicts is not None:
            if isinstance(self.type_conflicts, TypeDeclaration):
                type_conflicts = self.type_conflicts.to_dict()
            else:
                type_conflicts = self.type_conflicts

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if id is not None:
            field_dict["id"] = id
        if uid is not None:
            field_dict["uid"] = uid
        if display_name is not None:
            field_dict["display_name"] = display_name
        if email is not None:
            field_dict["email"] = email
        if properties is not None:
            field_dict["properties"] = properties
        if schema is not None:
            field_dict["schema"] = schema
        if type_conflicts is not None:
            field_dict["type_conflicts"] = type_conflicts

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.type_declaration import TypeDeclaration
        from ..models.user_properties import UserProperties

        d = {**src_dict}
        id = d.pop("id", None)

        uid = d.pop("uid", None)

        display_name = d.pop("display_name", None)

        email = d.pop("email", None)

        properties: UserProperties | None = None
        if (_given := d.pop("properties", None)) is not None:
            properties = UserProperties.from_dict(_given)

        schema: None | TypeDeclaration = None
        if (_given := d.pop("schema", None)) is not None:

            def _parse_schema(data: object) -> None | TypeDeclaration:
                if data is None:
                    return data
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    schema_type_0 = TypeDeclaration.from_dict(data)

                    return schema_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(None | TypeDeclaration, data)

            schema = _parse_schema(_given)

        type_conflicts: None | TypeDeclaration = None
        if (_given := d.pop("type_conflicts", None)) is not None:

            def _parse_type_conflicts(data: object) -> None | TypeDeclaration:
                if data is None:
                    return data
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    type_conflicts_type_0 = TypeDeclaration.from_dict(data)

                    return type_conflicts_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(None | TypeDeclaration, data)

            type_conflicts = _parse_type_conflicts(_given)

        imported_user = cls(
            id=id,
            uid=uid,
            display_name=display_name,
            email=email,
            properties=properties,
            schema=schema,
            type_conflicts=type_conflicts,
        )

        if d:
            imported_user.additional_properties = d
        return imported_user

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
