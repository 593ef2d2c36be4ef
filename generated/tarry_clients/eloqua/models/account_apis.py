from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.rest_urls import RestUrls
    from ..models.soap_urls import SoapUrls


T = TypeVar("T", bound="AccountApis")


@_attrs_define
class AccountApis:
    """Templates of the base URLs. They hold the literal text `{version}`, to be replaced by `2.0` for the Bulk API,
    and end with a slash, so that appending a `uri`, which begins with one, doubles it.

        Attributes:
            soap (SoapUrls | Unset): Templates for the SOAP services, by name. They play no part here.
            rest (RestUrls | Unset):
    """

    soap: SoapUrls | Unset = UNSET
    rest: RestUrls | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        soap: dict[str, Any] | Unset = UNSET
        if not isinstance(self.soap, Unset):
            soap = self.soap.to_dict()

        rest: dict[str, Any] | Unset = UNSET
        if not isinstance(self.rest, Unset):
            rest = self.rest.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if soap is not UNSET:
            field_dict["soap"] = soap
        if rest is not UNSET:
            field_dict["rest"] = rest

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.rest_urls import RestUrls
        from ..models.soap_urls import SoapUrls

        d = dict(src_dict)
        _soap = d.pop("soap", UNSET)
        soap: SoapUrls | Unset
        if isinstance(_soap, Unset):
            soap = UNSET
        else:
            soap = SoapUrls.from_dict(_soap)

        _rest = d.pop("rest", UNSET)
        rest: RestUrls | Unset
        if isinstance(_rest, Unset):
            rest = UNSET
        else:
            rest = RestUrls.from_dict(_rest)

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
