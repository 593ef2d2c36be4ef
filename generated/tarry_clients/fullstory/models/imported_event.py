from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.event_context import EventContext
    from ..models.event_session import EventSession
    from ..models.event_user import EventUser
    from ..models.properties import Properties
    from ..models.type_declaration import TypeDeclaration


T = TypeVar("T", bound="ImportedEvent")


@_attrs_define
class ImportedEvent:
    """
    Attributes:
        name (str):
        user (EventUser | None): The user of an event. In a request, not accepted together with `session.id`, and
            exactly one of the two fields
            when `session.use_most_recent` is true. In an answer, the vendor makes the values for an anonymous event, and
            ids can change once a user is identified.
        session (EventSession | None): The session of an event; an answer has it only if there is one.
        context (EventContext | None): Where an event happened. Every part is optional.
        timestamp (datetime.datetime | None):
        properties (Properties | None): An object with fields of the caller's choice. As custom data, under
            `properties`, its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
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
        from ..models.type_declaration import TypeDeclaration

        name = self.name

        user: dict[str, Any] | None = None
        if self.user is not None:
            user = self.user.to_dict()

        session: dict[str, Any] | None = None
        if self.session is not None:
            session = self.session.to_dict()

        context: dict[str, Any] | None = None
        if self.context is not None:
            context = self.context.to_dict()

        timestamp: str | None = None
        if self.timestamp is not None:
            timestamp = self.timestamp.isoformat()

        properties: dict[str, Any] | None = None
        if self.properties is not None:
            properties = self.properties.to_dict()

        schema: dict[str, Any] | None = None
        if self.schema is not None:
            if isinstance(self.schema, TypeDeclaration):
                schema = self.schema.to_dict()
            else:
                schema = self.schema

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if user is not None:
            field_dict["user"] = user
        if session is not None:
            field_dict["session"] = session
        if context is not None:
            field_dict["context"] = context
        if timestamp is not None:
            field_dict["timestamp"] = timestamp
        if properties is not None:
            field_dict["properties"] = properties
        if schema is not None:
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
        if (_given := d.pop("name")) is None:
            raise KeyError("name")
        name = _given

        user: EventUser | None = None
        if (_given := d.pop("user", None)) is not None:
            user = EventUser.from_dict(_given)

        session: EventSession | None = None
        if (_given := d.pop("session", None)) is not None:
            session = EventSession.from_dict(_given)

        context: EventContext | None = None
        if (_given := d.pop("context", None)) is not None:
            context = EventContext.from_dict(_given)

        timestamp: datetime.datetime | None = None
        if (_given := d.pop("timestamp", None)) is not None:
            timestamp = datetime.datetime.fromisoformat(_given)

        properties: Properties | None = None
        if (_given := d.pop("properties", None)) is not None:
            properties = Properties.from_dict(_given)

        schema: None | TypeDeclaration = None
        if (_given := d.pop("schema", None)) is not None:

            def _parse_schema(data: object) -> None | TypeDeclaration:
                if data is None:
                    return data
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    schema_type_0 = TypeDeclaration.from_dict(data)

                    return schema_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(None | TypeDeclaration, data)

            schema = _parse_schema(_given)

        imported_event = cls(
            name=name,
            user=user,
            session=session,
            context=context,
            timestamp=timestamp,
            properties=properties,
            schema=schema,
        )

        if d:
            imported_event.additional_properties = d
        return imported_event

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
