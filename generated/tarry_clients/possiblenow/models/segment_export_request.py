from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SegmentExportRequest")


@_attrs_define
class SegmentExportRequest:
    """What to export, and whom to tell. In XML the root is `SegmentRequestInfo`; its elements are in the same
    namespace, which is not the one of the status. The XML form is known for `CallbackURL` and `LastDateTime` only.

        Attributes:
            callback_url (str | Unset): Called when the export is complete. The help page of the Profiles service has this
                field; the newer
                reference speaks of a callback but leaves the field out of its list.
            last_date_time (str | Unset): Only updates since this time, to the millisecond; the whole segment if absent. ISO
                8601, with or without a
                final `Z`, by the newer reference; send UTC with `Z` (inferred). The server rounds the milliseconds so that
                no record is skipped: 000 to 002 become 003, 003 to 006 become 007, 007 to 009 become 000 of the next higher
                value. That this goes for the last digit of any time is inferred.
            match_criteria (None | str | Unset): Restricts the segment to the profiles named in `Values`. Known are
                `ProfileId`, `AlternateId`,
                `EmailAddress` and `PhoneNumber`, kept as an open list here; the text of the same pages also writes
                `ProfileID` and `AlternateID`. A service that does not know the field may export the whole segment
                (inferred).
            match_type (str | Unset): Name of a type within the criterion. Needed when `MatchCriteria` is `AlternateId`;
                with the others it is
                optional and narrows the export to profiles that have the type.
            values (list[str] | None | Unset): The identifiers to match. That they are strings is inferred.
    """

    callback_url: str | Unset = UNSET
    last_date_time: str | Unset = UNSET
    match_criteria: None | str | Unset = UNSET
    match_type: str | Unset = UNSET
    values: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        callback_url = self.callback_url

        last_date_time = self.last_date_time

        match_criteria: None | str | Unset
        if isinstance(self.match_criteria, Unset):
            match_criteria = UNSET
        else:
            match_criteria = self.match_criteria

        match_type = self.match_type

        values: list[str] | None | Unset
        if isinstance(self.values, Unset):
            values = UNSET
        elif isinstance(self.values, list):
            values = self.values

        else:
            values = self.values

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if callback_url is not UNSET:
            field_dict["CallbackURL"] = callback_url
        if last_date_time is not UNSET:
            field_dict["LastDateTime"] = last_date_time
        if match_criteria is not UNSET:
            field_dict["MatchCriteria"] = match_criteria
        if match_type is not UNSET:
            field_dict["MatchType"] = match_type
        if values is not UNSET:
            field_dict["Values"] = values

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        callback_url = d.pop("CallbackURL", UNSET)

        last_date_time = d.pop("LastDateTime", UNSET)

        def _parse_match_criteria(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        match_criteria = _parse_match_criteria(d.pop("MatchCriteria", UNSET))

        match_type = d.pop("MatchType", UNSET)

        def _parse_values(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                values_type_0 = cast(list[str], data)

                return values_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        values = _parse_values(d.pop("Values", UNSET))

        segment_export_request = cls(
            callback_url=callback_url,
            last_date_time=last_date_time,
            match_criteria=match_criteria,
            match_type=match_type,
            values=values,
        )

        if d:
            segment_export_request.additional_properties = d
        return segment_export_request

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
