from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="EventSession")


@_attrs_define
class EventSession:
    """The session of an event; an answer has it only if there is one.

    Attributes:
        id (str | None): The vendor's id of the session; the better choice where the session is known.
        uid (str | None): The caller's own id of the session; on the newer reference pages only.
        use_most_recent (bool | None): In a request only: attach the event to the user's latest session. Needs a `user`
            and a session in the last
            30 minutes, else the event is stored without a session.
    """

    id: str | None = None
    uid: str | None = None
    use_most_recent: bool | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        uid = self.uid

        use_most_recent = self.use_most_recent

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if id is not None:
            field_dict["id"] = id
        if uid is not None:
            field_dict["uid"] = uid
        if use_most_recent is not None:
            field_dict["use_most_recent"] = use_most_recent

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        id = d.pop("id", None)

        uid = d.pop("uid", None)

        use_most_recent = d.pop("use_most_recent", None)

        event_session = cls(
            id=id,
            uid=uid,
            use_most_recent=use_most_recent,
        )

        if d:
            event_session.additional_properties = d
        return event_session

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
