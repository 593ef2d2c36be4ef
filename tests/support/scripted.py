"""Jobs whose polls are written down beforehand, without HTTP, and every driver of the wait behind one face."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias, cast

import anyio
import anyio.lowlevel
import httpx
import pytest

import tarry
from tarry import Outcome, Poll, WaitError, WaitResult
from tarry._core.observation import Kind, Observation
from tarry._core.policy import Policy
from tarry._core.provider import Provider
from tarry._operations.call import Call, Steps
from tarry.runtime.handle import JobHandle
from tarry.schedules import Fixed

Seen: TypeAlias = Observation[str]
Answer: TypeAlias = Seen | Exception | Callable[[], Any]
"""What a poll brings: an observation, what the request raises, or a function (async for async drivers) that gives either."""


class StubClient:
    """Stands where a generated client would; nothing can be sent with it."""

    def get_httpx_client(self) -> Any:
        return None

    def get_async_httpx_client(self) -> Any:
        return None


class StubPackage:
    """Stands where a generated package would."""

    AuthenticatedClient = StubClient


class UnreadableError(Exception):
    """Stands where a generated package's error would."""


POLICY = Policy(schedule=Fixed(1.0))


class ScriptedJob(JobHandle[str]):
    """Each poll brings the next of *answers*, and the last one for ever."""

    source = Provider("fullstory", StubPackage(), UnreadableError, credentials=("api_key",))
    kind = "events-import"
    id_names = ("job_id",)
    policy: ClassVar[Policy] = POLICY

    def __init__(self, *answers: Answer, job_id: str = "abc123=", policy: Policy = POLICY) -> None:
        super().__init__(StubClient(), job_id)
        self.answers = answers
        self.polls = 0
        vars(self)["policy"] = policy

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Seen]:
        reply = yield cast("Call", _Request(self))
        return cast("Seen", reply)

    def explain_failure(self, status: str | None) -> str:
        return f"Somebody knows what {status} means."


class _Request:
    """What a scripted poll sends instead of a `Call`."""

    def __init__(self, job: ScriptedJob) -> None:
        self._job = job

    def _next(self) -> Any:
        answer = self._job.answers[min(self._job.polls, len(self._job.answers) - 1)]
        self._job.polls += 1
        return answer() if callable(answer) else answer

    def send(self, client: object) -> Any:
        return _given(self._next())

    async def async_send(self, client: object) -> Any:
        await anyio.lowlevel.checkpoint()
        answer = self._next()
        return _given(await answer if inspect.isawaitable(answer) else answer)


def _given(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise answer
    return answer


def seen(outcome: Outcome | None, word: str | None = None, **more: Any) -> Seen:
    """A poll that brought an answer."""
    word = word or (outcome.name if outcome else "PAUSED")
    return Observation(Kind.SEEN, outcome=outcome, raw_status=word, status=f"status {word}", **more)


PENDING = seen(Outcome.PENDING)
SUCCEEDED = seen(Outcome.SUCCEEDED)
PARTIAL = seen(Outcome.PARTIAL)
FAILED = seen(Outcome.FAILED)
UNKNOWN = seen(None)
MISSING: Seen = Observation(Kind.MISSING, error=LookupError("404"))
EXPIRED: Seen = Observation(Kind.EXPIRED, error=LookupError("410"))
DENIED: Seen = Observation(Kind.DENIED, error=PermissionError("403"))
FAULT: Seen = Observation(Kind.FAULT, error=ConnectionError("no route"))
RESET = httpx.ReadError("reset by peer")
"""What a request raises."""


def fault(retry_after: float) -> Seen:
    return Observation(Kind.FAULT, error=ConnectionError("busy"), retry_after=retry_after)


@dataclass(frozen=True)
class Driver:
    """One way to wait, on one event loop where it is async."""

    wait: str
    """Its name in `tarry`."""
    backend: str | None = None

    def __str__(self) -> str:
        return self.wait if self.backend is None else f"{self.wait}-{self.backend}"

    @property
    def many(self) -> bool:
        return not self.wait.endswith("for_completion")

    @property
    def in_order(self) -> bool:
        return self.wait.endswith("for_all")

    def all(self, jobs: Iterable[Any], **options: Any) -> list[WaitResult[Any]]:
        """Wait for many jobs; the results as the driver gives them."""
        waiting = getattr(tarry, self.wait)
        if self.backend is None:
            return list(waiting(jobs, **options))

        async def go() -> list[WaitResult[Any]]:
            if self.in_order:
                return cast("list[WaitResult[Any]]", await waiting(jobs, **options))
            return [result async for result in waiting(jobs, **options)]

        results: list[WaitResult[Any]] = self.run(go)
        return results

    def one(self, job: Any, **options: Any) -> WaitResult[Any]:
        """Wait for one job; a `WaitError` becomes its result."""
        if self.many:
            (result,) = self.all([job], **options)
            return result
        waiting = getattr(tarry, self.wait)
        try:
            if self.backend is None:
                return cast("WaitResult[Any]", waiting(job, **options))
            result = self.run(lambda: waiting(job, **options))
            return cast("WaitResult[Any]", result)
        except WaitError as error:
            return error.result

    def run(self, function: Callable[[], Awaitable[Any]]) -> Any:
        """Run an async function on the backend of this driver."""
        assert self.backend is not None
        return anyio.run(function, backend=self.backend)


BACKENDS = ("asyncio", "trio")


def _drivers(*names: str) -> Sequence[Driver]:
    sync = [Driver(name) for name in names]
    return sync + [Driver(f"async_{name}", backend) for name in names for backend in BACKENDS]


DRIVERS = _drivers("wait_for_completion", "as_completed", "wait_for_all")
MANY = [driver for driver in DRIVERS if driver.many]
ASYNC = [driver for driver in DRIVERS if driver.backend]


def same(first: WaitResult[Any], other: WaitResult[Any]) -> None:
    """Both waits saw the same, poll by poll. Times may differ by rounding, as due times are sums."""

    def plain(poll: Poll) -> tuple[Any, ...]:
        delay = None if poll.next_delay is None else pytest.approx(poll.next_delay)
        return poll.number, pytest.approx(poll.elapsed), poll.outcome, poll.raw_status, poll.fault, delay, poll.reason

    assert [plain(poll) for poll in first.timeline] == [plain(poll) for poll in other.timeline]
    assert (first.outcome, first.status, first.raw_status, first.polls) == (
        other.outcome,
        other.status,
        other.raw_status,
        other.polls,
    )
    assert type(first.error) is type(other.error)
    assert str(first.error) == str(other.error)
