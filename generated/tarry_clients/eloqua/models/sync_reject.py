from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.row import Row


T = TypeVar("T", bound="SyncReject")


@_attrs_define
class SyncReject:
    """A row that was rejected.

    Attributes:
        field_values (Row | None): A record, keyed by the names in `fields` of the definition. In an export every value
            is text, also numbers,
            booleans and dates, and an empty cell is an empty string; null is tolerated here (inferred).
        invalid_fields (list[str] | None): What is wrong in the row, by name in `fields` of the definition.
        message (str | None): Why the row was rejected.
        status_code (str | None): `ELQ-` and five digits, as in the logs.
        record_index (int | None): Position of the row in the upload; whether it counts from 0 or 1 is not stated.
    """

    field_values: Row | None = None
    invalid_fields: list[str] | None = None
    message: str | None = None
    status_code: str | None = None
    record_index: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        field_values: dict[str, Any] | None = None
        if self.field_values is not None:
            field_values = self.field_values.to_dict()

        invalid_fields: list[str] | None = None
        if self.invalid_fields is not None:
            invalid_fields = self.invalid_fields

        message = self.message

        status_code = self.status_code

        record_index = self.record_index

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if field_values is not None:
            field_dict["fieldValues"] = field_values
        if invalid_fields is not None:
            field_dict["invalidFields"] = invalid_fields
        if message is not None:
            field_dict["message"] = message
        if status_code is not None:
            field_dict["statusCode"] = status_code
        if record_index is not None:
            field_dict["recordIndex"] = record_index

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.row import Row

        d = {**src_dict}
        field_values: Row | None = None
        if (_given := d.pop("fieldValues", None)) is not None:
            field_values = Row.from_dict(_given)

        invalid_fields: list[str] | None = None
        if (_given := d.pop("invalidFields", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("invalidFields is no list")
            invalid_fields = cast(list[str], _given)

        message = d.pop("message", None)

        status_code = d.pop("statusCode", None)

        record_index = d.pop("recordIndex", None)

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
