from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.column_error import ColumnError


@_attrs_define
class RowResult(_models.Model[Any]):
    """`RowResult` of the document.

    Attributes:
        status (str): What became of the row, an open list; `OK` (seen live) or `Error`.
        message (str | None): Text for people; may hold line breaks.
        error_code (int | str | None): Text in the given page (`UnexpectedError`), typed string in the reference, a
            whole number in recent live answers (2, for instance, for passing and permanent errors alike). Absent on
            stored rows.
        errors (list[ColumnError] | None): Errors of single columns; undocumented, seen by integrators.
    """

    status: str
    message: str | None = None
    error_code: int | str | None = None
    errors: list[ColumnError] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "status": self.status}
        if self.message is not None:
            _made["message"] = self.message
        if self.error_code is not None:
            _made["errorCode"] = self.error_code
        if self.errors is not None:
            _made["errors"] = [item.to_dict() for item in self.errors]
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.column_error import ColumnError

        _given = {**src_dict}
        made = cls(
            status=_models.required(_given, "status"),
            message=_given.pop("message", None),
            error_code=_given.pop("errorCode", None),
            errors=_models.optional_list(_given, "errors", ColumnError.from_dict),
        )
        if _given:
            made.additional_properties = _given
        return made
