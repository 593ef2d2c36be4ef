from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.imported_user import ImportedUser


T = TypeVar("T", bound="ImportedUserPage")


@_attrs_define
class ImportedUserPage:
    """
    Attributes:
        results (list[ImportedUser]):
        total_records (str): A number written as a string. Do not use it to end paging: the workflow guide's own example
            counts 104 imports
            and a total of "103".
        next_page_token (None | str): The `page_token` of the next page. On the last one it is absent, or empty as in
            the tests of the vendor's
            client; null is accepted too.
    """

    results: list[ImportedUser]
    total_records: str
    next_page_token: None | str = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        results = []
        for results_item_data in self.results:
            results_item = results_item_data.to_dict()
            results.append(results_item)

        total_records = self.total_records

        next_page_token: None | str = None
        if self.next_page_token is not None:
            next_page_token = self.next_page_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "results": results,
                "total_records": total_records,
            }
        )
        if next_page_token is not None:
            field_dict["next_page_token"] = next_page_token

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.imported_user import ImportedUser

        d = {**src_dict}
        if (_given := d.pop("results")) is None:
            raise KeyError("results")
        if not isinstance(_given, list):
            raise TypeError("results is no list")
        results = []
        _results = _given
        for results_item_data in _results:
            results_item = ImportedUser.from_dict(results_item_data)

            results.append(results_item)

        if (_given := d.pop("total_records")) is None:
            raise KeyError("total_records")
        total_records = _given

        next_page_token: None | str = None
        if (_given := d.pop("next_page_token", None)) is not None:

            def _parse_next_page_token(data: object) -> None | str:
                if data is None:
                    return data
                return cast(None | str, data)

            next_page_token = _parse_next_page_token(_given)

        imported_user_page = cls(
            results=results,
            total_records=total_records,
            next_page_token=next_page_token,
        )

        if d:
            imported_user_page.additional_properties = d
        return imported_user_page

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
