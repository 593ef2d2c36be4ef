"""The app that takes calls: which it knows, what it does about them, and what it gives away."""

import gc
import logging
import re
import string
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.scripted import ScriptedJob
from tarry import ConfigurationError, Handle
from tarry._core.takes import Takes
from tarry.callbacks import Receiver
from tarry.schedules import Fixed, Rarer
from tarry.testing import VirtualClock

URL = "https://jobs.example.com/hooks"
KEY = "key for tests, " * 3
quick = settings(derandomize=True, max_examples=40)
NAMES = st.text(string.ascii_letters + string.digits + "-._~", min_size=1, max_size=128)


class StandIn:
    """A watch that only keeps what it is told."""

    def __init__(self) -> None:
        self.waits: dict[Handle, Any] = {}
        self.options: list[dict[str, Any]] = []
        self.nudges: list[Handle] = []

    def add(self, job: Any, deadline: Any, *, schedule: Any, **options: Any) -> None:
        # As a wait begins.
        self.waits[job.handle] = schedule.for_job(job.provider, job.kind, None, job.policy.schedule)
        self.options.append(options)

    def nudge(self, job: Any) -> bool:
        handle = job if isinstance(job, Handle) else job.handle
        self.nudges.append(handle)
        return handle in self.waits

    def __contains__(self, job: object) -> bool:
        return job in self.waits


def made(watch: Any, **options: Any) -> Receiver:
    return Receiver(watch, **options)


@pytest.fixture
def watch() -> StandIn:
    return StandIn()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def receiver(watch: StandIn, clock: VirtualClock) -> Receiver:
    return made(watch, url=URL, key=KEY, clock=clock)


def call(app: Any, url: str, method: str = "POST", **options: Any) -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.request(method, url, **options)

    return anyio.run(send)


def job(number: int = 1) -> ScriptedJob:
    return ScriptedJob(job_id=f"job-{number}")


def test_a_call_polls_the_job(receiver: Receiver, watch: StandIn) -> None:
    url = receiver.url_for("readers")
    receiver.add(job(), "readers", timeout=60)
    receiver.add(job(2), "others", timeout=None)
    assert watch.options == [{"timeout": 60}, {"timeout": None}]
    assert call(receiver, url, json={"status": "failed"}).status_code == 200
    assert watch.nudges == [job().handle]


def test_before_the_job_is_added(receiver: Receiver, watch: StandIn) -> None:
    assert call(receiver, receiver.url_for("readers")).status_code == 200
    assert watch.nudges == []
    receiver.add(job(), "readers", timeout=60)
    assert watch.nudges == [job().handle]
    # And it is looked at again soon, in case the news came before the status.
    assert watch.waits[job().handle].next_delay(0.1, None) == 2.0


def test_polls_are_rarer_until_a_call(receiver: Receiver, watch: StandIn) -> None:
    receiver.add(job(), "readers", timeout=60, schedule=Fixed(30))
    (schedule,) = watch.waits.values()
    assert schedule.next_delay(60.0, None) == 120
    call(receiver, receiver.url_for("readers"))
    assert schedule.next_delay(60.0, None) == 2.0


def test_of_a_flood_one_counts(receiver: Receiver, watch: StandIn, clock: VirtualClock) -> None:
    receiver.add(job(), "readers", timeout=60)
    for _ in range(100):
        assert call(receiver, receiver.url_for("readers")).status_code == 200
        clock.advance(0.019)
    assert len(watch.nudges) == 1
    clock.advance(2)
    call(receiver, receiver.url_for("readers"))
    assert len(watch.nudges) == 2


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST"])
def test_any_method(method: str, receiver: Receiver, watch: StandIn) -> None:
    """Eloqua's is not documented, and whoever knows the path may poll."""
    receiver.add(job(), "readers", timeout=60)
    assert call(receiver, receiver.url_for("readers"), method).status_code == 200
    assert len(watch.nudges) == 1


def test_the_body_is_not_read(receiver: Receiver, watch: StandIn) -> None:
    receiver.add(job(), "readers", timeout=60)
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("it was read")

    async def send(message: Any) -> None:
        sent.append(message)

    path = receiver.url_for("readers").removeprefix("https://jobs.example.com")
    anyio.run(receiver, {"type": "http", "method": "POST", "path": path}, receive, send)
    assert sent[0]["status"] == 200
    assert len(watch.nudges) == 1


def unknown(url: str) -> Iterator[str]:
    name, _, mac = url.rpartition("/")[2].rpartition(".")
    yield URL
    yield f"{URL}/"
    yield f"{URL}/{name}"
    yield f"{URL}/{name}."
    yield f"{URL}/{mac}"
    yield f"{URL}/.{mac}"
    yield f"{url}/"
    yield f"{URL}/{name}x.{mac}"
    yield f"{URL}/{name}.{mac[:-1]}"
    yield f"{URL}/{name}.{mac.upper()}"
    yield f"{URL}/{name}.{mac}\u00e9"
    yield f"{URL}/{name}\u00e9.{mac}"
    yield f"{URL}/?{name}.{mac}"


def test_what_it_does_not_know(receiver: Receiver, watch: StandIn) -> None:
    receiver.add(job(), "readers", timeout=60)
    answers = [
        call(receiver, url, method) for url in unknown(receiver.url_for("readers")) for method in ("POST", "GET")
    ]
    assert {(one.status_code, one.content, tuple(one.headers)) for one in answers} == {(404, b"", ("content-length",))}
    assert watch.nudges == []


@quick
@given(NAMES, NAMES, st.binary(min_size=32), st.data())
def test_nothing_of_a_path_can_be_guessed(name: str, other: str, key: bytes, data: st.DataObject) -> None:
    """Neither from another URL, nor without the key, nor a letter at a time."""
    receiver = made(StandIn(), url=URL, key=key)
    url = receiver.url_for(name)
    given_name, _, mac = url.removeprefix(f"{URL}/").rpartition(".")
    assert given_name == name
    assert re.fullmatch("[0-9a-f]{64}", mac)
    assert receiver._take(httpx.URL(url).path)
    if other != name:
        assert not receiver._take(f"/{other}.{mac}")
    place = data.draw(st.integers(0, 63))
    letter = data.draw(st.sampled_from("0123456789abcdef").filter(lambda one: one != mac[place]))
    assert not receiver._take(f"/{name}.{mac[:place]}{letter}{mac[place + 1 :]}")
    assert not made(StandIn(), url=URL)._take(f"/{name}.{mac}")


@quick
@given(st.text())
def test_whatever_else_comes(path: str) -> None:
    assert not made(StandIn(), url=URL, key=KEY)._take(path)


def test_after_a_restart() -> None:
    url = made(StandIn(), url=URL, key=KEY).url_for("readers")
    again = StandIn()
    receiver = made(again, url=f"{URL}/", key=KEY.encode())
    assert receiver.url_for("readers") == url
    receiver.add(job(), "readers", timeout=60)
    assert call(receiver, url).status_code == 200
    assert again.nudges == [job().handle]


def test_without_a_key_each_has_its_own() -> None:
    assert made(StandIn(), url=URL).url_for("readers") != made(StandIn(), url=URL).url_for("readers")


def test_a_job_that_has_ended_is_forgotten(receiver: Receiver, watch: StandIn) -> None:
    receiver.add(job(), "readers", timeout=60)
    gc.disable()
    try:
        watch.waits.clear()
        assert len(receiver._expected) == 0
    finally:
        gc.enable()
    # The second call of two: it is known, and there is nobody to tell.
    assert call(receiver, receiver.url_for("readers")).status_code == 200
    assert watch.nudges == []


def test_what_is_remembered_is_bounded(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tarry.callbacks._MOST_EARLY", 3)
    for number in range(5):
        call(receiver, receiver.url_for(f"early-{number}"))
    assert list(receiver._early) == ["early-2", "early-3", "early-4"]


def test_each_job_has_a_name_of_its_own(receiver: Receiver, watch: StandIn) -> None:
    receiver.add(job(), "readers", timeout=60)
    with pytest.raises(
        ConfigurationError, match="'readers' is the name of fullstory:events-import:job-1, which is waited"
    ):
        receiver.add(job(2), "readers", timeout=60)
    receiver.add(job(), "readers", timeout=60)
    watch.waits.clear()
    receiver.add(job(2), "readers", timeout=60)


def test_another_kind_of_wait(receiver: Receiver) -> None:
    schedule = receiver.expect(job(), "readers")
    call(receiver, receiver.url_for("readers"))
    assert schedule.calls == 1


def test_a_provider_that_calls_nobody(receiver: Receiver, watch: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScriptedJob, "takes", Takes(), raising=False)
    with pytest.raises(
        ConfigurationError, match=r"fullstory events-import job-1: its provider calls no URL.*watch.add"
    ):
        receiver.add(job(), "readers", timeout=60)
    assert watch.waits == {}


@pytest.mark.parametrize("name", ["", "a/b", "a b", "\u00e4", "a" * 129, "a\n", None, 7])
def test_names_that_do_not_fit_a_url(name: Any, receiver: Receiver) -> None:
    for use in (receiver.url_for, lambda name: receiver.expect(job(), name)):
        with pytest.raises(ConfigurationError, match="name of a job is 1 to 128 letters"):
            use(name)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "http://jobs.example.com"}, "url must begin with https://"),
        ({"url": "/hooks"}, "url must begin with https://"),
        ({"url": "https://jobs.example.com/?a=b"}, "no query"),
        ({"url": "https://jobs.example.com/#a"}, "no query and no fragment"),
        ({"url": None}, "url must be a text"),
        ({"key": "short"}, "at least 32 bytes"),
        ({"key": b""}, "at least 32 bytes"),
        ({"key": 5}, "at least 32 bytes"),
    ],
)
def test_refused_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        made(StandIn(), **{"url": URL, **options})


def test_nothing_secret_is_shown(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.add(job(), "readers", timeout=60)
    url = receiver.url_for("readers")
    call(receiver, url)
    call(receiver, f"{url}0")
    shown = f"{caplog.messages} {receiver!r} {list(receiver._expected.values())}"
    assert "a call came" in shown
    assert not [
        part for part in (KEY, url.rpartition(".")[2]) if part in shown.replace("HTTP Request: POST " + url, "")
    ]


def test_served_as_it_is(receiver: Receiver) -> None:
    sent: list[Any] = []
    said = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> Any:
        return {"type": next(said)}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    anyio.run(receiver, {"type": "lifespan"}, receive, send)
    anyio.run(receiver, {"type": "websocket", "path": "/"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete", "websocket.close"]


def test_the_schedule_is_one_of_the_public_ones(receiver: Receiver) -> None:
    assert isinstance(receiver.expect(job(), "readers"), Rarer)
