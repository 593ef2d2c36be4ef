from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ContextMobile")


@_attrs_define
class ContextMobile:
    """
    Attributes:
        app_id (str | None):
        app_version (str | None):
        app_name (str | None):
        build_variant (str | None):
    """

    app_id: str | None = None
    app_version: str | None = None
    app_name: str | None = None
    build_variant: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        app_id = self.app_id

        app_version = self.app_version

        app_name = self.app_name

        build_variant = self.build_variant

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if app_id is not None:
            field_dict["app_id"] = app_id
        if app_version is not None:
            field_dict["app_version"] = app_version
        if app_name is not None:
            field_dict["app_name"] = app_name
        if build_variant is not None:
            field_dict["build_variant"] = build_variant

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        app_id = d.pop("app_id", None)

        app_version = d.pop("app_version", None)

        app_name = d.pop("app_name", None)

        build_variant = d.pop("build_variant", None)

        context_mobile = cls(
            app_id=app_id,
            app_version=app_version,
            app_name=app_name,
            build_variant=build_variant,
        )

        if d:
            context_mobile.additional_properties = d
        return context_mobile

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
