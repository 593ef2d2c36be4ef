"""One request to a provider, the same in words for sync and async, and what its answer means for a wait.

A poll, a page and a submit are written once, as a `Call` or as steps that yield calls; `send` and `async_send` are the only
places that differ.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import dataclass, field
from http.client import responses as http_reasons
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tarry._core.errors import ConfigurationError, ProviderResponseError
from tarry._core.provider import Provider
from tarry._http.client import Answer, async_send, send
from tarry.openapi.types import Response

if TYPE_CHECKING:
    import httpx

ModelT = TypeVar("ModelT")

ReturnT = TypeVar("ReturnT")


UNWRITABLE = (ValueError, TypeError, AttributeError, RecursionError)
"""What models and encoder raise over what JSON cannot hold."""

_ELSEWHERE = {".", ".."}

_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def to_json(value: Any) -> bytes:
    """*value* as it is sent; raises one of `UNWRITABLE`."""
    return _JSON.encode(value).encode()


class Operation(Protocol):
    """A generated module such as `tarry_clients.fullstory.api.events.get_events_import`."""

    request_arguments: Callable[..., dict[str, Any]]
    read_response: Callable[..., Any]


class Reply(Protocol):
    """The generated `Response` of any provider."""

    status_code: int
    content: bytes
    headers: Any
    parsed: Any


@dataclass(slots=True)
class Call:
    """One request, put together and not yet sent.

    Raises:
        ConfigurationError: JSON cannot hold the body, or an argument leads to another path.
    """

    provider: Provider
    operation: Operation
    arguments: Mapping[str, Any]
    path: str = ""
    """That of the document, but where another is given because it is not confirmed by the vendor."""
    query: Mapping[str, Any] | None = None
    """Sent besides the query of the document, where the vendor confirms no name for a parameter."""
    unread: Collection[int] = ()
    """Status codes that say all: a body that comes with one is not read."""
    request: dict[str, Any] = field(init=False)
    """What httpx is asked to send. A body is in it as bytes."""

    def __post_init__(self) -> None:
        try:
            self.request = request = self.operation.request_arguments(**self.arguments)
            if "json" in request:
                request["content"] = to_json(request.pop("json"))
        except UNWRITABLE as error:
            raise ConfigurationError(f"the body cannot be written as JSON: {error}") from error
        self.path = request["url"] = self.path or request["url"]
        self._check_path()
        if self.query is not None:
            request["params"] = {**request.get("params", {}), **self.query}

    def _check_path(self) -> None:
        """Refuse a path that an argument makes another: a dot segment leads elsewhere on the same host, an empty one too."""
        *between, last = self.path.split("/")[1:]
        if last and last not in _ELSEWHERE and all(part and part not in _ELSEWHERE for part in between):
            return
        named = [name for name, value in self.arguments.items() if str(value) in {"", *_ELSEWHERE}]
        if named:  # the document's own path may end in a slash
            raise ConfigurationError(f"{' and '.join(named)} must not be empty or made of dots")

    @property
    def name(self) -> str:
        """The operation's, as its module in the generated client is called."""
        return str(getattr(self.operation, "__name__", "")).rpartition(".")[2]

    def send(self, client: Any) -> Reply:
        """Send it; raises one of `NO_ANSWER` where nothing usable comes back."""
        return self.reply(client, self.exchange(client))

    async def async_send(self, client: Any) -> Reply:
        """The same for async."""
        return self.reply(client, await self.async_exchange(client))

    def exchange(self, client: Any) -> Answer:
        """Send it; the answer is whole and not yet decoded."""
        return send(client.get_httpx_client(), self.request)

    async def async_exchange(self, client: Any) -> Answer:
        """The same for async."""
        return await async_send(client.get_async_httpx_client(), self.request)

    @property
    def with_credentials(self) -> bool:
        """Whether the client's credential belongs to the request: always, unlike with a URL out of an answer."""
        return True

    def prepared(self, client: Any, headers: Mapping[str, str]) -> httpx.Request:
        """The request for an httpx client that is to stream the answer, with *headers* of its own."""
        return client.build_request(**{**self.request, "headers": {**self.request.get("headers", {}), **headers}})  # type: ignore[no-any-return]

    def reply(self, client: Any, response: Answer) -> Reply:
        """Decode an answer; raises ProviderResponseError where it is not what the document says."""
        if response.status_code in self.unread:
            return Response(response.status_code, response.content, response.headers, None)
        try:
            return self.operation.read_response(client=client, response=response)  # type: ignore[no-any-return]
        except self.provider.unreadable as error:
            problem = self.unreadable(error)
        # Not in the handler: the error there names that of the parser, which holds the whole body.
        raise problem

    def unreadable(self, error: Any) -> ProviderResponseError:
        """The generated package's error as one of ours."""
        reason = error.reason
        if error.status_code >= 400:
            reason = f"{http_reasons.get(error.status_code, 'an error')}; {reason}"
        return self.unexpected(error, reason, well_formed=error.well_formed)

    def unexpected(
        self, answer: Any, reason: str | None = None, *, final: bool = False, well_formed: bool = False
    ) -> ProviderResponseError:
        """The error for an *answer* that is not what was asked for: a `Reply`, an `Answer` or an error of generated code."""
        return ProviderResponseError(
            reason or http_reasons.get(answer.status_code, "an answer of an unknown kind"),
            status_code=answer.status_code,
            headers=answer.headers,
            content=answer.content,
            method=self.request["method"],
            path=self.path,
            final=final,
            well_formed=well_formed,
        )

    def expect(self, reply: Reply, model: type[ModelT], codes: Collection[int] = ()) -> ModelT:
        """The parsed body of *reply* if it is a success, or has one of *codes*, and is a *model*.

        Raises:
            ProviderResponseError: It is anything else.
        """
        return self.expect_one_of(reply, (model,), codes)  # type: ignore[no-any-return]

    def expect_one_of(self, reply: Reply, models: tuple[type[Any], ...], codes: Collection[int] = ()) -> Any:
        """The same where a body may be of one of several *models*."""
        if (200 <= reply.status_code < 300 or reply.status_code in codes) and isinstance(reply.parsed, models):
            return reply.parsed
        raise self.unexpected(reply)


Steps = Generator[Call, Reply, ReturnT]
"""A few requests and what becomes of them: yields calls, is sent replies, returns the end."""


def run(steps: Steps[ReturnT], client: Any) -> ReturnT:
    """Go through *steps* with a sync client."""
    try:
        call = next(steps)
        while True:
            call = steps.send(call.send(client))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


async def async_run(steps: Steps[ReturnT], client: Any) -> ReturnT:
    """Go through *steps* with an async client."""
    try:
        call = next(steps)
        while True:
            call = steps.send(await call.async_send(client))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
