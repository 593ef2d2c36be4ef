from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.account_site import AccountSite
    from ..models.account_urls import AccountUrls
    from ..models.account_user import AccountUser


T = TypeVar("T", bound="Account")


@_attrs_define
class Account:
    """An instance of Eloqua and a user of it. Nothing is marked as required by the vendor.

    Attributes:
        site (AccountSite | Unset): The instance.
        user (AccountUser | Unset): The user whose credentials were sent.
        urls (AccountUrls | Unset):
    """

    site: AccountSite | Unset = UNSET
    user: AccountUser | Unset = UNSET
    urls: AccountUrls | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        site: dict[str, Any] | Unset = UNSET
        if not isinstance(self.site, Unset):
            site = self.site.to_dict()

        user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user, Unset):
            user = self.user.to_dict()

        urls: dict[str, Any] | Unset = UNSET
        if not isinstance(self.urls, Unset):
            urls = self.urls.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if site is not UNSET:
            field_dict["site"] = site
        if user is not UNSET:
            field_dict["user"] = user
        if urls is not UNSET:
            field_dict["urls"] = urls

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.account_site import AccountSite
        from ..models.account_urls import AccountUrls
        from ..models.account_user import AccountUser

        d = dict(src_dict)
        _site = d.pop("site", UNSET)
        site: AccountSite | Unset
        if isinstance(_site, Unset):
            site = UNSET
        else:
            site = AccountSite.from_dict(_site)

        _user = d.pop("user", UNSET)
        user: AccountUser | Unset
        if isinstance(_user, Unset):
            user = UNSET
        else:
            user = AccountUser.from_dict(_user)

        _urls = d.pop("urls", UNSET)
        urls: AccountUrls | Unset
        if isinstance(_urls, Unset):
            urls = UNSET
        else:
            urls = AccountUrls.from_dict(_urls)

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
