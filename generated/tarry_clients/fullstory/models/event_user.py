from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class EventUser(_models.Model[Any]):
    """The user of an event. In a request, not accepted together with `session.id`, and exactly one of the two fields
    when `session.use_most_recent` is true. In an answer, the vendor makes the values for an anonymous event, and ids
    can change once a user is identified.

    Attributes:
        id (str | None): The vendor's id of the user.
        uid (str | None): The caller's own id of the user.
    """

    id: str | None = None
    uid: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.id is not None:
            _made["id"] = self.id
        if self.uid is not None:
            _made["uid"] = self.uid
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(id=_given.pop("id", None), uid=_given.pop("uid", None))
        if _given:
            made.additional_properties = _given
        return made
