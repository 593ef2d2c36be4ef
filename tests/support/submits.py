"""Submits that end at any step: a journal and a transport that count steps, for tests and for `scripts/kill_submits.py`."""

import contextlib
import importlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tarry.journal import Journal

Step = Callable[[str], None]


class Killed(BaseException):
    """Stands for the end of a process: nobody catches it."""


class Counter:
    """Calls *kill* at the step with the number *at*, counted from 1, or at the first of this name."""

    def __init__(self, at: int | str = 0, kill: Callable[[], None] | None = None) -> None:
        self.at, self.kill = at, kill
        self.steps: list[str] = []

    def __call__(self, step: str) -> None:
        self.steps.append(step)
        if self.at in {len(self.steps), step}:
            if self.kill is not None:
                self.kill()
            raise Killed(step)


class WatchedJournal(Journal):
    """Tells of each transaction when it begins, before it is on the disk, and after."""

    def __init__(self, path: Path, step: Step) -> None:
        super().__init__(path)
        self._step = step

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        self._step("begin")
        with super().writing() as database:
            yield database
            self._step("written")
        self._step("committed")


class WatchedTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Tells of each submit before it leaves, and when its answer is there."""

    def __init__(self, inner: Any, step: Step) -> None:
        self._inner, self._step = inner, step

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        watched = "oken" not in request.url.path
        if watched:
            self._step("send")
        answer: httpx.Response = self._inner.handle_request(request)
        if watched:
            self._step("answered")
        return answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        watched = "oken" not in request.url.path
        if watched:
            self._step("send")
        answer: httpx.Response = await self._inner.handle_async_request(request)
        if watched:
            self._step("answered")
        return answer


@dataclass(frozen=True)
class Case:
    """A submit of a provider: what it takes, in parts of two items."""

    provider: str
    credentials: dict[str, str]
    items: list[dict[str, Any]] | None
    arguments: dict[str, Any]

    @property
    def job_class(self) -> Any:
        found = importlib.import_module(f"tarry.{self.provider}").JOBS[0]
        takes = found.takes
        return type(found.__name__, (found,), {"takes": takes._replace(most=2 if takes.items else None)})

    @property
    def parts(self) -> int:
        return 1 if self.items is None else (len(self.items) + 1) // 2

    def client(self, base_url: str, transport: Any = None) -> Any:
        where = {"base_url": base_url}
        if self.provider == "salesforce":
            where["auth_url"] = base_url
        args = {} if transport is None else {"transport": transport}
        return importlib.import_module(f"tarry.{self.provider}").connect(**self.credentials, **where, httpx_args=args)

    def __str__(self) -> str:
        return self.provider


CASES = {
    "with a key": Case(
        "fullstory",
        {"api_key": "sandbox-key"},
        [{"name": "Order Shipped", "user": {"uid": f"cust-{number}"}} for number in range(3)],
        {},
    ),
    "without a key": Case(
        "salesforce",
        {"client_id": "sandbox-client", "client_secret": "sandbox-secret"},
        [{"email": f"person-{number}@example.com"} for number in range(3)],
        {"key": "DE-1", "mode": "insert"},
    ),
    "without items": Case(
        "possiblenow",
        {"client_id": "SANDBOX1", "user_id": "sandbox-user", "secret": "sandbox-secret"},
        None,
        {"client_id": "SANDBOX1", "segment_name": "Spring"},
    ),
}
