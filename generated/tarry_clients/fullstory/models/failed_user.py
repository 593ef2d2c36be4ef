from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.refused_user import RefusedUser


T = TypeVar("T", bound="FailedUser")


@_attrs_define
class FailedUser:
    """
    Attributes:
        message (str): Why the user was refused.
        code (str): A short reason, an open list; the workflow guide has `invalid_parameter`.
        user (RefusedUser): The user as it was sent, whatever was wrong with it, so nothing in it is required or limited
            here.
    """

    message: str
    code: str
    user: RefusedUser
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        code = self.code

        user = self.user.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
                "code": code,
                "user": user,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.refused_user import RefusedUser

        d = {**src_dict}
        if (_given := d.pop("message")) is None:
            raise KeyError("message")
        message = _given

        if (_given := d.pop("code")) is None:
            raise KeyError("code")
        code = _given

        if (_given := d.pop("user")) is None:
            raise KeyError("user")
        user = RefusedUser.from_dict(_given)

        failed_user = cls(
            message=message,
            code=code,
            user=user,
        )

        if d:
            failed_user.additional_properties = d
        return failed_user

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
