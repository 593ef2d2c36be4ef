from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.account_site import AccountSite
    from ..models.account_urls import AccountUrls
    from ..models.account_user import AccountUser


T = TypeVar("T", bound="Account")


@_attrs_define
class Account:
    """An instance of Eloqua and a user of it. Nothing is marked as required by the vendor.

    Attributes:
        site (AccountSite | None): The instance.
        user (AccountUser | None): The user whose credentials were sent.
        urls (AccountUrls | None):
    """

    site: AccountSite | None = None
    user: AccountUser | None = None
    urls: AccountUrls | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        site: dict[str, Any] | None = None
        if self.site is not None:
            site = self.site.to_dict()

        user: dict[str, Any] | None = None
        if self.user is not None:
            user = self.user.to_dict()

        urls: dict[str, Any] | None = None
        if self.urls is not None:
            urls = self.urls.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if site is not None:
            field_dict["site"] = site
        if user is not None:
            field_dict["user"] = user
        if urls is not None:
            field_dict["urls"] = urls

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.account_site import AccountSite
        from ..models.account_urls import AccountUrls
        from ..models.account_user import AccountUser

        d = {**src_dict}
        site: AccountSite | None = None
        if (_given := d.pop("site", None)) is not None:
            site = AccountSite.from_dict(_given)

        user: AccountUser | None = None
        if (_given := d.pop("user", None)) is not None:
            user = AccountUser.from_dict(_given)

        urls: AccountUrls | None = None
        if (_given := d.pop("urls", None)) is not None:
            urls = AccountUrls.from_dict(_given)

        account = cls(
            site=site,
            user=user,
            urls=urls,
        )

        if d:
            account.additional_properties = d
        return account

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
