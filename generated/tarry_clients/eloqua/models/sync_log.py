from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class SyncLog(_models.Model[Any]):
    """A log entry, which counts records and names none.

    Attributes:
        sync_uri (str | None): The sync, `/syncs/{n}`.
        count (int | None): Number of records concerned.
        severity (str | None): An open list; `information` (the default), `warning` and `error` are known.
        status_code (str | None): `ELQ-` and five digits. Worth knowing: 00102 rows written to the export file (`count`
            tells how many), 00130 rows staged for import, 00131 staging removed, 00001 processed, 00004 created, 00022
            updated, 00060 rejected, 00144 rows with rejected fields, 00002 invalid address, 00011 duplicate address,
            00026 duplicate identifier, 00032 malformed, 00061 missing fields, 00112 the identifier is not one of the
            fields, 00122 definition not valid and the sync will not run, 00124 nothing to process, 00135 too many
            matches, 00136 staging full, 00141 export file failed, 00142 the same but the server tries again, 00143
            definition deleted before the end, 00145 the server tries again, 00146 temporary failure, sync again after
            an hour.
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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.sync_uri is not None:
            _made["syncUri"] = self.sync_uri
        if self.count is not None:
            _made["count"] = self.count
        if self.severity is not None:
            _made["severity"] = self.severity
        if self.status_code is not None:
            _made["statusCode"] = self.status_code
        if self.message is not None:
            _made["message"] = self.message
        if self.created_at is not None:
            _made["createdAt"] = self.created_at.isoformat()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            sync_uri=_given.pop("syncUri", None),
            count=_given.pop("count", None),
            severity=_given.pop("severity", None),
            status_code=_given.pop("statusCode", None),
            message=_given.pop("message", None),
            created_at=_models.optional(_given, "createdAt", datetime.datetime.fromisoformat),
        )
        if _given:
            made.additional_properties = _given
        return made
