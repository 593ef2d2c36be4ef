from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SyncLog")


@_attrs_define
class SyncLog:
    """A log entry, which counts records and names none.

    Attributes:
        sync_uri (str | Unset): The sync, `/syncs/{n}`.
        count (int | Unset): Number of records concerned.
        severity (str | Unset): An open list; `information` (the default), `warning` and `error` are known.
        status_code (str | Unset): `ELQ-` and five digits. Worth knowing: 00102 rows written to the export file (`count`
            tells how many), 00130
            rows staged for import, 00131 staging removed, 00001 processed, 00004 created, 00022 updated, 00060
            rejected, 00144 rows with rejected fields, 00002 invalid address, 00011 duplicate address, 00026 duplicate
            identifier, 00032 malformed, 00061 missing fields, 00112 the identifier is not one of the fields, 00122
            definition not valid and the sync will not run, 00124 nothing to process, 00135 too many matches, 00136
            staging full, 00141 export file failed, 00142 the same but the server tries again, 00143 definition deleted
            before the end, 00145 the server tries again, 00146 temporary failure, sync again after an hour.
        message (str | Unset): The meaning of the code; seen missing.
        created_at (datetime.datetime | Unset): When the resource was created.
    """

    sync_uri: str | Unset = UNSET
    count: int | Unset = UNSET
    severity: str | Unset = UNSET
    status_code: str | Unset = UNSET
    message: str | Unset = UNSET
    created_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        sync_uri = self.sync_uri

        count = self.count

        severity = self.severity

        status_code = self.status_code

        message = self.message

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if sync_uri is not UNSET:
            field_dict["syncUri"] = sync_uri
        if count is not UNSET:
            field_dict["count"] = count
        if severity is not UNSET:
            field_dict["severity"] = severity
        if status_code is not UNSET:
            field_dict["statusCode"] = status_code
        if message is not UNSET:
            field_dict["message"] = message
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        sync_uri = d.pop("syncUri", UNSET)

        count = d.pop("count", UNSET)

        severity = d.pop("severity", UNSET)

        status_code = d.pop("statusCode", UNSET)

        message = d.pop("message", UNSET)

        _created_at = d.pop("createdAt", UNSET)
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = datetime.datetime.fromisoformat(_created_at)

        sync_log = cls(
            sync_uri=sync_uri,
            count=count,
            severity=severity,
            status_code=status_code,
            message=message,
            created_at=created_at,
        )

        if d:
            sync_log.additional_properties = d
        return sync_log

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
