from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

from ..types import UNSET, Unset


@_attrs_define
class TokenRequest(_models.Model[Any]):
    """`TokenRequest` of the document.

    Attributes:
        grant_type (Literal['client_credentials']): Always `client_credentials`.
        client_id (str): Client id of the package.
        client_secret (str): Client secret of the package.
        scope (str | Unset): Scopes separated by spaces; all scopes of the package if left out. An empty string would
            give a token without any permission, so it is not allowed here.
        account_id (int | str | Unset): The business unit (MID) that the token is for; the one that owns the package if
            left out. A number in the page's table and a quoted one in its example.
    """

    grant_type: Literal["client_credentials"]
    client_id: str
    client_secret: str
    scope: str | Unset = UNSET
    account_id: int | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {
            **self.additional_properties,
            "grant_type": self.grant_type,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        if not isinstance(self.scope, Unset):
            _made["scope"] = self.scope
        if not isinstance(self.account_id, Unset):
            _made["account_id"] = self.account_id
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            grant_type=_models.constant(_given.pop("grant_type"), "client_credentials"),
            client_id=_given.pop("client_id"),
            client_secret=_given.pop("client_secret"),
            scope=_given.pop("scope", UNSET),
            account_id=_given.pop("account_id", UNSET),
        )
        if _given:
            made.additional_properties = _given
        return made
