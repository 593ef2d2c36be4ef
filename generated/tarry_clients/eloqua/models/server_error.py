from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class ServerError(_models.Model[Any]):
    """What went wrong, and whether to try again. The vendor marks no field as required.

    Attributes:
        error (str | None): An open list of texts: `Unable to process request due to a temporary error.`, `Unable to
            send/retrieve data due to a temporary error.`, and since release 25A, for an export file that is corrupted,
            `Unable to process request due to a permanent error.` A permanent error comes without `Retry-After`; asking
            again is in vain (inferred).
        error_severity (int | None): `Retry-After` goes with it: 3600 with 0, 1800 with 1, 900 with 2, 120 with 3. A
            permanent error has 0 as well.
    """

    error: str | None = None
    error_severity: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.error is not None:
            _made["error"] = self.error
        if self.error_severity is not None:
            _made["errorSeverity"] = self.error_severity
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(error=_given.pop("error", None), error_severity=_given.pop("errorSeverity", None))
        if _given:
            made.additional_properties = _given
        return made
