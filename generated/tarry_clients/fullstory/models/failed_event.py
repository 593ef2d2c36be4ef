from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.refused_event import RefusedEvent
    from ..models.shared_event_data import SharedEventData


@_attrs_define
class FailedEvent(_models.Model[Any]):
    """`FailedEvent` of the document.

    Attributes:
        message (str | None): Why the event was refused.
        code (str | None): A short reason, an open list; the workflow guide has `invalid_parameter`, an older Swagger
            file `event_validation_failed`.
        event (RefusedEvent | None): The event as it was sent, whatever was wrong with it, so nothing in it is required
            or limited here.
        shared (SharedEventData | None): Data for every event of the request. An event that has a context of its own
            fails beside it. From the Swagger file; whether the current page still has it is unconfirmed.
    """

    message: str | None = None
    code: str | None = None
    event: RefusedEvent | None = None
    shared: SharedEventData | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.message is not None:
            _made["message"] = self.message
        if self.code is not None:
            _made["code"] = self.code
        if self.event is not None:
            _made["event"] = self.event.to_dict()
        if self.shared is not None:
            _made["shared"] = self.shared.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.refused_event import RefusedEvent
        from ..models.shared_event_data import SharedEventData

        _given = {**src_dict}
        made = cls(
            message=_given.pop("message", None),
            code=_given.pop("code", None),
            event=_models.optional(_given, "event", RefusedEvent.from_dict),
            shared=_models.optional(_given, "shared", SharedEventData.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
