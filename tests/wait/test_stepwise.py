"""`tarry.Wait`: driven poll by poll it is the wait of the other drivers, and a poll that comes too early sends nothing."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import pytest

import tarry
from support.scripted import (
    BACKENDS,
    DENIED,
    FAILED,
    FAULT,
    MISSING,
    PARTIAL,
    PENDING,
    SUCCEEDED,
    UNKNOWN,
    Driver,
    ScriptedJob,
    fault,
    same,
)
from tarry import ConfigurationError, HandleError, JobFailedError, Outcome, Poll, Wait, WaitResult, fullstory
from tarry.instrumentation import PollMade, WaitEnded, WaitStarted, set_hooks
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

every_way = pytest.mark.parametrize("backend", [None, *BACKENDS])


def poll(wait: Wait[Any, Any], backend: str | None) -> Poll:
    return wait.poll() if backend is None else anyio.run(wait.async_poll, backend=backend)


def drive(wait: Wait[Any, Any], clock: VirtualClock, backend: str | None) -> WaitResult[Any, Any]:
    while (delay := poll(wait, backend).next_delay) is not None:
        clock.sleep(delay)
    return wait.result()


@every_way
@pytest.mark.parametrize(
    "answers",
    [
        (PENDING, PENDING, SUCCEEDED),
        (MISSING, PENDING, FAULT, PENDING, PARTIAL),
        (FAILED,),
        (PENDING, fault(7.0), UNKNOWN, DENIED),
        (PENDING,),
    ],
)
def test_it_is_the_wait_of_the_other_drivers(answers: tuple[Any, ...], backend: str | None) -> None:
    options: dict[str, Any] = {"schedule": Fixed(3), "timeout": timedelta(seconds=20), "stalled_after": 5}
    clock = VirtualClock()
    stepwise = drive(Wait(ScriptedJob(*answers), clock=clock, **options), clock, backend)
    same(stepwise, Driver("wait_for_completion").one(ScriptedJob(*answers), clock=VirtualClock(), **options))


@every_way
def test_a_poll_that_comes_too_early_sends_nothing_and_says_what_is_left(backend: str | None) -> None:
    job, clock = ScriptedJob(fault(30.0), SUCCEEDED), VirtualClock()
    wait = Wait(job, timeout=None, clock=clock)
    assert poll(wait, backend).next_delay == 30
    clock.advance(29.5)
    early = poll(wait, backend)
    assert (early.number, early.next_delay, early.reason) == (1, 0.5, "not due yet, and so not polled")
    assert (early.outcome, early.fault) == (Outcome.PENDING, "fault: busy")
    assert job.polls == 1
    assert len(wait.result().timeline) == 1
    assert wait.due == pytest.approx(clock.time() + 0.5)
    clock.advance(0.5)
    assert poll(wait, backend).next_delay is None
    assert wait.ended


def test_nobody_comes_back_sooner_than_the_floor() -> None:
    clock = VirtualClock()
    wait = Wait(ScriptedJob(PENDING), timeout=None, schedule=Fixed(1), clock=clock)
    wait.poll()
    clock.advance(0.99999)
    assert wait.poll().next_delay == 0.01


def test_an_end_is_told_by_the_result_and_not_polled_again() -> None:
    job = ScriptedJob(FAILED)
    wait = Wait(job, timeout=60, clock=VirtualClock())
    assert not wait.ended
    assert wait.poll().next_delay is None
    assert wait.job is job
    with pytest.raises(JobFailedError):
        wait.result().raise_for_outcome()
    with pytest.raises(ConfigurationError, match="has ended: result"):
        wait.poll()
    with pytest.raises(ConfigurationError, match="has ended"):
        wait.snapshot()
    assert job.polls == 1


@pytest.mark.parametrize("ahead", [90.0, -5.0])
@pytest.mark.parametrize("form", ["datetime", "seconds"])
def test_a_deadline_is_a_time_of_the_wall_clock(ahead: float, form: str) -> None:
    clock = VirtualClock()
    at = clock.time() + ahead
    wait = Wait(
        ScriptedJob(PENDING),
        deadline=datetime.fromtimestamp(at, UTC) if form == "datetime" else at,
        schedule=Fixed(60),
        clock=clock,
    )
    result = drive(wait, clock, None)
    assert type(result.error) is tarry.WaitTimeoutError
    assert clock.now == pytest.approx(max(ahead, 0.0), abs=1e-5)
    assert result.polls == (3 if ahead > 0 else 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "either a deadline or a timeout"),
        ({"timeout": 5, "deadline": None}, "either a deadline or a timeout"),
        ({"deadline": datetime(2026, 11, 28)}, "needs a time zone"),
        ({"deadline": "tomorrow"}, "deadline must be a datetime"),
        ({"deadline": float("nan")}, "deadline must be a datetime"),
        ({"timeout": -1}, "timeout must be seconds"),
        ({"timeout": 5, "schedule": Fixed}, "schedule is the class Fixed"),
        ({"timeout": 5, "unknown_status": "ignore"}, "unknown_status"),
    ],
)
def test_an_option_that_cannot_be_is_refused_at_once(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        Wait(ScriptedJob(PENDING), **options)


def test_for_ever_is_said_by_either() -> None:
    for options in ({"timeout": None}, {"deadline": None}):
        wait: Wait[Any, Any] = Wait(ScriptedJob(PENDING), clock=VirtualClock(), **options)  # type: ignore[arg-type]
        assert '"deadline":null' in wait.snapshot()


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def connect(sandbox: Sandbox) -> Any:
    url = sandbox.base_url("fullstory", "http://localhost")
    return fullstory.connect("sandbox-key", base_url=url, httpx_args={"transport": sandbox.transport()})


def submit(sandbox: Sandbox) -> Any:
    return fullstory.EventsImport.submit(connect(sandbox), [{"name": "Order"}, {"name": "Return"}], label="nightly")


@every_way
def test_each_poll_may_be_of_another_process(sandbox: Sandbox, backend: str | None) -> None:
    sandbox.next("fullstory", Plan("partial", polls=4, faults=[Fault("throttled", at=2, retry_after=20)]))
    clock = VirtualClock()
    wait = Wait(submit(sandbox), timeout=3600, stalled_after=600, clock=clock)
    texts = []
    while (seen := poll(wait, backend)).next_delay is not None:
        texts.append(wait.snapshot())
        wait = Wait.restore(texts[-1], connect(sandbox), clock=clock)
        clock.sleep(seen.next_delay)
    result = wait.result()
    assert (result.outcome, result.label, result.polls) == (Outcome.PARTIAL, "nightly", 5)
    assert [one.number for one in result.timeline] == [5]
    assert type(result.job) is fullstory.EventsImport
    assert not [text for text in texts if "sandbox-key" in text or "//" in text]
    # The last text of the wait that ended is not lost: who has it sees the end again.
    again = Wait.restore(texts[-1], connect(sandbox), clock=clock)
    assert drive(again, clock, backend).outcome is Outcome.PARTIAL


def test_a_retry_after_holds_in_the_next_process(sandbox: Sandbox) -> None:
    sandbox.next("fullstory", Plan(polls=4, faults=[Fault("throttled", at=1, retry_after=20)]))
    clock = VirtualClock()
    wait = Wait(submit(sandbox), timeout=3600, clock=clock)
    wait.poll()
    there = Wait.restore(wait.snapshot(), connect(sandbox), clock=clock)
    clock.advance(19)
    assert there.poll().next_delay == pytest.approx(1)
    assert there.due == pytest.approx(clock.time() + 1)


def test_a_client_is_made_where_none_is_given_and_another_provider_s_is_refused(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Wait(submit(sandbox), timeout=60).snapshot()
    monkeypatch.setenv("FULLSTORY_API_KEY", "sandbox-key")
    assert type(Wait.restore(text).job.client) is type(connect(sandbox))
    with pytest.raises(HandleError, match="client"):
        Wait.restore(text, tarry.possiblenow.connect("EXAMPLE1", "user", "secret"))
    with pytest.raises(HandleError, match="not a snapshot"):
        Wait.restore("", connect(sandbox))
    with pytest.raises(ConfigurationError, match="next_delay"):
        Wait.restore(text, connect(sandbox), schedule=object())  # type: ignore[arg-type]


@pytest.fixture
def told() -> Iterator[list[Any]]:
    found: list[Any] = []
    set_hooks([found.append])
    yield found
    set_hooks([])


def test_hooks_are_told_and_a_wait_that_moves_has_stopped_here(told: list[Any]) -> None:
    clock = VirtualClock()
    wait = Wait(ScriptedJob(PENDING, PENDING, SUCCEEDED), timeout=None, schedule=Fixed(5), clock=clock)
    clock.sleep(wait.poll().next_delay or 0)
    wait.snapshot()
    result = drive(wait, clock, None)
    assert [type(one) for one in told] == [
        *(WaitStarted, PollMade, WaitEnded),
        *(WaitStarted, PollMade, PollMade, WaitEnded),
    ]
    assert (told[2].result, told[-1].result) == (None, result)


def test_nothing_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: pytest.fail("it sleeps"))
    wait = Wait(ScriptedJob(PENDING), timeout=60)
    wait.poll()
    wait.poll()
