from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RestUrls")


@_attrs_define
class RestUrls:
    """
    Attributes:
        standard (str | Unset): Template for the application API.
        bulk (str | Unset): Template for the Bulk API.
    """

    standard: str | Unset = UNSET
    bulk: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        standard = self.standard

        bulk = self.bulk

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if standard is not UNSET:
            field_dict["standard"] = standard
        if bulk is not UNSET:
            field_dict["bulk"] = bulk

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        standard = d.pop("standard", UNSET)

        bulk = d.pop("bulk", UNSET)

        rest_urls = cls(
            standard=standard,
            bulk=bulk,
        )

        if d:
            rest_urls.additional_properties = d
        return rest_urls

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
