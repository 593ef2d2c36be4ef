from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RestUrls")


@_attrs_define
class RestUrls:
    """
    Attributes:
        standard (str | None): Template for the application API.
        bulk (str | None): Template for the Bulk API.
    """

    standard: str | None = None
    bulk: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        standard = self.standard

        bulk = self.bulk

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if standard is not None:
            field_dict["standard"] = standard
        if bulk is not None:
            field_dict["bulk"] = bulk

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        standard = d.pop("standard", None)

        bulk = d.pop("bulk", None)

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
