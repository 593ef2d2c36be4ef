from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.context_browser import ContextBrowser
    from ..models.context_device import ContextDevice
    from ..models.context_location import ContextLocation
    from ..models.context_mobile import ContextMobile


@_attrs_define
class EventContext(_models.Model[Any]):
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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.browser is not None:
            _made["browser"] = self.browser.to_dict()
        if self.mobile is not None:
            _made["mobile"] = self.mobile.to_dict()
        if self.device is not None:
            _made["device"] = self.device.to_dict()
        if self.location is not None:
            _made["location"] = self.location.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.context_browser import ContextBrowser
        from ..models.context_device import ContextDevice
        from ..models.context_location import ContextLocation
        from ..models.context_mobile import ContextMobile

        _given = {**src_dict}
        made = cls(
            browser=_models.optional(_given, "browser", ContextBrowser.from_dict),
            mobile=_models.optional(_given, "mobile", ContextMobile.from_dict),
            device=_models.optional(_given, "device", ContextDevice.from_dict),
            location=_models.optional(_given, "location", ContextLocation.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
