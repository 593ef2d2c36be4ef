from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class NestedResultMessage(_models.Model[Any]):
    """The four fields of a message, one level deeper.

    Attributes:
        result_type (str | None): An open list; `Operational` in the documentation, `Validation` live for an unknown
            data extension. Do not branch on it.
        result_class (str | None): An open list; `Error` is seen.
        result_code (str | None): The field to branch on, an open list: `AsyncRequestStatusNotFound` (no such job, or
            not visible yet), `CustomObjectNotFound` (no such data extension).
        message (str | None): Free text that names the id.
    """

    result_type: str | None = None
    result_class: str | None = None
    result_code: str | None = None
    message: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.result_type is not None:
            _made["resultType"] = self.result_type
        if self.result_class is not None:
            _made["resultClass"] = self.result_class
        if self.result_code is not None:
            _made["resultCode"] = self.result_code
        if self.message is not None:
            _made["message"] = self.message
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            result_type=_given.pop("resultType", None),
            result_class=_given.pop("resultClass", None),
            result_code=_given.pop("resultCode", None),
            message=_given.pop("message", None),
        )
        if _given:
            made.additional_properties = _given
        return made
