from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.result_message_model import ResultMessage


T = TypeVar("T", bound="QueuedRequest")


@_attrs_define
class QueuedRequest:
    """
    Attributes:
        request_id (str): The job's id, a GUID, to read its status and its results with.
        result_messages (list[ResultMessage] | None): Absent in the documentation's example, usually empty in live
            answers; may hold warnings although the rows
            are queued.
    """

    request_id: str
    result_messages: list[ResultMessage] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        result_messages: list[dict[str, Any]] | None = None
        if self.result_messages is not None:
            result_messages = []
            for result_messages_item_data in self.result_messages:
                result_messages_item = result_messages_item_data.to_dict()
                result_messages.append(result_messages_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "requestId": request_id,
            }
        )
        if result_messages is not None:
            field_dict["resultMessages"] = result_messages

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.result_message_model import ResultMessage

        d = {**src_dict}
        if (_given := d.pop("requestId")) is None:
            raise KeyError("requestId")
        request_id = _given

        result_messages: list[ResultMessage] | None = None
        if (_given := d.pop("resultMessages", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("resultMessages is no list")
            result_messages = []
            _result_messages = _given
            for result_messages_item_data in _result_messages:
                result_messages_item = ResultMessage.from_dict(result_messages_item_data)

                result_messages.append(result_messages_item)

        queued_request = cls(
            request_id=request_id,
            result_messages=result_messages,
        )

        if d:
            queued_request.additional_properties = d
        return queued_request

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
