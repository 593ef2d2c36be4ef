"""Recording through Prism, which checks every request and answer against the document: `make check-consumers`."""

import json
import os
from typing import Any

import httpx

PORT = int(os.environ.get("TARRY_SANDBOX_PORT", "0"))
"""Where the sandbox has to listen, for the proxies to find it; any free port by default."""
PROXIES: dict[str, str] = json.loads(os.environ.get("TARRY_SANDBOX_PROXIES", "{}"))
"""Base URLs of proxies in front of the sandbox, by provider. Without them there is no detour."""


def through(base_url: str, proxy: str) -> dict[str, Any]:
    """Options of `connect`: what is addressed to *base_url* goes to *proxy* in its place, and nothing wrong may pass."""

    def redirect(request: httpx.Request) -> None:
        if str(request.url).startswith(base_url):
            request.url = httpx.URL(str(request.url).replace(base_url, proxy, 1))
            request.headers["Host"] = request.url.netloc.decode()

    def refuse(response: httpx.Response) -> None:
        if "problem+json" in response.headers.get("content-type", ""):
            raise AssertionError(f"Prism answered {response.read().decode()}")
        if "sl-violations" in response.headers:
            raise AssertionError(f"Prism found {response.headers['sl-violations']}")

    return {"httpx_args": {"event_hooks": {"request": [redirect], "response": [refuse]}}}
