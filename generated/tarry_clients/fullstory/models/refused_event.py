from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.properties import Properties


T = TypeVar("T", bound="RefusedEvent")


@_attrs_define
class RefusedEvent:
    """The event as it was sent, whatever was wrong with it, so nothing in it is required or limited here.

    Attributes:
        name (str | Unset):
        user (Properties | Unset): An object with fields of the caller's choice. As custom data, under `properties`, its
            names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
        session (Properties | Unset): An object with fields of the caller's choice. As custom data, under `properties`,
            its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
        context (Properties | Unset): An object with fields of the caller's choice. As custom data, under `properties`,
            its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
        timestamp (str | Unset):
        properties (Properties | Unset): An object with fields of the caller's choice. As custom data, under
            `properties`, its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
        schema (Properties | Unset): An object with fields of the caller's choice. As custom data, under `properties`,
            its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
    """

    name: str | Unset = UNSET
    user: Properties | Unset = UNSET
    session: Properties | Unset = UNSET
    context: Properties | Unset = UNSET
    timestamp: str | Unset = UNSET
    properties: Properties | Unset = UNSET
    schema: Properties | Unset = UNSET
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

        timestamp = self.timestamp

        properties: dict[str, Any] | Unset = UNSET
        if not isinstance(self.properties, Unset):
            properties = self.properties.to_dict()

        schema: dict[str, Any] | Unset = UNSET
        if not isinstance(self.schema, Unset):
            schema = self.schema.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
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
        from ..models.properties import Properties

        d = dict(src_dict)
        name = d.pop("name", UNSET)

        _user = d.pop("user", UNSET)
        user: Properties | Unset
        if isinstance(_user, Unset):
            user = UNSET
        else:
            user = Properties.from_dict(_user)

        _session = d.pop("session", UNSET)
        session: Properties | Unset
        if isinstance(_session, Unset):
            session = UNSET
        else:
            session = Properties.from_dict(_session)

        _context = d.pop("context", UNSET)
        context: Properties | Unset
        if isinstance(_context, Unset):
            context = UNSET
        else:
            context = Properties.from_dict(_context)

        timestamp = d.pop("timestamp", UNSET)

        _properties = d.pop("properties", UNSET)
        properties: Properties | Unset
        if isinstance(_properties, Unset):
            properties = UNSET
        else:
            properties = Properties.from_dict(_properties)

        _schema = d.pop("schema", UNSET)
        schema: Properties | Unset
        if isinstance(_schema, Unset):
            schema = UNSET
        else:
            schema = Properties.from_dict(_schema)

        refused_event = cls(
            name=name,
            user=user,
            session=session,
            context=context,
            timestamp=timestamp,
            properties=properties,
            schema=schema,
        )

        if d:
            refused_event.additional_properties = d
        return refused_event

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
