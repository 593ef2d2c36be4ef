from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class TokenError(_models.Model[Any]):
    """Why there is no token, in the form of RFC 6749 (inferred).

    Attributes:
        error (str): Name of the error, such as `invalid_grant`.
        error_description (str | None): What went wrong.
    """

    error: str
    error_description: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "error": self.error}
        if self.error_description is not None:
            _made["error_description"] = self.error_description
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(error=_models.required(_given, "error"), error_description=_given.pop("error_description", None))
        if _given:
            made.additional_properties = _given
        return made
