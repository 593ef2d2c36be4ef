from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TokenError")


@_attrs_define
class TokenError:
    """Why there is no token.

    Attributes:
        error (str | None): Name of the type of error, an open list.
        error_code (int | None): Number of the type of error, an open list; the thousands are its category.
        error_description (str | None): What went wrong.
    """

    error: str | None = None
    error_code: int | None = None
    error_description: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        error_code = self.error_code

        error_description = self.error_description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if error is not None:
            field_dict["error"] = error
        if error_code is not None:
            field_dict["error_code"] = error_code
        if error_description is not None:
            field_dict["error_description"] = error_description

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        error = d.pop("error", None)

        error_code = d.pop("error_code", None)

        error_description = d.pop("error_description", None)

        token_error = cls(
            error=error,
            error_code=error_code,
            error_description=error_description,
        )

        if d:
            token_error.additional_properties = d
        return token_error

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
