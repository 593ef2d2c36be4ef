from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class Error(_models.Model[Any]):
    """The one form of all documented errors, also where a good answer is text or a ZIP archive. Neither field is marked
    as required. The given page and the published specification allow one value of each field per error; both are plain
    strings here, since organisations may word their own.

    Attributes:
        error (str | None): What went wrong, safe to handle programmatically; an open list. Known are `Unauthorized`,
            `Not Found`, `Bad Request`, `MaximumAmountOfRequestsReached`, `InvalidDataTypes` and `LanguageNotSupported`.
        message (str | None): The same in a sentence, for people; one fixed text for each error as published.
    """

    error: str | None = None
    message: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.error is not None:
            _made["error"] = self.error
        if self.message is not None:
            _made["message"] = self.message
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(error=_given.pop("error", None), message=_given.pop("message", None))
        if _given:
            made.additional_properties = _given
        return made
