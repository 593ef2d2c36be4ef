from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.properties import Properties


@_attrs_define
class RefusedEvent(_models.Model[Any]):
    """The event as it was sent, whatever was wrong with it, so nothing in it is required or limited here.

    Attributes:
        name (str | None):
        user (Properties | None): An object with fields of the caller's choice. As custom data, under `properties`, its
            names are letters, digits and underscores, begin with a letter and have at most 512 characters, counting the
            dotted path of nested names; a value has at most 8192 bytes, and a larger one is rejected. These limits are
            stated for users; that they hold for events is inferred. Dates are ISO 8601 strings; nested objects are
            allowed, lists of objects are not. The type suffixes of version 1 of the API are to be left off.
        session (Properties | None): An object with fields of the caller's choice. As custom data, under `properties`,
            its names are letters, digits and underscores, begin with a letter and have at most 512 characters, counting
            the dotted path of nested names; a value has at most 8192 bytes, and a larger one is rejected. These limits
            are stated for users; that they hold for events is inferred. Dates are ISO 8601 strings; nested objects are
            allowed, lists of objects are not. The type suffixes of version 1 of the API are to be left off.
        context (Properties | None): An object with fields of the caller's choice. As custom data, under `properties`,
            its names are letters, digits and underscores, begin with a letter and have at most 512 characters, counting
            the dotted path of nested names; a value has at most 8192 bytes, and a larger one is rejected. These limits
            are stated for users; that they hold for events is inferred. Dates are ISO 8601 strings; nested objects are
            allowed, lists of objects are not. The type suffixes of version 1 of the API are to be left off.
        timestamp (str | None):
        properties (Properties | None): An object with fields of the caller's choice. As custom data, under
            `properties`, its names are letters, digits and underscores, begin with a letter and have at most 512
            characters, counting the dotted path of nested names; a value has at most 8192 bytes, and a larger one is
            rejected. These limits are stated for users; that they hold for events is inferred. Dates are ISO 8601
            strings; nested objects are allowed, lists of objects are not. The type suffixes of version 1 of the API are
            to be left off.
        schema (Properties | None): An object with fields of the caller's choice. As custom data, under `properties`,
            its names are letters, digits and underscores, begin with a letter and have at most 512 characters, counting
            the dotted path of nested names; a value has at most 8192 bytes, and a larger one is rejected. These limits
            are stated for users; that they hold for events is inferred. Dates are ISO 8601 strings; nested objects are
            allowed, lists of objects are not. The type suffixes of version 1 of the API are to be left off.
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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.name is not None:
            _made["name"] = self.name
        if self.user is not None:
            _made["user"] = self.user.to_dict()
        if self.session is not None:
            _made["session"] = self.session.to_dict()
        if self.context is not None:
            _made["context"] = self.context.to_dict()
        if self.timestamp is not None:
            _made["timestamp"] = self.timestamp
        if self.properties is not None:
            _made["properties"] = self.properties.to_dict()
        if self.schema is not None:
            _made["schema"] = self.schema.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.properties import Properties

        _given = {**src_dict}
        made = cls(
            name=_given.pop("name", None),
            user=_models.optional(_given, "user", Properties.from_dict),
            session=_models.optional(_given, "session", Properties.from_dict),
            context=_models.optional(_given, "context", Properties.from_dict),
            timestamp=_given.pop("timestamp", None),
            properties=_models.optional(_given, "properties", Properties.from_dict),
            schema=_models.optional(_given, "schema", Properties.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
