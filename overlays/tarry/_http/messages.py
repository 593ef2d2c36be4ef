"""Requests of httpx as httpcore takes them, and its answers as httpx does: what both transports have in common."""

from __future__ import annotations

from typing import Any

import httpcore
import httpx

from .connections import httpcore_url

BUSY = "all connections are busy"


def is_replaced(method: Any) -> bool:
    """Whether *method* of a transport of httpx is no longer httpx's own."""
    module: str = getattr(method, "__globals__", {}).get("__name__", "")
    return module.partition(".")[0] != "httpx"


def pool_timeout(request: httpx.Request) -> float | None:
    """Seconds that *request* may wait where all connections are busy."""
    seconds: float | None = request.extensions.get("timeout", {}).get("pool")
    return seconds


def for_httpcore(request: httpx.Request) -> httpcore.Request:
    """*request* without the timeouts, which connections keep by themselves."""
    extensions = {name: value for name, value in request.extensions.items() if name in {"sni_hostname", "trace"}}
    return httpcore.Request(
        request.method,
        httpcore_url(request.url),
        headers=request.headers.raw,
        content=request.stream,
        extensions=extensions,
    )


def response(answer: httpcore.Response, body: Any) -> httpx.Response:
    """*answer* with this *body*."""
    # Without the stream of the network, which nobody but the connection may read from.
    extensions = {
        name: answer.extensions[name] for name in ("http_version", "reason_phrase") if name in answer.extensions
    }
    return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=extensions)


def place(url: httpx.URL) -> str:
    """Host and port of *url*, for people."""
    return url.netloc.decode("ascii", "replace")
