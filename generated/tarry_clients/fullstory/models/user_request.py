from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.type_declaration import TypeDeclaration
    from ..models.user_properties import UserProperties


@_attrs_define
class UserRequest(_models.Model[Any]):
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
        _made: dict[str, Any] = {**self.additional_properties}
        if not isinstance(self.id, Unset):
            _made["id"] = self.id
        if not isinstance(self.uid, Unset):
            _made["uid"] = self.uid
        if not isinstance(self.display_name, Unset):
            _made["display_name"] = self.display_name
        if not isinstance(self.email, Unset):
            _made["email"] = self.email
        if not isinstance(self.properties, Unset):
            _made["properties"] = self.properties.to_dict()
        if not isinstance(self.schema, Unset):
            _made["schema"] = self.schema.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.type_declaration import TypeDeclaration
        from ..models.user_properties import UserProperties

        _given = {**src_dict}
        made = cls(
            id=_given.pop("id", UNSET),
            uid=_given.pop("uid", UNSET),
            display_name=_given.pop("display_name", UNSET),
            email=_given.pop("email", UNSET),
            properties=_models.unset_or(_given, "properties", UserProperties.from_dict),
            schema=_models.unset_or(_given, "schema", TypeDeclaration.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
