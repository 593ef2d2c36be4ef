from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Properties")


@_attrs_define
class Properties:
    """An object with fields of the caller's choice. As custom data, under `properties`, its names are letters, digits
    and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
    a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
    for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
    type suffixes of version 1 of the API are to be left off.

    """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        properties = cls()

        if d:
            properties.additional_properties = d
        return properties

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
