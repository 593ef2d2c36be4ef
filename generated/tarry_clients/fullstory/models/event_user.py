from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="EventUser")


@_attrs_define
class EventUser:
    """The user of an event. In a request, not accepted together with `session.id`, and exactly one of the two fields
    when `session.use_most_recent` is true. In an answer, the vendor makes the values for an anonymous event, and
    ids can change once a user is identified.

        Attributes:
            id (str | None): The vendor's id of the user.
            uid (str | None): The caller's own id of the user.
    """

    id: str | None = None
    uid: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        uid = self.uid

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if id is not None:
            field_dict["id"] = id
        if uid is not None:
            field_dict["uid"] = uid

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        id = d.pop("id", None)

        uid = d.pop("uid", None)

        event_user = cls(
            id=id,
            uid=uid,
        )

        if d:
            event_user.additional_properties = d
        return event_user

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
