"""The calls that a provider makes when a job ends, to the URL that its submit named: which are due, and what they say.

The sandbox sends nothing to anybody: only a URL on loopback is called.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

import httpx
from anyio import to_thread

from ._jobs import ABSENT, Job, JobStore, State

Write = Callable[[Job, State], object]
"""Gives the body of a call about a job as JSON; None where the document describes none."""

PATIENCE = 5.0
"""A receiver that takes longer than this many seconds to answer is let go."""

logger = logging.getLogger("tarry")


class Due:
    """A call to make now. `made` is to be called afterwards, however it went."""

    def __init__(self, about: str, request: httpx.Request) -> None:
        self.about, self.request = about, request
        self._made = threading.Event()

    def made(self) -> None:
        """Let go who waits for it."""
        self._made.set()

    async def wait(self) -> None:
        """Wait until it was made, or until nobody has made it for long."""
        await to_thread.run_sync(self._made.wait, PATIENCE, abandon_on_cancel=True)


@dataclass
class _Expected:
    """A job whose end is to be told to a URL."""

    job: Job
    url: httpx.URL
    at_once: list[Due] = field(default_factory=list)


class Callbacks:
    """The calls of one provider that are still to be made.

    Attributes:
        callers: How many threads make them.
    """

    def __init__(self, provider: str, jobs: JobStore, new_id: Callable[[Random], str], write: Write) -> None:
        self.callers = 0
        self._provider, self._jobs, self._new_id, self._write = provider, jobs, new_id, write
        self._expected: list[_Expected] = []

    def __bool__(self) -> bool:
        return bool(self._expected)

    def reset(self) -> None:
        """Forget the calls that were to be made."""
        with self._jobs.lock:
            for expected in self._expected:
                for due in expected.at_once:
                    due.made()
            self._expected.clear()

    def expect(self, job: Job, url: str) -> Due | None:
        """Call *url* as the plan of the job says.

        Returns:
            A call that is to be made before the submit is answered, if any.
        """
        planned = job.plan.callback
        if planned == "never":
            return None
        found = _on_loopback(url)
        if found is None:
            # Not the URL itself: what makes it hard to guess is in its path.
            logger.warning(
                "the sandbox calls loopback only: the callback URL of %s job %s is not called", self._provider, job.id
            )
            return None
        expected = _Expected(job, found)
        self._expected.append(expected)
        if planned == "early":
            expected.at_once.append(self._due(expected, job, "pending"))
        elif planned == "forged":
            # By somebody who knows neither the job nor how it ends.
            other = replace(job, id=self._new_id(Random(job.id)))  # noqa: S311 - an id, no secret
            lie: State = "failed" if job.outcome in ("succeeded", "partial") else "succeeded"
            expected.at_once.append(self._due(expected, other, lie, forged=True))
        return expected.at_once[0] if planned == "early" and self.callers else None

    def take_due(self) -> list[Due]:
        """Take out the calls whose time has come by the sandbox's clock."""
        due: list[Due] = []
        with self._jobs.lock:
            for expected in list(self._expected):
                due += expected.at_once
                expected.at_once.clear()
                planned = expected.job.plan.callback
                ended = not self._jobs.runs(expected.job)
                if planned == "early" or ended:
                    self._expected.remove(expected)
                state = self._jobs.state(expected.job)
                # Nobody tells of a job that is not there.
                if ended and planned != "early" and state not in ABSENT:
                    due += [self._due(expected, expected.job, state) for _ in range(1 + (planned == "twice"))]
        return due

    def _due(self, expected: _Expected, job: Job, state: State, *, forged: bool = False) -> Due:
        body = self._write(job, state)
        if forged and body is None:
            body = {"id": job.id, "status": state}
        headers = {} if body is None else {"Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        request = httpx.Request("POST", expected.url, headers=headers, content=content)
        return Due(f"{self._provider} job {expected.job.id}", request)


def _on_loopback(text: str) -> httpx.URL | None:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):  # the latter for half a surrogate pair, which JSON can carry
        return None
    if url.scheme not in ("http", "https"):
        return None
    try:
        local = ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        local = url.host == "localhost"
    return url if local else None
