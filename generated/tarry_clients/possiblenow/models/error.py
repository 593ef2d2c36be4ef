from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class Error(_models.Model[Any]):
    """The body of an error. The given page shows none; this one is shown on a single page of the newer reference, that
    of the commit of a segment group, and is taken for every operation (inferred). Expect other bodies too. The texts in
    the examples are invented.

    Attributes:
        message (None | str): What went wrong.
    """

    message: None | str = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.message is not None:
            _made["Message"] = self.message
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(message=_given.pop("Message", None))
        if _given:
            made.additional_properties = _given
        return made
