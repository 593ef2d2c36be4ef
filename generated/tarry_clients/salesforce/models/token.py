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
        access_token (str): The token, up to 512 characters according to the page.
        token_type (str | None): The word `Bearer`.
        expires_in (float | None): Seconds until the token should be renewed: about 1080 on the page and 1079 live,
            though it lives 1200.
        scope (str | None): The scopes of the token, separated by spaces.
        rest_instance_url (str | None): Base URL of the REST host. Without a scheme in the page's example; live, with
            `https://` and a slash at the end, so do not join paths blindly.
        soap_instance_url (str | None): Base URL of the SOAP host.
    """

    access_token: str
    token_type: str | None = None
    expires_in: float | None = None
    scope: str | None = None
    rest_instance_url: str | None = None
    soap_instance_url: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "access_token": self.access_token}
        if self.token_type is not None:
            _made["token_type"] = self.token_type
        if self.expires_in is not None:
            _made["expires_in"] = self.expires_in
        if self.scope is not None:
            _made["scope"] = self.scope
        if self.rest_instance_url is not None:
            _made["rest_instance_url"] = self.rest_instance_url
        if self.soap_instance_url is not None:
            _made["soap_instance_url"] = self.soap_instance_url
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            access_token=_models.required(_given, "access_token"),
            token_type=_given.pop("token_type", None),
            expires_in=_given.pop("expires_in", None),
            scope=_given.pop("scope", None),
            rest_instance_url=_given.pop("rest_instance_url", None),
            soap_instance_url=_given.pop("soap_instance_url", None),
        )
        if _given:
            made.additional_properties = _given
        return made
