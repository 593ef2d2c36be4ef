"""Which server a URL leads to, and by which transport it is reached."""

from __future__ import annotations

import httpx

Origin = tuple[str, bytes, int | None]

SENT_BY = "tarry.sent_by"
"""Extension of an answer: the transport that a client was given for requests to its host."""


def origin_of(url: httpx.URL) -> Origin:
    """Scheme, host and port of *url*: requests with the same share connections, and a transport."""
    return url.scheme, url.raw_host, url.port
