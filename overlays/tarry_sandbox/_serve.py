"""The sandbox on a real socket."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def serve(app: ASGIApp, host: str, port: int) -> Iterator[str]:
    """Serve from a background thread for as long as the context lasts, and yield the root URL."""
    # Bound here and not by uvicorn, which would end the process when the port is taken.
    with _listen(host, port) as listener:
        # Critical: a planned reset is no error worth a line, but uvicorn takes it for one.
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_level="critical",
            timeout_graceful_shutdown=1,
        )
        server = _Server(config)
        thread = Thread(target=server.run, args=([listener],), name="tarry-sandbox", daemon=True)
        thread.start()
        try:
            while thread.is_alive() and not server.started:
                time.sleep(0.005)
            shown_host = f"[{host}]" if ":" in host else host
            yield f"http://{shown_host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    """Leaves no connection open, not even one that was being accepted when it was told to stop."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        for listener in sockets or []:
            asyncio.get_running_loop().remove_reader(listener)
        await asyncio.sleep(
            0.0
        )  # asyncio opens what it has accepted one step later, unless the server is closed by then
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0.0)  # and closes one step later


def _listen(host: str, port: int) -> socket.socket:
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        # Python adds the address once more, in brackets.
        reason = str(error.strerror).partition(" (")[0]
        message = f"the sandbox cannot listen on {host}, port {port} ({reason}); port 0 takes any free one"
        raise OSError(error.errno, message) from error
    # Inherited by every connection. Without it the body of an answer waits 40 ms for the client's leave, as asyncio sets it
    # only on sockets that were made for TCP by name.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
