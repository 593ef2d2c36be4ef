"""Which server a URL leads to."""

from __future__ import annotations

import httpx

Origin = tuple[str, bytes, int | None]


def origin_of(url: httpx.URL) -> Origin:
    """Scheme, host and port of *url*: requests with the same share connections, and a transport."""
    return url.scheme, url.raw_host, url.port
