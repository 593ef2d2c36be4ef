"""What a server can cost, whatever it sends: how long one request takes, and how large its answer becomes.

httpx bounds neither: its read timeout begins anew with every byte, and a body of any size is decoded and kept. Both bounds
are put in by the event hooks of the client, so that they hold for every request (tokens and calls of generated functions
included) and leave a user's proxies, mounts and transport as they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import httpx

from ._errors import ConfigurationError
from ._size_limit import Body, Content
from ._time_limit import TimeLimit, async_trace, no_answer_in_time, trace

KIB, MIB, GIB = 1024, 1024**2, 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLimits:
    """How large answers may be, in bytes after decoding, and how slow a long one may come.

    Attributes:
        status_bytes: The answer to a look or a submit, and those to the requests for a token or a base URL before it.
        page_bytes: Any other answer; a page of 50,000 rows of Eloqua is the largest that is known.
        download_bytes: An archive of Open Data Rights, which is not held in memory.
        bytes_per_second: A page, a submit and a download may take longer than `request_timeout`, as long as their bytes come
            or go at this pace at least. A look may not.

    Raises:
        ConfigurationError: One of them is no positive whole number.
    """

    status_bytes: int = 4 * MIB
    page_bytes: int = 64 * MIB
    download_bytes: int = 16 * GIB
    bytes_per_second: int = 16 * KIB

    def __post_init__(self) -> None:
        for field in fields(self):
            value: Any = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
                raise ConfigurationError(f"{field.name} must be a positive whole number, not {value!r:.80}")


class _Use(NamedTuple):
    """What requests are sent for, which says how much their answers may cost."""

    size: str = "page_bytes"
    began: float | None = None
    """When, for requests that have one request timeout together, as those of a look."""


_PAGE = _Use()
_USE: ContextVar[_Use] = ContextVar("tarry_use", default=_PAGE)


@contextmanager
def _used_for(use: _Use) -> Iterator[None]:
    token = _USE.set(use)
    try:
        yield
    finally:
        _USE.reset(token)


def in_one_timeout() -> AbstractContextManager[None]:
    """Requests in this context have one request timeout together, from now on, and small answers."""
    return _used_for(_Use("status_bytes", began=time.monotonic()))


def for_submit() -> AbstractContextManager[None]:
    """Requests in this context have small answers."""
    return _used_for(_Use("status_bytes"))


def for_download() -> AbstractContextManager[None]:
    """Requests in this context have an answer that goes to a file."""
    return _used_for(_Use("download_bytes"))


@contextmanager
def async_time_limit(client: httpx.AsyncClient) -> Iterator[None]:
    """End a look of an async client in time where its transport may not do so."""
    began, seconds = _USE.get().began, client.timeout.read
    if began is None or seconds is None:
        yield
        return
    import anyio

    with anyio.move_on_after(began + seconds - time.monotonic()) as scope:
        yield
    if scope.cancelled_caught:
        raise no_answer_in_time(seconds)


class Limiter:
    """Puts both limits into requests and answers: as event hooks of `httpx.Client` and `httpx.AsyncClient` alike, or called."""

    def __init__(self, limits: ResponseLimits) -> None:
        self._limits = limits

    def event_hooks(self, others: Mapping[str, Any]) -> dict[str, list[Callable[..., Any]]]:
        """Hooks around the *others* of a user."""
        return {
            "request": [*others.get("request", ()), self.on_request],
            # Before those that may read the body.
            "response": [self.on_response, *others.get("response", ())],
        }

    @classmethod
    def alone_in(cls, hooks: Mapping[str, list[Callable[..., Any]]]) -> Limiter | None:
        """The one whose hooks are all that there are."""
        requests, responses = hooks["request"], hooks["response"]
        owner = getattr(requests[0], "__self__", None) if len(requests) == len(responses) == 1 else None
        return owner if isinstance(owner, cls) and responses[0] == owner.on_response else None

    def limit_time(self, request: httpx.Request, trace: Callable[..., Any]) -> None:
        """Set the limit for a request that is about to be sent; *trace* sets it on the stream that it may open."""
        extensions = request.extensions
        limit = TimeLimit(request, extensions.get("timeout", {}), self._limits.bytes_per_second, _USE.get().began)
        request.extensions = {"trace": trace, **extensions, "timeout": limit}

    def limit_size(self, response: httpx.Response) -> None:
        """Set the limits for the body of an answer."""
        limit, use = response.request.extensions.get("timeout"), _USE.get()
        if isinstance(limit, TimeLimit):
            content = Content(response, limit, use.size, getattr(self._limits, use.size))
            response.stream = Body(response.stream, content)

    def on_request(self, request: httpx.Request) -> _IfAsync:
        """The hook for requests."""
        self.limit_time(request, trace)
        return _IfAsync(request)

    def on_response(self, response: httpx.Response) -> _IfAsync:
        """The hook for answers."""
        self.limit_size(response)
        return _IfAsync()


class _IfAsync:
    """What a hook returns. Only an async client awaits it, and so tells that the request is one of its own."""

    def __init__(self, request: httpx.Request | None = None) -> None:
        self._request = request

    def __await__(self) -> Generator[None, None, None]:
        if self._request is not None and self._request.extensions["trace"] is trace:
            self._request.extensions["trace"] = async_trace
        yield from ()
