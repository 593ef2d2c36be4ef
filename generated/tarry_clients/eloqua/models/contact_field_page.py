from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.contact_field import ContactField


@_attrs_define
class ContactFieldPage(_models.Model[Any]):
    """`ContactFieldPage` of the document.

    Attributes:
        has_more (bool): Whether another page follows.
        total_results (int | None): Number of all results, not only of those on this page. Absent when `totalResults`
            was sent as false, at least where the vendor says so, see that parameter.
        limit (int | None): The limit that was used.
        offset (int | None): The offset that was used.
        count (int | None): Number of entries on this page, by the vendor's pages. The given page's own example has 0
            beside two rows, so do not end or advance paging by it.
        items (list[ContactField] | None): The fields; absent when there are none.
    """

    has_more: bool
    total_results: int | None = None
    limit: int | None = None
    offset: int | None = None
    count: int | None = None
    items: list[ContactField] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "hasMore": self.has_more}
        if self.total_results is not None:
            _made["totalResults"] = self.total_results
        if self.limit is not None:
            _made["limit"] = self.limit
        if self.offset is not None:
            _made["offset"] = self.offset
        if self.count is not None:
            _made["count"] = self.count
        if self.items is not None:
            _made["items"] = [item.to_dict() for item in self.items]
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.contact_field import ContactField

        _given = {**src_dict}
        made = cls(
            has_more=_models.required(_given, "hasMore"),
            total_results=_given.pop("totalResults", None),
            limit=_given.pop("limit", None),
            offset=_given.pop("offset", None),
            count=_given.pop("count", None),
            items=_models.optional_list(_given, "items", ContactField.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
