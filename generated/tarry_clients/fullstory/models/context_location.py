from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class ContextLocation(_models.Model[Any]):
    """`ContextLocation` of the document.

    Attributes:
        country (str | None): ISO 3166-1 alpha-2 code of the country.
        region (str | None): ISO 3166-2 code of the region.
        city (str | None): Name of the city.
        ip_address (str | None):
        latitude (float | None):
        longitude (float | None):
    """

    country: str | None = None
    region: str | None = None
    city: str | None = None
    ip_address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.country is not None:
            _made["country"] = self.country
        if self.region is not None:
            _made["region"] = self.region
        if self.city is not None:
            _made["city"] = self.city
        if self.ip_address is not None:
            _made["ip_address"] = self.ip_address
        if self.latitude is not None:
            _made["latitude"] = self.latitude
        if self.longitude is not None:
            _made["longitude"] = self.longitude
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            country=_given.pop("country", None),
            region=_given.pop("region", None),
            city=_given.pop("city", None),
            ip_address=_given.pop("ip_address", None),
            latitude=_given.pop("latitude", None),
            longitude=_given.pop("longitude", None),
        )
        if _given:
            made.additional_properties = _given
        return made
