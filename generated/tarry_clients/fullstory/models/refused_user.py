from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.properties import Properties


T = TypeVar("T", bound="RefusedUser")


@_attrs_define
class RefusedUser:
    """The user as it was sent, whatever was wrong with it, so nothing in it is required or limited here.

    Attributes:
        id (str | None):
        uid (str | None):
        display_name (str | None):
        email (str | None):
        properties (Properties | None): An object with fields of the caller's choice. As custom data, under
            `properties`, its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
        schema (Properties | None): An object with fields of the caller's choice. As custom data, under `properties`,
            its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
    """

    id: str | None = None
    uid: str | None = None
    display_name: str | None = None
    email: str | None = None
    properties: Properties | None = None
    schema: Properties | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        uid = self.uid

        display_name = self.display_name

        email = self.email

        properties: dict[str, Any] | None = None
        if self.properties is not None:
            properties = self.properties.to_dict()

        schema: dict[str, Any] | None = None
        if self.schema is not None:
            schema = self.schema.to_dict()

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

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.properties import Properties

        d = {**src_dict}
        id = d.pop("id", None)

        uid = d.pop("uid", None)

        display_name = d.pop("display_name", None)

        email = d.pop("email", None)

        properties: Properties | None = None
        if (_given := d.pop("properties", None)) is not None:
            properties = Properties.from_dict(_given)

        schema: Properties | None = None
        if (_given := d.pop("schema", None)) is not None:
            schema = Properties.from_dict(_given)

        refused_user = cls(
            id=id,
            uid=uid,
            display_name=display_name,
            email=email,
            properties=properties,
            schema=schema,
        )

        if d:
            refused_user.additional_properties = d
        return refused_user

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
