"""An `httpx.Auth` that may first ask something (for a token, for a base URL), written once for sync and async.

However many threads and tasks need the answer, one request at a time asks for it, and the others take what it brought.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing
from enum import Enum, auto
from typing import Any, ClassVar, NamedTuple

import httpx

from tarry._core.clock import on_asyncio
from tarry._core.errors import TarryError
from tarry._core.secrets import HoldsSecret
from tarry._http.failures import NO_ANSWER
from tarry._http.generated_client import GeneratedClient
from tarry._http.use import async_used_for, call_for, one_timeout

_CHECK_AGAIN = 0.02
"""Seconds after which a task checks whether it is its turn: a lock that threads hold cannot wake a task."""


class Slot(Enum):
    """Steps that are no requests."""

    ACQUIRE = auto()
    RELEASE = auto()


class Shielded(NamedTuple):
    """A request that must not be broken off once it is sent. What it raises is thrown back.

    No cancellation reaches it, and it has a request timeout of its own, however little is left of the poll that needs it.
    """

    request: httpx.Request
    auth: httpx.Auth
    client: GeneratedClient


class Holder:
    """What a request holds while it is its turn: the thread that it is sent from."""

    __slots__ = ("thread",)

    def __init__(self) -> None:
        self.thread = threading.get_ident()


Step = httpx.Request | Shielded | Slot

Steps = Generator[Step, Any, None]
"""Requests, each answered with its response, and turns."""


class SteppedAuth(HoldsSecret, httpx.Auth):
    """Goes through the steps of a request; those between ACQUIRE and RELEASE are one request's at a time.

    Args:
        inner: The scheme that authenticates the requests of the steps.
    """

    wanted: ClassVar[str]
    """What is asked for, for errors."""

    def __init__(self, inner: httpx.Auth | None = None) -> None:
        self._inner = inner or httpx.Auth()
        self._lock = threading.Lock()
        self._holder: Holder | None = None
        """Whose turn it is."""

    def steps(self, request: httpx.Request) -> Steps:
        """What is sent for *request*, itself included. Must not keep an answer's stream open within a turn."""
        raise NotImplementedError

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Go through the steps."""
        steps, holder = self.steps(request), Holder()
        try:
            step = next(steps)
            while True:
                if isinstance(step, httpx.Request):
                    answer = yield from _last_answer(self._inner.sync_auth_flow(step))
                    if self._holder is holder or answer.status_code == 401:
                        answer.read()
                    step = steps.send(answer)
                elif isinstance(step, Shielded):
                    came: httpx.Response | Exception
                    try:
                        http = step.client.get_httpx_client()
                        came = call_for(one_timeout(), http.send, step.request, auth=step.auth)
                    except NO_ANSWER as error:
                        came = error
                    # Not in the handler, or what the steps raise in its place would lead to it.
                    step = steps.throw(came) if isinstance(came, Exception) else steps.send(came)
                else:
                    if step is Slot.ACQUIRE:
                        self._acquire(request, holder)
                    else:
                        self._release()
                    step = next(steps)
        except StopIteration:
            return
        finally:
            if self._holder is holder:  # also where Ctrl-C came right after it was taken
                self._release()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The same for async."""
        steps, holder = self.steps(request), Holder()
        try:
            step = next(steps)
            while True:
                if isinstance(step, httpx.Request):
                    async with aclosing(self._inner.async_auth_flow(step)) as flow:
                        sent = await anext(flow)
                        while True:
                            answer = yield sent
                            try:
                                sent = await flow.asend(answer)
                            except StopAsyncIteration:
                                break
                    if self._holder is holder or answer.status_code == 401:
                        await answer.aread()
                    step = steps.send(answer)
                elif isinstance(step, Shielded):
                    came, cancelled = await _sent(step)
                    try:
                        step = steps.throw(came) if isinstance(came, Exception) else steps.send(came)
                    finally:
                        if cancelled is not None:
                            raise cancelled
                else:
                    await self._async_slot(step, request, holder)
                    step = next(steps)
        except StopIteration:
            return
        finally:
            if self._holder is holder:  # also where Ctrl-C came right after it was taken
                self._release()

    def _acquire(self, request: httpx.Request, holder: Holder) -> None:
        """Wait for the turn, no longer than for a connection."""
        if self._holder is not None and self._holder.thread == holder.thread:
            raise TarryError(
                f"{request.method} {request.url.path} would wait for ever for {self.wanted}, which its own thread is"
                " fetching: in an async program use the async functions, and make no request in a callback"
            )
        patience = _patience(request)
        if not self._lock.acquire(timeout=-1 if patience is None else patience):
            raise self._too_long(request)
        self._holder = holder

    async def _async_slot(self, step: Slot, request: httpx.Request, holder: Holder) -> None:
        if step is Slot.ACQUIRE:
            await self._async_acquire(request, holder)
        else:
            self._release()

    async def _async_acquire(self, request: httpx.Request, holder: Holder) -> None:
        """The same for async, where the turn may be a thread's or that of a task of another event loop."""
        import anyio

        with anyio.move_on_after(_patience(request)):
            while not self._lock.acquire(blocking=False):  # noqa: ASYNC110 - an anyio.Event is for one event loop
                await anyio.sleep(_CHECK_AGAIN)
            self._holder = holder
            return
        raise self._too_long(request)

    def _release(self) -> None:
        self._holder = None
        self._lock.release()

    def _too_long(self, request: httpx.Request) -> httpx.PoolTimeout:
        return httpx.PoolTimeout(f"another request is still asking for {self.wanted}", request=request)


async def _sent(step: Shielded) -> tuple[httpx.Response | Exception, BaseException | None]:
    """What came of *step*, and the cancellation that is to be raised when that has been taken in."""
    import asyncio

    import anyio

    async def send() -> httpx.Response | Exception:
        try:
            with async_used_for(one_timeout()):
                return await step.client.get_async_httpx_client().send(step.request, auth=step.auth)
        except NO_ANSWER as error:
            return error

    with anyio.CancelScope(shield=True):
        if not on_asyncio():
            return await send(), None
    # No scope shields from Task.cancel(), by which asyncio.timeout() and its task groups cancel.
    sending, cancelled = asyncio.create_task(send()), None
    while not sending.done():
        try:
            with anyio.CancelScope(shield=True):
                await asyncio.wait([sending])
        except asyncio.CancelledError as error:
            cancelled = error
    if sending.cancelled():  # by somebody else, and this task is not
        return httpx.ReadError("somebody else cancelled the request", request=step.request), cancelled
    return sending.result(), cancelled


def _last_answer(
    flow: Generator[httpx.Request, httpx.Response, None],
) -> Generator[httpx.Request, httpx.Response, httpx.Response]:
    """Go through the flow of the inner scheme; returns its last answer."""
    with closing(flow):
        sent = next(flow)
        while True:
            answer = yield sent
            try:
                sent = flow.send(answer)
            except StopIteration:
                return answer


def _patience(request: httpx.Request) -> float | None:
    seconds: float | None = request.extensions.get("timeout", {}).get("pool")
    return seconds
