"""One request to a provider, the same in words for sync and async, and what its answer means for a wait.

A look, a page and a submit are written once, as a `Call` or as steps that yield calls; `send` and `async_send` are the only
places that differ.
"""

import logging
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import responses as http_reasons
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import httpx

from ._advice import describe_fault
from ._connect import REQUEST_TIMEOUT
from ._errors import ConfigurationError, CredentialError, ProviderResponseError, TarryError
from ._http.client import Answer, async_send, send
from ._http.limits import async_used_for, call_for, one_timeout
from ._machine import Kind, Sighting
from ._retry_after import retry_after
from ._texts import type_name

if TYPE_CHECKING:
    from ._jobs import Job

ModelT = TypeVar("ModelT")
ReturnT = TypeVar("ReturnT")

NO_ANSWER = (httpx.HTTPError, httpx.InvalidURL, ProviderResponseError, CredentialError)
"""What a request may raise when it brings no usable answer. Anything else is a bug: a page or a submit lets it through."""

NEVER_SENT = (
    *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError),
    *(httpx.UnsupportedProtocol, httpx.InvalidURL),
)
"""Of those, what is raised before a request has left."""

_PERMANENT = (
    *(httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.TooManyRedirects, httpx.InvalidURL),
    TarryError,
)
"""A `ProviderResponseError` is judged by its status."""

_OF_CALLBACK = "_tarry_of_callback"

logger = logging.getLogger("tarry")


class GeneratedPackage(Protocol):
    """A generated package such as `tarry_clients.fullstory`."""

    AuthenticatedClient: type[Any]


class GeneratedClient(Protocol):
    """What the overlay needs of a generated client, whichever provider's it is."""

    def get_httpx_client(self) -> httpx.Client: ...
    def get_async_httpx_client(self) -> httpx.AsyncClient: ...


class Operation(Protocol):
    """A generated module such as `tarry_clients.fullstory.api.events.get_events_import`."""

    _get_kwargs: Callable[..., dict[str, Any]]
    _build_response: Callable[..., Any]


class Reply(Protocol):
    """The generated `Response` of any provider."""

    status_code: int
    content: bytes
    headers: Any
    parsed: Any


class Provider(NamedTuple):
    """What a provider's generated package calls its own."""

    name: str
    generated: GeneratedPackage
    unreadable: type[Exception]
    """Raised by generated functions for a body that is not what the document says."""

    def require(self, client: object, what: str) -> None:
        """Raise ConfigurationError unless *client* is one of this provider's."""
        if not isinstance(client, self.generated.AuthenticatedClient):
            connect = f"tarry.{self.name}.connect(...)"
            raise ConfigurationError(f"{what} needs the client that {connect} returns, not {_client_name(client)}")


def _client_name(client: object) -> str:
    """What *client* is; one of another provider by that, as all of them have the same class name."""
    package, _, rest = type(client).__module__.partition(".")
    provider = rest.partition(".")[0]
    if package == "tarry_clients":
        return f"a client of {provider} ({type_name(client)})"
    return type_name(client)


class Call(NamedTuple):
    """One request, not yet sent."""

    provider: Provider
    operation: Operation
    arguments: Mapping[str, Any]
    path: str | None = None
    """Replaces the path of the document, where that is not confirmed by the vendor."""
    query: Mapping[str, Any] | None = None
    """Sent besides the query of the document, where the vendor confirms no name for a parameter."""

    def send(self, client: Any) -> Reply:
        """Send it; raises one of `NO_ANSWER` where nothing usable comes back."""
        return self.reply(client, self.exchange(client))

    async def async_send(self, client: Any) -> Reply:
        """The same for async."""
        return self.reply(client, await self.async_exchange(client))

    def exchange(self, client: Any) -> Answer:
        """Send it; the answer is whole and not yet decoded."""
        return send(client.get_httpx_client(), self.request())

    async def async_exchange(self, client: Any) -> Answer:
        """The same for async."""
        return await async_send(client.get_async_httpx_client(), self.request())

    def reply(self, client: Any, response: Answer) -> Reply:
        """Decode an answer; raises ProviderResponseError where it is not what the document says."""
        try:
            return self.operation._build_response(client=client, response=response)  # type: ignore[no-any-return]
        except self.provider.unreadable as error:
            problem = self.unreadable(error)
        # Not in the handler: the error there names that of the parser, which holds the whole body.
        raise problem

    def request(self) -> dict[str, Any]:
        """What httpx is asked to send."""
        request = self.operation._get_kwargs(**self.arguments)
        if self.path is not None:
            request["url"] = self.path
        if self.query is not None:
            request["params"] = {**request.get("params", {}), **self.query}
        return request

    def unreadable(self, error: Any) -> ProviderResponseError:
        """The generated package's error as one of ours."""
        reason = error.reason
        if error.status_code >= 400:
            reason = f"{http_reasons.get(error.status_code, 'an error')}; {reason}"
        return self._error(reason, error, well_formed=error.well_formed)

    def unexpected(
        self, reply: Reply, reason: str | None = None, *, final: bool = False, well_formed: bool = False
    ) -> ProviderResponseError:
        """The error for a *reply* that is readable and still not what was asked for."""
        reason = reason or http_reasons.get(reply.status_code, "an answer of an unknown kind")
        return self._error(reason, reply, final=final, well_formed=well_formed)

    def _error(
        self, reason: str, answer: Any, *, final: bool = False, well_formed: bool = False
    ) -> ProviderResponseError:
        request = self.request()
        return ProviderResponseError(
            reason,
            status_code=answer.status_code,
            headers=answer.headers,
            content=answer.content,
            method=request["method"],
            path=request["url"],
            final=final,
            well_formed=well_formed,
        )

    def expect(self, reply: Reply, model: type[ModelT]) -> ModelT:
        """The parsed body of *reply* if it is a success and a *model*.

        Raises:
            ProviderResponseError: It is anything else.
        """
        if 200 <= reply.status_code < 300 and isinstance(reply.parsed, model):
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


def base_url(client: Any) -> httpx.URL:
    """Where the requests of *client* go: of Eloqua the host that was found, where one had to be."""
    http = client.get_httpx_client()
    url = getattr(getattr(http, "auth", None), "base_url", None) or getattr(http, "base_url", None)
    return url if isinstance(url, httpx.URL) else httpx.URL("")


def request_timeout(client: GeneratedClient) -> float:
    """Seconds that one request of *client* may take, as `connect` was told; where somebody took the limit away, the default."""
    return client.get_httpx_client().timeout.read or REQUEST_TIMEOUT


def look(job: "Job[ModelT]", wall_time: Callable[[], float] = time.time) -> Sighting[ModelT]:
    """Look at *job* once. Whatever goes wrong is part of what was seen, so that no job ends the wait for the others."""
    try:
        sighting = call_for(one_timeout(), run, job.look_steps(wall_time), job.client)
    except Exception as error:  # noqa: BLE001 - told apart there
        sighting = _described(error, job, wall_time)
    return sighting._replace(time=wall_time())


async def async_look(job: "Job[ModelT]", wall_time: Callable[[], float] = time.time) -> Sighting[ModelT]:
    """Look at *job* once, with its async client."""
    try:
        with async_used_for(one_timeout()):
            sighting = await async_run(job.look_steps(wall_time), job.client)
    except Exception as error:  # noqa: BLE001 - told apart there
        sighting = _described(error, job, wall_time)
    return sighting._replace(time=wall_time())


def look_together(
    jobs: "Sequence[Job[ModelT]]", wall_time: Callable[[], float]
) -> tuple[list[Sighting[ModelT] | None], Sighting[ModelT] | None]:
    """Look at *jobs* of one client with a list call: a sighting of each that is on the list, or the fault of the call."""
    try:
        found = call_for(one_timeout(), run, jobs[0].list_steps(jobs, wall_time), jobs[0].client)
    except Exception as error:  # noqa: BLE001 - told apart there
        return [None] * len(jobs), _described(error, jobs[0], wall_time)
    return _found(jobs, found, wall_time()), None


async def async_look_together(
    jobs: "Sequence[Job[ModelT]]", wall_time: Callable[[], float]
) -> tuple[list[Sighting[ModelT] | None], Sighting[ModelT] | None]:
    """The same with the async client."""
    try:
        with async_used_for(one_timeout()):
            found = await async_run(jobs[0].list_steps(jobs, wall_time), jobs[0].client)
    except Exception as error:  # noqa: BLE001 - told apart there
        return [None] * len(jobs), _described(error, jobs[0], wall_time)
    return _found(jobs, found, wall_time()), None


def _found(
    jobs: "Sequence[Job[ModelT]]", found: Mapping[str, Sighting[ModelT]], time: float
) -> list[Sighting[ModelT] | None]:
    sightings = (found.get(job.handle.ids[0]) for job in jobs)
    return [None if sighting is None else sighting._replace(time=time) for sighting in sightings]


def _described(error: Exception, job: "Job[Any]", wall_time: Callable[[], float]) -> Sighting[Any]:
    """The sighting that a failed look at *job* brings, with what to do about it.

    The error stays for as long as the result does, so what led to it is let go: causes, which the text tells of, and frames.
    """
    if _OF_CALLBACK in vars(error):
        raise error
    sighting = sighting_of_error(error, wall_time)
    problem, advice = describe_fault(error, job.provider, getattr(job.client, "_base_url", ""))
    error.__cause__ = error.__context__ = None
    return sighting._replace(error=error.with_traceback(None), problem=problem, advice=advice)


@contextmanager
def callback() -> Iterator[None]:
    """Around what a caller wants to be called within a request: as what `on_poll` raises, it ends a wait as it is."""
    try:
        yield
    except Exception as error:
        vars(error)[_OF_CALLBACK] = True
        raise


def sighting_of_error(error: Exception, wall_time: Callable[[], float]) -> Sighting[Any]:
    """What a failed request means: gone, refused for good, a fault that may pass, or a bug, which ends the wait for one job.

    *error* loses its traceback, as it may be kept for as long as the result of a wait: the frames of a traceback hold the
    answer, whole.
    """
    if not isinstance(error, ProviderResponseError):
        if isinstance(error, _PERMANENT):
            return Sighting(Kind.DENIED, error=error.with_traceback(None))
        if isinstance(error, httpx.HTTPError | OSError):
            # An OSError comes from below HTTP: too few file descriptors, or a certificate that cannot be read just now.
            return Sighting(Kind.FAULT, error=error.with_traceback(None))
        logger.error("an unexpected %s in a look", type(error).__name__, exc_info=error)
        error = error.with_traceback(None)
        return Sighting(
            Kind.DENIED,
            error=error,
            note=f"met an unexpected {type(error).__name__}; where no code of yours is to blame, please report it with the log",
        )
    code, misfit = error.status_code, False
    if error.final:
        kind = Kind.DENIED
    elif code == 404:
        kind = Kind.MISSING
    elif code == 410:
        kind = Kind.EXPIRED
    elif code < 300:
        # It was meant well and could not be read: HTML from a gateway, a body cut short, or one that does not fit.
        kind, misfit = Kind.FAULT, error.well_formed
    elif code in {408, 425, 429} or code >= 500:
        kind = Kind.FAULT
    else:
        kind = Kind.DENIED
    error = error.with_traceback(None)
    return Sighting(kind, error=error, retry_after=retry_after(error.headers, wall_time), misfit=misfit)
