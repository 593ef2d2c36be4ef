from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.rest_urls import RestUrls
    from ..models.soap_urls import SoapUrls


T = TypeVar("T", bound="AccountApis")


@_attrs_define
class AccountApis:
    """Templates of the base URLs. They hold the literal text `{version}`, to be replaced by `2.0` for the Bulk API,
    and end with a slash, so that appending a `uri`, which begins with one, doubles it.

        Attributes:
            soap (SoapUrls | None): Templates for the SOAP services, by name. They play no part here.
            rest (RestUrls | None):
    """

    soap: SoapUrls | None = None
    rest: RestUrls | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        soap: dict[str, Any] | None = None
        if self.soap is not None:
            soap = self.soap.to_dict()

        rest: dict[str, Any] | None = None
        if self.rest is not None:
            rest = self.rest.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if soap is not None:
            field_dict["soap"] = soap
        if rest is not None:
            field_dict["rest"] = rest

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.rest_urls import RestUrls
        from ..models.soap_urls import SoapUrls

        d = {**src_dict}
        soap: SoapUrls | None = None
        if (_given := d.pop("soap", None)) is not None:
            soap = SoapUrls.from_dict(_given)

        rest: RestUrls | None = None
        if (_given := d.pop("rest", None)) is not None:
            rest = RestUrls.from_dict(_given)

        account_apis = cls(
            soap=soap,
            rest=rest,
        )

        if d:
            account_apis.additional_properties = d
        return account_apis

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
