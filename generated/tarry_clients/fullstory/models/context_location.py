from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ContextLocation")


@_attrs_define
class ContextLocation:
    """
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
        country = self.country

        region = self.region

        city = self.city

        ip_address = self.ip_address

        latitude = self.latitude

        longitude = self.longitude

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if country is not None:
            field_dict["country"] = country
        if region is not None:
            field_dict["region"] = region
        if city is not None:
            field_dict["city"] = city
        if ip_address is not None:
            field_dict["ip_address"] = ip_address
        if latitude is not None:
            field_dict["latitude"] = latitude
        if longitude is not None:
            field_dict["longitude"] = longitude

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        country = d.pop("country", None)

        region = d.pop("region", None)

        city = d.pop("city", None)

        ip_address = d.pop("ip_address", None)

        latitude = d.pop("latitude", None)

        longitude = d.pop("longitude", None)

        context_location = cls(
            country=country,
            region=region,
            city=city,
            ip_address=ip_address,
            latitude=latitude,
            longitude=longitude,
        )

        if d:
            context_location.additional_properties = d
        return context_location

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
