from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class ExportStatus(_models.Model[Any]):
    """The status of an export, `AsyncApiDataExportStatusResult` on the given page, which marks no field as required.
    The newer reference, on its page for segment groups, lets all but the token be null. In XML the elements are in the
    same namespace as the root and come in alphabetical order: `AccessToken`, `ByteCount`, `RowCount`, `Status`; the
    root also declares the prefix `i` for `http://www.w3.org/2001/XMLSchema-instance`.

    Attributes:
        access_token (int | None): Names the export in every later call. The pages say integer; 64 bits are inferred.
        status (None | str): How the export stands. The given page says no more than string; this open list is taken
            from the newer reference: `Processing` (received and being built), `Complete` (ready, the rows can be read),
            `Retrieved` (the rows were read; they may be gone, inferred), `Error` (did not run; check the segment's
            settings and start again), `Expired` (built, but the token expired before anyone read it; a new export is
            needed, inferred), `Failed` (the user may not retrieve the data). Sources disagree: the page for segments
            has no `Failed`, the page for segment groups has all six in its list and five in its sentence. No page has a
            word for a queued or a partly successful export. Null and unknown words are neither success nor failure
            (inferred).
        row_count (int | None): Rows in the export; means something only once the whole export is complete, and may well
            be 0 then (inferred).
        byte_count (int | None): Size of the export in bytes; means something only once the whole export is complete. 64
            bits are inferred.
    """

    access_token: int | None = None
    status: None | str = None
    row_count: int | None = None
    byte_count: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.access_token is not None:
            _made["AccessToken"] = self.access_token
        if self.status is not None:
            _made["Status"] = self.status
        if self.row_count is not None:
            _made["RowCount"] = self.row_count
        if self.byte_count is not None:
            _made["ByteCount"] = self.byte_count
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            access_token=_given.pop("AccessToken", None),
            status=_given.pop("Status", None),
            row_count=_given.pop("RowCount", None),
            byte_count=_given.pop("ByteCount", None),
        )
        if _given:
            made.additional_properties = _given
        return made
