from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ServerError")


@_attrs_define
class ServerError:
    """What went wrong, and whether to try again. The vendor marks no field as required.

    Attributes:
        error (str | None): An open list of texts: `Unable to process request due to a temporary error.`, `Unable to
            send/retrieve data
            due to a temporary error.`, and since release 25A, for an export file that is corrupted, `Unable to process
            request due to a permanent error.` A permanent error comes without `Retry-After`; asking again is in vain
            (inferred).
        error_severity (int | None): `Retry-After` goes with it: 3600 with 0, 1800 with 1, 900 with 2, 120 with 3. A
            permanent error has 0 as
            well.
    """

    error: str | None = None
    error_severity: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        error_severity = self.error_severity

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if error is not None:
            field_dict["error"] = error
        if error_severity is not None:
            field_dict["errorSeverity"] = error_severity

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        error = d.pop("error", None)

        error_severity = d.pop("errorSeverity", None)

        server_error = cls(
            error=error,
            error_severity=error_severity,
        )

        if d:
            server_error.additional_properties = d
        return server_error

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
