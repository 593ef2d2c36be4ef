from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class ColumnError(_models.Model[Any]):
    """Why one column of a row was refused.

    Attributes:
        name (str | None): Name of the column.
        error_code (int | None): A number, an open list; 70001 is seen for a null in a column that may not be null.
        error_message (str | None): What went wrong.
    """

    name: str | None = None
    error_code: int | None = None
    error_message: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.name is not None:
            _made["name"] = self.name
        if self.error_code is not None:
            _made["errorCode"] = self.error_code
        if self.error_message is not None:
            _made["errorMessage"] = self.error_message
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            name=_given.pop("name", None),
            error_code=_given.pop("errorCode", None),
            error_message=_given.pop("errorMessage", None),
        )
        if _given:
            made.additional_properties = _given
        return made
