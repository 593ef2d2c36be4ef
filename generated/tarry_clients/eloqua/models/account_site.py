from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class AccountSite(_models.Model[Any]):
    """The instance.

    Attributes:
        id (int | None): Id of the instance.
        name (str | None): Name of the instance, the company name of the login.
    """

    id: int | None = None
    name: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.id is not None:
            _made["id"] = self.id
        if self.name is not None:
            _made["name"] = self.name
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(id=_given.pop("id", None), name=_given.pop("name", None))
        if _given:
            made.additional_properties = _given
        return made
