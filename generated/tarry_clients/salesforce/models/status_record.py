from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class StatusRecord(_models.Model[Any]):
    """The state of the job; absent when the job cannot be found and before it is indexed. Which fields are null or
    absent until the job has ended is not documented, so all but one are optional here, and four may be null [inferred].

    Attributes:
        request_status (str): State of the job, an open list: `Pending` and, seen live, `Executing` (waiting or
            running), `Complete` (ended; `hasErrors` tells how) and `Error`. One table says `Completed`; the list of
            values, the example and live answers say `Complete`. `Error` was seen live as a passing state that became
            `Complete`: confirm it with one more poll.
        call_date_time (str | None): When the submit was received, a `datetime` in the newer page's table. Not RFC 3339:
            no zone is given or stated anywhere, and the fraction has one to three digits, its trailing zeros dropped,
            as in `2024-03-04T10:15:02.31`.
        pickup_date_time (None | str): When a worker took the job, written as `callDateTime` is; absent or null until
            then [inferred].
        completion_date_time (None | str): When processing ended, written as `callDateTime` is; absent or null until
            then [inferred].
        has_errors (bool | None): Whether the results hold any error.
        result_status (None | str): Outcome of the job, an open list that is published nowhere: `OK` in the
            documentation's example, `Has Errors` live.
        request_id (str | None): The job's id, equal to the one in the URL.
    """

    request_status: str
    call_date_time: str | None = None
    pickup_date_time: None | str = None
    completion_date_time: None | str = None
    has_errors: bool | None = None
    result_status: None | str = None
    request_id: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "requestStatus": self.request_status}
        if self.call_date_time is not None:
            _made["callDateTime"] = self.call_date_time
        if self.pickup_date_time is not None:
            _made["pickupDateTime"] = self.pickup_date_time
        if self.completion_date_time is not None:
            _made["completionDateTime"] = self.completion_date_time
        if self.has_errors is not None:
            _made["hasErrors"] = self.has_errors
        if self.result_status is not None:
            _made["resultStatus"] = self.result_status
        if self.request_id is not None:
            _made["requestId"] = self.request_id
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            request_status=_models.required(_given, "requestStatus"),
            call_date_time=_given.pop("callDateTime", None),
            pickup_date_time=_given.pop("pickupDateTime", None),
            completion_date_time=_given.pop("completionDateTime", None),
            has_errors=_given.pop("hasErrors", None),
            result_status=_given.pop("resultStatus", None),
            request_id=_given.pop("requestId", None),
        )
        if _given:
            made.additional_properties = _given
        return made
