from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.event_context import EventContext
    from ..models.event_session import EventSession
    from ..models.event_user import EventUser
    from ..models.properties import Properties
    from ..models.type_declaration import TypeDeclaration


@_attrs_define
class EventRequest(_models.Model[Any]):
    """`EventRequest` of the document.

    Attributes:
        name (str): Name of the event; must not be empty, as the vendor's tests show for the creation of a single event.
        user (EventUser | Unset): The user of an event. In a request, not accepted together with `session.id`, and
            exactly one of the two fields when `session.use_most_recent` is true. In an answer, the vendor makes the
            values for an anonymous event, and ids can change once a user is identified.
        session (EventSession | Unset): The session of an event; an answer has it only if there is one.
        context (EventContext | Unset): Where an event happened. Every part is optional.
        timestamp (datetime.datetime | Unset): When the event happened, ISO 8601; the server's time if absent. Setting
            it is advised. The Swagger file names the format "ISO 8601 string".
        properties (Properties | Unset): An object with fields of the caller's choice. As custom data, under
            `properties`, its names are letters, digits and underscores, begin with a letter and have at most 512
            characters, counting the dotted path of nested names; a value has at most 8192 bytes, and a larger one is
            rejected. These limits are stated for users; that they hold for events is inferred. Dates are ISO 8601
            strings; nested objects are allowed, lists of objects are not. The type suffixes of version 1 of the API are
            to be left off.
        schema (TypeDeclaration | Unset): Declared types by field name, overriding inference; numbers are inferred as
            real otherwise.
    """

    name: str
    user: EventUser | Unset = UNSET
    session: EventSession | Unset = UNSET
    context: EventContext | Unset = UNSET
    timestamp: datetime.datetime | Unset = UNSET
    properties: Properties | Unset = UNSET
    schema: TypeDeclaration | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "name": self.name}
        if not isinstance(self.user, Unset):
            _made["user"] = self.user.to_dict()
        if not isinstance(self.session, Unset):
            _made["session"] = self.session.to_dict()
        if not isinstance(self.context, Unset):
            _made["context"] = self.context.to_dict()
        if not isinstance(self.timestamp, Unset):
            _made["timestamp"] = self.timestamp.isoformat()
        if not isinstance(self.properties, Unset):
            _made["properties"] = self.properties.to_dict()
        if not isinstance(self.schema, Unset):
            _made["schema"] = self.schema.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.event_context import EventContext
        from ..models.event_session import EventSession
        from ..models.event_user import EventUser
        from ..models.properties import Properties
        from ..models.type_declaration import TypeDeclaration

        _given = {**src_dict}
        made = cls(
            name=_given.pop("name"),
            user=_models.unset_or(_given, "user", EventUser.from_dict),
            session=_models.unset_or(_given, "session", EventSession.from_dict),
            context=_models.unset_or(_given, "context", EventContext.from_dict),
            timestamp=_models.unset_or(_given, "timestamp", datetime.datetime.fromisoformat),
            properties=_models.unset_or(_given, "properties", Properties.from_dict),
            schema=_models.unset_or(_given, "schema", TypeDeclaration.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
