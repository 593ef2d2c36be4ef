from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class ContextMobile(_models.Model[Any]):
    """`ContextMobile` of the document.

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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.app_id is not None:
            _made["app_id"] = self.app_id
        if self.app_version is not None:
            _made["app_version"] = self.app_version
        if self.app_name is not None:
            _made["app_name"] = self.app_name
        if self.build_variant is not None:
            _made["build_variant"] = self.build_variant
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            app_id=_given.pop("app_id", None),
            app_version=_given.pop("app_version", None),
            app_name=_given.pop("app_name", None),
            build_variant=_given.pop("build_variant", None),
        )
        if _given:
            made.additional_properties = _given
        return made
