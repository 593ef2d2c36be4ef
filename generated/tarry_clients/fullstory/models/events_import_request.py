from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.event_request import EventRequest
    from ..models.shared_event_data import SharedEventData


T = TypeVar("T", bound="EventsImportRequest")


@_attrs_define
class EventsImportRequest:
    """
    Attributes:
        requests (list[EventRequest]): The events, at most 50,000; no least number is stated.
        shared (SharedEventData | Unset): Data for every event of the request. An event that has a context of its own
            fails beside it. From the Swagger
            file; whether the current page still has it is unconfirmed.
    """

    requests: list[EventRequest]
    shared: SharedEventData | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        requests = []
        for requests_item_data in self.requests:
            requests_item = requests_item_data.to_dict()
            requests.append(requests_item)

        shared: dict[str, Any] | Unset = UNSET
        if not isinstance(self.shared, Unset):
            shared = self.shared.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "requests": requests,
            }
        )
        if shared is not UNSET:
            field_dict["shared"] = shared

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.event_request import EventRequest
        from ..models.shared_event_data import SharedEventData

        d = {**src_dict}
        requests = []
        _requests = d.pop("requests")
        for requests_item_data in _requests:
            requests_item = EventRequest.from_dict(requests_item_data)

            requests.append(requests_item)

        _shared = d.pop("shared", UNSET)
        shared: SharedEventData | Unset
        if isinstance(_shared, Unset):
            shared = UNSET
        else:
            shared = SharedEventData.from_dict(_shared)

        events_import_request = cls(
            requests=requests,
            shared=shared,
        )

        if d:
            events_import_request.additional_properties = d
        return events_import_request

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
