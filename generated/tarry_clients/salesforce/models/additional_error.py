from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AdditionalError")


@_attrs_define
class AdditionalError:
    """One of several errors.

    Attributes:
        message (str | None): What went wrong.
        errorcode (int | None): A number, from the same open list.
        documentation (str | None): A URL, or empty.
    """

    message: str | None = None
    errorcode: int | None = None
    documentation: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        errorcode = self.errorcode

        documentation = self.documentation

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if message is not None:
            field_dict["message"] = message
        if errorcode is not None:
            field_dict["errorcode"] = errorcode
        if documentation is not None:
            field_dict["documentation"] = documentation

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        message = d.pop("message", None)

        errorcode = d.pop("errorcode", None)

        documentation = d.pop("documentation", None)

        additional_error = cls(
            message=message,
            errorcode=errorcode,
            documentation=documentation,
        )

        if d:
            additional_error.additional_properties = d
        return additional_error

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
