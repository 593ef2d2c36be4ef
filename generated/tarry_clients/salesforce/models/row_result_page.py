from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.result_message_model import ResultMessage
    from ..models.row_result import RowResult


@_attrs_define
class RowResultPage(_models.Model[Any]):
    """A page of row results. Nothing in it is required, since it can be an error envelope with only `requestId` and
    `resultMessages`; a page that succeeds has `page`, `pageSize` and `count`.

    Attributes:
        page (int | None): Number of this page, from 1.
        page_size (int | None): Rows on a page; 50 by default. Default: 50.
        count (int | None): Number of row results of the job over all pages, not of this page, and read so in
            production. The newer page's table speaks of rows added or modified, while the given page counts two refused
            ones.
        items (list[RowResult] | None): What became of each row. May be missing or empty even when the status said that
            there were errors.
        request_id (str | None): Names this HTTP request, not the job: in the given page's example it differs from the
            id in the URL. It is in every answer seen.
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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.page is not None:
            _made["page"] = self.page
        if self.page_size is not None:
            _made["pageSize"] = self.page_size
        if self.count is not None:
            _made["count"] = self.count
        if self.items is not None:
            _made["items"] = [item.to_dict() for item in self.items]
        if self.request_id is not None:
            _made["requestId"] = self.request_id
        if self.result_messages is not None:
            _made["resultMessages"] = [item.to_dict() for item in self.result_messages]
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.result_message_model import ResultMessage
        from ..models.row_result import RowResult

        _given = {**src_dict}
        made = cls(
            page=_given.pop("page", None),
            page_size=_given.pop("pageSize", None),
            count=_given.pop("count", None),
            items=_models.optional_list(_given, "items", RowResult.from_dict),
            request_id=_given.pop("requestId", None),
            result_messages=_models.optional_list(_given, "resultMessages", ResultMessage.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
