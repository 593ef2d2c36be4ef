from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class Error(_models.Model[Any]):
    """`Error` of the document.

    Attributes:
        message (str): Long form description of what went wrong.
        code (str): A short snake-cased value that is safe to handle programmatically. The list is open; seen are
            `required_field`, `invalid_argument`, `session_page_limit_exceeded` (the session of an event is full),
            `unauthorized`, `forbidden`, `resource_not_found`, `user_not_found`, `too_many_requests`, `server_error`.
    """

    message: str
    code: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {**self.additional_properties, "message": self.message, "code": self.code}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(message=_models.required(_given, "message"), code=_models.required(_given, "code"))
        if _given:
            made.additional_properties = _given
        return made
