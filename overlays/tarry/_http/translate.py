"""What httpcore raises, as httpx names it. httpx has the same names, and tells its own by errors that hold the request."""

from __future__ import annotations

import httpcore
import httpx

from .deadline import Deadline
from .failures import reason

FAILURES = (
    *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.ProxyError),
    *(httpcore.UnsupportedProtocol, httpcore.ConnectionNotAvailable, OSError),
)
"""What sending a request through httpcore raises; an OSError comes from certificates that cannot be read."""

_KINDS: list[tuple[type[Exception], type[httpx.TransportError]]] = [
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.ReadTimeout, httpx.ReadTimeout),
    (httpcore.WriteTimeout, httpx.WriteTimeout),
    (httpcore.PoolTimeout, httpx.PoolTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.ReadError, httpx.ReadError),
    (httpcore.WriteError, httpx.WriteError),
    (httpcore.LocalProtocolError, httpx.LocalProtocolError),
    (httpcore.RemoteProtocolError, httpx.RemoteProtocolError),
    (httpcore.ProxyError, httpx.ProxyError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
    (OSError, httpx.ConnectError),
]

_WORDS = {
    # Those of h11, which do not say whose headers, nor that it is they.
    "Receive buffer too long": "the headers of the answer are longer than the 100 KiB that are read of them",
}


def failure(error: Exception, limit: Deadline, host: str) -> httpx.TransportError:
    """The error to raise in the place of *error*, from a request to *host*.

    It names the host, but where the time was over: there the limit is what a reader needs.
    """
    kind = next((ours for theirs, ours in _KINDS if isinstance(error, theirs)), httpx.ReadError)
    if issubclass(kind, httpx.TimeoutException) and not issubclass(kind, httpx.PoolTimeout):
        before = f"no connection to {host}: " if kind is httpx.ConnectTimeout else ""
        return kind(before + limit.problem())
    text = reason(error)
    if isinstance(error, httpcore.RemoteProtocolError):
        text = text.partition(": ")[0]  # after it there is what came
    text = next((ours for theirs, ours in _WORDS.items() if theirs in text), text)
    return kind(f"{host}: {text}")
