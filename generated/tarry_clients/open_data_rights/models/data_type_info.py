from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DataTypeInfo")


@_attrs_define
class DataTypeInfo:
    """A type of data that the organisation processes.

    Attributes:
        type_ (str): Identifier of the data type, to be used in a data request.
        context (None | str): The schema.org address of the data type, or one of the organisation's own where schema.org
            has none; the
            same as `@context` in JSON-LD. The demo server sends null.
        processing_ground (str): Lawful ground of the processing, after article 6(1) of the GDPR: `consent` (a),
            `performanceOfContract` (b),
            `legalObligation` (c), `vitalInterest` (d), `taskInPublicInterest` (e), `legitimateInterest` (f). The
            published specification allows no other value; the list is open here, so that a new one does not break an
            answer.
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
        type_ = self.type_

        context: None | str
        context = self.context

        processing_ground = self.processing_ground

        is_erasable = self.is_erasable

        is_rectifiable = self.is_rectifiable

        description = self.description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "context": context,
                "processingGround": processing_ground,
                "isErasable": is_erasable,
                "isRectifiable": is_rectifiable,
            }
        )
        if description is not None:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        if (_given := d.pop("type")) is None:
            raise KeyError("type")
        type_ = _given

        def _parse_context(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        context = _parse_context(d.pop("context"))

        if (_given := d.pop("processingGround")) is None:
            raise KeyError("processingGround")
        processing_ground = _given

        if (_given := d.pop("isErasable")) is None:
            raise KeyError("isErasable")
        is_erasable = _given

        if (_given := d.pop("isRectifiable")) is None:
            raise KeyError("isRectifiable")
        is_rectifiable = _given

        description = d.pop("description", None)

        data_type_info = cls(
            type_=type_,
            context=context,
            processing_ground=processing_ground,
            is_erasable=is_erasable,
            is_rectifiable=is_rectifiable,
            description=description,
        )

        if d:
            data_type_info.additional_properties = d
        return data_type_info

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
