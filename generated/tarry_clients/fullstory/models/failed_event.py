from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.refused_event import RefusedEvent
    from ..models.shared_event_data import SharedEventData


T = TypeVar("T", bound="FailedEvent")


@_attrs_define
class FailedEvent:
    """
    Attributes:
        message (str | None): Why the event was refused.
        code (str | None): A short reason, an open list; the workflow guide has `invalid_parameter`, an older Swagger
            file
            `event_validation_failed`.
        event (RefusedEvent | None): The event as it was sent, whatever was wrong with it, so nothing in it is required
            or limited here.
        shared (SharedEventData | None): Data for every event of the request. An event that has a context of its own
            fails beside it. From the Swagger
            file; whether the current page still has it is unconfirmed.
    """

    message: str | None = None
    code: str | None = None
    event: RefusedEvent | None = None
    shared: SharedEventData | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        code = self.code

        event: dict[str, Any] | None = None
        if self.event is not None:
            event = self.event.to_dict()

        shared: dict[str, Any] | None = None
        if self.shared is not None:
            shared = self.shared.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if message is not None:
            field_dict["message"] = message
        if code is not None:
            field_dict["code"] = code
        if event is not None:
            field_dict["event"] = event
        if shared is not None:
            field_dict["shared"] = shared

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.refused_event import RefusedEvent
        from ..models.shared_event_data import SharedEventData

        d = {**src_dict}
        message = d.pop("message", None)

        code = d.pop("code", None)

        event: RefusedEvent | None = None
        if (_given := d.pop("event", None)) is not None:
            event = RefusedEvent.from_dict(_given)

        shared: SharedEventData | None = None
        if (_given := d.pop("shared", None)) is not None:
            shared = SharedEventData.from_dict(_given)

        failed_event = cls(
            message=message,
            code=code,
            event=event,
            shared=shared,
        )

        if d:
            failed_event.additional_properties = d
        return failed_event

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
