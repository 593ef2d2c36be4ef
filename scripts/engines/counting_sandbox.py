"""The sandbox in a process of its own, which counts what it is asked, and answers 503 for as long as it is told.

    python -m scripts.engines.counting_sandbox PORT

`GET /_run` says what was counted; `POST /_run/outage?seconds=60` begins an outage; plans are set by the sandbox's own controls.
"""

import json
import sys
import time
from collections import Counter
from typing import Any
from urllib.parse import parse_qs

import uvicorn

from tarry.sandbox import Sandbox


class Counting:
    """The sandbox's application, and before it a counter and an outage."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        self.counts: Counter[str] = Counter()
        self.until = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path == "/_run/outage":
            self.until = time.monotonic() + float(parse_qs(scope["query_string"].decode())["seconds"][0])
        if path.startswith("/_run"):
            jobs = {kind: len(self.sandbox.providers["fullstory"].jobs.of_kind(kind)) for kind in ("events-import",)}
            await answer(send, 200, {**self.counts, "jobs": sum(jobs.values())})
            return
        if not path.startswith("/_sandbox"):
            self.counts["submits" if scope["method"] == "POST" else "polls"] += 1
            if time.monotonic() < self.until:
                self.counts["outage"] += 1
                await answer(send, 503, {})
                return
        await self.sandbox.app(scope, receive, send)


async def answer(send: Any, status: int, body: Any) -> None:
    """Send JSON."""
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


if __name__ == "__main__":
    uvicorn.run(Counting(), host="127.0.0.1", port=int(sys.argv[1]), log_level="critical", lifespan="off", ws="none")
