from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.imported_user import ImportedUser


@_attrs_define
class ImportedUserPage(_models.Model[Any]):
    """`ImportedUserPage` of the document.

    Attributes:
        results (list[ImportedUser]):
        total_records (str): A number written as a string. Do not use it to end paging: the workflow guide's own example
            counts 104 imports and a total of "103".
        next_page_token (None | str): The `page_token` of the next page. On the last one it is absent, or empty as in
            the tests of the vendor's client; null is accepted too.
    """

    results: list[ImportedUser]
    total_records: str
    next_page_token: None | str = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {
            **self.additional_properties,
            "results": [item.to_dict() for item in self.results],
            "total_records": self.total_records,
        }
        if self.next_page_token is not None:
            _made["next_page_token"] = self.next_page_token
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.imported_user import ImportedUser

        _given = {**src_dict}
        made = cls(
            results=_models.required_list(_given, "results", ImportedUser.from_dict),
            total_records=_models.required(_given, "total_records"),
            next_page_token=_given.pop("next_page_token", None),
        )
        if _given:
            made.additional_properties = _given
        return made
