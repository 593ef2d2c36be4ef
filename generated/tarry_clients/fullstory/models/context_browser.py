from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ContextBrowser")


@_attrs_define
class ContextBrowser:
    """
    Attributes:
        url (str | None):
        user_agent (str | None):
        initial_referrer (str | None):
    """

    url: str | None = None
    user_agent: str | None = None
    initial_referrer: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        user_agent = self.user_agent

        initial_referrer = self.initial_referrer

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if url is not None:
            field_dict["url"] = url
        if user_agent is not None:
            field_dict["user_agent"] = user_agent
        if initial_referrer is not None:
            field_dict["initial_referrer"] = initial_referrer

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        url = d.pop("url", None)

        user_agent = d.pop("user_agent", None)

        initial_referrer = d.pop("initial_referrer", None)

        context_browser = cls(
            url=url,
            user_agent=user_agent,
            initial_referrer=initial_referrer,
        )

        if d:
            context_browser.additional_properties = d
        return context_browser

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
