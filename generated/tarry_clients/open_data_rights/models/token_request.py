from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

from ..types import UNSET, Unset


@_attrs_define
class TokenRequest(_models.Model[Any]):
    """One of `code` and `refresh_token`.

    Attributes:
        grant_type (str | Unset): The word `authorization_code` or `refresh_token`; the author's client leaves it out.
        code (str | Unset): From the query of the redirect.
        refresh_token (str | Unset): From an earlier answer.
        redirect_uri (str | Unset): The same as was sent for the code.
        client_id (str | Unset): Value of `oAuthClientId` from `GET /settings`.
        code_verifier (str | Unset): What the code challenge was made of, by RFC 7636.
    """

    grant_type: str | Unset = UNSET
    code: str | Unset = UNSET
    refresh_token: str | Unset = UNSET
    redirect_uri: str | Unset = UNSET
    client_id: str | Unset = UNSET
    code_verifier: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if not isinstance(self.grant_type, Unset):
            _made["grant_type"] = self.grant_type
        if not isinstance(self.code, Unset):
            _made["code"] = self.code
        if not isinstance(self.refresh_token, Unset):
            _made["refresh_token"] = self.refresh_token
        if not isinstance(self.redirect_uri, Unset):
            _made["redirect_uri"] = self.redirect_uri
        if not isinstance(self.client_id, Unset):
            _made["client_id"] = self.client_id
        if not isinstance(self.code_verifier, Unset):
            _made["code_verifier"] = self.code_verifier
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            grant_type=_given.pop("grant_type", UNSET),
            code=_given.pop("code", UNSET),
            refresh_token=_given.pop("refresh_token", UNSET),
            redirect_uri=_given.pop("redirect_uri", UNSET),
            client_id=_given.pop("client_id", UNSET),
            code_verifier=_given.pop("code_verifier", UNSET),
        )
        if _given:
            made.additional_properties = _given
        return made
