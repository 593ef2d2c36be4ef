"""A server that answers as a test says, and a driver that goes through the sync or the async face of an export."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx

import tarry
from tarry import possiblenow
from tarry.possiblenow import Export
from tarry.testing import VirtualClock
from tarry_clients.possiblenow import AuthenticatedClient

SIGNED: dict[str, Any] = {"client_id": "EXAMPLE1", "user_id": "api-user", "secret": "sandbox-secret"}
EXPORT = "/Profiles/Async/EXAMPLE1/Export/480211"
MOMENT = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)

Answer = httpx.Response | Exception


class Server:
    """Gives the answers in order, the last one for ever, and remembers what it was asked."""

    def __init__(self, *answers: Answer | Callable[[httpx.Request], Answer]) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        # A request that is sent again is the same object with another header.
        self.requests.append(
            httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        )
        assert len(self.requests) < 100, "this goes on for ever"
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer = answer(request) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def client(self, **options: Any) -> AuthenticatedClient:
        options = options or SIGNED
        return possiblenow.connect(**options, httpx_args={"transport": httpx.MockTransport(self)})

    @property
    def paths(self) -> list[str]:
        return [request.url.raw_path.decode().partition("?")[0] for request in self.requests]

    @property
    def headers(self) -> list[str]:
        return [request.headers["Authorization"] for request in self.requests]


class Driver:
    """The sync and the async face of a job as one, without real time."""

    def __init__(self, is_async: bool) -> None:
        self.is_async = is_async
        self.clock = VirtualClock()

    def submit(self, client: AuthenticatedClient, *arguments: Any, **options: Any) -> Export:
        if not self.is_async:
            return Export.submit(client, *arguments, **options, clock=self.clock)
        return anyio.run(lambda: Export.async_submit(client, *arguments, **options, clock=self.clock))

    def wait(self, job: Export, **options: Any) -> tarry.WaitResult[Any]:
        options = {"timeout": 3600, **options, "clock": self.clock}
        if not self.is_async:
            return tarry.wait_for_completion(job, **options)
        return anyio.run(lambda: tarry.async_wait_for_completion(job, **options))

    def results(self, job: Export) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        self.read_into(rows, job)
        return rows

    def read_into(self, rows: list[dict[str, Any]], job: Export) -> None:
        """Keeps what came before an error."""

        async def read() -> None:
            async for row in job.async_results(clock=self.clock):
                rows.append(row)

        if self.is_async:
            anyio.run(read)
        else:
            for row in job.results(clock=self.clock):
                rows.append(row)

    def commit(self, job: Export, **options: Any) -> None:
        if not self.is_async:
            job.commit(**options)
        else:
            anyio.run(lambda: job.async_commit(**options))


def status(word: object, code: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(code, headers=headers, json={"AccessToken": 480211, "Status": word})


def error(code: int, message: str | None = None, **headers: str) -> httpx.Response:
    return httpx.Response(code, headers=headers, json={"Message": message})


def export_of(server: Server, **options: Any) -> Export:
    return Export(server.client(**options), "EXAMPLE1", 480211)


def page(
    offset: int, count: int, total: int | None = None, has_more: bool | None = False, **changed: Any
) -> httpx.Response:
    fields = {
        "Count": count,
        "HasMore": has_more,
        "Limit": 2,
        "Offset": offset,
        "TotalResults": total,
        "UserProfilePreferences": [{"ProfileId": f"p-{number}"} for number in range(offset, offset + count)],
        **changed,
    }
    return httpx.Response(200, json={name: value for name, value in fields.items() if value is not None})


def ids(rows: Iterable[dict[str, Any]]) -> list[str]:
    return [row["ProfileId"] for row in rows]
