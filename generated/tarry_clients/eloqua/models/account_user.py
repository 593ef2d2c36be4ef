from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AccountUser")


@_attrs_define
class AccountUser:
    """The user whose credentials were sent.

    Attributes:
        id (int | None): Id of the user.
        username (str | None):
        display_name (str | None):
        first_name (str | None):
        last_name (str | None):
        email_address (str | None):
    """

    id: int | None = None
    username: str | None = None
    display_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email_address: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        username = self.username

        display_name = self.display_name

        first_name = self.first_name

        last_name = self.last_name

        email_address = self.email_address

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if id is not None:
            field_dict["id"] = id
        if username is not None:
            field_dict["username"] = username
        if display_name is not None:
            field_dict["displayName"] = display_name
        if first_name is not None:
            field_dict["firstName"] = first_name
        if last_name is not None:
            field_dict["lastName"] = last_name
        if email_address is not None:
            field_dict["emailAddress"] = email_address

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        id = d.pop("id", None)

        username = d.pop("username", None)

        display_name = d.pop("displayName", None)

        first_name = d.pop("firstName", None)

        last_name = d.pop("lastName", None)

        email_address = d.pop("emailAddress", None)

        account_user = cls(
            id=id,
            username=username,
            display_name=display_name,
            first_name=first_name,
            last_name=last_name,
            email_address=email_address,
        )

        if d:
            account_user.additional_properties = d
        return account_user

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
