from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class RestUrls(_models.Model[Any]):
    """`RestUrls` of the document.

    Attributes:
        standard (str | None): Template for the application API.
        bulk (str | None): Template for the Bulk API.
    """

    standard: str | None = None
    bulk: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.standard is not None:
            _made["standard"] = self.standard
        if self.bulk is not None:
            _made["bulk"] = self.bulk
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(standard=_given.pop("standard", None), bulk=_given.pop("bulk", None))
        if _given:
            made.additional_properties = _given
        return made
