from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class EventSession(_models.Model[Any]):
    """The session of an event; an answer has it only if there is one.

    Attributes:
        id (str | None): The vendor's id of the session; the better choice where the session is known.
        uid (str | None): The caller's own id of the session; on the newer reference pages only.
        use_most_recent (bool | None): In a request only: attach the event to the user's latest session. Needs a `user`
            and a session in the last 30 minutes, else the event is stored without a session.
    """

    id: str | None = None
    uid: str | None = None
    use_most_recent: bool | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.id is not None:
            _made["id"] = self.id
        if self.uid is not None:
            _made["uid"] = self.uid
        if self.use_most_recent is not None:
            _made["use_most_recent"] = self.use_most_recent
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            id=_given.pop("id", None), uid=_given.pop("uid", None), use_most_recent=_given.pop("use_most_recent", None)
        )
        if _given:
            made.additional_properties = _given
        return made
