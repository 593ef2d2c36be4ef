from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TokenError")


@_attrs_define
class TokenError:
    """An error of the token host, in the OAuth shape.

    Attributes:
        error (str | None): A short word such as `invalid_client`, an open list.
        error_description (str | None): What went wrong.
        error_uri (str | None): Where to read more.
    """

    error: str | None = None
    error_description: str | None = None
    error_uri: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        error_description = self.error_description

        error_uri = self.error_uri

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if error is not None:
            field_dict["error"] = error
        if error_description is not None:
            field_dict["error_description"] = error_description
        if error_uri is not None:
            field_dict["error_uri"] = error_uri

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        error = d.pop("error", None)

        error_description = d.pop("error_description", None)

        error_uri = d.pop("error_uri", None)

        token_error = cls(
            error=error,
            error_description=error_description,
            error_uri=error_uri,
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
