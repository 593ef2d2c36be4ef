from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.user_request import UserRequest


@_attrs_define
class UsersImportRequest(_models.Model[Any]):
    """`UsersImportRequest` of the document.

    Attributes:
        requests (list[UserRequest]): The users, at most 50,000; no least number is stated.
    """

    requests: list[UserRequest]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {**self.additional_properties, "requests": [item.to_dict() for item in self.requests]}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.user_request import UserRequest

        _given = {**src_dict}
        made = cls(requests=[UserRequest.from_dict(item) for item in _given.pop("requests")])
        if _given:
            made.additional_properties = _given
        return made
