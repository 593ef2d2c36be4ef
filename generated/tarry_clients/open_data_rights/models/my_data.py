from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class MyData(_models.Model[Any]):
    """What the organisation processes of the person. No field is marked as required. Sources disagree on the form: the
    published specification has `types`, the demo server sends `data` in its place, and the whitepaper, like the first
    draft of the specification, speaks of a bare array of types, which this schema does not cover.

    Attributes:
        account (str | None): The person's account, unique within the organisation; a UUID, an e-mail address or other
            text.
        types (list[str] | None): The types of data, as `GET /data` names them.
        data (list[str] | None): The same as `types`, under the name that the demo server uses.
    """

    account: str | None = None
    types: list[str] | None = None
    data: list[str] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.account is not None:
            _made["account"] = self.account
        if self.types is not None:
            _made["types"] = self.types
        if self.data is not None:
            _made["data"] = self.data
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            account=_given.pop("account", None),
            types=_models.optional_list(_given, "types"),
            data=_models.optional_list(_given, "data"),
        )
        if _given:
            made.additional_properties = _given
        return made
