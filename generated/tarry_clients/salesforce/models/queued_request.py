from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.result_message_model import ResultMessage


@_attrs_define
class QueuedRequest(_models.Model[Any]):
    """`QueuedRequest` of the document.

    Attributes:
        request_id (str): The job's id, a GUID, to read its status and its results with.
        result_messages (list[ResultMessage] | None): Absent in the documentation's example, usually empty in live
            answers; may hold warnings although the rows are queued.
    """

    request_id: str
    result_messages: list[ResultMessage] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "requestId": self.request_id}
        if self.result_messages is not None:
            _made["resultMessages"] = [item.to_dict() for item in self.result_messages]
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.result_message_model import ResultMessage

        _given = {**src_dict}
        made = cls(
            request_id=_models.required(_given, "requestId"),
            result_messages=_models.optional_list(_given, "resultMessages", ResultMessage.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
