from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class Token(_models.Model[Any]):
    """`Token` of the document.

    Attributes:
        access_token (str): The token for all other calls.
        token_type (str | None): The word `bearer` (inferred).
        expires_in (int | None): Seconds that the access token lasts, 28800.
        refresh_token (str | None): The next refresh token, to be stored.
    """

    access_token: str
    token_type: str | None = None
    expires_in: int | None = None
    refresh_token: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "access_token": self.access_token}
        if self.token_type is not None:
            _made["token_type"] = self.token_type
        if self.expires_in is not None:
            _made["expires_in"] = self.expires_in
        if self.refresh_token is not None:
            _made["refresh_token"] = self.refresh_token
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            access_token=_models.required(_given, "access_token"),
            token_type=_given.pop("token_type", None),
            expires_in=_given.pop("expires_in", None),
            refresh_token=_given.pop("refresh_token", None),
        )
        if _given:
            made.additional_properties = _given
        return made
