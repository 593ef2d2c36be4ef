from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Token")


@_attrs_define
class Token:
    """
    Attributes:
        access_token (str): The token, up to 512 characters according to the page.
        token_type (str | None): The word `Bearer`.
        expires_in (float | None): Seconds until the token should be renewed: about 1080 on the page and 1079 live,
            though it lives 1200.
        scope (str | None): The scopes of the token, separated by spaces.
        rest_instance_url (str | None): Base URL of the REST host. Without a scheme in the page's example; live, with
            `https://` and a slash at the
            end, so do not join paths blindly.
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
        access_token = self.access_token

        token_type = self.token_type

        expires_in = self.expires_in

        scope = self.scope

        rest_instance_url = self.rest_instance_url

        soap_instance_url = self.soap_instance_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "access_token": access_token,
            }
        )
        if token_type is not None:
            field_dict["token_type"] = token_type
        if expires_in is not None:
            field_dict["expires_in"] = expires_in
        if scope is not None:
            field_dict["scope"] = scope
        if rest_instance_url is not None:
            field_dict["rest_instance_url"] = rest_instance_url
        if soap_instance_url is not None:
            field_dict["soap_instance_url"] = soap_instance_url

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        if (_given := d.pop("access_token")) is None:
            raise KeyError("access_token")
        access_token = _given

        token_type = d.pop("token_type", None)

        expires_in = d.pop("expires_in", None)

        scope = d.pop("scope", None)

        rest_instance_url = d.pop("rest_instance_url", None)

        soap_instance_url = d.pop("soap_instance_url", None)

        token = cls(
            access_token=access_token,
            token_type=token_type,
            expires_in=expires_in,
            scope=scope,
            rest_instance_url=rest_instance_url,
            soap_instance_url=soap_instance_url,
        )

        if d:
            token.additional_properties = d
        return token

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
