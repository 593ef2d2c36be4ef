from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.result_message_model import ResultMessage
    from ..models.status_record import StatusRecord


T = TypeVar("T", bound="RequestStatus")


@_attrs_define
class RequestStatus:
    """The answer of a status request. Nothing in it is required, since it can be an error envelope.

    Attributes:
        status (StatusRecord | None): The state of the job; absent when the job cannot be found and before it is
            indexed. Which fields are null or
            absent until the job has ended is not documented, so all but one are optional here, and four may be null
            [inferred].
        request_id (str | None): Names this HTTP request, not the job; it differs from the id in the URL. It is in every
            answer seen.
        result_messages (list[ResultMessage] | None): Empty in normal live answers, without a bound on its length; holds
            `AsyncRequestStatusNotFound` when there
            is no `status`.
    """

    status: StatusRecord | None = None
    request_id: str | None = None
    result_messages: list[ResultMessage] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        status: dict[str, Any] | None = None
        if self.status is not None:
            status = self.status.to_dict()

        request_id = self.request_id

        result_messages: list[dict[str, Any]] | None = None
        if self.result_messages is not None:
            result_messages = []
            for result_messages_item_data in self.result_messages:
                result_messages_item = result_messages_item_data.to_dict()
                result_messages.append(result_messages_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if status is not None:
            field_dict["status"] = status
        if request_id is not None:
            field_dict["requestId"] = request_id
        if result_messages is not None:
            field_dict["resultMessages"] = result_messages

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.result_message_model import ResultMessage
        from ..models.status_record import StatusRecord

        d = {**src_dict}
        status: StatusRecord | None = None
        if (_given := d.pop("status", None)) is not None:
            status = StatusRecord.from_dict(_given)

        request_id = d.pop("requestId", None)

        result_messages: list[ResultMessage] | None = None
        if (_given := d.pop("resultMessages", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("resultMessages is no list")
            result_messages = []
            _result_messages = _given
            for result_messages_item_data in _result_messages:
                result_messages_item = ResultMessage.from_dict(result_messages_item_data)

                result_messages.append(result_messages_item)

        request_status = cls(
            status=status,
            request_id=request_id,
            result_messages=result_messages,
        )

        if d:
            request_status.additional_properties = d
        return request_status

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
