from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class AccountUser(_models.Model[Any]):
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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.id is not None:
            _made["id"] = self.id
        if self.username is not None:
            _made["username"] = self.username
        if self.display_name is not None:
            _made["displayName"] = self.display_name
        if self.first_name is not None:
            _made["firstName"] = self.first_name
        if self.last_name is not None:
            _made["lastName"] = self.last_name
        if self.email_address is not None:
            _made["emailAddress"] = self.email_address
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            id=_given.pop("id", None),
            username=_given.pop("username", None),
            display_name=_given.pop("displayName", None),
            first_name=_given.pop("firstName", None),
            last_name=_given.pop("lastName", None),
            email_address=_given.pop("emailAddress", None),
        )
        if _given:
            made.additional_properties = _given
        return made
