from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.user_request import UserRequest


T = TypeVar("T", bound="UsersImportRequest")


@_attrs_define
class UsersImportRequest:
    """
    Attributes:
        requests (list[UserRequest]): The users, at most 50,000; no least number is stated.
    """

    requests: list[UserRequest]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        requests = []
        for requests_item_data in self.requests:
            requests_item = requests_item_data.to_dict()
            requests.append(requests_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "requests": requests,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.user_request import UserRequest

        d = {**src_dict}
        requests = []
        _requests = d.pop("requests")
        for requests_item_data in _requests:
            requests_item = UserRequest.from_dict(requests_item_data)

            requests.append(requests_item)

        users_import_request = cls(
            requests=requests,
        )

        if d:
            users_import_request.additional_properties = d
        return users_import_request

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
