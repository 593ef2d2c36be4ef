"""What the sandbox was asked, for tests that assert how a client behaves: a bounded log, by the sandbox's clock."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from starlette.requests import Request

from ._calls import Call
from ._jobs import State
from ._plans import Fault, Place, Plan

KEPT = 10_000
"""So many requests of each provider are kept, the newest."""


@dataclass(frozen=True)
class Received:
    """One request, and how it was answered. It holds no header, no query and no body, and so no credential.

    Attributes:
        number: From 1, for each provider.
        provider: Whose it is.
        method: Of HTTP.
        path: As the document has it, after the base URL.
        place: What it was for; None where it has nothing to do with a job, as a request for a token has not.
        job: The id of the job; None where there is none, as after a submit that was refused.
        state: How the job stood, for a poll or a page.
        fault: What of its plan it met.
        plan: What becomes of the job, for the submit that started it; None for one that was repeated with its idempotency key.
        planned: Whether that plan came from `Sandbox.next`, from `Sandbox.plan`, or from nobody.
        status: Of the answer.
        retry_after: For how many seconds the answer forbids to ask again.
        received: When it came, in seconds by the sandbox's clock.
        answered: When the answer left.
        content: A hash of the body that was sent: two requests with the same one were sent the same.
    """

    number: int
    provider: str
    method: str
    path: str
    place: Place | None
    job: str | None
    state: State | None
    fault: Fault | None
    plan: Plan | None
    planned: Literal["next", "plan"] | None
    status: int
    retry_after: float | None
    received: float
    answered: float
    content: str

    def __str__(self) -> str:
        about = f"{self.place or 'other':<6} {self.method} {self.path}"
        met = f", {self.fault.kind}" if self.fault else ""
        after = "" if self.retry_after is None else f", Retry-After {self.retry_after:g} s"
        state = f", {self.state}" if self.state else ""
        return f"{self.received:12.3f} s  {self.provider} {about}: {self.status}{met}{after}{state}"


class Log:
    """The requests of one provider.

    Args:
        provider: Its name.
        clock: Monotonic seconds.
    """

    def __init__(self, provider: str, clock: Callable[[], float]) -> None:
        self.now = clock
        self._provider = provider
        self._lock = threading.Lock()
        """Several threads and event loops may share one sandbox."""
        self.reset()

    def reset(self) -> None:
        """Forget them."""
        with self._lock:
            self._count = 0
            self._requests: deque[Received] = deque(maxlen=KEPT)

    @property
    def requests(self) -> list[Received]:
        """Those that are kept, by the time of their answers."""
        with self._lock:
            return list(self._requests)

    def add(self, request: Request, received: float, status: int, call: Call | None = None) -> None:
        """Note a request that is about to be answered; *call* where it reached an operation."""
        scope, fault = request.scope, call.met if call else None
        throttled = fault is not None and fault.kind == "throttled"
        with self._lock:
            self._count += 1
            self._requests.append(
                Received(
                    number=self._count,
                    provider=self._provider,
                    method=request.method,
                    path=scope["path"].removeprefix(scope.get("root_path", "")),
                    place=call.place if call else None,
                    job=call.job.id if call and call.job else None,
                    state=call.state if call else None,
                    fault=fault,
                    plan=call.job.plan if call and call.job and call.started else None,
                    planned=call.planned if call and call.started else None,
                    status=status,
                    # A date has no fractions of a second.
                    retry_after=max(fault.retry_after - fault.http_date, 0) if fault and throttled else None,
                    received=received,
                    answered=self.now(),
                    content=sha256(call.body).hexdigest() if call else "",
                )
            )
