from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.event_context import EventContext
    from ..models.event_session import EventSession
    from ..models.event_user import EventUser
    from ..models.properties import Properties
    from ..models.type_declaration import TypeDeclaration


T = TypeVar("T", bound="EventRequest")


@_attrs_define
class EventRequest:
    """
    Attributes:
        name (str): Name of the event; must not be empty, as the vendor's tests show for the creation of a single event.
        user (EventUser | Unset): The user of an event. In a request, not accepted together with `session.id`, and
            exactly one of the two fields
            when `session.use_most_recent` is true. In an answer, the vendor makes the values for an anonymous event, and
            ids can change once a user is identified.
        session (EventSession | Unset): The session of an event; an answer has it only if there is one.
        context (EventContext | Unset): Where an event happened. Every part is optional.
        timestamp (datetime.datetime | Unset): When the event happened, ISO 8601; the server's time if absent. Setting
            it is advised. The Swagger file
            names the format "ISO 8601 string".
        properties (Properties | Unset): An object with fields of the caller's choice. As custom data, under
            `properties`, its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
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
        name = self.name

        user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user, Unset):
            user = self.user.to_dict()

        session: dict[str, Any] | Unset = UNSET
        if not isinstance(self.session, Unset):
            session = self.session.to_dict()

        context: dict[str, Any] | Unset = UNSET
        if not isinstance(self.context, Unset):
            context = self.context.to_dict()

        timestamp: str | Unset = UNSET
        if not isinstance(self.timestamp, Unset):
            timestamp = self.timestamp.isoformat()

        properties: dict[str, Any] | Unset = UNSET
        if not isinstance(self.properties, Unset):
            properties = self.properties.to_dict()

        schema: dict[str, Any] | Unset = UNSET
        if not isinstance(self.schema, Unset):
            schema = self.schema.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if user is not UNSET:
            field_dict["user"] = user
        if session is not UNSET:
            field_dict["session"] = session
        if context is not UNSET:
            field_dict["context"] = context
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp
        if properties is not UNSET:
            field_dict["properties"] = properties
        if schema is not UNSET:
            field_dict["schema"] = schema

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.event_context import EventContext
        from ..models.event_session import EventSession
        from ..models.event_user import EventUser
        from ..models.properties import Properties
        from ..models.type_declaration import TypeDeclaration

        d = {**src_dict}
        name = d.pop("name")

        _user = d.pop("user", UNSET)
        user: EventUser | Unset
        if isinstance(_user, Unset):
            user = UNSET
        else:
            user = EventUser.from_dict(_user)

        _session = d.pop("session", UNSET)
        session: EventSession | Unset
        if isinstance(_session, Unset):
            session = UNSET
        else:
            session = EventSession.from_dict(_session)

        _context = d.pop("context", UNSET)
        context: EventContext | Unset
        if isinstance(_context, Unset):
            context = UNSET
        else:
            context = EventContext.from_dict(_context)

        _timestamp = d.pop("timestamp", UNSET)
        timestamp: datetime.datetime | Unset
        if isinstance(_timestamp, Unset):
            timestamp = UNSET
        else:
            timestamp = datetime.datetime.fromisoformat(_timestamp)

        _properties = d.pop("properties", UNSET)
        properties: Properties | Unset
        if isinstance(_properties, Unset):
            properties = UNSET
        else:
            properties = Properties.from_dict(_properties)

        _schema = d.pop("schema", UNSET)
        schema: TypeDeclaration | Unset
        if isinstance(_schema, Unset):
            schema = UNSET
        else:
            schema = TypeDeclaration.from_dict(_schema)

        event_request = cls(
            name=name,
            user=user,
            session=session,
            context=context,
            timestamp=timestamp,
            properties=properties,
            schema=schema,
        )

        if d:
            event_request.additional_properties = d
        return event_request

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
