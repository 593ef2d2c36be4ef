"""Plans and faults check themselves, and say which field is wrong."""

from typing import Any

import pytest

from tarry.sandbox import Fault, Plan


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"outcome": "done"}, "outcome must be one of succeeded, partial, failed, gone, not 'done'"),
        ({"outcome": ["gone"]}, "outcome must be one of"),
        ({"polls": -1}, "polls must be a whole number from 0, not -1"),
        ({"polls": True}, "polls must be"),
        ({"polls": "2"}, "polls must be"),
        ({"polls": None}, "polls must be"),
        ({"seconds": float("nan")}, "seconds must be a number from 0, or null"),
        ({"seconds": -1}, "seconds must be"),
        ({"items": 1.5}, "items must be"),
        ({"items": 10**7}, "items must be a whole number from 0 to 1000000, or null"),
        ({"refused": 0}, "refused must be a whole number from 1"),
        ({"invisible_for": -1}, "invisible_for must be a number of seconds from 0, not -1"),
        ({"invisible_for": None}, "invisible_for must be"),
        ({"invisible_for": True}, "invisible_for must be"),
        ({"faults": ["slow"]}, "faults must be a list of faults"),
    ],
)
def test_plan_refuses(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Plan(**fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "fire"}, "kind must be one of throttled, error, unavailable, gateway, reset, slow, unknown-word"),
        ({"at": 0}, "at must be a whole number from 1, or null"),
        ({"on": "login"}, "on must be one of poll, page, submit"),
        ({"times": 0}, "times must be"),
        ({"retry_after": -1}, "retry_after must be"),
        ({"retry_after": 0.5}, "retry_after must be a whole number"),
        ({"http_date": 1}, "http_date must be true or false"),
        ({"seconds": float("inf")}, "seconds must be"),
        ({"status": 200}, "status must be a code from 400 to 599"),
        ({"status": 600}, "status must be"),
        ({"kind": "unknown-word", "on": "page"}, "on must be poll where kind is unknown-word"),
    ],
)
def test_fault_refuses(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Fault(**{"kind": "error", **fields})


def test_plan_from_json() -> None:
    data = {"outcome": "gone", "polls": 5, "faults": [{"kind": "slow", "at": 2, "seconds": 0.5}]}
    assert Plan.from_dict(data) == Plan(outcome="gone", polls=5, faults=(Fault("slow", at=2, seconds=0.5),))
    assert Plan.from_dict({}) == Plan()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], r"the plan must be an object, not \[\]"),
        ({"poll": 1}, "the plan has no field 'poll'; allowed are outcome, polls, seconds, faults, items, refused"),
        ({"faults": {}}, "faults must be a list of faults"),
        ({"faults": [{"kind": "slow"}, {}]}, r"faults\[1\]: kind must be one of"),
        (
            {"faults": [{"kind": "slow", "after": 1}]},
            r"faults\[0\]: the fault has no field 'after'; allowed are kind, at",
        ),
        ({"faults": ["slow"]}, r"faults\[0\]: the fault must be an object, not 'slow'"),
    ],
)
def test_plan_from_wrong_json(data: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Plan.from_dict(data)
