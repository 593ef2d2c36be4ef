from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.export_row import ExportRow


@_attrs_define
class ExportRowPage(_models.Model[Any]):
    """A page of rows, as the newer reference shows it. The legacy service has the profiles under `Preferences` instead.

    Attributes:
        count (int | None): Number of records in this page.
        has_more (bool | None): Whether more records are left.
        limit (int | None): The limit asked for.
        offset (int | None): Where this page begins, counted from 1.
        total_results (int | None): Number of records in the whole export.
        user_profile_preferences (list[ExportRow] | None): The profiles of this page.
    """

    count: int | None = None
    has_more: bool | None = None
    limit: int | None = None
    offset: int | None = None
    total_results: int | None = None
    user_profile_preferences: list[ExportRow] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.count is not None:
            _made["Count"] = self.count
        if self.has_more is not None:
            _made["HasMore"] = self.has_more
        if self.limit is not None:
            _made["Limit"] = self.limit
        if self.offset is not None:
            _made["Offset"] = self.offset
        if self.total_results is not None:
            _made["TotalResults"] = self.total_results
        if self.user_profile_preferences is not None:
            _made["UserProfilePreferences"] = [item.to_dict() for item in self.user_profile_preferences]
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.export_row import ExportRow

        _given = {**src_dict}
        made = cls(
            count=_given.pop("Count", None),
            has_more=_given.pop("HasMore", None),
            limit=_given.pop("Limit", None),
            offset=_given.pop("Offset", None),
            total_results=_given.pop("TotalResults", None),
            user_profile_preferences=_models.optional_list(_given, "UserProfilePreferences", ExportRow.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
