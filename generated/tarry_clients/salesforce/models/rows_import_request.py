from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.row import Row


@_attrs_define
class RowsImportRequest(_models.Model[Any]):
    """`RowsImportRequest` of the document.

    Attributes:
        items (list[Row]): The rows, 1 to 32,000; the minimum is inferred.
    """

    items: list[Row]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {**self.additional_properties, "items": [item.to_dict() for item in self.items]}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.row import Row

        _given = {**src_dict}
        made = cls(items=[Row.from_dict(item) for item in _given.pop("items")])
        if _given:
            made.additional_properties = _given
        return made
