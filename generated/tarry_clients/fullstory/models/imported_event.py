from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.event_context import EventContext
    from ..models.event_session import EventSession
    from ..models.event_user import EventUser
    from ..models.properties import Properties
    from ..models.type_declaration import TypeDeclaration


@_attrs_define
class ImportedEvent(_models.Model[Any]):
    """`ImportedEvent` of the document.

    Attributes:
        name (str):
        user (EventUser | None): The user of an event. In a request, not accepted together with `session.id`, and
            exactly one of the two fields when `session.use_most_recent` is true. In an answer, the vendor makes the
            values for an anonymous event, and ids can change once a user is identified.
        session (EventSession | None): The session of an event; an answer has it only if there is one.
        context (EventContext | None): Where an event happened. Every part is optional.
        timestamp (datetime.datetime | None):
        properties (Properties | None): An object with fields of the caller's choice. As custom data, under
            `properties`, its names are letters, digits and underscores, begin with a letter and have at most 512
            characters, counting the dotted path of nested names; a value has at most 8192 bytes, and a larger one is
            rejected. These limits are stated for users; that they hold for events is inferred. Dates are ISO 8601
            strings; nested objects are allowed, lists of objects are not. The type suffixes of version 1 of the API are
            to be left off.
        schema (None | TypeDeclaration): The types of the properties. That null may come is taken over from the samples
            of users.
    """

    name: str
    user: EventUser | None = None
    session: EventSession | None = None
    context: EventContext | None = None
    timestamp: datetime.datetime | None = None
    properties: Properties | None = None
    schema: None | TypeDeclaration = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "name": self.name}
        if self.user is not None:
            _made["user"] = self.user.to_dict()
        if self.session is not None:
            _made["session"] = self.session.to_dict()
        if self.context is not None:
            _made["context"] = self.context.to_dict()
        if self.timestamp is not None:
            _made["timestamp"] = self.timestamp.isoformat()
        if self.properties is not None:
            _made["properties"] = self.properties.to_dict()
        if self.schema is not None:
            _made["schema"] = _models.to_json(self.schema)
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
            name=_models.required(_given, "name"),
            user=_models.optional(_given, "user", EventUser.from_dict),
            session=_models.optional(_given, "session", EventSession.from_dict),
            context=_models.optional(_given, "context", EventContext.from_dict),
            timestamp=_models.optional(_given, "timestamp", datetime.datetime.fromisoformat),
            properties=_models.optional(_given, "properties", Properties.from_dict),
            schema=_models.optional(
                _given, "schema", lambda value: _models.one_of(value, (dict, TypeDeclaration.from_dict))
            ),
        )
        if _given:
            made.additional_properties = _given
        return made
