"""Salesforce's two hosts, which answer as a test says, and a driver that goes through the sync or the async face of a job."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import anyio
import httpx

import tarry
from tarry import salesforce
from tarry._auth.oauth2 import ClientCredentials
from tarry.salesforce import RowsImport
from tarry.testing import VirtualClock
from tarry_clients.salesforce import AuthenticatedClient
from tarry_clients.salesforce.models import RowResult

JOB = "5f0c2b1e-7d3a-4c55-9a0e-2f6d1c8b9e10"
REQUEST = "0b9d7f66-1f4e-4f8a-8d0b-6a51f0a7c9d2"
SECRET = "sandbox-secret"
SUBDOMAIN = "mc-example-subdomain-000001"
SETTINGS: dict[str, Any] = {"subdomain": SUBDOMAIN, "client_id": "sandbox-client", "client_secret": SECRET}
REST = f"https://{SUBDOMAIN}.rest.marketingcloudapis.com"
AUTH = f"https://{SUBDOMAIN}.auth.marketingcloudapis.com"
STATUS, RESULTS = f"/data/v1/async/{JOB}/status", f"/data/v1/async/{JOB}/results"

OneAnswer = httpx.Response | Exception
Answer = OneAnswer | Callable[[httpx.Request], OneAnswer]


def token(number: int = 1, **changed: Any) -> httpx.Response:
    fields = {"access_token": f"sandbox-token-{number}", "token_type": "Bearer", "expires_in": 1079, **changed}
    return httpx.Response(200, json={name: value for name, value in fields.items() if value is not None})


class Server:
    """Answers in order, the last one for ever, those of the token host apart; remembers what it was asked, from any thread.

    Where *tokens* is None, every token is another one.
    """

    def __init__(self, *answers: Answer, tokens: list[Answer] | None = None) -> None:
        self.answers = list(answers)
        self.tokens = tokens
        self.requests: list[httpx.Request] = []
        self.token_requests: list[httpx.Request] = []
        self._lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self._next(request)
        answer = answer(request) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def _next(self, request: httpx.Request) -> Answer:
        # A request that is sent again is the same object with another header.
        copy = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        with self._lock:
            asked = self.token_requests if request.url.path.endswith("/v2/token") else self.requests
            asked.append(copy)
            assert len(asked) < 200, "this goes on for ever"
            if asked is self.token_requests:
                if self.tokens is None:
                    return token(len(asked))
                return self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def client(self, **options: Any) -> AuthenticatedClient:
        return salesforce.connect(**{**SETTINGS, **options}, httpx_args={"transport": httpx.MockTransport(self)})

    def job(self, **options: Any) -> RowsImport:
        return RowsImport(self.client(**options), JOB)

    @property
    def paths(self) -> list[str]:
        return [request.url.raw_path.decode() for request in self.requests]

    @property
    def credentials(self) -> list[str]:
        return [request.headers["Authorization"].removeprefix("Bearer sandbox-token-") for request in self.requests]


def credentials(client: AuthenticatedClient) -> ClientCredentials:
    """The auth of a client, which is one for both of its faces."""
    auth = client.get_httpx_client().auth
    assert isinstance(auth, ClientCredentials)
    assert client.get_async_httpx_client().auth is auth
    return auth


class Driver:
    """The sync and the async face of a job as one, without real time."""

    def __init__(self, is_async: bool) -> None:
        self.is_async = is_async
        self.clock = VirtualClock()

    def submit(self, client: AuthenticatedClient, rows: Any, **options: Any) -> RowsImport:
        if not self.is_async:
            return RowsImport.submit(client, rows, **options, clock=self.clock)
        return anyio.run(lambda: RowsImport.async_submit(client, rows, **options, clock=self.clock))

    def wait(self, job: RowsImport, **options: Any) -> tarry.WaitResult[Any]:
        options = {"timeout": 3600, **options, "clock": self.clock}
        if not self.is_async:
            return tarry.wait_for_completion(job, **options)
        return anyio.run(lambda: tarry.async_wait_for_completion(job, **options))

    def poll(self, job: RowsImport, **options: Any) -> tarry.WaitResult[Any]:
        return anyio.run(partial(job.async_poll, **options)) if self.is_async else job.poll(**options)

    def results(self, job: RowsImport) -> list[RowResult]:
        return self._read(job.async_results if self.is_async else job.results)

    def failures(self, job: RowsImport) -> list[RowResult]:
        return self._read(job.async_failures if self.is_async else job.failures)

    def _read(self, method: Any) -> list[RowResult]:
        if not self.is_async:
            return list(method(clock=self.clock))

        async def read() -> list[RowResult]:
            return [row async for row in method(clock=self.clock)]

        return anyio.run(read)


def status(word: object, **record: Any) -> httpx.Response:
    """An answer about the job, under an id that is not the job's."""
    about = {"requestId": JOB, "requestStatus": word, **record}
    return httpx.Response(200, json={"status": about, "requestId": REQUEST, "resultMessages": []})


PENDING = status("Pending", pickupDateTime=None)
COMPLETE = status("Complete", hasErrors=False, resultStatus="OK")
WITH_ERRORS = status("Complete", hasErrors=True, resultStatus="Has Errors")


def page(number: object, *rows: str, count: object = None, **changed: Any) -> httpx.Response:
    """A page of results, each row by its status."""
    items = [{"status": row, "message": f"{row} {index}"} for index, row in enumerate(rows)]
    fields = {"page": number, "pageSize": 50, "count": count, "items": items, "requestId": REQUEST, **changed}
    return httpx.Response(200, json={name: value for name, value in fields.items() if value is not None})


MESSAGE = {
    "resultType": "Operational",
    "resultClass": "Error",
    "resultCode": "AsyncRequestStatusNotFound",
    "message": f"Unable to locate {JOB}.",
}


def envelope(code: int = 200, *, nested: bool = False, **changed: Any) -> httpx.Response:
    """An error that comes with any status, and with an id that is no job's."""
    said = {**MESSAGE, **changed}
    messages = [{"resultMessage": said} if nested else said]
    return httpx.Response(code, json={"requestId": REQUEST, "resultMessages": messages})


def error(code: int, message: str = "No.", **headers: str) -> httpx.Response:
    return httpx.Response(code, headers=headers, json={"message": message, "errorcode": 0, "documentation": ""})
