from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.account_site import AccountSite
    from ..models.account_urls import AccountUrls
    from ..models.account_user import AccountUser


@_attrs_define
class Account(_models.Model[Any]):
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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.site is not None:
            _made["site"] = self.site.to_dict()
        if self.user is not None:
            _made["user"] = self.user.to_dict()
        if self.urls is not None:
            _made["urls"] = self.urls.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.account_site import AccountSite
        from ..models.account_urls import AccountUrls
        from ..models.account_user import AccountUser

        _given = {**src_dict}
        made = cls(
            site=_models.optional(_given, "site", AccountSite.from_dict),
            user=_models.optional(_given, "user", AccountUser.from_dict),
            urls=_models.optional(_given, "urls", AccountUrls.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
