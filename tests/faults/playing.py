"""A derived recording as a server on a clock of its own, and every driver that can go through it."""

from __future__ import annotations

import contextlib
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
import httpx

import tarry
from support.fullstory import EVENTS
from support.targets import Scenario, Target
from tarry import Job, WaitError, WaitResult, fullstory
from tarry.schedules import Growing, Schedule
from tarry.testing import VirtualClock

from .recordings import RECORDED_AT, Exchange, Place, Recording

TIMEOUT = 8 * 3600.0
"""Seconds that every wait may take: longer than the six hours for which Open Data Rights tolerates faults."""
MOST_REQUESTS = 500
"""Far beyond what any case needs; who asks more often is in a hot loop."""


class NotExpectedError(AssertionError):
    """A request that nobody should send. A wait takes it for a bug of one job, so that the tape remembers it."""


class Clock(VirtualClock):
    """Virtual time that begins when the recordings were made, and that a fault can make jump."""

    def __init__(self) -> None:
        super().__init__()
        self._epoch = RECORDED_AT.timestamp()
        self.jumped = 0.0

    def jump(self, *, wall: float, monotonic: float) -> None:
        self._epoch += wall
        self.jumped += monotonic
        self.advance(monotonic)


@dataclass(frozen=True)
class Asked:
    """A request that was sent, and what it was given."""

    key: tuple[str, str]
    exchange: Exchange
    at: float
    """Seconds on the virtual clock."""
    body: bytes
    idempotency_key: str | None


class _Cut(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Half of a body, and then the connection is reset."""

    def __init__(self, body: bytes) -> None:
        self._half = body[: len(body) // 2]

    def __iter__(self) -> Iterator[bytes]:
        yield self._half
        raise httpx.ReadError("[Errno 104] Connection reset by peer")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._half
        raise httpx.ReadError("[Errno 104] Connection reset by peer")


class Tape(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Gives to each request, by method and URL, its answers in the order of the recording; the last one for ever."""

    def __init__(self, exchanges: Sequence[Exchange], clock: Clock) -> None:
        self.asked: list[Asked] = []
        self.not_expected: list[str] = []
        self._clock = clock
        self._answers: dict[tuple[str, str], deque[Exchange]] = {}
        for exchange in exchanges:
            self._answers.setdefault(exchange.key, deque()).append(exchange)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._answer(request)

    def _not_expected(self, what: str) -> NotExpectedError:
        self.not_expected.append(what)
        return NotExpectedError(what)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        key = request.method, str(request.url)
        answers = self._answers.get(key)
        if answers is None:
            raise self._not_expected(f"asked for {key}, which is in no recording")
        if len(self.asked) >= MOST_REQUESTS:
            raise self._not_expected(f"{MOST_REQUESTS} requests were sent, the last was {key}: a hot loop")
        exchange = answers[0] if len(answers) == 1 or answers[0].forever else answers.popleft()
        self.asked.append(
            Asked(
                key,
                exchange,
                self._clock.now,
                b"" if request.method == "GET" else request.content,
                request.headers.get("idempotency-key"),
            )
        )
        self._clock.jump(wall=exchange.wall_jump, monotonic=exchange.monotonic_jump)
        if exchange.raises:
            raise getattr(httpx, exchange.raises)(f"a fault: {exchange.raises}", request=request)
        stream = _Cut(exchange.body) if exchange.cut else httpx.ByteStream(exchange.body)
        return httpx.Response(exchange.status, headers=exchange.headers, stream=stream)


@dataclass
class Played:
    """What came of one recording through one driver."""

    tape: Tape
    clock: Clock
    job: Job[Any] | None = None
    result: WaitResult[Any] | None = None
    waited: float = 0.0
    """Seconds on the virtual clock when the wait ended."""
    items: dict[str, list[Any]] = field(default_factory=dict)
    """What `results()` and `failures()` gave, as far as they came."""
    archive: bytes | None = None
    left_behind: Sequence[str] = ()
    """Files beside the archive."""
    error: Exception | None = None
    """What ended it before its end. The error of a wait that was to end so is in `result`."""

    @property
    def timeline(self) -> Sequence[tuple[Any, ...]]:
        """The polls, in a form that can be compared between drivers."""
        return [
            (poll.number, poll.elapsed, poll.outcome, poll.raw_status, poll.fault, poll.next_delay, poll.reason)
            for poll in (self.result.timeline if self.result else ())
        ]


@dataclass(frozen=True)
class Driver:
    """A way through a recording, from submit to results."""

    name: str
    backend: str | None = None
    only_waits: bool = False
    """Whether it ends with the wait, as the pages after it are read by another."""

    def play(self, recording: Recording, derived: Iterable[Sequence[Exchange]]) -> list[Played]:
        """Go through several derived recordings of one recording, one after the other."""
        if self.backend is None:
            return [_sync(self, recording, exchanges) for exchanges in derived]

        async def all_of_them() -> list[Played]:
            return [await _async(self, recording, exchanges) for exchanges in derived]

        return anyio.run(all_of_them, backend=self.backend)


DRIVERS = (
    Driver("sync"),
    Driver("asyncio", "asyncio"),
    Driver("trio", "trio"),
    Driver("as_completed", only_waits=True),
    Driver("async_as_completed", "trio", only_waits=True),
)


def _sync(driver: Driver, recording: Recording, exchanges: Sequence[Exchange]) -> Played:
    clock = Clock()
    played = Played(Tape(exchanges, clock), clock)
    target, scenario = recording.target, recording.scenario
    try:
        with target.connect(**target.credentials, httpx_args={"transport": played.tape}) as client:
            job: Any = _submit(target, scenario, client, clock)
            played.job = job
            schedule = _schedule(recording, job)
            if driver.only_waits:
                (played.result,) = tarry.as_completed([job], timeout=TIMEOUT, schedule=schedule, clock=clock)
            else:
                try:
                    played.result = tarry.wait_for_completion(job, timeout=TIMEOUT, schedule=schedule, clock=clock)
                except WaitError as error:
                    played.result = error.result
            played.waited = clock.now
            for read in _readings(driver, played, recording):
                items = played.items[read] = []
                for item in getattr(job, read)(clock=clock):
                    items.append(item)
            if _downloads(driver, played, recording):
                with _archive(played) as path:
                    job.download(path, clock=clock)
    except Exception as error:  # noqa: BLE001 - all that it can end with is judged
        played.error = error
    return played


async def _async(driver: Driver, recording: Recording, exchanges: Sequence[Exchange]) -> Played:
    clock = Clock()
    played = Played(Tape(exchanges, clock), clock)
    target, scenario = recording.target, recording.scenario
    try:
        async with target.connect(**target.credentials, httpx_args={"transport": played.tape}) as client:
            job: Any = await _async_submit(target, scenario, client, clock)
            played.job = job
            schedule = _schedule(recording, job)
            if driver.only_waits:
                (played.result,) = [
                    one
                    async for one in tarry.async_as_completed([job], timeout=TIMEOUT, schedule=schedule, clock=clock)
                ]
            else:
                try:
                    played.result = await tarry.async_wait_for_completion(
                        job, timeout=TIMEOUT, schedule=schedule, clock=clock
                    )
                except WaitError as error:
                    played.result = error.result
            played.waited = clock.now
            for read in _readings(driver, played, recording):
                items = played.items[read] = []
                async for item in getattr(job, f"async_{read}")(clock=clock):
                    items.append(item)
            if _downloads(driver, played, recording):
                with _archive(played) as path:
                    await job.async_download(path, clock=clock)
    except Exception as error:  # noqa: BLE001 - all that it can end with is judged
        played.error = error
    return played


def _submit(target: Target, scenario: Scenario, client: Any, clock: Clock) -> Any:
    if not scenario.submits:
        return target.unknown(client)
    if target.name == "fullstory":
        # The only submit that may sleep, between repetitions with the same key.
        return fullstory.EventsImport.submit(client, EVENTS, idempotency_key="cassette-key", clock=clock)
    return (scenario.submit or target.submit)(client)


async def _async_submit(target: Target, scenario: Scenario, client: Any, clock: Clock) -> Any:
    if not scenario.submits:
        return target.unknown(client)
    if target.name == "fullstory":
        return await fullstory.EventsImport.async_submit(client, EVENTS, idempotency_key="cassette-key", clock=clock)
    return await (scenario.async_submit or target.async_submit)(client)


def _schedule(recording: Recording, job: Job[Any]) -> Schedule | None:
    """The provider's own; for a job that was never there one that gives the three polls of the recording within the grace."""
    return Growing(floor=job.policy.visibility_grace / 2, ceiling=3600.0, jitter=0.0) if recording.never_there else None


def ended_as_recorded(played: Played, recording: Recording) -> bool:
    """Whether the wait came to the end that it had without a fault."""
    result, scenario = played.result, recording.scenario
    return (
        result is not None
        and result.outcome is scenario.outcome
        and type(result.error) is (scenario.raises or type(None))
    )


def _readings(driver: Driver, played: Played, recording: Recording) -> Sequence[str]:
    """What is read after the wait, where that ended as recorded."""
    if driver.only_waits or not ended_as_recorded(played, recording):
        return ()
    return [name for name in ("results", "failures") if getattr(recording.scenario, name) is not None]


def _downloads(driver: Driver, played: Played, recording: Recording) -> bool:
    wanted = any(one.place is Place.DOWNLOAD for one in recording.exchanges)
    return wanted and not driver.only_waits and ended_as_recorded(played, recording)


@contextlib.contextmanager
def _archive(played: Played) -> Iterator[Path]:
    """Where to download to; keeps what came there, and the names of what was left beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.zip"
        try:
            yield path
        finally:
            played.archive = path.read_bytes() if path.exists() else None
            played.left_behind = [one.name for one in Path(folder).iterdir() if one != path]
