from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class StartedExport(_models.Model[Any]):
    """The export that was started. The newer reference shows the field; that it is always there is inferred.

    Attributes:
        access_token (int): Names the export in every later call. The pages say integer; 64 bits are inferred.
    """

    access_token: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {**self.additional_properties, "AccessToken": self.access_token}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(access_token=_models.required(_given, "AccessToken"))
        if _given:
            made.additional_properties = _given
        return made
