from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.properties import Properties


T = TypeVar("T", bound="RefusedEvent")


@_attrs_define
class RefusedEvent:
    """The event as it was sent, whatever was wrong with it, so nothing in it is required or limited here.

    Attributes:
        name (str | None):
        user (Properties | None): An object with fields of the caller's choice. As custom data, under `properties`, its
            names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
        session (Properties | None): An object with fields of the caller's choice. As custom data, under `properties`,
            its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
        context (Properties | None): An object with fields of the caller's choice. As custom data, under `properties`,
            its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
        timestamp (str | None):
        properties (Properties | None): An object with fields of the caller's choice. As custom data, under
            `properties`, its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
        schema (Properties | None): An object with fields of the caller's choice. As custom data, under `properties`,
            its names are letters, digits
            and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names;
            a value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold
            for events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The
            type suffixes of version 1 of the API are to be left off.
    """

    name: str | None = None
    user: Properties | None = None
    session: Properties | None = None
    context: Properties | None = None
    timestamp: str | None = None
    properties: Properties | None = None
    schema: Properties | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
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

        timestamp = self.timestamp

        properties: dict[str, Any] | None = None
        if self.properties is not None:
            properties = self.properties.to_dict()

        schema: dict[str, Any] | None = None
        if self.schema is not None:
            schema = self.schema.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if name is not None:
            field_dict["name"] = name
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
        from ..models.properties import Properties

        d = {**src_dict}
        name = d.pop("name", None)

        user: Properties | None = None
        if (_given := d.pop("user", None)) is not None:
            user = Properties.from_dict(_given)

        session: Properties | None = None
        if (_given := d.pop("session", None)) is not None:
            session = Properties.from_dict(_given)

        context: Properties | None = None
        if (_given := d.pop("context", None)) is not None:
            context = Properties.from_dict(_given)

        timestamp = d.pop("timestamp", None)

        properties: Properties | None = None
        if (_given := d.pop("properties", None)) is not None:
            properties = Properties.from_dict(_given)

        schema: Properties | None = None
        if (_given := d.pop("schema", None)) is not None:
            schema = Properties.from_dict(_given)

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
