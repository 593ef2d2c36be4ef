from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MyData")


@_attrs_define
class MyData:
    """What the organisation processes of the person. No field is marked as required. Sources disagree on the form: the
    published specification has `types`, the demo server sends `data` in its place, and the whitepaper, like the
    first draft of the specification, speaks of a bare array of types, which this schema does not cover.

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
        account = self.account

        types: list[str] | None = None
        if self.types is not None:
            types = self.types

        data: list[str] | None = None
        if self.data is not None:
            data = self.data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if account is not None:
            field_dict["account"] = account
        if types is not None:
            field_dict["types"] = types
        if data is not None:
            field_dict["data"] = data

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        account = d.pop("account", None)

        types: list[str] | None = None
        if (_given := d.pop("types", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("types is no list")
            types = cast(list[str], _given)

        data: list[str] | None = None
        if (_given := d.pop("data", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("data is no list")
            data = cast(list[str], _given)

        my_data = cls(
            account=account,
            types=types,
            data=data,
        )

        if d:
            my_data.additional_properties = d
        return my_data

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
