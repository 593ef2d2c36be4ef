from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.nested_result_message import NestedResultMessage


T = TypeVar("T", bound="ResultMessage")


@_attrs_define
class ResultMessage:
    """A message, in one of two shapes: the four fields directly, as the status and submit pages and live answers have
    them, or the same four inside `resultMessage`, as the given page has them. Accept both.

        Attributes:
            result_type (str | None): An open list; `Operational` in the documentation, `Validation` live for an unknown
                data extension. Do not branch
                on it.
            result_class (str | None): An open list; `Error` is seen.
            result_code (str | None): The field to branch on, an open list: `AsyncRequestStatusNotFound` (no such job, or
                not visible yet),
                `CustomObjectNotFound` (no such data extension).
            message (str | None): Free text that names the id.
            result_message (NestedResultMessage | None): The four fields of a message, one level deeper.
    """

    result_type: str | None = None
    result_class: str | None = None
    result_code: str | None = None
    message: str | None = None
    result_message: NestedResultMessage | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        result_type = self.result_type

        result_class = self.result_class

        result_code = self.result_code

        message = self.message

        result_message: dict[str, Any] | None = None
        if self.result_message is not None:
            result_message = self.result_message.to_dict()

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
        if result_message is not None:
            field_dict["resultMessage"] = result_message

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.nested_result_message import NestedResultMessage

        d = {**src_dict}
        result_type = d.pop("resultType", None)

        result_class = d.pop("resultClass", None)

        result_code = d.pop("resultCode", None)

        message = d.pop("message", None)

        result_message: NestedResultMessage | None = None
        if (_given := d.pop("resultMessage", None)) is not None:
            result_message = NestedResultMessage.from_dict(_given)

        result_message_model = cls(
            result_type=result_type,
            result_class=result_class,
            result_code=result_code,
            message=message,
            result_message=result_message,
        )

        if d:
            result_message_model.additional_properties = d
        return result_message_model

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
