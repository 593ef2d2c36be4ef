from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.account_apis import AccountApis


T = TypeVar("T", bound="AccountUrls")


@_attrs_define
class AccountUrls:
    """
    Attributes:
        base (str | None): Base URL of the instance, what stands before the paths of this document.
        apis (AccountApis | None): Templates of the base URLs. They hold the literal text `{version}`, to be replaced by
            `2.0` for the Bulk API,
            and end with a slash, so that appending a `uri`, which begins with one, doubles it.
    """

    base: str | None = None
    apis: AccountApis | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        base = self.base

        apis: dict[str, Any] | None = None
        if self.apis is not None:
            apis = self.apis.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if base is not None:
            field_dict["base"] = base
        if apis is not None:
            field_dict["apis"] = apis

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.account_apis import AccountApis

        d = {**src_dict}
        base = d.pop("base", None)

        apis: AccountApis | None = None
        if (_given := d.pop("apis", None)) is not None:
            apis = AccountApis.from_dict(_given)

        account_urls = cls(
            base=base,
            apis=apis,
        )

        if d:
            account_urls.additional_properties = d
        return account_urls

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
