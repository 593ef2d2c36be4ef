from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ColumnError")


@_attrs_define
class ColumnError:
    """Why one column of a row was refused.

    Attributes:
        name (str | None): Name of the column.
        error_code (int | None): A number, an open list; 70001 is seen for a null in a column that may not be null.
        error_message (str | None): What went wrong.
    """

    name: str | None = None
    error_code: int | None = None
    error_message: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        error_code = self.error_code

        error_message = self.error_message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if name is not None:
            field_dict["name"] = name
        if error_code is not None:
            field_dict["errorCode"] = error_code
        if error_message is not None:
            field_dict["errorMessage"] = error_message

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        name = d.pop("name", None)

        error_code = d.pop("errorCode", None)

        error_message = d.pop("errorMessage", None)

        column_error = cls(
            name=name,
            error_code=error_code,
            error_message=error_message,
        )

        if d:
            column_error.additional_properties = d
        return column_error

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
