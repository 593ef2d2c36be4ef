from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.context_browser import ContextBrowser
    from ..models.context_device import ContextDevice
    from ..models.context_location import ContextLocation
    from ..models.context_mobile import ContextMobile


T = TypeVar("T", bound="EventContext")


@_attrs_define
class EventContext:
    """Where an event happened. Every part is optional.

    Attributes:
        browser (ContextBrowser | None):
        mobile (ContextMobile | None):
        device (ContextDevice | None):
        location (ContextLocation | None):
    """

    browser: ContextBrowser | None = None
    mobile: ContextMobile | None = None
    device: ContextDevice | None = None
    location: ContextLocation | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        browser: dict[str, Any] | None = None
        if self.browser is not None:
            browser = self.browser.to_dict()

        mobile: dict[str, Any] | None = None
        if self.mobile is not None:
            mobile = self.mobile.to_dict()

        device: dict[str, Any] | None = None
        if self.device is not None:
            device = self.device.to_dict()

        location: dict[str, Any] | None = None
        if self.location is not None:
            location = self.location.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if browser is not None:
            field_dict["browser"] = browser
        if mobile is not None:
            field_dict["mobile"] = mobile
        if device is not None:
            field_dict["device"] = device
        if location is not None:
            field_dict["location"] = location

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.context_browser import ContextBrowser
        from ..models.context_device import ContextDevice
        from ..models.context_location import ContextLocation
        from ..models.context_mobile import ContextMobile

        d = {**src_dict}
        browser: ContextBrowser | None = None
        if (_given := d.pop("browser", None)) is not None:
            browser = ContextBrowser.from_dict(_given)

        mobile: ContextMobile | None = None
        if (_given := d.pop("mobile", None)) is not None:
            mobile = ContextMobile.from_dict(_given)

        device: ContextDevice | None = None
        if (_given := d.pop("device", None)) is not None:
            device = ContextDevice.from_dict(_given)

        location: ContextLocation | None = None
        if (_given := d.pop("location", None)) is not None:
            location = ContextLocation.from_dict(_given)

        event_context = cls(
            browser=browser,
            mobile=mobile,
            device=device,
            location=location,
        )

        if d:
            event_context.additional_properties = d
        return event_context

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
