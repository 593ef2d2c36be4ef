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
        grant_type (Literal['refresh_token']): Always `refresh_token`.
        refresh_token (str): The newest refresh token. It works once, and for 12 months.
        redirect_uri (str | Unset): The callback URL that the app is registered with.
        scope (str | Unset): The word `full`, the only scope.
    """

    grant_type: Literal["refresh_token"]
    refresh_token: str
    redirect_uri: str | Unset = UNSET
    scope: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {
            **self.additional_properties,
            "grant_type": self.grant_type,
            "refresh_token": self.refresh_token,
        }
        if not isinstance(self.redirect_uri, Unset):
            _made["redirect_uri"] = self.redirect_uri
        if not isinstance(self.scope, Unset):
            _made["scope"] = self.scope
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            grant_type=_models.constant(_given.pop("grant_type"), "refresh_token"),
            refresh_token=_given.pop("refresh_token"),
            redirect_uri=_given.pop("redirect_uri", UNSET),
            scope=_given.pop("scope", UNSET),
        )
        if _given:
            made.additional_properties = _given
        return made
