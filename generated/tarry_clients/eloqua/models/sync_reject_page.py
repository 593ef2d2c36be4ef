from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.sync_reject import SyncReject


T = TypeVar("T", bound="SyncRejectPage")


@_attrs_define
class SyncRejectPage:
    """
    Attributes:
        has_more (bool): Whether another page follows.
        total_results (int | None): Number of all results, not only of those on this page. Absent when `totalResults`
            was sent as false, at least
            where the vendor says so, see that parameter.
        limit (int | None): The limit that was used.
        offset (int | None): The offset that was used.
        count (int | None): Number of entries on this page, by the vendor's pages. The given page's own example has 0
            beside two rows, so do
            not end or advance paging by it.
        items (list[SyncReject] | None): The rejected rows; absent when there are none.
    """

    has_more: bool
    total_results: int | None = None
    limit: int | None = None
    offset: int | None = None
    count: int | None = None
    items: list[SyncReject] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        has_more = self.has_more

        total_results = self.total_results

        limit = self.limit

        offset = self.offset

        count = self.count

        items: list[dict[str, Any]] | None = None
        if self.items is not None:
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
        if total_results is not None:
            field_dict["totalResults"] = total_results
        if limit is not None:
            field_dict["limit"] = limit
        if offset is not None:
            field_dict["offset"] = offset
        if count is not None:
            field_dict["count"] = count
        if items is not None:
            field_dict["items"] = items

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.sync_reject import SyncReject

        d = {**src_dict}
        if (_given := d.pop("hasMore")) is None:
            raise KeyError("hasMore")
        has_more = _given

        total_results = d.pop("totalResults", None)

        limit = d.pop("limit", None)

        offset = d.pop("offset", None)

        count = d.pop("count", None)

        items: list[SyncReject] | None = None
        if (_given := d.pop("items", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("items is no list")
            items = []
            _items = _given
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
