from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class ContextBrowser(_models.Model[Any]):
    """`ContextBrowser` of the document.

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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.url is not None:
            _made["url"] = self.url
        if self.user_agent is not None:
            _made["user_agent"] = self.user_agent
        if self.initial_referrer is not None:
            _made["initial_referrer"] = self.initial_referrer
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            url=_given.pop("url", None),
            user_agent=_given.pop("user_agent", None),
            initial_referrer=_given.pop("initial_referrer", None),
        )
        if _given:
            made.additional_properties = _given
        return made
