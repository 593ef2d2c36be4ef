"""Laws 8 and 11: a wait that is stopped at any place, by a cancellation, by Ctrl-C or by a callback, through every driver.

Whatever stops it comes through as it is; nothing is polled after it, nothing keeps running, and the job knows nothing of it:
the next wait for it ends as if there had been no other.
"""

import asyncio
import signal
import threading
from collections.abc import Sequence
from typing import Any

import anyio
import anyio.lowlevel
import pytest
import trio
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import tarry
from support.scripted import (
    ASYNC,
    DRIVERS,
    FAULT,
    PENDING,
    RESET,
    SUCCEEDED,
    UNKNOWN,
    Answer,
    Driver,
    ScriptedJob,
    fault,
)
from tarry import Outcome, Poll
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

SYNC = [driver for driver in DRIVERS if driver.backend is None]
SCRIPTS = st.lists(st.sampled_from([PENDING, PENDING, FAULT, RESET, UNKNOWN, fault(retry_after=7.5)]), max_size=6)
"""What a wait tolerates; a success follows."""
COMPANY = st.integers(0, 3)
"""How many other jobs the drivers for many wait for meanwhile."""
AT = st.integers(1, 7)

often = settings(derandomize=True, max_examples=15, deadline=None)


class Stop(BaseException):
    """Not an Exception, so nothing may catch it on the way."""


class Scene:
    """A job that ends after *script*, and where it is stopped: at poll number *at*."""

    def __init__(self, driver: Driver, script: Sequence[Answer], at: int, company: int) -> None:
        self.driver = driver
        self.at = min(at, len(script) + 1)
        self.job = ScriptedJob(*script, SUCCEEDED, job_id="stopped")
        self.others = [
            ScriptedJob(*[PENDING] * 10, SUCCEEDED, job_id=str(n)) for n in range(company if driver.many else 0)
        ]
        self.expected = DRIVERS[0].one(ScriptedJob(*script, SUCCEEDED), **self.options())

    def options(self, **more: Any) -> dict[str, Any]:
        return {"timeout": 1000, "schedule": Fixed(5), "clock": VirtualClock(), **more}

    def is_here(self, poll: Poll) -> bool:
        return poll.job is self.job and poll.number == self.at

    def wait(self, **more: Any) -> None:
        if self.driver.many:
            self.driver.all([self.job, *self.others], **self.options(**more))
        else:
            self.driver.one(self.job, **self.options(**more))

    async def async_wait(self, **more: Any) -> None:
        """For inside a scope of cancellation."""
        waiting = getattr(tarry, self.driver.wait)
        options = self.options(**more)
        if not self.driver.many:
            await waiting(self.job, **options)
        elif self.driver.in_order:
            await waiting([self.job, *self.others], **options)
        else:
            async for _ in waiting([self.job, *self.others], **options):
                pass

    def check_that_only_the_wait_was_stopped(self, answers: Sequence[Answer]) -> None:
        """No poll comes after, and another wait, over the same *answers*, ends like one that was never stopped."""
        assert self.job.polls == self.at
        for thread in threading.enumerate():
            if thread.name.startswith("tarry-poll"):
                thread.join(10)
                assert not thread.is_alive()
        polls = [other.polls for other in self.others]
        self.job.answers, self.job.polls = tuple(answers), 0
        again = self.driver.one(self.job, **self.options())
        assert [other.polls for other in self.others] == polls
        assert (again.outcome, again.polls, again.elapsed) == (
            Outcome.SUCCEEDED,
            self.expected.polls,
            self.expected.elapsed,
        )


@pytest.mark.parametrize("driver", DRIVERS, ids=str)
@often
@given(
    script=SCRIPTS,
    at=AT,
    company=COMPANY,
    error=st.sampled_from([RuntimeError, TimeoutError, Stop, KeyboardInterrupt, LookupError]),
)
def test_a_callback_that_raises_anywhere_ends_the_wait_there(
    driver: Driver, script: list[Answer], at: int, company: int, error: type[BaseException]
) -> None:
    scene, raised = Scene(driver, script, at, company), error("mine")

    def on_poll(poll: Poll) -> None:
        if scene.is_here(poll):
            raise raised

    with pytest.raises(error) as caught:
        scene.wait(on_poll=on_poll)
    assert caught.value is raised
    scene.check_that_only_the_wait_was_stopped([*script, SUCCEEDED])


@pytest.mark.parametrize("driver", SYNC, ids=str)
@often
@given(script=SCRIPTS, at=AT, company=COMPANY, place=st.sampled_from(["in a poll", "in a callback", "in a sleep"]))
def test_control_c_passes_through_anywhere(
    driver: Driver, script: list[Answer], at: int, company: int, place: str
) -> None:
    scene = Scene(driver, script, at, company)
    here = False

    class Interrupted(VirtualClock):
        def sleep(self, seconds: float) -> None:
            if here and place == "in a sleep":
                signal.raise_signal(signal.SIGINT)
            super().sleep(seconds)

    def on_poll(poll: Poll) -> None:
        nonlocal here
        here = here or scene.is_here(poll)
        if here and place == "in a callback":
            signal.raise_signal(signal.SIGINT)

    def interrupted() -> Any:
        raise KeyboardInterrupt

    if place == "in a poll":
        scene.job.answers = (*script[: scene.at - 1], interrupted)
    elif place == "in a sleep":
        # The last poll is followed by none, so there the callback has to do.
        scene.at = min(scene.at, len(script))
    assume(scene.at > 0)
    with pytest.raises(KeyboardInterrupt):
        scene.wait(on_poll=on_poll, clock=Interrupted())
    scene.check_that_only_the_wait_was_stopped([*script, SUCCEEDED])


@pytest.mark.parametrize("driver", ASYNC, ids=str)
@often
@given(script=SCRIPTS, at=AT, company=COMPANY, place=st.sampled_from(["in a poll", "in a callback", "in a sleep"]))
def test_a_cancellation_passes_through_anywhere(
    driver: Driver, script: list[Answer], at: int, company: int, place: str
) -> None:
    scene = Scene(driver, script, at, company)
    scopes: list[anyio.CancelScope] = []

    async def cancelled() -> Any:
        scopes[0].cancel()
        await anyio.sleep_forever()

    async def on_poll(poll: Poll) -> None:
        if scene.is_here(poll) and place == "in a callback":
            await cancelled()
        elif scene.is_here(poll) and place == "in a sleep":
            scopes[0].cancel()

    def tasks() -> int:
        if driver.backend == "asyncio":
            return len(asyncio.all_tasks())
        return trio.lowlevel.current_statistics().tasks_living

    async def go() -> None:
        before = tasks()
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            await scene.async_wait(on_poll=on_poll)
        assert scope.cancelled_caught
        # The polls of an iterator that was dropped are cancelled, and end when the loop comes round to it.
        for _ in range(50):
            await anyio.lowlevel.checkpoint()
        assert tasks() == before

    if place == "in a poll":
        scene.job.answers = (*script[: scene.at - 1], cancelled)
    elif place == "in a sleep":
        scene.at = min(scene.at, len(script))
    assume(scene.at > 0)
    driver.run(go)
    scene.check_that_only_the_wait_was_stopped([*script, SUCCEEDED])
