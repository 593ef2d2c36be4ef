from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class Row(_models.Model["bool | float | None | str"]):
    """Column names and their values, flat. Every column that may not be null must be there, others may be left out. One
    connector's documentation says that names must match the table's, case included.
    """

    additional_properties: dict[str, bool | float | None | str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {**self.additional_properties}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls()
        if _given:
            made.additional_properties = _given
        return made
