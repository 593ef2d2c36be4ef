from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class ExportRow(_models.Model[Any]):
    """A profile. Its fields depend on the settings of the segment, so none is named here. A segment of deleted profiles
    yields only the profile's id, the date of deletion and a reason code.
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
