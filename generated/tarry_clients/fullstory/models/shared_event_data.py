from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.event_context import EventContext


T = TypeVar("T", bound="SharedEventData")


@_attrs_define
class SharedEventData:
    """Data for every event of the request. An event that has a context of its own fails beside it. From the Swagger
    file; whether the current page still has it is unconfirmed.

        Attributes:
            context (EventContext | None): Where an event happened. Every part is optional.
    """

    context: EventContext | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        context: dict[str, Any] | None = None
        if self.context is not None:
            context = self.context.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if context is not None:
            field_dict["context"] = context

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.event_context import EventContext

        d = {**src_dict}
        context: EventContext | None = None
        if (_given := d.pop("context", None)) is not None:
            context = EventContext.from_dict(_given)

        shared_event_data = cls(
            context=context,
        )

        if d:
            shared_event_data.additional_properties = d
        return shared_event_data

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
