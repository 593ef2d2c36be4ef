from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class RequestStatus(_models.Model[Any]):
    """A data request and how far it has come.

    Attributes:
        request_id (str): A random identifier that uniquely identifies a request. The given page has string(uuid) here
            and strongly recommends a version 4 UUID, but no source requires one, its own examples have `string` and the
            demo server uses `1`; so no format is set, and any text is to be taken as it is. The identifier must not
            count upwards or say anything about the person.
        created_at (datetime.datetime): When the request was made.
        is_completed (bool): Whether the request has been completed already. This alone is taken as the signal, which no
            source spells out: a request that is not completed is pending, even when `expectedCompletion` has passed.
        data_requested (list[str]): The types of data that were requested.
        expected_completion (datetime.datetime | None): When the request is expected to be completed; optional, and a
            hint at best. No source says that null may come; it is accepted here.
        completed_at (datetime.datetime | None): When the request was completed; optional even for a completed request.
            No source says that null may come; it is accepted here.
    """

    request_id: str
    created_at: datetime.datetime
    is_completed: bool
    data_requested: list[str]
    expected_completion: datetime.datetime | None = None
    completed_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {
            **self.additional_properties,
            "requestId": self.request_id,
            "createdAt": self.created_at.isoformat(),
            "isCompleted": self.is_completed,
            "dataRequested": self.data_requested,
        }
        if self.expected_completion is not None:
            _made["expectedCompletion"] = _models.to_json(self.expected_completion)
        if self.completed_at is not None:
            _made["completedAt"] = _models.to_json(self.completed_at)
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            request_id=_models.required(_given, "requestId"),
            created_at=_models.required(_given, "createdAt", datetime.datetime.fromisoformat),
            is_completed=_models.required(_given, "isCompleted"),
            data_requested=_models.required_list(_given, "dataRequested"),
            expected_completion=_models.optional(
                _given,
                "expectedCompletion",
                lambda value: _models.one_of(value, (str, datetime.datetime.fromisoformat)),
            ),
            completed_at=_models.optional(
                _given, "completedAt", lambda value: _models.one_of(value, (str, datetime.datetime.fromisoformat))
            ),
        )
        if _given:
            made.additional_properties = _given
        return made
