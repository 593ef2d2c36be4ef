from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SyncAction")


@_attrs_define
class SyncAction:
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
        action = self.action

        destination = self.destination

        status = self.status

        update_all = self.update_all

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if action is not None:
            field_dict["action"] = action
        if destination is not None:
            field_dict["destination"] = destination
        if status is not None:
            field_dict["status"] = status
        if update_all is not None:
            field_dict["updateAll"] = update_all

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        action = d.pop("action", None)

        destination = d.pop("destination", None)

        status = d.pop("status", None)

        update_all = d.pop("updateAll", None)

        sync_action = cls(
            action=action,
            destination=destination,
            status=status,
            update_all=update_all,
        )

        if d:
            sync_action.additional_properties = d
        return sync_action

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
