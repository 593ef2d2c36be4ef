from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.export_row import ExportRow


T = TypeVar("T", bound="ExportRowPage")


@_attrs_define
class ExportRowPage:
    """A page of rows, as the newer reference shows it. The legacy service has the profiles under `Preferences`
    instead.

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
        count = self.count

        has_more = self.has_more

        limit = self.limit

        offset = self.offset

        total_results = self.total_results

        user_profile_preferences: list[dict[str, Any]] | None = None
        if self.user_profile_preferences is not None:
            user_profile_preferences = []
            for user_profile_preferences_item_data in self.user_profile_preferences:
                user_profile_preferences_item = user_profile_preferences_item_data.to_dict()
                user_profile_preferences.append(user_profile_preferences_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if count is not None:
            field_dict["Count"] = count
        if has_more is not None:
            field_dict["HasMore"] = has_more
        if limit is not None:
            field_dict["Limit"] = limit
        if offset is not None:
            field_dict["Offset"] = offset
        if total_results is not None:
            field_dict["TotalResults"] = total_results
        if user_profile_preferences is not None:
            field_dict["UserProfilePreferences"] = user_profile_preferences

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.export_row import ExportRow

        d = {**src_dict}
        count = d.pop("Count", None)

        has_more = d.pop("HasMore", None)

        limit = d.pop("Limit", None)

        offset = d.pop("Offset", None)

        total_results = d.pop("TotalResults", None)

        user_profile_preferences: list[ExportRow] | None = None
        if (_given := d.pop("UserProfilePreferences", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("UserProfilePreferences is no list")
            user_profile_preferences = []
            _user_profile_preferences = _given
            for user_profile_preferences_item_data in _user_profile_preferences:
                user_profile_preferences_item = ExportRow.from_dict(user_profile_preferences_item_data)

                user_profile_preferences.append(user_profile_preferences_item)

        export_row_page = cls(
            count=count,
            has_more=has_more,
            limit=limit,
            offset=offset,
            total_results=total_results,
            user_profile_preferences=user_profile_preferences,
        )

        if d:
            export_row_page.additional_properties = d
        return export_row_page

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
