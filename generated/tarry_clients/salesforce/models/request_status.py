from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.result_message_model import ResultMessage
    from ..models.status_record import StatusRecord


@_attrs_define
class RequestStatus(_models.Model[Any]):
    """The answer of a status request. Nothing in it is required, since it can be an error envelope.

    Attributes:
        status (StatusRecord | None): The state of the job; absent when the job cannot be found and before it is
            indexed. Which fields are null or absent until the job has ended is not documented, so all but one are
            optional here, and four may be null [inferred].
        request_id (str | None): Names this HTTP request, not the job; it differs from the id in the URL. It is in every
            answer seen.
        result_messages (list[ResultMessage] | None): Empty in normal live answers, without a bound on its length; holds
            `AsyncRequestStatusNotFound` when there is no `status`.
    """

    status: StatusRecord | None = None
    request_id: str | None = None
    result_messages: list[ResultMessage] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.status is not None:
            _made["status"] = self.status.to_dict()
        if self.request_id is not None:
            _made["requestId"] = self.request_id
        if self.result_messages is not None:
            _made["resultMessages"] = [item.to_dict() for item in self.result_messages]
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.result_message_model import ResultMessage
        from ..models.status_record import StatusRecord

        _given = {**src_dict}
        made = cls(
            status=_models.optional(_given, "status", StatusRecord.from_dict),
            request_id=_given.pop("requestId", None),
            result_messages=_models.optional_list(_given, "resultMessages", ResultMessage.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
