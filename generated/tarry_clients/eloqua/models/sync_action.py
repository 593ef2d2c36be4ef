from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class SyncAction(_models.Model[Any]):
    """Something to do with the records of a sync beside moving them, adding them to a list for instance.

    Attributes:
        action (str | None): Kind of action, an open list; `add` (the default), `remove` and `setStatus` are known.
        destination (str | None): What the action works on, `{{ContactList[12345]}}` for instance.
        status (str | None): The status to set, for `setStatus`; an open list, `subscribed` and `unsubscribed` among it.
        update_all (bool | None): On the reference pages without an explanation.
    """

    action: str | None = None
    destination: str | None = None
    status: str | None = None
    update_all: bool | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.action is not None:
            _made["action"] = self.action
        if self.destination is not None:
            _made["destination"] = self.destination
        if self.status is not None:
            _made["status"] = self.status
        if self.update_all is not None:
            _made["updateAll"] = self.update_all
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            action=_given.pop("action", None),
            destination=_given.pop("destination", None),
            status=_given.pop("status", None),
            update_all=_given.pop("updateAll", None),
        )
        if _given:
            made.additional_properties = _given
        return made
