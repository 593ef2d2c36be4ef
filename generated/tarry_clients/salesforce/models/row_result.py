from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.column_error import ColumnError


T = TypeVar("T", bound="RowResult")


@_attrs_define
class RowResult:
    """
    Attributes:
        status (str): What became of the row, an open list; `OK` (seen live) or `Error`.
        message (str | None): Text for people; may hold line breaks.
        error_code (int | str | None): Text in the given page (`UnexpectedError`), typed string in the reference, a
            whole number in recent live
            answers (2, for instance, for passing and permanent errors alike). Absent on stored rows.
        errors (list[ColumnError] | None): Errors of single columns; undocumented, seen by integrators.
    """

    status: str
    message: str | None = None
    error_code: int | str | None = None
    errors: list[ColumnError] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        status = self.status

        message = self.message

        error_code: int | str | None = None
        if self.error_code is not None:
            error_code = self.error_code

        errors: list[dict[str, Any]] | None = None
        if self.errors is not None:
            errors = []
            for errors_item_data in self.errors:
                errors_item = errors_item_data.to_dict()
                errors.append(errors_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
            }
        )
        if message is not None:
            field_dict["message"] = message
        if error_code is not None:
            field_dict["errorCode"] = error_code
        if errors is not None:
            field_dict["errors"] = errors

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.column_error import ColumnError

        d = {**src_dict}
        if (_given := d.pop("status")) is None:
            raise KeyError("status")
        status = _given

        message = d.pop("message", None)

        error_code: int | str | None = None
        if (_given := d.pop("errorCode", None)) is not None:

            def _parse_error_code(data: object) -> int | str:
                return cast(int | str, data)

            error_code = _parse_error_code(_given)

        errors: list[ColumnError] | None = None
        if (_given := d.pop("errors", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("errors is no list")
            errors = []
            _errors = _given
            for errors_item_data in _errors:
                errors_item = ColumnError.from_dict(errors_item_data)

                errors.append(errors_item)

        row_result = cls(
            status=status,
            message=message,
            error_code=error_code,
            errors=errors,
        )

        if d:
            row_result.additional_properties = d
        return row_result

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
