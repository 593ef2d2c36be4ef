from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RequestStatus")


@_attrs_define
class RequestStatus:
    """A data request and how far it has come.

    Attributes:
        request_id (str): A random identifier that uniquely identifies a request. The given page has string(uuid) here
            and strongly
            recommends a version 4 UUID, but no source requires one, its own examples have `string` and the demo server
            uses `1`; so no format is set, and any text is to be taken as it is. The identifier must not count upwards
            or say anything about the person.
        created_at (datetime.datetime): When the request was made.
        is_completed (bool): Whether the request has been completed already. This alone is taken as the signal, which no
            source spells
            out: a request that is not completed is pending, even when `expectedCompletion` has passed.
        data_requested (list[str]): The types of data that were requested.
        expected_completion (datetime.datetime | None): When the request is expected to be completed; optional, and a
            hint at best. No source says that null may
            come; it is accepted here.
        completed_at (datetime.datetime | None): When the request was completed; optional even for a completed request.
            No source says that null may come; it
            is accepted here.
    """

    request_id: str
    created_at: datetime.datetime
    is_completed: bool
    data_requested: list[str]
    expected_completion: datetime.datetime | None = None
    completed_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        created_at = self.created_at.isoformat()

        is_completed = self.is_completed

        data_requested = self.data_requested

        expected_completion: None | str = None
        if self.expected_completion is not None:
            if isinstance(self.expected_completion, datetime.datetime):
                expected_completion = self.expected_completion.isoformat()
            else:
                expected_completion = self.expected_completion

        completed_at: None | str = None
        if self.completed_at is not None:
            if isinstance(self.completed_at, datetime.datetime):
                completed_at = self.completed_at.isoformat()
            else:
                completed_at = self.completed_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "requestId": request_id,
                "createdAt": created_at,
                "isCompleted": is_completed,
                "dataRequested": data_requested,
            }
        )
        if expected_completion is not None:
            field_dict["expectedCompletion"] = expected_completion
        if completed_at is not None:
            field_dict["completedAt"] = completed_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        if (_given := d.pop("requestId")) is None:
            raise KeyError("requestId")
        request_id = _given

        if (_given := d.pop("createdAt")) is None:
            raise KeyError("createdAt")
        created_at = datetime.datetime.fromisoformat(_given)

        if (_given := d.pop("isCompleted")) is None:
            raise KeyError("isCompleted")
        is_completed = _given

        if (_given := d.pop("dataRequested")) is None:
            raise KeyError("dataRequested")
        if not isinstance(_given, list):
            raise TypeError("dataRequested is no list")
        data_requested = cast(list[str], _given)

        expected_completion: datetime.datetime | None = None
        if (_given := d.pop("expectedCompletion", None)) is not None:

            def _parse_expected_completion(data: object) -> datetime.datetime | None:
                if data is None:
                    return data
                try:
                    if not isinstance(data, str):
                        raise TypeError()
                    expected_completion_type_0 = datetime.datetime.fromisoformat(data)

                    return expected_completion_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(datetime.datetime | None, data)

            expected_completion = _parse_expected_completion(_given)

        completed_at: datetime.datetime | None = None
        if (_given := d.pop("completedAt", None)) is not None:

            def _parse_completed_at(data: object) -> datetime.datetime | None:
                if data is None:
                    return data
                try:
                    if not isinstance(data, str):
                        raise TypeError()
                    completed_at_type_0 = datetime.datetime.fromisoformat(data)

                    return completed_at_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(datetime.datetime | None, data)

            completed_at = _parse_completed_at(_given)

        request_status = cls(
            request_id=request_id,
            created_at=created_at,
            is_completed=is_completed,
            data_requested=data_requested,
            expected_completion=expected_completion,
            completed_at=completed_at,
        )

        if d:
            request_status.additional_properties = d
        return request_status

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
