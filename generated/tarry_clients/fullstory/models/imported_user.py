from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.type_declaration import TypeDeclaration
    from ..models.user_properties import UserProperties


@_attrs_define
class ImportedUser(_models.Model[Any]):
    """`ImportedUser` of the document.

    Attributes:
        id (str | None): The vendor's id of the user. The Swagger file marks it as required, and its own sample of a
            page leaves it out: it is optional here.
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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.id is not None:
            _made["id"] = self.id
        if self.uid is not None:
            _made["uid"] = self.uid
        if self.display_name is not None:
            _made["display_name"] = self.display_name
        if self.email is not None:
            _made["email"] = self.email
        if self.properties is not None:
            _made["properties"] = self.properties.to_dict()
        if self.schema is not None:
            _made["schema"] = _models.to_json(self.schema)
        if self.type_conflicts is not None:
            _made["type_conflicts"] = _models.to_json(self.type_conflicts)
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.type_declaration import TypeDeclaration
        from ..models.user_properties import UserProperties

        _given = {**src_dict}
        made = cls(
            id=_given.pop("id", None),
            uid=_given.pop("uid", None),
            display_name=_given.pop("display_name", None),
            email=_given.pop("email", None),
            properties=_models.optional(_given, "properties", UserProperties.from_dict),
            schema=_models.optional(
                _given, "schema", lambda value: _models.one_of(value, (dict, TypeDeclaration.from_dict))
            ),
            type_conflicts=_models.optional(
                _given, "type_conflicts", lambda value: _models.one_of(value, (dict, TypeDeclaration.from_dict))
            ),
        )
        if _given:
            made.additional_properties = _given
        return made
