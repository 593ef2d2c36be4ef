"""An httpx transport that asks the sandbox without a socket."""

from __future__ import annotations

import time
from email.utils import formatdate

import httpx
from anyio.from_thread import BlockingPortalProvider
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class InProcessTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """For `httpx.Client` and `httpx.AsyncClient` alike, from any thread and inside a running event loop."""

    def __init__(self, app: ASGIApp) -> None:
        self._asgi = httpx.ASGITransport(_completing(app))
        # Runs while a request needs it and ends with the last one, so that no thread is left to close.
        self._portals = BlockingPortalProvider()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a synchronous request, on an event loop in a thread of its own."""
        request.read()
        with self._portals as portal:
            return portal.call(self._answer, request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer an asynchronous request, on the caller's event loop."""
        return await self._answer(request)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._asgi.handle_async_request(request)
        body = b"".join([part async for part in answer.aiter_raw()])
        # A server sends the real time, and clients judge a Retry-After against it.
        headers = [*answer.headers.raw, (b"Date", formatdate(time.time(), usegmt=True).encode())]
        # A byte stream, unlike the one that came, can be read by both sorts of client.
        return httpx.Response(answer.status_code, headers=headers, stream=httpx.ByteStream(body))


def _completing(app: ASGIApp) -> ASGIApp:
    """Fail as a client does when the connection drops, wherever the application returns in mid-answer."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        complete = False

        async def watched_send(message: Message) -> None:
            nonlocal complete
            complete = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        await app(scope, receive, watched_send)
        if not complete:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")

    return watched
