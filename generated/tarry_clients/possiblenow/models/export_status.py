from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ExportStatus")


@_attrs_define
class ExportStatus:
    """The status of an export, `AsyncApiDataExportStatusResult` on the given page, which marks no field as required.
    The newer reference, on its page for segment groups, lets all but the token be null. In XML the elements are in
    the same namespace as the root and come in alphabetical order: `AccessToken`, `ByteCount`, `RowCount`, `Status`;
    the root also declares the prefix `i` for `http://www.w3.org/2001/XMLSchema-instance`.

        Attributes:
            access_token (int | None): Names the export in every later call. The pages say integer; 64 bits are inferred.
            status (None | str): How the export stands. The given page says no more than string; this open list is taken
                from the newer
                reference: `Processing` (received and being built), `Complete` (ready, the rows can be read), `Retrieved`
                (the rows were read; they may be gone, inferred), `Error` (did not run; check the segment's settings and
                start again), `Expired` (built, but the token expired before anyone read it; a new export is needed,
                inferred), `Failed` (the user may not retrieve the data). Sources disagree: the page for segments has no
                `Failed`, the page for segment groups has all six in its list and five in its sentence. No page has a word
                for a queued or a partly successful export. Null and unknown words are neither success nor failure
                (inferred).
            row_count (int | None): Rows in the export; means something only once the whole export is complete, and may well
                be 0 then
                (inferred).
            byte_count (int | None): Size of the export in bytes; means something only once the whole export is complete. 64
                bits are inferred.
    """

    access_token: int | None = None
    status: None | str = None
    row_count: int | None = None
    byte_count: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        access_token = self.access_token

        status: None | str = None
        if self.status is not None:
            status = self.status

        row_count: int | None = None
        if self.row_count is not None:
            row_count = self.row_count

        byte_count: int | None = None
        if self.byte_count is not None:
            byte_count = self.byte_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if access_token is not None:
            field_dict["AccessToken"] = access_token
        if status is not None:
            field_dict["Status"] = status
        if row_count is not None:
            field_dict["RowCount"] = row_count
        if byte_count is not None:
            field_dict["ByteCount"] = byte_count

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        access_token = d.pop("AccessToken", None)

        status: None | str = None
        if (_given := d.pop("Status", None)) is not None:

            def _parse_status(data: object) -> None | str:
                if data is None:
                    return data
                return cast(None | str, data)

            status = _parse_status(_given)

        row_count: int | None = None
        if (_given := d.pop("RowCount", None)) is not None:

            def _parse_row_count(data: object) -> int | None:
                if data is None:
                    return data
                return cast(int | None, data)

            row_count = _parse_row_count(_given)

        byte_count: int | None = None
        if (_given := d.pop("ByteCount", None)) is not None:

            def _parse_byte_count(data: object) -> int | None:
                if data is None:
                    return data
                return cast(int | None, data)

            byte_count = _parse_byte_count(_given)

        export_status = cls(
            access_token=access_token,
            status=status,
            row_count=row_count,
            byte_count=byte_count,
        )

        if d:
            export_status.additional_properties = d
        return export_status

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
