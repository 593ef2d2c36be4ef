from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class Job(_models.Model[Any]):
    """Information about the current state of the job.

    Attributes:
        id (str): ID of the job.
        status (str): Status of the job: `PROCESSING` (accepted; running, or presumably waiting behind other batches),
            `COMPLETED` and `FAILED` (both ended; the counters of the status answer tell how). `FAILED` usually means
            partly done. The given page allows no other value, and the Swagger file names `UNKNOWN` as the default of
            the type; the list is open here, so that a new value does not break an answer.
        created (datetime.datetime): Time the job was accepted.
        finished (datetime.datetime | None): Time the job was finished, either successfully or unsuccessfully; absent
            until then (inferred), or null as in a sample of an older Swagger file.
    """

    id: str
    status: str
    created: datetime.datetime
    finished: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {
            **self.additional_properties,
            "id": self.id,
            "status": self.status,
            "created": self.created.isoformat(),
        }
        if self.finished is not None:
            _made["finished"] = _models.to_json(self.finished)
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            id=_models.required(_given, "id"),
            status=_models.required(_given, "status"),
            created=_models.required(_given, "created", datetime.datetime.fromisoformat),
            finished=_models.optional(
                _given, "finished", lambda value: _models.one_of(value, (str, datetime.datetime.fromisoformat))
            ),
        )
        if _given:
            made.additional_properties = _given
        return made
