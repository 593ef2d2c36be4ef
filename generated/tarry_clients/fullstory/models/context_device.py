from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ContextDevice")


@_attrs_define
class ContextDevice:
    """
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
        manufacturer = self.manufacturer

        model = self.model

        screen_width = self.screen_width

        screen_height = self.screen_height

        viewport_width = self.viewport_width

        viewport_height = self.viewport_height

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if manufacturer is not None:
            field_dict["manufacturer"] = manufacturer
        if model is not None:
            field_dict["model"] = model
        if screen_width is not None:
            field_dict["screen_width"] = screen_width
        if screen_height is not None:
            field_dict["screen_height"] = screen_height
        if viewport_width is not None:
            field_dict["viewport_width"] = viewport_width
        if viewport_height is not None:
            field_dict["viewport_height"] = viewport_height

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        manufacturer = d.pop("manufacturer", None)

        model = d.pop("model", None)

        screen_width = d.pop("screen_width", None)

        screen_height = d.pop("screen_height", None)

        viewport_width = d.pop("viewport_width", None)

        viewport_height = d.pop("viewport_height", None)

        context_device = cls(
            manufacturer=manufacturer,
            model=model,
            screen_width=screen_width,
            screen_height=screen_height,
            viewport_width=viewport_width,
            viewport_height=viewport_height,
        )

        if d:
            context_device.additional_properties = d
        return context_device

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
