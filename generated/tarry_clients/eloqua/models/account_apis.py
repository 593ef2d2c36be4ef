from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.rest_urls import RestUrls
    from ..models.soap_urls import SoapUrls


@_attrs_define
class AccountApis(_models.Model[Any]):
    """Templates of the base URLs. They hold the literal text `{version}`, to be replaced by `2.0` for the Bulk API, and
    end with a slash, so that appending a `uri`, which begins with one, doubles it.

    Attributes:
        soap (SoapUrls | None): Templates for the SOAP services, by name. They play no part here.
        rest (RestUrls | None):
    """

    soap: SoapUrls | None = None
    rest: RestUrls | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.soap is not None:
            _made["soap"] = self.soap.to_dict()
        if self.rest is not None:
            _made["rest"] = self.rest.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.rest_urls import RestUrls
        from ..models.soap_urls import SoapUrls

        _given = {**src_dict}
        made = cls(
            soap=_models.optional(_given, "soap", SoapUrls.from_dict),
            rest=_models.optional(_given, "rest", RestUrls.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
