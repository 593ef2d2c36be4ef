from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.properties import Properties


@_attrs_define
class TypeDeclaration(_models.Model[Any]):
    """Declared types by field name, overriding inference; numbers are inferred as real otherwise.

    Attributes:
        properties (Properties | None): An object with fields of the caller's choice. As custom data, under
            `properties`, its names are letters, digits and underscores, begin with a letter and have at most 512
            characters, counting the dotted path of nested names; a value has at most 8192 bytes, and a larger one is
            rejected. These limits are stated for users; that they hold for events is inferred. Dates are ISO 8601
            strings; nested objects are allowed, lists of objects are not. The type suffixes of version 1 of the API are
            to be left off.
    """

    properties: Properties | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.properties is not None:
            _made["properties"] = self.properties.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.properties import Properties

        _given = {**src_dict}
        made = cls(properties=_models.optional(_given, "properties", Properties.from_dict))
        if _given:
            made.additional_properties = _given
        return made
