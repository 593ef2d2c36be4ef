from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.event_context import EventContext


T = TypeVar("T", bound="SharedEventData")


@_attrs_define
class SharedEventData:
    """Data for every event of the request. An event that has a context of its own fails beside it. From the Swagger
    file; whether the current page still has it is unconfirmed.

        Attributes:
            context (EventContext | Unset): Where an event happened. Every part is optional.
    """

    context: EventContext | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        context: dict[str, Any] | Unset = UNSET
        if not isinstance(self.context, Unset):
            context = self.context.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if context is not UNSET:
            field_dict["context"] = context

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.event_context import EventContext

        d = dict(src_dict)
        _context = d.pop("context", UNSET)
        context: EventContext | Unset
        if isinstance(_context, Unset):
            context = UNSET
        else:
            context = EventContext.from_dict(_context)

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
