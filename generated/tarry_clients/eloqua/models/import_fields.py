from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class ImportFields(_models.Model["str"]):
    """Names of the caller's choice and the field statements they stand for, at most 100. The contract of 2021 types
    this as an array of strings; the reference pages and all known clients use an object.
    """

    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {**self.additional_properties}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls()
        if _given:
            made.additional_properties = _given
        return made
