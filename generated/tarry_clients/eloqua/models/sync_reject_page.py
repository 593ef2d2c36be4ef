from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.sync_reject import SyncReject


T = TypeVar("T", bound="SyncRejectPage")


@_attrs_define
class SyncRejectPage:
    """
    Attributes:
        has_more (bool): Whether another page follows.
        total_results (int | Unset): Number of all results, not only of those on this page. Absent when `totalResults`
            was sent as false, at least
            where the vendor says so, see that parameter.
        limit (int | Unset): The limit that was used.
        offset (int | Unset): The offset that was used.
        count (int | Unset): Number of entries on this page, by the vendor's pages. The given page's own example has 0
            beside two rows, so do
            not end or advance paging by it.
        items (list[SyncReject] | Unset): The rejected rows; absent when there are none.
    """

    has_more: bool
    total_results: int | Unset = UNSET
    limit: int | Unset = UNSET
    offset: int | Unset = UNSET
    count: int | Unset = UNSET
    items: list[SyncReject] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        has_more = self.has_more

        total_results = self.total_results

        limit = self.limit

        offset = self.offset

        count = self.count

        items: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.items, Unset):
            items = []
            for items_item_data in self.items:
                items_item = items_item_data.to_dict()
                items.append(items_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "hasMore": has_more,
            }
        )
        if total_results is not UNSET:
            field_dict["totalResults"] = total_results
        if limit is not UNSET:
            field_dict["limit"] = limit
        if offset is not UNSET:
            field_dict["offset"] = offset
        if count is not UNSET:
            field_dict["count"] = count
        if items is not UNSET:
            field_dict["items"] = items

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.sync_reject import SyncReject

        d = dict(src_dict)
        has_more = d.pop("hasMore")

        total_results = d.pop("totalResults", UNSET)

        limit = d.pop("limit", UNSET)

        offset = d.pop("offset", UNSET)

        count = d.pop("count", UNSET)

        _items = d.pop("items", UNSET)
        items: list[SyncReject] | Unset = UNSET
        if _items is not UNSET:
            items = []
            for items_item_data in _items:
                items_item = SyncReject.from_dict(items_item_data)

                items.append(items_item)

        sync_reject_page = cls(
            has_more=has_more,
            total_results=total_results,
            limit=limit,
            offset=offset,
            count=count,
            items=items,
        )

        if d:
            sync_reject_page.additional_properties = d
        return sync_reject_page

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
