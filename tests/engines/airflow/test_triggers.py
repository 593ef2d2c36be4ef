"""Triggers on a loop, as a triggerer runs them: what they tell, what they share, and that nothing blocks the loop."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

import pytest
from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

import tarry
from support.airflow_tasks import SECRET, Connections
from tarry.airflow import _sharing, hooks
from tarry.airflow.hooks import TarryHook
from tarry.airflow.triggers import JobEndedTrigger, JobTrigger
from tarry.sandbox import Fault, Plan, Sandbox

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

ROWS = [{"name": "Order Shipped"}, {"name": "Order Returned"}]

Submit = Callable[..., list[str]]


@pytest.fixture
def submit(sandbox: Sandbox, connections: Connections) -> Submit:
    def submit(*plans: Plan) -> list[str]:
        sandbox.next("fullstory", *plans)
        with TarryHook(connections.sandbox("fullstory")).get_conn() as client:
            return [str(tarry.fullstory.EventsImport.submit(client, ROWS).handle) for _ in plans]

    return submit


def in_loop() -> bool:
    """Whether this thread runs one, which anything that blocks holds up."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class Opened:
    """Counts look-ups, clients and watches, and knows what would have blocked the loop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.look_ups, self.clients, self.watches = 0, 0, 0
        self.blocked = False
        async_look_up, look_up, connect = BaseHook.aget_connection, BaseHook.get_connection, hooks.connect

        async def counted(conn_id: str) -> Any:
            self.look_ups += 1
            return await async_look_up(conn_id)

        def blocking(conn_id: str) -> Any:
            self.blocked = self.blocked or in_loop()
            return look_up(conn_id)

        def connected(*arguments: Any) -> Any:
            self.clients += 1
            self.blocked = self.blocked or in_loop()
            return connect(*arguments)

        class Watch(tarry.AsyncWatch):
            def __init__(watch, *arguments: Any, **options: Any) -> None:  # noqa: N805
                self.watches += 1
                super().__init__(*arguments, **options)

        monkeypatch.setattr(BaseHook, "aget_connection", staticmethod(counted))
        monkeypatch.setattr(BaseHook, "get_connection", staticmethod(blocking))
        monkeypatch.setattr(_sharing, "connect", connected)
        monkeypatch.setattr(tarry, "AsyncWatch", Watch)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    return Opened(monkeypatch)


def trigger(handle: str, seconds: float | None = 30, **options: Any) -> JobTrigger:
    path, kwargs = JobTrigger(
        handle, "my_fullstory", None if seconds is None else time.time() + seconds, **options
    ).serialize()
    assert path == f"{JobTrigger.__module__}.JobTrigger"
    return JobTrigger(**kwargs)


async def first(events: AsyncIterator[Any]) -> dict[str, Any]:
    payload: dict[str, Any] = (await anext(events)).payload
    await events.aclose()  # type: ignore[attr-defined]
    return payload


def fired(triggers: Iterable[Any]) -> list[dict[str, Any]]:
    """What each tells first; all run on one loop, and nothing is left open at its end."""

    async def run() -> list[dict[str, Any]]:
        told = await asyncio.gather(*(first(one.run()) for one in triggers))
        assert not any(_sharing._loops.values())
        return told

    return asyncio.run(run())


def test_each_end_has_its_own_event(submit: Submit) -> None:
    handles = submit(Plan(polls=0), Plan("partial", polls=0), Plan("failed", polls=0), Plan("gone", polls=1))
    told = fired(trigger(handle) for handle in handles)
    assert [(one["handle"], one["outcome"], one["error"]) for one in told] == [
        (handles[0], "succeeded", None),
        (handles[1], "partial", None),
        (handles[2], "failed", "JobFailedError"),
        (handles[3], "gone", "JobGoneError"),
    ]


def test_the_deadline_ends_the_wait(submit: Submit) -> None:
    (handle,) = submit(Plan(seconds=3600))
    (told,) = fired([trigger(handle, -1)])
    assert (told["outcome"], told["error"]) == ("pending", "WaitTimeoutError")


def test_failed_polls_fail_no_trigger(submit: Submit) -> None:
    (handle,) = submit(Plan(polls=2, faults=[Fault("unavailable", at=1), Fault("reset", at=2)]))
    (told,) = fired([trigger(handle)])
    assert (told["outcome"], told["polls"]) == ("succeeded", 3)


@pytest.mark.parametrize("number", [1, 40])
def test_triggers_of_a_connection_share_one_of_each(number: int, submit: Submit, opened: Opened) -> None:
    told = fired(trigger(handle) for handle in submit(*[Plan(polls=1)] * number))
    assert [one["outcome"] for one in told] == ["succeeded"] * number
    assert (opened.look_ups, opened.clients, opened.watches) == (1, 1, 1)
    assert not opened.blocked


def test_two_connections_share_nothing(submit: Submit, connections: Connections, opened: Opened) -> None:
    handles = submit(Plan(polls=0), Plan(polls=0))
    other = JobTrigger(handles[1], connections.sandbox("fullstory", "other"), None)
    assert all(one["error"] is None for one in fired([trigger(handles[0]), other]))
    assert (opened.look_ups, opened.clients) == (2, 2)


def test_two_triggers_may_wait_for_the_same_job(submit: Submit, opened: Opened) -> None:
    (handle,) = submit(Plan(polls=2))
    assert [one["outcome"] for one in fired([trigger(handle), trigger(handle)])] == ["succeeded"] * 2


def test_what_is_empty_is_closed_and_opened_anew(submit: Submit, opened: Opened) -> None:
    handles = submit(Plan(polls=0), Plan(polls=0))

    async def run() -> None:
        for handle in handles:
            await first(trigger(handle).run())
            assert not any(_sharing._loops.values())

    asyncio.run(run())
    assert (opened.look_ups, opened.clients, opened.watches) == (2, 2, 2)


def test_a_trigger_that_is_cancelled_leaves_the_others_waiting(submit: Submit, opened: Opened) -> None:
    handles = submit(Plan(seconds=3600), Plan(polls=2))

    async def run() -> dict[str, Any]:
        cancelled = asyncio.create_task(first(trigger(handles[0]).run()))
        goes_on = asyncio.create_task(first(trigger(handles[1]).run()))
        await asyncio.sleep(0.3)
        cancelled.cancel()
        told = await goes_on
        assert cancelled.cancelled()
        assert not any(_sharing._loops.values())
        return told

    assert asyncio.run(run())["outcome"] == "succeeded"
    assert opened.look_ups == 1


def test_cancelled_while_it_is_looked_up_nothing_stays_open(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(conn_id: str) -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(BaseHook, "aget_connection", never)

    async def run() -> None:
        task = asyncio.create_task(first(trigger("fullstory:events-import:abc").run()))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.wait([task])
        assert not any(_sharing._loops.values())
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


@pytest.mark.parametrize("failures", [1, 4])
def test_a_look_up_that_fails_is_repeated(
    failures: int, submit: Submit, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    (handle,) = submit(Plan(polls=0))
    look_up: Callable[[str], Awaitable[Any]] = BaseHook.aget_connection
    left = iter(range(failures))

    async def fails(conn_id: str) -> Any:
        if next(left, None) is not None:
            raise AirflowNotFoundException("the database is away")
        return await look_up(conn_id)

    monkeypatch.setattr(BaseHook, "aget_connection", fails)
    monkeypatch.setattr(_sharing, "LOOK_UP_AGAIN", (0.0,) * 4)
    assert fired([trigger(handle), trigger(handle)])[0]["outcome"] == "succeeded"
    assert opened.look_ups == 1


def test_a_connection_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sharing, "LOOK_UP_AGAIN", ())
    (told,) = fired([JobTrigger("fullstory:events-import:abc", "nowhere", None)])
    assert told["error"] == "AirflowNotFoundException"
    assert "nowhere" in told["reason"]


def test_after_a_refusal_the_connection_is_looked_up_again(
    submit: Submit, connections: Connections, opened: Opened
) -> None:
    """As its credential may have been renewed: a trigger that still waits must not keep the old one for all that come."""
    (refused,) = submit(Plan(polls=0))
    connections.add("my_fullstory", "fullstory", api_key="revoked", base_url=f"{connections.root}/fullstory")

    async def run() -> tuple[dict[str, Any], dict[str, Any]]:
        before = await first(trigger(refused).run())
        async with _sharing.use("my_fullstory"):  # another that waits by the old one
            assert (await first(trigger(refused).run()))["error"] == "PollingError"
            connections.sandbox("fullstory")
            return before, await first(trigger(refused).run())

    before, after = asyncio.run(run())
    assert before["error"] == "PollingError"
    assert SECRET not in str(before)
    assert "revoked" not in str(before)
    assert after["outcome"] == "succeeded"


@pytest.mark.parametrize("cancel_on_kill", [True, False])
def test_a_kill_cancels_only_where_that_is_asked_for(
    cancel_on_kill: bool, sandbox: Sandbox, connections: Connections
) -> None:
    conn_id = connections.sandbox("open_data_rights")
    with TarryHook(conn_id).get_conn() as client:
        job = tarry.open_data_rights.DataRequest.submit(client)
        asyncio.run(JobTrigger(str(job.handle), conn_id, None, cancel_on_kill).on_kill())
        assert job.poll().missing is cancel_on_kill


class Remembers:
    """The state store of an asset in Airflow 3.3."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    async def aget(self, key: str, default: Any = None) -> Any:
        return self.kept.get(key, default)

    async def aset(self, key: str, value: Any) -> None:
        self.kept[key] = value


def ended(handle: str, store: Any) -> JobEndedTrigger:
    made = JobEndedTrigger(**JobEndedTrigger(handle, "my_fullstory").serialize()[1])
    made.asset_state_store = store
    return made


def test_the_end_of_a_job_fires_once_for_an_asset(submit: Submit) -> None:
    (handle,) = submit(Plan("partial", polls=0))
    store = Remembers()

    async def run() -> list[Any]:
        told: list[Any] = []

        async def collect() -> None:
            async for event in ended(handle, store).run():
                told.append(event.payload)

        for _ in range(2):  # and in the triggerer that takes it over
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(collect(), 0.5)
        return told

    (only,) = asyncio.run(run())
    assert (only["handle"], only["outcome"]) == (handle, "partial")


def test_for_an_asset_it_waits_again_where_nobody_could_tell(
    submit: Submit, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    (handle,) = submit(Plan("failed", polls=0))
    connections.add("my_fullstory", "fullstory", api_key="revoked", base_url=f"{connections.root}/fullstory")
    monkeypatch.setattr(JobEndedTrigger, "AGAIN", 0.1)

    async def run() -> dict[str, Any]:
        waiting = asyncio.create_task(first(ended(handle, None).run()))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        connections.sandbox("fullstory")
        return await waiting

    assert asyncio.run(run())["outcome"] == "failed"


def test_no_secret_is_in_anything_that_airflow_stores(submit: Submit) -> None:
    (handle,) = submit(Plan("partial", polls=0))
    waiting = trigger(handle)
    (told,) = fired([waiting])
    for text in (str(waiting.serialize()), repr(waiting), str(told), str(ended(handle, None).serialize())):
        assert SECRET not in text
        assert "127.0.0.1" not in text
