from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

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
        browser (ContextBrowser | Unset):
        mobile (ContextMobile | Unset):
        device (ContextDevice | Unset):
        location (ContextLocation | Unset):
    """

    browser: ContextBrowser | Unset = UNSET
    mobile: ContextMobile | Unset = UNSET
    device: ContextDevice | Unset = UNSET
    location: ContextLocation | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        browser: dict[str, Any] | Unset = UNSET
        if not isinstance(self.browser, Unset):
            browser = self.browser.to_dict()

        mobile: dict[str, Any] | Unset = UNSET
        if not isinstance(self.mobile, Unset):
            mobile = self.mobile.to_dict()

        device: dict[str, Any] | Unset = UNSET
        if not isinstance(self.device, Unset):
            device = self.device.to_dict()

        location: dict[str, Any] | Unset = UNSET
        if not isinstance(self.location, Unset):
            location = self.location.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if browser is not UNSET:
            field_dict["browser"] = browser
        if mobile is not UNSET:
            field_dict["mobile"] = mobile
        if device is not UNSET:
            field_dict["device"] = device
        if location is not UNSET:
            field_dict["location"] = location

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.context_browser import ContextBrowser
        from ..models.context_device import ContextDevice
        from ..models.context_location import ContextLocation
        from ..models.context_mobile import ContextMobile

        d = dict(src_dict)
        _browser = d.pop("browser", UNSET)
        browser: ContextBrowser | Unset
        if isinstance(_browser, Unset):
            browser = UNSET
        else:
            browser = ContextBrowser.from_dict(_browser)

        _mobile = d.pop("mobile", UNSET)
        mobile: ContextMobile | Unset
        if isinstance(_mobile, Unset):
            mobile = UNSET
        else:
            mobile = ContextMobile.from_dict(_mobile)

        _device = d.pop("device", UNSET)
        device: ContextDevice | Unset
        if isinstance(_device, Unset):
            device = UNSET
        else:
            device = ContextDevice.from_dict(_device)

        _location = d.pop("location", UNSET)
        location: ContextLocation | Unset
        if isinstance(_location, Unset):
            location = UNSET
        else:
            location = ContextLocation.from_dict(_location)

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
