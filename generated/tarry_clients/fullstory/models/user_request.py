from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.type_declaration import TypeDeclaration
    from ..models.user_properties import UserProperties


T = TypeVar("T", bound="UserRequest")


@_attrs_define
class UserRequest:
    """A user to create or to update. No field is required.

    Attributes:
        id (str | Unset): The vendor's id of the user.
        uid (str | Unset): The caller's own id of the user.
        display_name (str | Unset):
        email (str | Unset):
        properties (UserProperties | Unset): Custom data of a user, at most 500 names; names and values as for events.
        schema (TypeDeclaration | Unset): Declared types by field name, overriding inference; numbers are inferred as
            real otherwise.
    """

    id: str | Unset = UNSET
    uid: str | Unset = UNSET
    display_name: str | Unset = UNSET
    email: str | Unset = UNSET
    properties: UserProperties | Unset = UNSET
    schema: TypeDeclaration | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        uid = self.uid

        display_name = self.display_name

        email = self.email

        properties: dict[str, Any] | Unset = UNSET
        if not isinstance(self.properties, Unset):
            properties = self.properties.to_dict()

        schema: dict[str, Any] | Unset = UNSET
        if not isinstance(self.schema, Unset):
            schema = self.schema.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if id is not UNSET:
            field_dict["id"] = id
        if uid is not UNSET:
            field_dict["uid"] = uid
        if display_name is not UNSET:
            field_dict["display_name"] = display_name
        if email is not UNSET:
            field_dict["email"] = email
        if properties is not UNSET:
            field_dict["properties"] = properties
        if schema is not UNSET:
            field_dict["schema"] = schema

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.type_declaration import TypeDeclaration
        from ..models.user_properties import UserProperties

        d = {**src_dict}
        id = d.pop("id", UNSET)

        uid = d.pop("uid", UNSET)

        display_name = d.pop("display_name", UNSET)

        email = d.pop("email", UNSET)

        _properties = d.pop("properties", UNSET)
        properties: UserProperties | Unset
        if isinstance(_properties, Unset):
            properties = UNSET
        else:
            properties = UserProperties.from_dict(_properties)

        _schema = d.pop("schema", UNSET)
        schema: TypeDeclaration | Unset
        if isinstance(_schema, Unset):
            schema = UNSET
        else:
            schema = TypeDeclaration.from_dict(_schema)

        user_request = cls(
            id=id,
            uid=uid,
            display_name=display_name,
            email=email,
            properties=properties,
            schema=schema,
        )

        if d:
            user_request.additional_properties = d
        return user_request

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
