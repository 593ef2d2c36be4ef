"""Waits of weeks on Temporal's test server, whose time is skipped."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from temporalio.activity import defn
from temporalio.client import WorkflowFailureError, WorkflowHandle
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.testing import ActivityEnvironment
from temporalio.worker import (
    ActivityInboundInterceptor,
    ActivityOutboundInterceptor,
    Interceptor,
    Replayer,
    Worker,
)

from engines.temporal.workflows import Wait
from engines.temporal.world import DAY, SECRET, World, events, world
from tarry import ConfigurationError
from tarry.sandbox import Fault, Plan
from tarry.schedules import Fixed
from tarry.temporal import TarryPlugin, Waited
from tarry.temporal.waiting import ToPoll

pytestmark = pytest.mark.anyio

EVENTS_OF_A_WAIT = 6
"""Scheduled, started and completed, of the activity and of the workflow task after it."""
EVENTS_OF_A_WORKFLOW = 5
"""One that does nothing: started, its task scheduled, started and completed, completed."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def ended(handle: WorkflowHandle[Any, Any]) -> Waited | ApplicationError:
    """How a wait ended."""
    try:
        end: Waited = await handle.result()
    except WorkflowFailureError as failure:
        if isinstance(failure.cause, ApplicationError):
            return failure.cause
        raise
    return end


async def waited(
    world: World, plan: Plan, **options: Any
) -> tuple[Waited | ApplicationError, WorkflowHandle[Any, Any]]:
    """Wait for a job with this plan."""
    handle = await world.start(await world.job(plan), {"timeout": 20 * DAY, **options})
    return await ended(handle), handle


ENDS = {"succeeded": None, "partial": None, "failed": "JobFailedError", "gone": "JobGoneError"}


async def test_fourteen_days_end_as_the_job_does_and_cost_six_events() -> None:
    async with world() as here, here.worker():
        for outcome, kind in ENDS.items():
            end, handle = await waited(here, Plan(outcome, seconds=14 * DAY))  # type: ignore[arg-type]
            if kind is None:
                assert isinstance(end, Waited)
                fields = asdict(end)
            else:
                assert isinstance(end, ApplicationError)
                assert end.type == kind
                assert f"{outcome}" in end.message or "no longer" in end.message
                fields = end.details[0]
            assert fields["handle"] == handle.id
            assert fields["outcome"] == outcome
            assert 14 * DAY <= fields["elapsed"] <= 16 * DAY
            assert fields["polls"] > 20
            history = await events(handle)
            assert len(history) == EVENTS_OF_A_WORKFLOW + EVENTS_OF_A_WAIT
            assert not any(SECRET.encode() in event.SerializeToString() for event in history)
        assert len(here.made) == 1


async def test_the_last_poll_is_at_the_deadline_and_a_success_seen_on_it_wins() -> None:
    async with world() as here, here.worker(schedule=Fixed(60)):
        begun = here.time()
        end, _ = await waited(here, Plan(seconds=90), timeout=100)
        assert isinstance(end, Waited)
        assert end.polls == 3
        assert [round(at - begun) for at in here.polled] == pytest.approx([0, 60, 100], abs=5)

        here.polled.clear()
        begun = (await here.env.get_current_time()).timestamp()
        end, _ = await waited(here, Plan(seconds=1000), timeout=100)
        assert isinstance(end, ApplicationError)
        assert end.type == "WaitTimeoutError"
        assert end.details[0]["outcome"] == "pending"
        assert [round(at - begun) for at in here.polled] == pytest.approx([0, 60, 100], abs=5)


async def test_a_timeout_of_nothing_polls_once() -> None:
    async with world() as here, here.worker():
        end, _ = await waited(here, Plan(seconds=1000), timeout=0)
        assert isinstance(end, ApplicationError)
        assert (end.type, end.details[0]["polls"]) == ("WaitTimeoutError", 1)


async def test_without_a_timeout_it_waits_on() -> None:
    async with world() as here, here.worker():
        end, _ = await waited(here, Plan(seconds=40 * DAY), timeout=None)
        assert isinstance(end, Waited)


async def test_a_job_that_was_never_seen_is_not_found_after_the_grace() -> None:
    async with world() as here, here.worker(schedule=Fixed(60)):
        end = await ended(await here.start("fullstory:events-import:nobody", {"timeout": DAY}))
        assert isinstance(end, ApplicationError)
        assert (end.type, end.details[0]["polls"]) == ("JobNotFoundError", 2)


async def test_faults_are_borne_as_long_as_the_caller_says() -> None:
    async with world() as here, here.worker(schedule=Fixed(60)):
        faults = [Fault("unavailable", at=2, times=10), Fault("reset", at=20)]
        end, _ = await waited(here, Plan(seconds=DAY / 4, faults=faults))
        assert isinstance(end, Waited)
        end, _ = await waited(here, Plan(seconds=DAY / 4, faults=faults), fault_tolerance=120.0)
        assert isinstance(end, ApplicationError)
        assert end.type == "PollingError"
        assert "faults in a row" in end.message


async def test_an_unknown_word_waits_for_its_grace_over_many_attempts() -> None:
    async with world() as here, here.worker(schedule=Fixed(30)):
        plan = Plan(seconds=DAY, faults=[Fault("unknown-word", at=2, times=100)])
        end, _ = await waited(here, plan)
        assert isinstance(end, ApplicationError)
        assert (end.type, end.details[0]["polls"]) == ("UnknownStatusError", 6)
        end, _ = await waited(here, plan, unknown_status="raise")
        assert isinstance(end, ApplicationError)
        assert (end.type, end.details[0]["polls"]) == ("UnknownStatusError", 2)


class Deaf(Interceptor):
    """Loses every heartbeat."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        class Outbound(ActivityOutboundInterceptor):
            def heartbeat(self, *details: Any) -> None:
                pass

        class Inbound(ActivityInboundInterceptor):
            def init(self, outbound: ActivityOutboundInterceptor) -> None:
                super().init(Outbound(outbound))

        return Inbound(next)


async def test_lost_snapshots_change_neither_the_end_nor_the_deadline() -> None:
    async with world() as here, here.worker(schedule=Fixed(3600), interceptors=[Deaf()]):
        end, _ = await waited(here, Plan("partial", seconds=DAY))
        assert isinstance(end, Waited)
        assert (end.outcome, end.polls) == ("partial", 1)
        begun = (await here.env.get_current_time()).timestamp()
        end, _ = await waited(here, Plan(seconds=30 * DAY), timeout=DAY + 100)
        assert isinstance(end, ApplicationError)
        assert end.type == "WaitTimeoutError"
        assert here.polled[-1] - begun == pytest.approx(DAY + 100, abs=30)


async def test_another_worker_goes_on_where_one_was_replaced() -> None:
    # Its workflows are those of a third: the test server loses a task that it gave to a worker that was leaving.
    async with world() as here, here.worker():
        job = await here.job(Plan("partial", seconds=14 * DAY))
        async with here.worker(queue="polls"):
            handle = await here.start(job, {"timeout": 20 * DAY, "task_queue": "polls"})
            await here.env.sleep(7 * DAY)
        halfway = len(here.polled)
        async with here.worker(queue="polls"):
            end = await ended(handle)
        assert isinstance(end, Waited)
        assert end.polls == len(here.polled) > halfway > 10
        assert 14 * DAY <= end.elapsed <= 16 * DAY
        assert len(here.made) == 2
        assert all(client.get_async_httpx_client().is_closed for client in here.made)


async def test_a_history_is_replayed_without_a_credential() -> None:
    async with world() as here, here.worker():
        _, handle = await waited(here, Plan(seconds=14 * DAY))
        history = await handle.fetch_history()
    replayer = Replayer(workflows=[Wait], plugins=[TarryPlugin(providers=["fullstory"])])
    await replayer.replay_workflow(history)


async def test_a_worker_without_a_credential_tries_again_and_the_wait_goes_on() -> None:
    async with world() as here:
        answers = iter([ConfigurationError("fullstory needs api_key"), KeyError(SECRET)])

        def factory(provider: str) -> Any:
            if (wrong := next(answers, None)) is not None:
                raise wrong
            return here.factory(provider)

        asked = ToPoll(await here.job(Plan(polls=0)), None, {})
        activity = ActivityEnvironment()
        plugin = TarryPlugin(factory)
        for message in ("no client for fullstory: fullstory needs api_key", "no client for fullstory: KeyError, see"):
            with pytest.raises(ApplicationError) as caught:
                await activity.run(plugin.poll, asked)
            assert caught.value.message.startswith(message)
            assert SECRET not in caught.value.message
            assert not caught.value.non_retryable
            assert caught.value.next_retry_delay == timedelta(minutes=1)
            assert caught.value.__cause__ is caught.value.__context__ is None
        assert (await activity.run(plugin.poll, asked)).outcome == "succeeded"


async def test_what_can_never_work_fails_the_workflow() -> None:
    async with world() as here, here.worker():
        cases: list[tuple[str, dict[str, Any], str]] = [
            ("no handle", {"timeout": DAY}, "HandleError"),
            ("fullstory:nonsense:1", {"timeout": DAY}, "HandleError"),
            ("fullstory:events-import:1", {"timeout": -1}, "ConfigurationError"),
            ("fullstory:events-import:2", {"timeout": 1e300}, "ConfigurationError"),
            ("fullstory:events-import:3", {"timeout": DAY, "unknown_status": "shrug"}, "ConfigurationError"),
        ]
        for handle, options, kind in cases:
            end = await ended(await here.start(handle, options))
            assert isinstance(end, ApplicationError)
            assert end.type == kind
        assert not here.polled


async def test_a_cancelled_workflow_ends_at_once_and_the_job_runs_on() -> None:
    async with world() as here, here.worker():
        handle = await here.start(await here.job(Plan(seconds=14 * DAY)), {"timeout": 20 * DAY})
        await here.env.sleep(DAY)
        await handle.cancel()
        with pytest.raises(WorkflowFailureError) as caught:
            await handle.result()
        assert "cancelled" in str(caught.value.cause).lower()
        end, _ = await waited(here, Plan(polls=0))
        assert isinstance(end, Waited)


async def test_a_retry_after_that_one_wait_hears_holds_for_the_others_of_its_host() -> None:
    async with world() as here, here.worker(schedule=Fixed(100)):
        throttled = await here.job(Plan(seconds=1000, faults=[Fault("throttled", at=1, retry_after=600)]))
        other = await here.job(Plan(seconds=1000))
        first = await here.start(throttled, {"timeout": DAY})
        await asyncio.sleep(0.5)
        heard = here.polled[-1]
        second = await here.start(other, {"timeout": DAY})
        for handle in (first, second):
            assert isinstance(await ended(handle), Waited)
        assert here.polled[1] - heard >= 600


def test_a_worker_that_lacks_a_credential_can_be_told_so_when_it_starts() -> None:
    async def run() -> None:
        async with world() as here:
            worker = here.worker(client_factory=None, providers=["fullstory"])
            with pytest.raises(ConfigurationError, match="api_key"):
                await worker.run()

    asyncio.run(run())


@defn(name="tarry.poll")
async def never_again(asked: ToPoll) -> None:
    """As if the worker that should make the last poll came too late."""
    raise ApplicationError("", next_retry_delay=timedelta(days=9), category=ApplicationErrorCategory.BENIGN)


async def test_no_worker_until_long_after_the_deadline_is_a_timeout() -> None:
    async with world() as here, here.worker(), Worker(here.env.client, task_queue="slow", activities=[never_again]):
        end, _ = await waited(here, Plan(), timeout=DAY, task_queue="slow")
        assert isinstance(end, ApplicationError)
        assert end.type == "WaitTimeoutError"
        assert "no worker" in end.message


async def test_a_snapshot_that_cannot_be_read_begins_the_wait_anew(caplog: pytest.LogCaptureFixture) -> None:
    async with world() as here:
        asked = ToPoll(await here.job(Plan(polls=0)), here.time() + DAY, {})
        activity = ActivityEnvironment()
        for details in ["no snapshot"], [7], ['{"version": 99}']:
            activity.info = replace(activity.info, heartbeat_details=details)
            assert (await activity.run(TarryPlugin(here.factory).poll, asked)).polls == 1
            assert "begins anew" in caplog.text
            caplog.clear()


def test_a_profile_beside_a_factory_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="profile is for"):
        TarryPlugin(lambda provider: provider, profile="production")
