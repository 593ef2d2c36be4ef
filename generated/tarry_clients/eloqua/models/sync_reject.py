from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.row import Row


@_attrs_define
class SyncReject(_models.Model[Any]):
    """A row that was rejected.

    Attributes:
        field_values (Row | None): A record, keyed by the names in `fields` of the definition. In an export every value
            is text, also numbers, booleans and dates, and an empty cell is an empty string; null is tolerated here
            (inferred).
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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.field_values is not None:
            _made["fieldValues"] = self.field_values.to_dict()
        if self.invalid_fields is not None:
            _made["invalidFields"] = self.invalid_fields
        if self.message is not None:
            _made["message"] = self.message
        if self.status_code is not None:
            _made["statusCode"] = self.status_code
        if self.record_index is not None:
            _made["recordIndex"] = self.record_index
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.row import Row

        _given = {**src_dict}
        made = cls(
            field_values=_models.optional(_given, "fieldValues", Row.from_dict),
            invalid_fields=_models.optional_list(_given, "invalidFields"),
            message=_given.pop("message", None),
            status_code=_given.pop("statusCode", None),
            record_index=_given.pop("recordIndex", None),
        )
        if _given:
            made.additional_properties = _given
        return made
