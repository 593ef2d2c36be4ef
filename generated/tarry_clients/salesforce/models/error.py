from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.additional_error import AdditionalError


@_attrs_define
class Error(_models.Model[Any]):
    """The common body of an HTTP error; only `message` is certain. The vendor's general table also has 409 (30002,
    30004) and 415, which no source shows for these paths, so they are not declared.

    Attributes:
        message (str): What went wrong.
        errorcode (int | None): A number, an open list. With 400: 10000 general, 10001 data type, 10002 missing field,
            10003 format, 10004 unparsable body, 10005 value, 10006 several errors, 30000 at run time, 30001 invalid
            operation. Others stand with their responses.
        documentation (str | None): A URL, or empty.
        additional_errors (list[AdditionalError] | None): The single errors, with code 10006; its form is known from one
            integrator's code.
        retry_after (int | None): Seconds to wait, with code 50100.
    """

    message: str
    errorcode: int | None = None
    documentation: str | None = None
    additional_errors: list[AdditionalError] | None = None
    retry_after: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "message": self.message}
        if self.errorcode is not None:
            _made["errorcode"] = self.errorcode
        if self.documentation is not None:
            _made["documentation"] = self.documentation
        if self.additional_errors is not None:
            _made["additionalErrors"] = [item.to_dict() for item in self.additional_errors]
        if self.retry_after is not None:
            _made["retryAfter"] = self.retry_after
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.additional_error import AdditionalError

        _given = {**src_dict}
        made = cls(
            message=_models.required(_given, "message"),
            errorcode=_given.pop("errorcode", None),
            documentation=_given.pop("documentation", None),
            additional_errors=_models.optional_list(_given, "additionalErrors", AdditionalError.from_dict),
            retry_after=_given.pop("retryAfter", None),
        )
        if _given:
            made.additional_properties = _given
        return made
