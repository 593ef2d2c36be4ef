from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class AdditionalError(_models.Model[Any]):
    """One of several errors.

    Attributes:
        message (str | None): What went wrong.
        errorcode (int | None): A number, from the same open list.
        documentation (str | None): A URL, or empty.
    """

    message: str | None = None
    errorcode: int | None = None
    documentation: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.message is not None:
            _made["message"] = self.message
        if self.errorcode is not None:
            _made["errorcode"] = self.errorcode
        if self.documentation is not None:
            _made["documentation"] = self.documentation
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            message=_given.pop("message", None),
            errorcode=_given.pop("errorcode", None),
            documentation=_given.pop("documentation", None),
        )
        if _given:
            made.additional_properties = _given
        return made
