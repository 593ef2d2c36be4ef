"""A job whose answer does not change is marked and told of, and the wait goes on; callbacks get what polls brought."""

import logging
import pickle
from datetime import timedelta
from typing import Any

import pytest

from support.scripted import (
    ASYNC,
    DRIVERS,
    FAULT,
    MISSING,
    PENDING,
    SUCCEEDED,
    Driver,
    ScriptedJob,
    seen,
)
from tarry import ConfigurationError, Outcome, Poll, wait_for_all, wait_for_completion
from tarry._core.observation import Kind
from tarry._core.policy import Policy
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

every_driver = pytest.mark.parametrize("driver", DRIVERS, ids=str)

MOVED = seen(Outcome.PENDING)._replace(status="another body")


def watched(driver: Driver, *answers: Any, **options: Any) -> tuple[Any, list[Poll], list[Poll]]:
    polls: list[Poll] = []
    stalls: list[Poll] = []
    options = {"timeout": 600, "schedule": Fixed(10), "clock": VirtualClock(), "stalled_after": 20, **options}
    result = driver.one(ScriptedJob(*answers), on_poll=polls.append, on_stall=stalls.append, **options)
    return result, polls, stalls


@every_driver
def test_a_job_that_stands_still_is_marked_and_told_of_once(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    result, polls, stalls = watched(driver, PENDING, PENDING, PENDING, PENDING, SUCCEEDED)
    assert [poll.stalled for poll in polls] == [None, None, 20, 30, None]
    assert stalls == [polls[2]]
    assert "unchanged for 20 s" in str(polls[2])
    assert result.outcome is Outcome.SUCCEEDED
    assert result.stalled is None
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert warnings == ["fullstory:events-import:abc123%3D: its answer has not changed for 20 s"]


@every_driver
def test_another_body_is_a_change_and_the_job_may_stall_anew(driver: Driver) -> None:
    _, polls, stalls = watched(driver, PENDING, PENDING, PENDING, MOVED, MOVED, MOVED, MOVED, SUCCEEDED)
    assert [poll.stalled for poll in polls] == [None, None, 20, None, None, 20, 30, None]
    assert [poll.number for poll in stalls] == [3, 6]


@every_driver
def test_a_fault_says_nothing_of_a_stall(driver: Driver) -> None:
    _, polls, stalls = watched(driver, PENDING, FAULT, FAULT, PENDING, FAULT, PENDING, SUCCEEDED)
    assert [poll.stalled is not None for poll in polls] == [False, False, False, True, False, True, False]
    assert len(stalls) == 1


@every_driver
def test_a_result_at_the_deadline_says_for_how_long_nothing_changed(driver: Driver) -> None:
    result, _, _ = watched(driver, PENDING, timeout=60, stalled_after=timedelta(seconds=20))
    assert result.stalled == 60
    result, _, _ = watched(driver, PENDING, timeout=60, stalled_after=61)
    assert result.stalled is None


def test_it_is_marked_from_the_first_unchanged_answer_on_that_is_late_enough() -> None:
    _, polls, _ = watched(DRIVERS[0], PENDING, PENDING, SUCCEEDED, stalled_after=0)
    assert [poll.stalled for poll in polls] == [None, 10, None]
    _, polls, _ = watched(DRIVERS[0], PENDING, PENDING, PENDING, SUCCEEDED, stalled_after=0.5, schedule=Fixed(0.5))
    assert [poll.stalled for poll in polls] == [None, 0.5, 1, None]


def test_a_job_of_which_nothing_was_heard_has_not_stalled() -> None:
    result, polls, _ = watched(DRIVERS[0], FAULT, timeout=60)
    assert {poll.stalled for poll in polls} == {None}
    assert result.stalled is None


def test_one_that_is_not_found_stands_still_too() -> None:
    polls: list[Poll] = []
    job = ScriptedJob(MISSING, MISSING, MISSING, SUCCEEDED, policy=Policy(schedule=Fixed(10), visibility_grace=60))
    wait_for_completion(job, timeout=60, stalled_after=20, on_poll=polls.append, clock=VirtualClock())
    assert [poll.stalled for poll in polls] == [None, None, 20, None]


def test_each_of_many_is_told_of_and_so_is_one_given_twice() -> None:
    stalls: list[str] = []
    jobs = [ScriptedJob(PENDING, job_id=name) for name in ("a", "b")]
    wait_for_all(
        [*jobs, jobs[0]],
        timeout=60,
        schedule=Fixed(10),
        stalled_after=20,
        on_stall=lambda poll: stalls.append(str(poll.job.handle)),
        clock=VirtualClock(),
    )
    assert sorted(stalls) == ["fullstory:events-import:a"] * 2 + ["fullstory:events-import:b"]


@pytest.mark.parametrize("driver", ASYNC, ids=str)
def test_an_async_wait_awaits_the_callback(driver: Driver) -> None:
    stalls: list[int] = []

    async def on_stall(poll: Poll) -> None:
        stalls.append(poll.number)

    options: dict[str, Any] = {"timeout": 60, "schedule": Fixed(10), "clock": VirtualClock()}
    driver.one(ScriptedJob(PENDING), stalled_after=20, on_stall=on_stall, **options)
    assert stalls == [3]


async def async_callback(poll: Poll) -> None: ...


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"stalled_after": -1}, "stalled_after must be seconds, a timedelta, or None; not -1"),
        ({"stalled_after": "1h"}, "stalled_after must be seconds, a timedelta, or None; not '1h'"),
        ({"on_stall": print}, "on_stall is called for a job that has stalled: say after how long with stalled_after"),
        ({"on_stall": "page", "stalled_after": 1}, "on_stall must be a function of one argument, the poll, not 'page'"),
        ({"on_stall": async_callback, "stalled_after": 1}, "on_stall is async, which only a wait that begins with"),
    ],
)
def test_what_makes_no_sense_is_said_before_any_poll(options: dict[str, Any], problem: str) -> None:
    job = ScriptedJob(SUCCEEDED)
    with pytest.raises(ConfigurationError) as caught:
        wait_for_completion(job, timeout=1, **options)
    assert str(caught.value).startswith(problem)
    assert job.polls == 0


@every_driver
def test_a_callback_gets_what_the_wait_was_told_without_the_body(driver: Driver) -> None:
    result, polls, _ = watched(
        driver,
        seen(Outcome.PENDING, hint=30.0),
        FAULT,
        SUCCEEDED,
    )
    told = [poll.observation for poll in polls]
    assert [(one.kind, one.outcome, one.hint) for one in told if one] == [
        (Kind.SEEN, Outcome.PENDING, 30.0),
        (Kind.FAULT, None, None),
        (Kind.SEEN, Outcome.SUCCEEDED, None),
    ]
    assert not any(one.status for one in told if one)
    assert [poll.observation for poll in result.timeline] == [None] * 3
    assert "observation" not in repr(polls[0])
    assert list(result.timeline) == polls


class TellingError(Exception):
    """An error that holds what must not travel."""

    def __init__(self) -> None:
        super().__init__("no answer")
        self.request = "Authorization: Basic s3cr3t"


def test_a_pickled_poll_has_no_observation() -> None:
    polls: list[Poll] = []
    error = PENDING._replace(kind=Kind.FAULT, outcome=None, raw_status=None, error=TellingError())
    wait_for_completion(ScriptedJob(error, SUCCEEDED), timeout=60, on_poll=polls.append, clock=VirtualClock())
    vars(polls[0].job).update(answers=(), policy=None)
    pickled = pickle.dumps(polls[0])
    assert b"s3cr3t" not in pickled
    again = pickle.loads(pickled)
    assert again == polls[0]
    assert again.observation is None
