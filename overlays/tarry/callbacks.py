"""Take the calls of providers that call a URL when a job ends: a small ASGI app, to mount in any web application.

    receiver = Receiver(watch, url="https://jobs.example.com/hooks", key=os.environ["HOOKS_KEY"])
    app.mount("/hooks", receiver)

    job = eloqua.Sync.submit(client, "/contacts/exports/2071", callback_url=receiver.url_for("readers-2026-11-28"))
    receiver.add(job, "readers-2026-11-28", timeout=86_400)  # instead of watch.add

Nothing proves that a call is the provider's, so nothing in it is read but the path. It makes the watch poll at once, and what
became of the job is what that poll says. While a call is expected polls are rarer, and they never stop.
"""

from __future__ import annotations

import hmac
import logging
import math
import re
import secrets
import threading
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from hashlib import sha256
from typing import Any, Unpack
from weakref import WeakValueDictionary

from tarry._core.clock import Clock, clock_or_default
from tarry._core.errors import ConfigurationError
from tarry._core.handles import Handle
from tarry._core.names import listing
from tarry._core.options import DEFAULT, Deadline
from tarry._core.results import Job
from tarry._core.schedule import Schedule
from tarry._operations.body import checked_callback
from tarry._wait.snapshot import schedule_in
from tarry._wait.watch import AsyncWatch, WaitOptions, Watch
from tarry.schedules._rarer import SOON, Rarer

__all__ = ["Receiver"]
__dir__ = listing(__all__)

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]

_NAME = re.compile(r"[A-Za-z0-9._~-]{1,128}", re.ASCII)
"""What needs no escape in a path, so that a URL says the same to every server."""
_KEY_BYTES = 32
_MOST_EARLY = 10_000
"""So many calls are remembered that came before their job was added."""

logger = logging.getLogger("tarry")


class ExpectedCall(Rarer):
    """The schedule of a job of which a call is expected. Its name stands in records."""

    def __init__(self, handle: Handle, schedule: Schedule | None) -> None:
        super().__init__(schedule)
        self.handle = handle
        self.nudged_at = -math.inf


class Receiver:
    """Take calls about the jobs of a watch.

    An ASGI app, so it is mounted in any other, or served as it is. A call to the URL of a name is answered with 200, whatever
    method and body it has; anything else with 404. With a `tarry.AsyncWatch` it has to run in the loop of the watch, with a
    `tarry.Watch` anywhere in the process.

    Each name has a URL of its own, with 256 bits that nobody can guess without the key. Who knows the URL can make the
    watch poll that job, a few times at most, and nothing else. It stands in the access log of the server: that is no leak.

    Args:
        watch: The `tarry.Watch` or `tarry.AsyncWatch` that polls.
        url: Where providers reach this app: https (http on loopback), without a query. What stands before the last part of
            the path is the business of the web application.
        key: A secret of at least 32 bytes from a secret store, such as `secrets.token_hex(32)`. With it URLs go on working
            after a restart, and in all processes that have it, and nothing has to be stored. By default a random one, that
            ends with the process.
        clock: Where time comes from; for tests.

    Raises:
        ConfigurationError: The URL is malformed, or the key too short.
    """

    def __init__(
        self, watch: Watch | AsyncWatch, *, url: str, key: bytes | str | None = None, clock: Clock | None = None
    ) -> None:
        key = key.encode() if isinstance(key, str) else key
        if key is not None and (not isinstance(key, bytes) or len(key) < _KEY_BYTES):
            raise ConfigurationError(
                f"key must be a secret of at least {_KEY_BYTES} bytes: secrets.token_hex(32) makes one"
            )
        self._watch = watch
        self._url = checked_callback(url, "url").rstrip("/")
        if "?" in self._url or "#" in self._url:
            raise ConfigurationError("url is where this app is mounted: it has no query and no fragment")
        self._key = secrets.token_bytes(_KEY_BYTES) if key is None else key
        self._clock = clock_or_default(clock)
        self._lock = threading.Lock()
        # A wait that goes on keeps its schedule. With its end it is forgotten here.
        self._expected: WeakValueDictionary[str, ExpectedCall] = WeakValueDictionary()
        self._early: dict[str, None] = {}

    def url_for(self, name: str) -> str:
        """The URL for the job of this name, to be given to its submit: `callback_url=receiver.url_for("readers-2026-11-28")`.

        It is there before the job is, as a call may come before the submit is answered. The same key and name give the
        same URL.

        Args:
            name: What the caller calls the job, once: up to 128 letters, digits and `-._~`. It stands in the URL, so it holds
                nothing secret.

        Raises:
            ConfigurationError: The name has other characters, or too many.
        """
        return f"{self._url}/{_checked_name(name)}.{self._mac(name)}"

    def add(self, job: Job[Any], name: str, /, deadline: Deadline = DEFAULT, **options: Unpack[WaitOptions]) -> None:
        """Add a job to the watch, with rarer polls as a call is expected.

        Args:
            job: What the submit returned, or `tarry.open_job` after a restart.
            name: That of its URL.
            deadline: As in the watch's `add`; either this or `timeout` has to be given.
            options: As there. `schedule` is made rarer, or that of a `snapshot`, or else the provider's own.

        Raises:
            ConfigurationError: The provider does not call about such a job, the name is that of another, or an option is
                malformed.
            HandleError: A snapshot is none, or one of another job.
        """
        schedule, snapshot = options.get("schedule"), options.get("snapshot")
        if schedule is None and snapshot is not None:
            schedule = schedule_in(snapshot)
            if isinstance(schedule, Rarer):
                schedule = schedule.schedule
        options["schedule"] = expected = self.expect(job, name, schedule)
        self._watch.add(job, deadline, **options)
        if expected.calls:
            self._watch.nudge(job)

    def expect(self, job: Job[Any], name: str, schedule: Schedule | None = None) -> Rarer:
        """Expect a call about a job that is waited for otherwise: `watch.wait(job, …, schedule=receiver.expect(job, name))`.

        Returns:
            The schedule for this job, which is *schedule* or the provider's own, made rarer.

        Raises:
            ConfigurationError: The provider does not call about such a job, or the name is that of another.
        """
        takes = getattr(job, "takes", None)
        if takes is not None and takes.callback is None:
            raise ConfigurationError(f"{job}: its provider calls no URL when a job ends; use watch.add")
        before = self._expected.get(_checked_name(name))
        if before is not None and before.handle != job.handle and before.handle in self._watch:
            raise ConfigurationError(
                f"{name!r} is the name of {before.handle}, which is waited for: each job has its own"
            )
        expected = ExpectedCall(job.handle, schedule)
        with self._lock:
            self._expected[name] = expected
            if name in self._early:
                del self._early[name]
                expected.called()
        return expected

    async def __call__(self, scope: Mapping[str, Any], receive: _Receive, send: _Send) -> None:
        """Answer a request, as ASGI has it."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            known = self._take(scope["path"])
            # The body is not read: there is nothing in it to trust.
            headers = [(b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 200 if known else 404, "headers": headers})
            await send({"type": "http.response.body"})
        else:
            await send({"type": "websocket.close"})

    def _take(self, path: str) -> bool:
        """Nudge the job that a path is about. Returns whether it is the path of a name."""
        name, _, given = path.rpartition("/")[2].rpartition(".")
        # In constant time, so that nobody finds the right one a letter at a time. It takes no text but ASCII.
        if not (_NAME.fullmatch(name) and given.isascii() and hmac.compare_digest(self._mac(name), given)):
            return False
        with self._lock:
            expected = self._expected.get(name)
            if expected is None:
                # Before the job was added, or after its end: the first poll of a job is at once.
                self._early[name] = None
                if len(self._early) > _MOST_EARLY:
                    del self._early[next(iter(self._early))]
                return True
            expected.called()
            now = self._clock.monotonic()
            # Of a flood of calls one counts: it has brought polls that are as close as this.
            if now - expected.nudged_at < SOON:
                return True
            expected.nudged_at = now
        polled = self._watch.nudge(expected.handle)
        logger.debug("%s: a call came, %s", expected.handle, "which polls it" if polled else "and it is not waited for")
        return True

    def _mac(self, name: str) -> str:
        return hmac.digest(self._key, b"tarry callback " + name.encode(), sha256).hex()


def _checked_name(name: Any) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"the name of a job is 1 to 128 letters, digits and -._~ for its URL, not {name!r:.80}"
        )
    return name


async def _live(receive: _Receive, send: _Send) -> None:
    """Begin and end with the server: there is nothing to do."""
    while True:
        said = (await receive())["type"]
        await send({"type": f"{said}.complete"})
        if said == "lifespan.shutdown":
            return
