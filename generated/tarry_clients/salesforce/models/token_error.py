from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class TokenError(_models.Model[Any]):
    """An error of the token host, in the OAuth shape.

    Attributes:
        error (str | None): A short word such as `invalid_client`, an open list.
        error_description (str | None): What went wrong.
        error_uri (str | None): Where to read more.
    """

    error: str | None = None
    error_description: str | None = None
    error_uri: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.error is not None:
            _made["error"] = self.error
        if self.error_description is not None:
            _made["error_description"] = self.error_description
        if self.error_uri is not None:
            _made["error_uri"] = self.error_uri
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            error=_given.pop("error", None),
            error_description=_given.pop("error_description", None),
            error_uri=_given.pop("error_uri", None),
        )
        if _given:
            made.additional_properties = _given
        return made
