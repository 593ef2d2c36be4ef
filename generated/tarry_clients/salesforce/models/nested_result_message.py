from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="NestedResultMessage")


@_attrs_define
class NestedResultMessage:
    """The four fields of a message, one level deeper.

    Attributes:
        result_type (str | None): An open list; `Operational` in the documentation, `Validation` live for an unknown
            data extension. Do not branch
            on it.
        result_class (str | None): An open list; `Error` is seen.
        result_code (str | None): The field to branch on, an open list: `AsyncRequestStatusNotFound` (no such job, or
            not visible yet),
            `CustomObjectNotFound` (no such data extension).
        message (str | None): Free text that names the id.
    """

    result_type: str | None = None
    result_class: str | None = None
    result_code: str | None = None
    message: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        result_type = self.result_type

        result_class = self.result_class

        result_code = self.result_code

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if result_type is not None:
            field_dict["resultType"] = result_type
        if result_class is not None:
            field_dict["resultClass"] = result_class
        if result_code is not None:
            field_dict["resultCode"] = result_code
        if message is not None:
            field_dict["message"] = message

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        result_type = d.pop("resultType", None)

        result_class = d.pop("resultClass", None)

        result_code = d.pop("resultCode", None)

        message = d.pop("message", None)

        nested_result_message = cls(
            result_type=result_type,
            result_class=result_class,
            result_code=result_code,
            message=message,
        )

        if d:
            nested_result_message.additional_properties = d
        return nested_result_message

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
