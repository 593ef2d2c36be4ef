from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class DataTypeInfo(_models.Model[Any]):
    """A type of data that the organisation processes.

    Attributes:
        type_ (str): Identifier of the data type, to be used in a data request.
        context (None | str): The schema.org address of the data type, or one of the organisation's own where schema.org
            has none; the same as `@context` in JSON-LD. The demo server sends null.
        processing_ground (str): Lawful ground of the processing, after article 6(1) of the GDPR: `consent` (a),
            `performanceOfContract` (b), `legalObligation` (c), `vitalInterest` (d), `taskInPublicInterest` (e),
            `legitimateInterest` (f). The published specification allows no other value; the list is open here, so that
            a new one does not break an answer.
        is_erasable (bool): Whether the person may ask for the data to be deleted (article 17 of the GDPR).
        is_rectifiable (bool): Whether the person may ask for the data to be corrected (article 16 of the GDPR).
        description (str | None): What the data is, for people, in the language that was asked for.
    """

    type_: str
    context: None | str
    processing_ground: str
    is_erasable: bool
    is_rectifiable: bool
    description: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {
            **self.additional_properties,
            "type": self.type_,
            "context": self.context,
            "processingGround": self.processing_ground,
            "isErasable": self.is_erasable,
            "isRectifiable": self.is_rectifiable,
        }
        if self.description is not None:
            _made["description"] = self.description
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            type_=_models.required(_given, "type"),
            context=_given.pop("context"),
            processing_ground=_models.required(_given, "processingGround"),
            is_erasable=_models.required(_given, "isErasable"),
            is_rectifiable=_models.required(_given, "isRectifiable"),
            description=_given.pop("description", None),
        )
        if _given:
            made.additional_properties = _given
        return made
