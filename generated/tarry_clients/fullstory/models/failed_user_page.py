from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.failed_user import FailedUser


@_attrs_define
class FailedUserPage(_models.Model[Any]):
    """`FailedUserPage` of the document.

    Attributes:
        total_records (str): A number written as a string. Do not use it to end paging: the workflow guide's own example
            counts 104 imports and a total of "103".
        results (list[FailedUser] | None):
        next_page_token (None | str): The `page_token` of the next page. On the last one it is absent, or empty as in
            the tests of the vendor's client; null is accepted too.
    """

    total_records: str
    results: list[FailedUser] | None = None
    next_page_token: None | str = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "total_records": self.total_records}
        if self.results is not None:
            _made["results"] = [item.to_dict() for item in self.results]
        if self.next_page_token is not None:
            _made["next_page_token"] = self.next_page_token
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.failed_user import FailedUser

        _given = {**src_dict}
        made = cls(
            total_records=_models.required(_given, "total_records"),
            results=_models.optional_list(_given, "results", FailedUser.from_dict),
            next_page_token=_given.pop("next_page_token", None),
        )
        if _given:
            made.additional_properties = _given
        return made
