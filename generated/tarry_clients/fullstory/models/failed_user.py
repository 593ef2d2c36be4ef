from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.refused_user import RefusedUser


@_attrs_define
class FailedUser(_models.Model[Any]):
    """`FailedUser` of the document.

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
        return {**self.additional_properties, "message": self.message, "code": self.code, "user": self.user.to_dict()}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.refused_user import RefusedUser

        _given = {**src_dict}
        made = cls(
            message=_models.required(_given, "message"),
            code=_models.required(_given, "code"),
            user=_models.required(_given, "user", RefusedUser.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
