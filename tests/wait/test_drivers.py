"""The drivers: each does what the machine says, and nothing of its own. Laws 1, 8, 11 and 12, and what many at once need."""

import asyncio
import gc
import pickle
import signal
import threading
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Literal

import anyio
import anyio.lowlevel
import httpx
import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

import tarry
from support.scripted import (
    ASYNC,
    BACKENDS,
    DENIED,
    DRIVERS,
    EXPIRED,
    FAILED,
    FAULT,
    MANY,
    MISSING,
    PARTIAL,
    PENDING,
    RESET,
    SUCCEEDED,
    UNKNOWN,
    Answer,
    Driver,
    ScriptedJob,
    StubClient,
    fault,
    same,
    seen,
)
from tarry import (
    ConfigurationError,
    JobFailedError,
    Outcome,
    Poll,
    PollingError,
    ProviderResponseError,
    UnknownStatusError,
    WaitError,
    WaitResult,
    WaitTimeoutError,
    as_completed,
    async_as_completed,
    async_wait_for_all,
    wait_for_all,
    wait_for_completion,
)
from tarry._wait.rate_limit import IN_FLIGHT
from tarry.schedules import Fixed, Growing
from tarry.testing import VirtualClock

every_driver = pytest.mark.parametrize("driver", DRIVERS, ids=str)
every_many = pytest.mark.parametrize("driver", MANY, ids=str)
every_async = pytest.mark.parametrize("driver", ASYNC, ids=str)
both_backends = pytest.mark.parametrize("backend", BACKENDS)


# Law 12: one timeline.

SCRIPTS: dict[str, tuple[Answer, ...]] = {
    "succeeds": (PENDING, PENDING, SUCCEEDED),
    "succeeds in part": (PENDING, PARTIAL),
    "fails": (PENDING, FAILED),
    "is never found": (MISSING,),
    "becomes visible": (MISSING, MISSING, PENDING, SUCCEEDED),
    "goes": (PENDING, MISSING),
    "expires": (PENDING, EXPIRED),
    "is refused": (PENDING, DENIED),
    "is unknown": (PENDING, UNKNOWN),
    "cannot be reached": (FAULT,),
    "is reset": (RESET, PENDING, RESET, SUCCEEDED),
    "is throttled": (PENDING, fault(7), fault(0), fault(20), SUCCEEDED),
    "is throttled beyond the deadline": (PENDING, fault(2000)),
    "has to be confirmed": (seen(Outcome.FAILED, confirmations=2), FAULT, seen(Outcome.FAILED, confirmations=2)),
    "never ends": (PENDING,),
    "ends at the deadline": (*[PENDING] * 10, seen(Outcome.PENDING, hint=3.0)),
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize(
    "schedule", [None, Fixed(7), Growing(floor=1, ceiling=60)], ids=["its own", "fixed", "growing with jitter"]
)
def test_every_driver_makes_the_same_timeline_of_the_same_answers(script: tuple[Answer, ...], schedule: Any) -> None:
    results = [
        driver.one(ScriptedJob(*script), timeout=1000, schedule=schedule, clock=VirtualClock()) for driver in DRIVERS
    ]
    assert results[0].timeline[-1].next_delay is None
    for result in results[1:]:
        same(results[0], result)


@settings(derandomize=True, max_examples=30, deadline=None)
@given(
    script=st.lists(
        st.sampled_from([PENDING, PENDING, FAULT, MISSING, UNKNOWN, RESET, SUCCEEDED])
        | st.integers(0, 100).map(lambda quarters: fault(quarters / 4)),
        min_size=1,
        max_size=8,
    ),
    timeout=st.integers(0, 400).map(lambda quarters: quarters / 4),
    delay=st.integers(1, 80).map(lambda quarters: quarters / 4),
)
def test_every_driver_agrees_whatever_the_answers(script: list[Answer], timeout: float, delay: float) -> None:
    # Quarters of a second add up without rounding.
    results = [
        driver.one(ScriptedJob(*script), timeout=timeout, schedule=Fixed(delay), clock=VirtualClock())
        for driver in DRIVERS
    ]
    for result in results[1:]:
        same(results[0], result)


@every_driver
def test_the_time_that_a_callback_takes_is_no_extra(driver: Driver) -> None:
    clock = VirtualClock()
    result = driver.one(
        ScriptedJob(PENDING), timeout=20, schedule=Fixed(6), clock=clock, on_poll=lambda poll: clock.advance(2.5)
    )
    assert [poll.elapsed for poll in result.timeline] == [0, 6, 12, 18, 20.5]


@every_driver
def test_a_callback_that_takes_longer_than_the_plan_is_followed_by_a_poll(driver: Driver) -> None:
    clock = VirtualClock()
    result = driver.one(
        ScriptedJob(PENDING), timeout=20, schedule=Fixed(1), clock=clock, on_poll=lambda poll: clock.advance(50)
    )
    assert [poll.elapsed for poll in result.timeline] == [0, 50]
    assert isinstance(result.error, WaitTimeoutError)


# Law 1: first poll at once, last poll at the deadline.


@every_driver
def test_the_first_poll_is_at_once_and_an_ended_job_takes_no_time(driver: Driver) -> None:
    clock = VirtualClock()
    result = driver.one(ScriptedJob(SUCCEEDED), timeout=60, clock=clock)
    assert (result.outcome, result.polls, result.elapsed, clock.now) == (Outcome.SUCCEEDED, 1, 0.0, 0.0)


@every_driver
def test_a_success_at_the_deadline_wins(driver: Driver) -> None:
    clock = VirtualClock()
    result = driver.one(ScriptedJob(PENDING, SUCCEEDED), timeout=30, schedule=Fixed(100), clock=clock)
    assert (result.outcome, result.polls, clock.now) == (Outcome.SUCCEEDED, 2, 30.0)


@every_driver
def test_a_timeout_of_zero_polls_once(driver: Driver) -> None:
    job, clock = ScriptedJob(PENDING), VirtualClock()
    assert isinstance(driver.one(job, timeout=0, clock=clock).error, WaitTimeoutError)
    assert (job.polls, clock.now) == (1, 0.0)


@every_driver
def test_without_a_timeout_a_wait_lasts_as_long_as_the_job(driver: Driver) -> None:
    clock = VirtualClock()
    result = driver.one(ScriptedJob(*[PENDING] * 100, SUCCEEDED), timeout=None, schedule=Fixed(86_400), clock=clock)
    assert (result.outcome, clock.now) == (Outcome.SUCCEEDED, 8_640_000)


@every_driver
def test_a_clock_that_began_long_ago_makes_no_difference(driver: Driver) -> None:
    clock = VirtualClock()
    clock.advance(1e6)
    result = driver.one(ScriptedJob(PENDING), timeout=10, schedule=Fixed(4), clock=clock)
    assert [poll.elapsed for poll in result.timeline] == [0, 4, 8, 10]


@every_driver
def test_a_date_is_judged_by_the_clock_that_is_given(driver: Driver) -> None:
    class Noon(VirtualClock):
        def time(self) -> float:
            return 1_714_564_800.0

    headers = httpx.Headers({"Retry-After": "Wed, 01 May 2024 12:00:25 GMT"})
    busy = ProviderResponseError("busy", status_code=503, headers=headers, content=b"", method="GET", path="/job")
    result = driver.one(ScriptedJob(busy, SUCCEEDED), timeout=60, clock=Noon())
    assert [poll.elapsed for poll in result.timeline] == [0, 25]


@pytest.mark.parametrize(("unknown_status", "polls"), [("wait", 3), ("raise", 1)])
@every_driver
def test_an_unknown_word_is_tolerated_or_not_as_the_caller_says(
    driver: Driver, unknown_status: Literal["wait", "raise"], polls: int
) -> None:
    job = ScriptedJob(UNKNOWN)
    result = driver.one(job, timeout=500, schedule=Fixed(60), unknown_status=unknown_status, clock=VirtualClock())
    assert type(result.error) is UnknownStatusError
    assert result.polls == polls


NIGHT = 8 * 3600.0


@pytest.mark.parametrize(
    ("options", "error", "shortest", "longest"),
    [
        ({}, PollingError, NIGHT / 4, NIGHT / 4 + 60),
        ({"fault_tolerance": 600}, PollingError, 600, 660),
        ({"fault_tolerance": timedelta(minutes=10)}, PollingError, 600, 660),
        ({"fault_tolerance": 0}, PollingError, 1, 1),
        ({"fault_tolerance": None}, WaitTimeoutError, NIGHT, NIGHT),
    ],
    ids=str,
)
@every_driver
def test_faults_in_a_row_are_tolerated_as_long_as_the_caller_says(
    driver: Driver, options: dict[str, Any], error: type[WaitError], shortest: float, longest: float
) -> None:
    result = driver.one(ScriptedJob(PENDING, RESET), timeout=NIGHT, clock=VirtualClock(), **options)
    assert type(result.error) is error
    assert shortest <= result.elapsed <= longest


# What the wait for one raises.


def test_one_job_returns_when_it_ends_well_and_raises_when_not() -> None:
    assert wait_for_completion(ScriptedJob(PARTIAL), timeout=0).outcome is Outcome.PARTIAL
    with pytest.raises(JobFailedError) as raised:
        wait_for_completion(ScriptedJob(FAILED), timeout=0)
    assert raised.value.result.status == "status FAILED"


@every_many
def test_many_jobs_raise_for_none_of_them(driver: Driver) -> None:
    answers = (SUCCEEDED, PARTIAL, FAILED, MISSING, EXPIRED, DENIED, UNKNOWN, PENDING)
    jobs = [ScriptedJob(answer) for answer in answers]
    results = driver.all(jobs, timeout=500, clock=VirtualClock())
    by_job = {id(result.job): result for result in results}
    assert {type(by_job[id(job)].error).__name__ for job in jobs} == {
        "NoneType",
        "JobFailedError",
        "JobNotFoundError",
        "JobGoneError",
        "PollingError",
        "UnknownStatusError",
        "WaitTimeoutError",
    }
    for job in jobs:
        same(by_job[id(job)], DRIVERS[0].one(ScriptedJob(*job.answers), timeout=500, clock=VirtualClock()))


# Law 11: callbacks.


class Stop(BaseException):
    """Not an Exception, so nothing may catch it on the way."""


@every_driver
def test_a_callback_sees_every_poll(driver: Driver) -> None:
    polls: list[Poll] = []
    result = driver.one(ScriptedJob(PENDING, FAULT, SUCCEEDED), timeout=60, on_poll=polls.append, clock=VirtualClock())
    assert polls == result.timeline
    assert [poll.job for poll in polls] == [result.job] * 3


@every_async
def test_a_callback_may_be_async(driver: Driver) -> None:
    polls: list[Poll] = []

    async def on_poll(poll: Poll) -> None:
        await anyio.lowlevel.checkpoint()
        polls.append(poll)

    result = driver.one(ScriptedJob(PENDING, SUCCEEDED), timeout=60, on_poll=on_poll, clock=VirtualClock())
    assert polls == result.timeline


ERRORS = [RuntimeError("mine"), TimeoutError("mine"), Stop("mine"), ExceptionGroup("mine", [KeyError("a")])]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("at", [1, 3], ids=["in the middle", "on the last poll"])
@every_driver
def test_a_callback_that_raises_ends_the_wait_with_that_very_exception(
    driver: Driver, at: int, error: BaseException
) -> None:
    def on_poll(poll: Poll) -> None:
        if poll.number == at:
            raise error

    job = ScriptedJob(PENDING, PENDING, SUCCEEDED)
    with pytest.raises(type(error)) as raised:
        driver.one(job, timeout=60, on_poll=on_poll, clock=VirtualClock())
    assert raised.value is error
    assert job.polls == at


@every_async
def test_an_async_callback_that_raises_does_so_too(driver: Driver) -> None:
    error = RuntimeError("mine")

    async def on_poll(poll: Poll) -> None:
        await anyio.lowlevel.checkpoint()
        raise error

    with pytest.raises(RuntimeError) as raised:
        driver.one(ScriptedJob(PENDING), timeout=60, on_poll=on_poll, clock=VirtualClock())
    assert raised.value is error


@every_driver
def test_what_a_callback_raises_keeps_its_own_cause_and_context(driver: Driver) -> None:
    def on_poll(poll: Poll) -> None:
        try:
            raise KeyError("first")
        except KeyError as error:
            if poll.number == 1:
                raise RuntimeError("second")  # noqa: B904 - the context is what is tested
            raise RuntimeError("third") from error

    for answers, suppressed in ((PENDING,), False), ((PENDING, SUCCEEDED), True):
        with pytest.raises(RuntimeError) as raised:
            driver.one(
                ScriptedJob(*answers),
                timeout=60,
                on_poll=on_poll if not suppressed else lambda poll: on_poll(poll) if poll.number > 1 else None,
                clock=VirtualClock(),
            )
        assert isinstance(raised.value.__context__, KeyError)
        assert raised.value.__suppress_context__ is suppressed


@every_many
def test_a_callback_that_raises_for_one_job_ends_the_wait_for_all(driver: Driver) -> None:
    def on_poll(poll: Poll) -> None:
        if str(poll.job.handle).endswith("two") and poll.number == 2:
            raise error

    error = RuntimeError("mine")
    jobs = [ScriptedJob(PENDING, job_id=name) for name in ("one", "two", "three")]
    with pytest.raises(RuntimeError) as raised:
        driver.all(jobs, timeout=60, on_poll=on_poll, clock=VirtualClock())
    assert raised.value is error
    assert all(1 <= job.polls <= 2 for job in jobs)


@both_backends
def test_a_callback_that_cancels_and_raises_is_heard(backend: str) -> None:
    error = RuntimeError("mine")

    async def go() -> None:
        with anyio.CancelScope() as scope:

            def on_poll(poll: Poll) -> None:
                scope.cancel()
                raise error

            await async_wait_for_all([ScriptedJob(PENDING)], timeout=60, on_poll=on_poll, clock=VirtualClock())

    with pytest.raises(RuntimeError) as raised:
        anyio.run(go, backend=backend)
    assert raised.value is error


@both_backends
def test_after_a_callback_raised_nothing_more_comes(backend: str) -> None:
    def on_poll(poll: Poll) -> None:
        if poll.number == 2:
            raise RuntimeError("mine")

    async def go() -> None:
        jobs = [ScriptedJob(PENDING), ScriptedJob(fault(retry_after=30))]
        results = async_as_completed(jobs, timeout=60, on_poll=on_poll, clock=VirtualClock())
        with pytest.raises(RuntimeError):
            await anext(results)
        with pytest.raises(StopAsyncIteration):
            await anext(results)

    anyio.run(go, backend=backend)


@every_driver
def test_a_callback_may_wait_for_another_job(driver: Driver) -> None:
    others: list[WaitResult[Any]] = []

    def on_poll(poll: Poll) -> None:
        others.append(wait_for_completion(ScriptedJob(PENDING, SUCCEEDED), timeout=60, clock=VirtualClock()))
        others.extend(wait_for_all([ScriptedJob(PENDING, SUCCEEDED)], timeout=60, clock=VirtualClock()))

    driver.one(ScriptedJob(PENDING, SUCCEEDED), timeout=60, on_poll=on_poll, clock=VirtualClock())
    assert [other.polls for other in others] == [2, 2, 2, 2]


def test_callbacks_of_the_sync_drivers_run_in_the_thread_of_the_caller() -> None:
    threads: set[threading.Thread] = set()
    jobs = [ScriptedJob(PENDING, SUCCEEDED) for _ in range(5)]
    wait_for_all(jobs, timeout=60, on_poll=lambda poll: threads.add(threading.current_thread()), clock=VirtualClock())
    assert threads == {threading.current_thread()}


# Law 8: cancellation and Ctrl-C pass through.


@every_driver
def test_control_c_passes_through_and_the_job_can_be_waited_for_again(driver: Driver) -> None:
    def on_poll(poll: Poll) -> None:
        if poll.number == 2:
            signal.raise_signal(signal.SIGINT)

    job = ScriptedJob(PENDING, PENDING, SUCCEEDED)
    with pytest.raises(KeyboardInterrupt):
        driver.one(job, timeout=60, on_poll=on_poll, clock=VirtualClock())
    assert job.polls == 2
    assert driver.one(job, timeout=60, clock=VirtualClock()).outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize("driver", [driver for driver in DRIVERS if driver.backend is None], ids=str)
def test_control_c_in_a_poll_or_in_a_sleep_passes_through(driver: Driver) -> None:
    class Interrupted(VirtualClock):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        driver.one(ScriptedJob(interrupted), timeout=60, clock=VirtualClock())
    with pytest.raises(KeyboardInterrupt):
        driver.one(ScriptedJob(PENDING), timeout=60, clock=Interrupted())


@pytest.mark.parametrize("place", ["in a sleep", "in a poll", "in a callback"])
@every_async
def test_cancellation_passes_through_and_the_job_can_be_waited_for_again(driver: Driver, place: str) -> None:
    scopes: list[anyio.CancelScope] = []

    async def cancelled() -> None:
        scopes[0].cancel()
        await anyio.sleep_forever()

    async def on_poll(poll: Poll) -> None:
        if place == "in a callback":
            await cancelled()
        elif place == "in a sleep":
            scopes[0].cancel()

    job = ScriptedJob(cancelled if place == "in a poll" else PENDING, SUCCEEDED)

    async def go() -> None:
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            waiting = getattr(tarry, driver.wait)
            options: dict[str, Any] = {"timeout": 60, "on_poll": on_poll, "clock": VirtualClock()}
            if not driver.many:
                await waiting(job, **options)
            elif driver.in_order:
                await waiting([job], **options)
            else:
                async for _ in waiting([job], **options):
                    pass
        assert scope.cancelled_caught

    driver.run(go)
    assert job.polls == 1
    assert driver.one(job, timeout=60, clock=VirtualClock()).outcome is Outcome.SUCCEEDED


def test_a_cancelled_asyncio_task_is_cancelled() -> None:
    async def go() -> None:
        for waiting in (
            tarry.async_wait_for_completion(ScriptedJob(anyio.sleep_forever), timeout=60),
            async_wait_for_all([ScriptedJob(anyio.sleep_forever), ScriptedJob(PENDING)], timeout=60),
        ):
            task = asyncio.create_task(waiting)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert task.cancelled()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(go())


# Bugs are nobody's fault but the programmer's.


BUGS = [
    AttributeError("no such field"),
    ValueError("no number"),
    UnicodeEncodeError("ascii", "ü", 0, 1, "ordinal not in range"),
    OverflowError("too large"),
    RecursionError("too deep"),
    RuntimeError("the client has been closed"),
]


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: type(bug).__name__)
@every_driver
def test_a_bug_in_a_poll_ends_the_wait_for_that_job_and_asks_to_be_reported(
    driver: Driver, bug: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    job = ScriptedJob(PENDING, bug)
    result = driver.one(job, timeout=60, clock=VirtualClock())
    assert type(result.error) is PollingError
    assert result.error.__cause__ is bug
    assert f"met an unexpected {type(bug).__name__}; where no code of yours is to blame, please report it with" in str(
        result.error
    )
    assert job.polls == 2
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert record.exc_info is not None
    assert record.exc_info[1] is bug


@pytest.mark.parametrize("bug", [*BUGS, OSError(24, "Too many open files"), TimeoutError()], ids=repr)
@every_many
def test_what_one_job_raises_loses_no_result_of_another(driver: Driver, bug: Exception) -> None:
    def fail() -> Any:
        raise bug

    jobs = [ScriptedJob(PENDING, SUCCEEDED, job_id=str(number)) for number in range(3)]
    jobs.insert(1, ScriptedJob(fail, job_id="bad"))
    results = {result.job.handle.ids[0]: result for result in driver.all(jobs, timeout=600, clock=VirtualClock())}
    assert {name for name, result in results.items() if result.outcome is Outcome.SUCCEEDED} == {"0", "1", "2"}
    assert type(results["bad"].error) is PollingError
    assert results["bad"].error.__cause__ is bug


@every_driver
def test_an_error_of_the_system_is_a_fault_that_may_pass(driver: Driver) -> None:
    job = ScriptedJob(PENDING, OSError(24, "Too many open files"), SUCCEEDED)
    result = driver.one(job, timeout=600, clock=VirtualClock())
    assert result.outcome is Outcome.SUCCEEDED
    assert result.timeline[1].fault == "fault: [Errno 24] Too many open files"


@every_many
def test_a_client_that_cannot_be_made_fails_for_its_job_alone(driver: Driver) -> None:
    class Broken(StubClient):
        def get_httpx_client(self) -> Any:
            raise OSError(2, "No such CA file")

    def poll() -> Any:
        return broken.client.get_httpx_client()

    broken = ScriptedJob(poll, job_id="bad")
    vars(broken)["_client"] = Broken()
    results = driver.all([broken, ScriptedJob(SUCCEEDED)], timeout=600, clock=VirtualClock())
    assert sorted(str(result.outcome) for result in results) == ["pending", "succeeded"]
    assert "No such CA file" in str([result.error for result in results if result.error])


class Planned:
    def __init__(self, plan: Any) -> None:
        self._plan = plan

    def next_delay(self, elapsed: float, hint: float | None) -> Any:
        if isinstance(self._plan, Exception):
            raise self._plan
        return self._plan

    def __repr__(self) -> str:
        return "Planned()"


@every_driver
def test_what_a_schedule_raises_ends_the_wait(driver: Driver) -> None:
    bug = ZeroDivisionError("mine")
    job = ScriptedJob(PENDING)
    with pytest.raises(ZeroDivisionError) as raised:
        driver.one(job, timeout=60, schedule=Planned(bug), clock=VirtualClock())
    assert raised.value is bug
    assert job.polls == 1


@pytest.mark.parametrize(
    "plan", [None, "soon", timedelta(seconds=5), 10**400, object()], ids=lambda plan: type(plan).__name__
)
@every_driver
def test_a_schedule_that_says_no_delay_is_named(driver: Driver, plan: Any) -> None:
    with pytest.raises(ConfigurationError) as raised:
        driver.one(ScriptedJob(PENDING), timeout=60, schedule=Planned(plan), clock=VirtualClock())
    assert str(raised.value) == f"Planned() planned {plan!r:.80}, which is no delay in seconds"


# Options.


class Deaf:
    next_delay = 5


BAD_OPTIONS: dict[str, dict[str, Any]] = {
    "negative timeout": {"timeout": -1},
    "nan": {"timeout": float("nan")},
    "timeout in words": {"timeout": "60"},
    "schedule without a plan": {"schedule": 5},
    "schedule with something else for a plan": {"schedule": Deaf()},
    "class of a schedule": {"schedule": Growing},
    "unknown word for unknown words": {"unknown_status": "ignore"},
    "a list for unknown words": {"unknown_status": []},
    "callback that cannot be called": {"on_poll": "print"},
    "negative fault tolerance": {"fault_tolerance": -1},
    "fault tolerance in words": {"fault_tolerance": "60"},
}


@pytest.mark.parametrize("options", BAD_OPTIONS.values(), ids=BAD_OPTIONS)
@every_driver
def test_an_option_is_checked_before_any_poll(driver: Driver, options: dict[str, Any]) -> None:
    job = ScriptedJob(SUCCEEDED)
    with pytest.raises(ConfigurationError):
        driver.one(job, **{"timeout": 60, "clock": VirtualClock(), **options})
    assert job.polls == 0


@pytest.mark.parametrize("options", BAD_OPTIONS.values(), ids=BAD_OPTIONS)
@pytest.mark.parametrize("waiting", [as_completed, async_as_completed])
def test_a_bad_option_is_said_by_the_call_and_not_by_the_first_result(
    waiting: Callable[..., Any], options: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError):
        waiting([ScriptedJob(SUCCEEDED)], **{"timeout": 60, **options})


async def async_function(poll: Poll) -> None: ...


class AsyncCallable:
    async def __call__(self, poll: Poll) -> None: ...


@pytest.mark.parametrize(
    ("job", "options", "message"),
    [
        (
            pickle.loads(pickle.dumps(ScriptedJob(PENDING))),
            {},
            "fullstory events-import abc123= came without its client: "
            'use tarry.open_job("fullstory:events-import:abc123%3D", client)',
        ),
        (None, {}, "a wait needs a job such as tarry.fullstory.EventsImport(client, id), not None"),
        (..., {"schedule": 5}, "a schedule needs next_delay(elapsed, hint), which 5 does not have"),
        (..., {"schedule": Fixed}, "schedule is the class Fixed: give an object, Fixed()"),
        (..., {"unknown_status": "ignore"}, 'unknown_status must be "wait" or "raise", not \'ignore\''),
        (..., {"on_poll": "print"}, "on_poll must be a function of one argument, the poll, not 'print'"),
        (
            ...,
            {"on_poll": async_function},
            "on_poll is async, which only a wait that begins with async_ can await; give a plain function",
        ),
    ],
    ids=lambda value: next(iter(value), "job") if isinstance(value, dict) else "",
)
def test_the_call_says_which_option_is_bad_and_what_it_should_be(
    job: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        as_completed([ScriptedJob(SUCCEEDED) if job is ... else job], **{"timeout": 60, **options})
    assert str(raised.value) == message


@pytest.mark.parametrize("driver", DRIVERS, ids=str)
def test_a_poll_tells_the_time_of_day_by_the_clock_of_the_wait(driver: Driver) -> None:
    polls: list[Poll] = []
    clock = VirtualClock()
    began = clock.time()
    result = driver.one(
        ScriptedJob(PENDING, RESET, SUCCEEDED), timeout=60, schedule=Fixed(20), clock=clock, on_poll=polls.append
    )
    assert [poll.time - began for poll in polls] == pytest.approx([0, 20, 40])
    assert [poll.time for poll in result.timeline] == [poll.time for poll in polls]
    for poll in polls:
        assert str(poll).startswith(time.strftime("%H:%M:%S fullstory:", time.localtime(poll.time)))
        assert poll == replace(poll, time=0.0), "what was seen is the same at any time of day"


@pytest.mark.parametrize(("submitted_at", "age"), [(None, None), (40.0, 60.0), (100.0, 0.0), (101.0, None)])
def test_a_schedule_may_be_made_for_the_job_and_its_age(submitted_at: float | None, age: float | None) -> None:
    class Theirs(Fixed):
        def for_job(self, provider: str, kind: str, age: float | None, default: Any) -> Any:
            asked.append((provider, kind, age, default))
            return Fixed(7)

    asked: list[Any] = []
    clock, job = VirtualClock(), ScriptedJob(PENDING, SUCCEEDED)
    clock.advance(100)
    job.submitted_at = submitted_at
    assert wait_for_completion(job, timeout=60, schedule=Theirs(1), clock=clock).elapsed == 7
    assert asked == [("fullstory", "events-import", age, job.policy.schedule)]


@pytest.mark.parametrize(
    "on_poll", [async_function, partial(async_function), AsyncCallable()], ids=["function", "partial", "object"]
)
@pytest.mark.parametrize("driver", [driver for driver in DRIVERS if driver.backend is None], ids=str)
def test_a_sync_wait_takes_no_async_callback(driver: Driver, on_poll: Any) -> None:
    job = ScriptedJob(SUCCEEDED)
    with pytest.raises(
        ConfigurationError, match="on_poll is async, which only a wait that begins with async_ can await"
    ):
        driver.one(job, timeout=60, on_poll=on_poll, clock=VirtualClock())
    with pytest.raises(ConfigurationError, match="give a plain function"):
        as_completed([job], timeout=60, on_poll=on_poll)
    assert job.polls == 0


@pytest.mark.parametrize("driver", [driver for driver in DRIVERS if driver.backend is None], ids=str)
def test_a_callback_that_shows_only_when_called_that_it_is_async_ends_a_sync_wait(driver: Driver) -> None:
    def on_poll(poll: Poll) -> object:
        return async_function(poll)

    job = ScriptedJob(PENDING)
    with pytest.raises(ConfigurationError, match="on_poll is async"):
        driver.one(job, timeout=60, on_poll=on_poll, clock=VirtualClock())
    assert job.polls == 1


@pytest.mark.parametrize("stranger", [None, "fullstory:events-import:a", object(), ScriptedJob])
@every_many
def test_all_jobs_are_checked_before_any_is_polled(driver: Driver, stranger: Any) -> None:
    job = ScriptedJob(SUCCEEDED)
    with pytest.raises(ConfigurationError, match="a wait needs a job such as"):
        driver.all([job, stranger], timeout=60, clock=VirtualClock())
    assert job.polls == 0


@every_many
def test_a_job_without_its_client_is_found_before_any_is_polled(driver: Driver) -> None:
    job = ScriptedJob(SUCCEEDED)
    with pytest.raises(ConfigurationError, match=r"use tarry\.open_job"):
        driver.all([job, pickle.loads(pickle.dumps(ScriptedJob(PENDING)))], timeout=60, clock=VirtualClock())
    assert job.polls == 0


@every_driver
def test_a_timeout_has_to_be_given(driver: Driver) -> None:
    with pytest.raises(TypeError, match="timeout"):
        driver.one(ScriptedJob(SUCCEEDED))


# Many at once.


@every_many
def test_no_jobs_have_no_results(driver: Driver) -> None:
    assert driver.all([], timeout=60, clock=VirtualClock()) == []


@every_many
def test_jobs_may_come_from_a_generator(driver: Driver) -> None:
    results = driver.all((ScriptedJob(SUCCEEDED) for _ in range(3)), timeout=60, clock=VirtualClock())
    assert len(results) == 3


@every_many
def test_one_deadline_is_for_all_and_each_job_gets_its_last_poll(driver: Driver) -> None:
    clock = VirtualClock()
    jobs = [ScriptedJob(PENDING, job_id=str(number)) for number in range(5)]
    results = driver.all(jobs, timeout=100, schedule=Growing(floor=1, ceiling=60), clock=clock)
    assert clock.now == pytest.approx(100)
    for result in results:
        assert isinstance(result.error, WaitTimeoutError)
        assert result.outcome is Outcome.PENDING
        assert result.elapsed == pytest.approx(100)
        assert result.timeline[-2].reason == "last poll, at the deadline"


@every_many
def test_results_come_as_jobs_end_or_in_the_order_given(driver: Driver) -> None:
    slow, quick, middle = (
        ScriptedJob(*[PENDING] * polls, SUCCEEDED, job_id=name)
        for name, polls in [("slow", 9), ("quick", 1), ("middle", 5)]
    )
    results = driver.all([slow, quick, middle], timeout=60, clock=VirtualClock())
    expected = [slow, quick, middle] if driver.in_order else [quick, middle, slow]
    assert [result.job for result in results] == expected
    assert [result.polls for result in results] == [job.polls for job in expected]


@every_many
def test_a_job_given_twice_is_waited_for_twice(driver: Driver) -> None:
    job, other = ScriptedJob(PENDING), ScriptedJob(SUCCEEDED, job_id="other")
    results = driver.all([job, other, job], timeout=2, clock=VirtualClock())
    assert sorted(str(result.job) for result in results) == sorted(str(one) for one in [job, other, job])
    assert job.polls == 6
    if driver.in_order:
        assert [result.job for result in results] == [job, other, job]
        assert results[0] is not results[2]


@every_many
def test_equal_handles_are_not_the_same_job(driver: Driver) -> None:
    jobs = [ScriptedJob(*[PENDING] * polls, SUCCEEDED) for polls in (3, 0, 2)]
    results = driver.all(jobs, timeout=60, clock=VirtualClock())
    assert {id(result.job): result.polls for result in results} == {
        id(job): polls for job, polls in zip(jobs, (4, 1, 3), strict=True)
    }


@every_many
def test_company_does_not_change_the_timeline_of_a_job(driver: Driver) -> None:
    scripts = list(SCRIPTS.values())
    jobs = [ScriptedJob(*script, job_id=str(number)) for number, script in enumerate(scripts)]
    results = driver.all(jobs, timeout=1000, clock=VirtualClock())
    for result in results:
        alone = ScriptedJob(*scripts[int(result.job.handle.ids[0])], job_id=result.job.handle.ids[0])
        same(result, DRIVERS[0].one(alone, timeout=1000, clock=VirtualClock()))


@every_many
def test_no_more_polls_are_in_flight_than_allowed_and_all_jobs_end(driver: Driver) -> None:
    in_flight = most = 0
    lock = threading.Lock()

    def enter() -> None:
        nonlocal in_flight, most
        with lock:
            in_flight += 1
            most = max(most, in_flight)

    def leave() -> Any:
        nonlocal in_flight
        with lock:
            in_flight -= 1
        return SUCCEEDED

    def sync_poll() -> Any:
        enter()
        return leave()

    async def async_observe() -> Any:
        enter()
        for _ in range(3):
            await anyio.lowlevel.checkpoint()
        return leave()

    poll = async_observe if driver.backend else sync_poll
    jobs = [ScriptedJob(PENDING, poll) for _ in range(3 * IN_FLIGHT)]
    results = driver.all(jobs, timeout=60, clock=VirtualClock(), per_second=10_000)
    assert {result.outcome for result in results} == {Outcome.SUCCEEDED}
    assert len(results) == len(jobs)
    # All of them have one host, which gets half.
    assert most <= IN_FLIGHT // 2
    assert driver.backend is None or most == IN_FLIGHT // 2


class Passing(VirtualClock):
    """Time that passes while polls are in flight: up to the next one that is due."""

    def patience(self, seconds: float) -> float | None:  # type: ignore[override]
        self.advance(seconds)
        return 0.0


@every_many
def test_a_poll_that_hangs_keeps_no_other_job_from_being_polled(driver: Driver) -> None:
    # The hanging poll ends when a job has ended that needs polls long after a third one was done.
    released = threading.Event()

    def hang() -> Any:
        assert released.wait(10), "the other jobs were not polled"
        return SUCCEEDED

    async def async_hang() -> Any:
        with anyio.fail_after(10):
            while not released.is_set():
                await anyio.lowlevel.checkpoint()
        return SUCCEEDED

    def release() -> Any:
        released.set()
        return SUCCEEDED

    hanging = ScriptedJob(async_hang if driver.backend else hang)
    quick, slow = ScriptedJob(SUCCEEDED), ScriptedJob(*[PENDING] * 5, release)
    # Without a deadline, at which no poll would be waited for any longer.
    results = driver.all([hanging, quick, slow], timeout=None, clock=Passing())
    assert {result.outcome for result in results} == {Outcome.SUCCEEDED}
    assert (hanging.polls, quick.polls, slow.polls) == (1, 1, 6)


@both_backends
def test_a_poll_that_hangs_is_waited_for_and_not_asked_after_again_and_again(backend: str) -> None:
    class Counting(VirtualClock):
        asked = 0

        def monotonic(self) -> float:
            self.asked += 1
            return super().monotonic()

    async def hang() -> Any:
        for _ in range(300):
            await anyio.lowlevel.checkpoint()
        return SUCCEEDED

    async def go() -> None:
        await async_wait_for_all([ScriptedJob(hang), ScriptedJob(SUCCEEDED)], timeout=60, clock=clock)

    clock = Counting()
    anyio.run(go, backend=backend)
    assert clock.asked < 30


@pytest.mark.parametrize("backend", [None, *BACKENDS])
def test_a_slow_reader_of_results_costs_no_job_its_last_poll(backend: str | None) -> None:
    clock = VirtualClock()
    first, second = ScriptedJob(SUCCEEDED, job_id="first"), ScriptedJob(PENDING, SUCCEEDED, job_id="second")
    outcomes: dict[str, Outcome] = {}

    def read(result: WaitResult[Any]) -> None:
        outcomes[result.job.handle.ids[0]] = result.outcome
        clock.advance(1000)

    async def go() -> None:
        async for result in async_as_completed([first, second], timeout=60, clock=clock):
            read(result)

    if backend is None:
        for result in as_completed([first, second], timeout=60, clock=clock):
            read(result)
    else:
        anyio.run(go, backend=backend)
    assert outcomes == {"first": Outcome.SUCCEEDED, "second": Outcome.SUCCEEDED}
    assert second.polls == 2


def test_a_poll_in_flight_while_results_are_read_counts_from_its_end() -> None:
    # Two jobs in one batch: the reader of the first takes half an hour before the second is handed over.
    clock = VirtualClock()
    results = as_completed([ScriptedJob(SUCCEEDED), ScriptedJob(PENDING, FAILED)], timeout=3600, clock=clock)
    next(results)
    clock.advance(1800)
    result = next(results)
    assert [poll.elapsed for poll in result.timeline] == [0, 1800]


@pytest.mark.parametrize("waiting", [as_completed, async_as_completed])
def test_the_call_sends_nothing_and_its_moment_counts_for_the_deadline(waiting: Callable[..., Any]) -> None:
    clock, job = VirtualClock(), ScriptedJob(PENDING)
    results = waiting([job], timeout=60, clock=clock)
    assert job.polls == 0
    clock.advance(100)

    async def first() -> WaitResult[Any]:
        result: WaitResult[Any] = await anext(results)
        return result

    result = next(results) if isinstance(results, Iterator) else anyio.run(first)
    assert isinstance(result.error, WaitTimeoutError)
    assert (result.polls, result.elapsed) == (1, 100)


# Leaving early.


def poll_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("tarry-poll")]


def test_leaving_early_leaves_no_thread() -> None:
    jobs = [ScriptedJob(*[PENDING] * polls, SUCCEEDED) for polls in range(5)]
    for result in as_completed(jobs, timeout=60, clock=VirtualClock()):
        assert result.polls == 1
        break
    for thread in poll_threads():
        thread.join(10)
    assert poll_threads() == []
    assert sum(job.polls for job in jobs) == 5


def test_leaving_early_starts_no_further_poll() -> None:
    # The late job has no room beside those that hang, and has some when they are released, after the reader has left.
    released, all_hang = threading.Event(), threading.Barrier(IN_FLIGHT // 2 + 1)

    def hang() -> Any:
        all_hang.wait(10)
        assert released.wait(10)
        return PENDING

    def quick() -> Any:
        all_hang.wait(10)
        return SUCCEEDED

    hanging = [ScriptedJob(hang) for _ in range(IN_FLIGHT // 2)]
    elsewhere, late = ScriptedJob(quick), ScriptedJob(PENDING)
    client = StubClient()
    vars(client)["_base_url"] = "https://elsewhere.example.com"
    vars(elsewhere)["_client"] = client
    results = as_completed([*hanging, elsewhere, late], timeout=60)
    assert next(results).job is elsewhere
    results.close()
    released.set()
    for thread in poll_threads():
        thread.join(10)
    assert [job.polls for job in hanging] == [1] * len(hanging)
    assert late.polls == 0


@both_backends
def test_leaving_early_leaves_no_task_and_no_warning(backend: str) -> None:
    jobs = [ScriptedJob(*[PENDING] * polls, SUCCEEDED) for polls in range(5)]

    def tasks() -> int:
        return len(asyncio.all_tasks()) if backend == "asyncio" else trio.lowlevel.current_statistics().tasks_living

    async def go() -> None:
        before = tasks()
        async for result in async_as_completed(jobs, timeout=60, clock=VirtualClock()):
            assert result.polls == 1
            break
        gc.collect()
        assert tasks() == before
        await anyio.lowlevel.checkpoint()
        assert tasks() == before

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        anyio.run(go, backend=backend)
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
    assert sum(job.polls for job in jobs) == 5


@both_backends
def test_results_may_be_closed_like_a_generator(backend: str) -> None:
    async def go() -> list[int]:
        jobs = [ScriptedJob(*[PENDING] * polls, SUCCEEDED) for polls in (0, 0, 1)]
        results: Any = async_as_completed(jobs, timeout=60, clock=VirtualClock())
        async with aclosing(results):
            polls = [(await anext(results)).polls]
        return polls + [result.polls async for result in results]

    assert anyio.run(go, backend=backend) == [1]


@both_backends
def test_a_reader_may_stop_and_go_on(backend: str) -> None:
    async def go() -> list[int]:
        jobs = [ScriptedJob(*[PENDING] * polls, SUCCEEDED) for polls in range(3)]
        results: AsyncIterator[WaitResult[Any]] = async_as_completed(jobs, timeout=60, clock=VirtualClock())
        polls = [(await anext(results)).polls]
        return polls + [result.polls async for result in results]

    assert anyio.run(go, backend=backend) == [1, 2, 3]
