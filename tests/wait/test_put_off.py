"""A wait that is driven poll by poll can be told of a Retry-After that another job of its host heard."""

import math
from typing import Any

import pytest

from support.scripted import PENDING, SUCCEEDED, ScriptedJob
from tarry import ConfigurationError, Wait, WaitTimeoutError, fullstory
from tarry.schedules import Fixed
from tarry.testing import VirtualClock


def waiting(timeout: float | None, *answers: Any) -> tuple[Wait[Any, Any], ScriptedJob, VirtualClock]:
    job, clock = ScriptedJob(*answers), VirtualClock()
    return Wait(job, timeout=timeout, schedule=Fixed(10), clock=clock), job, clock


def test_nothing_is_sent_before_it_is_over_and_a_snapshot_knows() -> None:
    wait, job, clock = waiting(100, PENDING, SUCCEEDED)
    wait.poll()
    wait.put_off(60)
    wait.put_off(5)
    clock.sleep(10)
    moved = Wait.restore(wait.snapshot(), fullstory.connect(api_key="na1.not-a-key"), clock=clock)
    assert wait.poll().next_delay == moved.poll().next_delay == 50
    assert job.polls == 1
    clock.sleep(50)
    assert wait.poll().next_delay is None
    assert wait.result().elapsed == 60


@pytest.mark.parametrize("polled", [False, True])
def test_beyond_the_deadline_it_ends_the_wait_without_another_poll(polled: bool) -> None:
    wait, job, _ = waiting(100, PENDING, SUCCEEDED)
    if polled:
        wait.poll()
    wait.put_off(101)
    assert wait.ended
    assert job.polls == polled
    error = wait.result().error
    assert isinstance(error, WaitTimeoutError)
    assert "its host's Retry-After forbids a poll for 101 s, beyond the deadline" in str(error)
    with pytest.raises(ConfigurationError, match="has ended"):
        wait.put_off(1)


def test_a_wait_that_polls_once_is_put_off_by_nothing_alone() -> None:
    wait, job, _ = waiting(0, SUCCEEDED)
    wait.put_off(0)
    assert wait.poll().next_delay is None
    assert job.polls == 1


@pytest.mark.parametrize("seconds", [-1, math.nan, "1", None])
def test_what_is_no_time_is_refused(seconds: Any) -> None:
    wait, _, _ = waiting(None, SUCCEEDED)
    with pytest.raises(ConfigurationError, match="seconds, 0 or more"):
        wait.put_off(seconds)
