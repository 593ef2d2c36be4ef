from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.event_context import EventContext


@_attrs_define
class SharedEventData(_models.Model[Any]):
    """Data for every event of the request. An event that has a context of its own fails beside it. From the Swagger
    file; whether the current page still has it is unconfirmed.

    Attributes:
        context (EventContext | None): Where an event happened. Every part is optional.
    """

    context: EventContext | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.context is not None:
            _made["context"] = self.context.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.event_context import EventContext

        _given = {**src_dict}
        made = cls(context=_models.optional(_given, "context", EventContext.from_dict))
        if _given:
            made.additional_properties = _given
        return made
