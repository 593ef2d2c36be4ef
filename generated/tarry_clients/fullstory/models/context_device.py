from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class ContextDevice(_models.Model[Any]):
    """`ContextDevice` of the document.

    Attributes:
        manufacturer (str | None):
        model (str | None):
        screen_width (int | None):
        screen_height (int | None):
        viewport_width (int | None):
        viewport_height (int | None):
    """

    manufacturer: str | None = None
    model: str | None = None
    screen_width: int | None = None
    screen_height: int | None = None
    viewport_width: int | None = None
    viewport_height: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.manufacturer is not None:
            _made["manufacturer"] = self.manufacturer
        if self.model is not None:
            _made["model"] = self.model
        if self.screen_width is not None:
            _made["screen_width"] = self.screen_width
        if self.screen_height is not None:
            _made["screen_height"] = self.screen_height
        if self.viewport_width is not None:
            _made["viewport_width"] = self.viewport_width
        if self.viewport_height is not None:
            _made["viewport_height"] = self.viewport_height
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            manufacturer=_given.pop("manufacturer", None),
            model=_given.pop("model", None),
            screen_width=_given.pop("screen_width", None),
            screen_height=_given.pop("screen_height", None),
            viewport_width=_given.pop("viewport_width", None),
            viewport_height=_given.pop("viewport_height", None),
        )
        if _given:
            made.additional_properties = _given
        return made
