from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.additional_error import AdditionalError


T = TypeVar("T", bound="Error")


@_attrs_define
class Error:
    """The common body of an HTTP error; only `message` is certain. The vendor's general table also has 409 (30002,
    30004) and 415, which no source shows for these paths, so they are not declared.

        Attributes:
            message (str): What went wrong.
            errorcode (int | None): A number, an open list. With 400: 10000 general, 10001 data type, 10002 missing field,
                10003 format, 10004
                unparsable body, 10005 value, 10006 several errors, 30000 at run time, 30001 invalid operation. Others
                stand with their responses.
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
        message = self.message

        errorcode = self.errorcode

        documentation = self.documentation

        additional_errors: list[dict[str, Any]] | None = None
        if self.additional_errors is not None:
            additional_errors = []
            for additional_errors_item_data in self.additional_errors:
                additional_errors_item = additional_errors_item_data.to_dict()
                additional_errors.append(additional_errors_item)

        retry_after = self.retry_after

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
            }
        )
        if errorcode is not None:
            field_dict["errorcode"] = errorcode
        if documentation is not None:
            field_dict["documentation"] = documentation
        if additional_errors is not None:
            field_dict["additionalErrors"] = additional_errors
        if retry_after is not None:
            field_dict["retryAfter"] = retry_after

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.additional_error import AdditionalError

        d = {**src_dict}
        if (_given := d.pop("message")) is None:
            raise KeyError("message")
        message = _given

        errorcode = d.pop("errorcode", None)

        documentation = d.pop("documentation", None)

        additional_errors: list[AdditionalError] | None = None
        if (_given := d.pop("additionalErrors", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("additionalErrors is no list")
            additional_errors = []
            _additional_errors = _given
            for additional_errors_item_data in _additional_errors:
                additional_errors_item = AdditionalError.from_dict(additional_errors_item_data)

                additional_errors.append(additional_errors_item)

        retry_after = d.pop("retryAfter", None)

        error = cls(
            message=message,
            errorcode=errorcode,
            documentation=documentation,
            additional_errors=additional_errors,
            retry_after=retry_after,
        )

        if d:
            error.additional_properties = d
        return error

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
