from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StatusRecord")


@_attrs_define
class StatusRecord:
    """The state of the job; absent when the job cannot be found and before it is indexed. Which fields are null or
    absent until the job has ended is not documented, so all but one are optional here, and four may be null
    [inferred].

        Attributes:
            request_status (str): State of the job, an open list: `Pending` and, seen live, `Executing` (waiting or
                running), `Complete`
                (ended; `hasErrors` tells how) and `Error`. One table says `Completed`; the list of values, the example and
                live answers say `Complete`. `Error` was seen live as a passing state that became `Complete`: confirm it
                with one more poll.
            call_date_time (str | None): When the submit was received, a `datetime` in the newer page's table. Not RFC 3339:
                no zone is given or
                stated anywhere, and the fraction has one to three digits, its trailing zeros dropped, as in
                `2024-03-04T10:15:02.31`.
            pickup_date_time (None | str): When a worker took the job, written as `callDateTime` is; absent or null until
                then [inferred].
            completion_date_time (None | str): When processing ended, written as `callDateTime` is; absent or null until
                then [inferred].
            has_errors (bool | None): Whether the results hold any error.
            result_status (None | str): Outcome of the job, an open list that is published nowhere: `OK` in the
                documentation's example,
                `Has Errors` live.
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
        request_status = self.request_status

        call_date_time = self.call_date_time

        pickup_date_time: None | str = None
        if self.pickup_date_time is not None:
            pickup_date_time = self.pickup_date_time

        completion_date_time: None | str = None
        if self.completion_date_time is not None:
            completion_date_time = self.completion_date_time

        has_errors: bool | None = None
        if self.has_errors is not None:
            has_errors = self.has_errors

        result_status: None | str = None
        if self.result_status is not None:
            result_status = self.result_status

        request_id = self.request_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "requestStatus": request_status,
            }
        )
        if call_date_time is not None:
            field_dict["callDateTime"] = call_date_time
        if pickup_date_time is not None:
            field_dict["pickupDateTime"] = pickup_date_time
        if completion_date_time is not None:
            field_dict["completionDateTime"] = completion_date_time
        if has_errors is not None:
            field_dict["hasErrors"] = has_errors
        if result_status is not None:
            field_dict["resultStatus"] = result_status
        if request_id is not None:
            field_dict["requestId"] = request_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        if (_given := d.pop("requestStatus")) is None:
            raise KeyError("requestStatus")
        request_status = _given

        call_date_time = d.pop("callDateTime", None)

        pickup_date_time: None | str = None
        if (_given := d.pop("pickupDateTime", None)) is not None:

            def _parse_pickup_date_time(data: object) -> None | str:
                if data is None:
                    return data
                return cast(None | str, data)

            pickup_date_time = _parse_pickup_date_time(_given)

        completion_date_time: None | str = None
        if (_given := d.pop("completionDateTime", None)) is not None:

            def _parse_completion_date_time(data: object) -> None | str:
                if data is None:
                    return data
                return cast(None | str, data)

            completion_date_time = _parse_completion_date_time(_given)

        has_errors: bool | None = None
        if (_given := d.pop("hasErrors", None)) is not None:

            def _parse_has_errors(data: object) -> bool | None:
                if data is None:
                    return data
                return cast(bool | None, data)

            has_errors = _parse_has_errors(_given)

        result_status: None | str = None
        if (_given := d.pop("resultStatus", None)) is not None:

            def _parse_result_status(data: object) -> None | str:
                if data is None:
                    return data
                return cast(None | str, data)

            result_status = _parse_result_status(_given)

        request_id = d.pop("requestId", None)

        status_record = cls(
            request_status=request_status,
            call_date_time=call_date_time,
            pickup_date_time=pickup_date_time,
            completion_date_time=completion_date_time,
            has_errors=has_errors,
            result_status=result_status,
            request_id=request_id,
        )

        if d:
            status_record.additional_properties = d
        return status_record

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
