from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class Properties(_models.Model[Any]):
    """An object with fields of the caller's choice. As custom data, under `properties`, its names are letters, digits
    and underscores, begin with a letter and have at most 512 characters, counting the dotted path of nested names; a
    value has at most 8192 bytes, and a larger one is rejected. These limits are stated for users; that they hold for
    events is inferred. Dates are ISO 8601 strings; nested objects are allowed, lists of objects are not. The type
    suffixes of version 1 of the API are to be left off.
    """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {**self.additional_properties}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls()
        if _given:
            made.additional_properties = _given
        return made
