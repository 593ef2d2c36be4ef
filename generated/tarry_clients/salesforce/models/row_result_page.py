from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.result_message_model import ResultMessage
    from ..models.row_result import RowResult


T = TypeVar("T", bound="RowResultPage")


@_attrs_define
class RowResultPage:
    """A page of row results. Nothing in it is required, since it can be an error envelope with only `requestId` and
    `resultMessages`; a page that succeeds has `page`, `pageSize` and `count`.

        Attributes:
            page (int | None): Number of this page, from 1.
            page_size (int | None): Rows on a page; 50 by default.
            count (int | None): Number of row results of the job over all pages, not of this page, and read so in
                production. The newer
                page's table speaks of rows added or modified, while the given page counts two refused ones.
            items (list[RowResult] | None): What became of each row. May be missing or empty even when the status said that
                there were errors.
            request_id (str | None): Names this HTTP request, not the job: in the given page's example it differs from the
                id in the URL. It is
                in every answer seen.
            result_messages (list[ResultMessage] | None): Holds `AsyncRequestStatusNotFound` when the job was not found.
    """

    page: int | None = None
    page_size: int | None = None
    count: int | None = None
    items: list[RowResult] | None = None
    request_id: str | None = None
    result_messages: list[ResultMessage] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        page = self.page

        page_size = self.page_size

        count = self.count

        items: list[dict[str, Any]] | None = None
        if self.items is not None:
            items = []
            for items_item_data in self.items:
                items_item = items_item_data.to_dict()
                items.append(items_item)

        request_id = self.request_id

        result_messages: list[dict[str, Any]] | None = None
        if self.result_messages is not None:
            result_messages = []
            for result_messages_item_data in self.result_messages:
                result_messages_item = result_messages_item_data.to_dict()
                result_messages.append(result_messages_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if page is not None:
            field_dict["page"] = page
        if page_size is not None:
            field_dict["pageSize"] = page_size
        if count is not None:
            field_dict["count"] = count
        if items is not None:
            field_dict["items"] = items
        if request_id is not None:
            field_dict["requestId"] = request_id
        if result_messages is not None:
            field_dict["resultMessages"] = result_messages

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.result_message_model import ResultMessage
        from ..models.row_result import RowResult

        d = {**src_dict}
        page = d.pop("page", None)

        page_size = d.pop("pageSize", None)

        count = d.pop("count", None)

        items: list[RowResult] | None = None
        if (_given := d.pop("items", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("items is no list")
            items = []
            _items = _given
            for items_item_data in _items:
                items_item = RowResult.from_dict(items_item_data)

                items.append(items_item)

        request_id = d.pop("requestId", None)

        result_messages: list[ResultMessage] | None = None
        if (_given := d.pop("resultMessages", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("resultMessages is no list")
            result_messages = []
            _result_messages = _given
            for result_messages_item_data in _result_messages:
                result_messages_item = ResultMessage.from_dict(result_messages_item_data)

                result_messages.append(result_messages_item)

        row_result_page = cls(
            page=page,
            page_size=page_size,
            count=count,
            items=items,
            request_id=request_id,
            result_messages=result_messages,
        )

        if d:
            row_result_page.additional_properties = d
        return row_result_page

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
