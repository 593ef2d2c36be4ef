from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.event_request import EventRequest
    from ..models.shared_event_data import SharedEventData


@_attrs_define
class EventsImportRequest(_models.Model[Any]):
    """`EventsImportRequest` of the document.

    Attributes:
        requests (list[EventRequest]): The events, at most 50,000; no least number is stated.
        shared (SharedEventData | Unset): Data for every event of the request. An event that has a context of its own
            fails beside it. From the Swagger file; whether the current page still has it is unconfirmed.
    """

    requests: list[EventRequest]
    shared: SharedEventData | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "requests": [item.to_dict() for item in self.requests]}
        if not isinstance(self.shared, Unset):
            _made["shared"] = self.shared.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.event_request import EventRequest
        from ..models.shared_event_data import SharedEventData

        _given = {**src_dict}
        made = cls(
            requests=[EventRequest.from_dict(item) for item in _given.pop("requests")],
            shared=_models.unset_or(_given, "shared", SharedEventData.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
