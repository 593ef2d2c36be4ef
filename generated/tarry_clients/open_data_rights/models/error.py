from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Error")


@_attrs_define
class Error:
    """The one form of all documented errors, also where a good answer is text or a ZIP archive. Neither field is
    marked as required. The given page and the published specification allow one value of each field per error; both
    are plain strings here, since organisations may word their own.

        Attributes:
            error (str | None): What went wrong, safe to handle programmatically; an open list. Known are `Unauthorized`,
                `Not Found`,
                `Bad Request`, `MaximumAmountOfRequestsReached`, `InvalidDataTypes` and `LanguageNotSupported`.
            message (str | None): The same in a sentence, for people; one fixed text for each error as published.
    """

    error: str | None = None
    message: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if error is not None:
            field_dict["error"] = error
        if message is not None:
            field_dict["message"] = message

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        error = d.pop("error", None)

        message = d.pop("message", None)

        error = cls(
            error=error,
            message=message,
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
