from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Job")


@_attrs_define
class Job:
    """Information about the current state of the job.

    Attributes:
        id (str): ID of the job.
        status (str): Status of the job: `PROCESSING` (accepted; running, or presumably waiting behind other batches),
            `COMPLETED`
            and `FAILED` (both ended; the counters of the status answer tell how). `FAILED` usually means partly done.
            The given page allows no other value, and the Swagger file names `UNKNOWN` as the default of the type; the
            list is open here, so that a new value does not break an answer.
        created (datetime.datetime): Time the job was accepted.
        finished (datetime.datetime | None): Time the job was finished, either successfully or unsuccessfully; absent
            until then (inferred), or null as
            in a sample of an older Swagger file.
    """

    id: str
    status: str
    created: datetime.datetime
    finished: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        status = self.status

        created = self.created.isoformat()

        finished: None | str = None
        if self.finished is not None:
            if isinstance(self.finished, datetime.datetime):
                finished = self.finished.isoformat()
            else:
                finished = self.finished

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "status": status,
                "created": created,
            }
        )
        if finished is not None:
            field_dict["finished"] = finished

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        if (_given := d.pop("id")) is None:
            raise KeyError("id")
        id = _given

        if (_given := d.pop("status")) is None:
            raise KeyError("status")
        status = _given

        if (_given := d.pop("created")) is None:
            raise KeyError("created")
        created = datetime.datetime.fromisoformat(_given)

        finished: datetime.datetime | None = None
        if (_given := d.pop("finished", None)) is not None:

            def _parse_finished(data: object) -> datetime.datetime | None:
                if data is None:
                    return data
                try:
                    if not isinstance(data, str):
                        raise TypeError()
                    finished_type_0 = datetime.datetime.fromisoformat(data)

                    return finished_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(datetime.datetime | None, data)

            finished = _parse_finished(_given)

        job = cls(
            id=id,
            status=status,
            created=created,
            finished=finished,
        )

        if d:
            job.additional_properties = d
        return job

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
