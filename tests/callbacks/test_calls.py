"""Calls of the sandbox, taken by the receiver: through each watch, over a socket and in process, honest and not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import anyio
import httpx
import pytest

import tarry
from tarry import Outcome, WaitResult, eloqua, possiblenow
from tarry.callbacks import Receiver
from tarry.sandbox import Plan, Sandbox
from tarry.schedules import Fixed
from tarry.testing import VirtualClock
from tarry_clients.eloqua.api.exports import create_contact_export
from tarry_clients.eloqua.models import ContactExport, ContactExportRequest
from tarry_sandbox._serve import serve

KEY = "key for tests, " * 3
PROVIDERS = ("eloqua", "possiblenow")
"""Those that call."""
HOUR = 3600.0
STEP = 5.0
"""Seconds by which the clock moves at most before it is looked whether there are calls."""


def connect(provider: str, sandbox: Sandbox, root: str, **options: Any) -> Any:
    """A client of the sandbox at *root*."""
    os.environ.update(sandbox.environment(root))  # taken back by the fixture below
    return tarry.connect(provider, **options)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Sandbox().environment("http://sandbox"):
        monkeypatch.setenv(name, "")


def submit(provider: str, client: Any, url: str) -> Any:
    """Start a job that calls *url*."""
    if provider == "possiblenow":
        return possiblenow.Export.submit(client, "SANDBOX1", "Spring", callback_url=url)
    request = {"name": "Readers", "fields": {"email": "{{Contact.Field(C_EmailAddress)}}"}}
    made = create_contact_export.sync(client=client, body=ContactExportRequest.from_dict(request))
    assert isinstance(made, ContactExport)
    return eloqua.Sync.submit(client, str(made.uri), callback_url=url)


class Site:
    """A web application in which the receiver is, once it is known."""

    receiver: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.receiver(scope, receive, send)


class Calling(VirtualClock):
    """A clock on which a sleep ends when the sandbox calls, and the call has been taken."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox, self.site = Sandbox(clock=self.monotonic), Site()
        self.calls: list[tuple[float, int]] = []
        """When there were calls, and how they were answered."""

    def sleep(self, seconds: float) -> None:
        for requests in self._until_called(seconds):
            anyio.run(self._deliver, requests)

    async def async_sleep(self, seconds: float) -> None:
        await anyio.lowlevel.checkpoint()
        for requests in self._until_called(seconds):
            await self._deliver(requests)

    def _until_called(self, seconds: float) -> Iterator[Sequence[httpx.Request]]:
        end, requests = self.now + seconds, list[httpx.Request]()
        while self.now < end and not requests:
            self.sleeps.append(min(STEP, end - self.now))
            self.advance(self.sleeps[-1])
            requests = self.sandbox.due_callbacks()
        yield requests

    async def _deliver(self, requests: Sequence[httpx.Request]) -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.site)) as client:
            for request in requests:
                self.calls.append((self.now, (await client.send(request)).status_code))

    def deliver(self) -> None:
        """What is due before anybody waits."""
        anyio.run(self._deliver, self.sandbox.due_callbacks())


def wait_in_threads(clock: Calling, provider: str, plan: Plan, **options: Any) -> WaitResult[Any, Any]:
    watch = tarry.Watch(clock=clock)
    job = submitted(clock, provider, plan, watch)
    with watch:
        clock.site.receiver.add(job, "spring", timeout=24 * HOUR, **options)
        (result,) = watch
    return result


def wait_in_tasks(clock: Calling, provider: str, plan: Plan, **options: Any) -> WaitResult[Any, Any]:
    watch = tarry.AsyncWatch(clock=clock)
    job = submitted(clock, provider, plan, watch)

    async def wait() -> WaitResult[Any, Any]:
        async with watch:
            clock.site.receiver.add(job, "spring", timeout=24 * HOUR, **options)
            (result,) = [one async for one in watch]
            return result

    return anyio.run(wait)


def submitted(clock: Calling, provider: str, plan: Plan, watch: Any) -> Any:
    """A job, submitted, with what is due before it is added."""
    sandbox = clock.sandbox
    sandbox.next(provider, plan)
    clock.site.receiver = Receiver(watch, url="http://localhost/hooks", key=KEY, clock=clock)
    transport = sandbox.transport()
    client = connect(provider, sandbox, "http://localhost", httpx_args={"transport": transport})
    job = submit(provider, client, clock.site.receiver.url_for("spring"))
    clock.deliver()
    return job


WAITS = pytest.mark.parametrize("wait", [wait_in_threads, wait_in_tasks])


@pytest.mark.parametrize(("provider", "wait"), [("eloqua", wait_in_threads), ("possiblenow", wait_in_tasks)])
@pytest.mark.parametrize("kind", ["on-time", "twice", "forged", "early", "never"])
def test_an_hour(provider: str, kind: Any, wait: Any) -> None:
    """The outcome is that of a poll, whatever was called; it is seen at once, or where nobody calls in time 15 minutes late."""
    clock = Calling()
    result = wait(clock, provider, Plan("failed", seconds=HOUR, callback=kind))
    assert (result.outcome, type(result.error)) == (Outcome.FAILED, tarry.JobFailedError)
    assert {code for _, code in clock.calls} <= {200}
    late = result.elapsed - HOUR
    if kind in {"early", "never"}:
        assert 0 <= late <= 900 * 1.1
        assert len(clock.calls) == (kind == "early")
    else:
        assert 0 <= late < STEP
        assert [at for at, _ in clock.calls if at >= HOUR] == [result.elapsed] * (1 + (kind == "twice"))
        assert len([at for at, _ in clock.calls if at < HOUR]) == (kind == "forged")
    if wait is wait_in_tasks:  # a thread that polled may have it at hand for a moment
        assert len(clock.site.receiver._expected) == 0  # the job has ended, and nothing is kept of it


def test_rarer_than_without() -> None:
    clock = Calling()
    watch = tarry.Watch(clock=clock)
    job = submitted(clock, "eloqua", Plan(seconds=HOUR, callback="never"), watch)
    with watch:
        watch.add(job, timeout=24 * HOUR)
        (usual,) = watch
    rarer = wait_in_threads(Calling(), "eloqua", Plan(seconds=HOUR, callback="never"))
    assert usual.polls > 2 * rarer.polls


def test_a_snapshot_goes_on_with_the_schedule_that_it_holds() -> None:
    clock = Calling()
    before = tarry.Watch(clock=clock)
    job = submitted(clock, "possiblenow", Plan(seconds=HOUR, callback="never"), before)
    with before:
        clock.site.receiver.add(job, "spring", timeout=24 * HOUR, schedule=Fixed(100))
        text = before.snapshot(job)
    watch = tarry.Watch(clock=clock)
    with watch:
        Receiver(watch, url="http://localhost/hooks", key=KEY).add(job, "spring", snapshot=text)
        (result,) = watch
    assert {one.next_delay for one in result.timeline[:-1]} == {400.0}


def test_a_wait_for_one_among_others() -> None:
    clock = Calling()
    watch = tarry.Watch(clock=clock)
    job = submitted(clock, "possiblenow", Plan(seconds=HOUR), watch)
    with watch:
        result = watch.wait(job, timeout=24 * HOUR, schedule=clock.site.receiver.expect(job, "spring"))
    assert HOUR <= result.elapsed < HOUR + STEP


@WAITS
def test_a_call_before_the_submit_was_answered_and_a_quick_job(wait: Any) -> None:
    clock = Calling()
    result = wait(clock, "possiblenow", Plan(seconds=3, callback="early"))
    assert clock.calls == [(0.0, 200)]
    # By the provider's schedule alone it would be 5 s, and rarer 20 s.
    assert result.polls == 3
    assert 3 <= result.elapsed <= 2 * 2.2 * 1.1


def test_a_flood_of_made_up_calls_costs_a_poll_each_other_second() -> None:
    clock = Calling()
    made_up = httpx.Request("POST", Receiver(tarry.Watch(), url="http://localhost/hooks", key=KEY).url_for("spring"))
    clock.sandbox.due_callbacks = lambda: [made_up] * 20  # type: ignore[method-assign]
    result = wait_in_threads(clock, "possiblenow", Plan(seconds=60, callback="never"))
    assert result.outcome is Outcome.SUCCEEDED
    assert len(clock.calls) >= 20 * 30
    assert result.polls <= 2 + 60 / 2


# Over a socket.


@contextmanager
def site() -> Iterator[tuple[Site, str]]:
    opened = Site()
    with serve(opened, "127.0.0.1", 0) as root:
        yield opened, f"{root}/hooks"


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_over_a_socket() -> None:
    """As it is used: nothing is virtual here."""
    sandbox = Sandbox()
    for provider in PROVIDERS:
        sandbox.next(provider, Plan("failed", seconds=0.3))
    with ExitStack() as stack:
        root, (app, url) = stack.enter_context(sandbox.serve()), stack.enter_context(site())
        watch = stack.enter_context(tarry.Watch())
        app.receiver = receiver = Receiver(watch, url=url, key=KEY)
        for provider in PROVIDERS:
            client = stack.enter_context(connect(provider, sandbox, root))
            receiver.add(submit(provider, client, receiver.url_for(provider)), provider, timeout=60)
        results = list(watch)
    assert [one.outcome for one in results] == [Outcome.FAILED] * 2
    for one in results:
        assert one.elapsed < 5  # it would be 8 or 20 s without the calls


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_in_the_loop_of_the_watch() -> None:
    """A server in the same event loop, as in a web application, and a restart in the middle of the job."""
    sandbox = Sandbox()
    sandbox.next("possiblenow", Plan(seconds=0.3))

    async def wait(app: Site, url: str) -> WaitResult[Any, Any]:
        async with tarry.AsyncWatch() as watch, connect("possiblenow", sandbox, root) as client:
            app.receiver = receiver = Receiver(watch, url=url, key=KEY)
            again = tarry.open_job(handle, client)
            receiver.add(again, "spring", timeout=60)
            (result,) = [one async for one in watch]
            return result

    with sandbox.serve() as root, site() as (app, url):
        with connect("possiblenow", sandbox, root) as client:
            before = Receiver(tarry.Watch(), url=url, key=KEY)
            handle = submit("possiblenow", client, before.url_for("spring")).handle
        result = anyio.run(wait, app, url)
    assert result.outcome is Outcome.SUCCEEDED
    assert result.elapsed < 5
