from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

from ..types import UNSET, Unset


@_attrs_define
class SegmentExportRequest(_models.Model[Any]):
    """What to export, and whom to tell. In XML the root is `SegmentRequestInfo`; its elements are in the same
    namespace, which is not the one of the status. The XML form is known for `CallbackURL` and `LastDateTime` only.

    Attributes:
        callback_url (str | Unset): Called when the export is complete. The help page of the Profiles service has this
            field; the newer reference speaks of a callback but leaves the field out of its list.
        last_date_time (str | Unset): Only updates since this time, to the millisecond; the whole segment if absent. ISO
            8601, with or without a final `Z`, by the newer reference; send UTC with `Z` (inferred). The server rounds
            the milliseconds so that no record is skipped: 000 to 002 become 003, 003 to 006 become 007, 007 to 009
            become 000 of the next higher value. That this goes for the last digit of any time is inferred.
        match_criteria (None | str | Unset): Restricts the segment to the profiles named in `Values`. Known are
            `ProfileId`, `AlternateId`, `EmailAddress` and `PhoneNumber`, kept as an open list here; the text of the
            same pages also writes `ProfileID` and `AlternateID`. A service that does not know the field may export the
            whole segment (inferred).
        match_type (str | Unset): Name of a type within the criterion. Needed when `MatchCriteria` is `AlternateId`;
            with the others it is optional and narrows the export to profiles that have the type.
        values (list[str] | None | Unset): The identifiers to match. That they are strings is inferred.
    """

    callback_url: str | Unset = UNSET
    last_date_time: str | Unset = UNSET
    match_criteria: None | str | Unset = UNSET
    match_type: str | Unset = UNSET
    values: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if not isinstance(self.callback_url, Unset):
            _made["CallbackURL"] = self.callback_url
        if not isinstance(self.last_date_time, Unset):
            _made["LastDateTime"] = self.last_date_time
        if not isinstance(self.match_criteria, Unset):
            _made["MatchCriteria"] = self.match_criteria
        if not isinstance(self.match_type, Unset):
            _made["MatchType"] = self.match_type
        if not isinstance(self.values, Unset):
            _made["Values"] = self.values
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            callback_url=_given.pop("CallbackURL", UNSET),
            last_date_time=_given.pop("LastDateTime", UNSET),
            match_criteria=_given.pop("MatchCriteria", UNSET),
            match_type=_given.pop("MatchType", UNSET),
            values=_given.pop("Values", UNSET),
        )
        if _given:
            made.additional_properties = _given
        return made
