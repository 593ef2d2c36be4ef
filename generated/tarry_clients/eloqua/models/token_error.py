from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class TokenError(_models.Model[Any]):
    """Why there is no token.

    Attributes:
        error (str | None): Name of the type of error, an open list.
        error_code (int | None): Number of the type of error, an open list; the thousands are its category.
        error_description (str | None): What went wrong.
    """

    error: str | None = None
    error_code: int | None = None
    error_description: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.error is not None:
            _made["error"] = self.error
        if self.error_code is not None:
            _made["error_code"] = self.error_code
        if self.error_description is not None:
            _made["error_description"] = self.error_description
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            error=_given.pop("error", None),
            error_code=_given.pop("error_code", None),
            error_description=_given.pop("error_description", None),
        )
        if _given:
            made.additional_properties = _given
        return made
