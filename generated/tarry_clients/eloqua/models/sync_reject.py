from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.row import Row


T = TypeVar("T", bound="SyncReject")


@_attrs_define
class SyncReject:
    """A row that was rejected.

    Attributes:
        field_values (Row | Unset): A record, keyed by the names in `fields` of the definition. In an export every value
            is text, also numbers,
            booleans and dates, and an empty cell is an empty string; null is tolerated here (inferred).
        invalid_fields (list[str] | Unset): What is wrong in the row, by name in `fields` of the definition.
        message (str | Unset): Why the row was rejected.
        status_code (str | Unset): `ELQ-` and five digits, as in the logs.
        record_index (int | Unset): Position of the row in the upload; whether it counts from 0 or 1 is not stated.
    """

    field_values: Row | Unset = UNSET
    invalid_fields: list[str] | Unset = UNSET
    message: str | Unset = UNSET
    status_code: str | Unset = UNSET
    record_index: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        field_values: dict[str, Any] | Unset = UNSET
        if not isinstance(self.field_values, Unset):
            field_values = self.field_values.to_dict()

        invalid_fields: list[str] | Unset = UNSET
        if not isinstance(self.invalid_fields, Unset):
            invalid_fields = self.invalid_fields

        message = self.message

        status_code = self.status_code

        record_index = self.record_index

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if field_values is not UNSET:
            field_dict["fieldValues"] = field_values
        if invalid_fields is not UNSET:
            field_dict["invalidFields"] = invalid_fields
        if message is not UNSET:
            field_dict["message"] = message
        if status_code is not UNSET:
            field_dict["statusCode"] = status_code
        if record_index is not UNSET:
            field_dict["recordIndex"] = record_index

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.row import Row

        d = dict(src_dict)
        _field_values = d.pop("fieldValues", UNSET)
        field_values: Row | Unset
        if isinstance(_field_values, Unset):
            field_values = UNSET
        else:
            field_values = Row.from_dict(_field_values)

        invalid_fields = cast(list[str], d.pop("invalidFields", UNSET))

        message = d.pop("message", UNSET)

        status_code = d.pop("statusCode", UNSET)

        record_index = d.pop("recordIndex", UNSET)

        sync_reject = cls(
            field_values=field_values,
            invalid_fields=invalid_fields,
            message=message,
            status_code=status_code,
            record_index=record_index,
        )

        if d:
            sync_reject.additional_properties = d
        return sync_reject

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
