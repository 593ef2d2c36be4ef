from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SyncLog")


@_attrs_define
class SyncLog:
    """A log entry, which counts records and names none.

    Attributes:
        sync_uri (str | None): The sync, `/syncs/{n}`.
        count (int | None): Number of records concerned.
        severity (str | None): An open list; `information` (the default), `warning` and `error` are known.
        status_code (str | None): `ELQ-` and five digits. Worth knowing: 00102 rows written to the export file (`count`
            tells how many), 00130
            rows staged for import, 00131 staging removed, 00001 processed, 00004 created, 00022 updated, 00060
            rejected, 00144 rows with rejected fields, 00002 invalid address, 00011 duplicate address, 00026 duplicate
            identifier, 00032 malformed, 00061 missing fields, 00112 the identifier is not one of the fields, 00122
            definition not valid and the sync will not run, 00124 nothing to process, 00135 too many matches, 00136
            staging full, 00141 export file failed, 00142 the same but the server tries again, 00143 definition deleted
            before the end, 00145 the server tries again, 00146 temporary failure, sync again after an hour.
        message (str | None): The meaning of the code; seen missing.
        created_at (datetime.datetime | None): When the resource was created.
    """

    sync_uri: str | None = None
    count: int | None = None
    severity: str | None = None
    status_code: str | None = None
    message: str | None = None
    created_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        sync_uri = self.sync_uri

        count = self.count

        severity = self.severity

        status_code = self.status_code

        message = self.message

        created_at: str | None = None
        if self.created_at is not None:
            created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if sync_uri is not None:
            field_dict["syncUri"] = sync_uri
        if count is not None:
            field_dict["count"] = count
        if severity is not None:
            field_dict["severity"] = severity
        if status_code is not None:
            field_dict["statusCode"] = status_code
        if message is not None:
            field_dict["message"] = message
        if created_at is not None:
            field_dict["createdAt"] = created_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        sync_uri = d.pop("syncUri", None)

        count = d.pop("count", None)

        severity = d.pop("severity", None)

        status_code = d.pop("statusCode", None)

        message = d.pop("message", None)

        created_at: datetime.datetime | None = None
        if (_given := d.pop("createdAt", None)) is not None:
            created_at = datetime.datetime.fromisoformat(_given)

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
