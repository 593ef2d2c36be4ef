from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Error")


@_attrs_define
class Error:
    """
    Attributes:
        message (str): Long form description of what went wrong.
        code (str): A short snake-cased value that is safe to handle programmatically. The list is open; seen are
            `required_field`, `invalid_argument`, `session_page_limit_exceeded` (the session of an event is full),
            `unauthorized`, `forbidden`, `resource_not_found`, `user_not_found`, `too_many_requests`, `server_error`.
    """

    message: str
    code: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        code = self.code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
                "code": code,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        if (_given := d.pop("message")) is None:
            raise KeyError("message")
        message = _given

        if (_given := d.pop("code")) is None:
            raise KeyError("code")
        code = _given

        error = cls(
            message=message,
            code=code,
        )

        if d:
            error.additional_properties = d
        return error

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
