"""Where a wait gets its time from. Drivers take a clock so that a test can give them one that never sleeps.

Here as in all that a provider's module needs, anyio and asyncio are imported where they are used: together they take a quarter
of the time that httpx takes, and who waits without them does not need them.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Clock(Protocol):
    """Time as a wait needs it, in seconds."""

    def monotonic(self) -> float:
        """Seconds on a clock that never jumps; deadlines are measured on it."""
        ...

    def time(self) -> float:
        """Seconds since the epoch; only for a Retry-After date in an answer that has no Date."""
        ...

    def sleep(self, seconds: float, /) -> None:
        """Block for so long."""
        ...

    async def async_sleep(self, seconds: float, /) -> None:
        """Let other tasks run for so long."""
        ...

    def patience(self, seconds: float) -> float | None:
        """How long to block on a poll in flight when the next one is due in *seconds*; None: until it has ended."""
        ...


class SystemClock:
    """The clock on the wall."""

    monotonic = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)
    time = staticmethod(time.time)

    @staticmethod
    async def async_sleep(seconds: float, /) -> None:
        """Let other tasks run for so long."""
        import anyio

        await anyio.sleep(seconds)

    @staticmethod
    def patience(seconds: float) -> float | None:
        """As long as there is until the next poll."""
        return seconds


SYSTEM_CLOCK = SystemClock()

_default: Clock = SYSTEM_CLOCK


def clock_or_default(clock: Clock | None = None) -> Clock:
    """*clock*; where none is given that of `as_default`, in a test, and else the clock on the wall."""
    return _default if clock is None else clock


def monotonic() -> float:
    """Seconds by the clock that is taken where none is given."""
    return _default.monotonic()


@contextmanager
def as_default(clock: Clock) -> Iterator[None]:
    """Let *clock* be taken wherever none is given: by every thread and task, as code under test may start some.

    What has taken a clock before keeps it.
    """
    global _default  # noqa: PLW0603 - one for the process, as the clock on the wall is
    before, _default = _default, clock
    try:
        yield
    finally:
        _default = before


def on_asyncio() -> bool:
    """Whether this is a task of asyncio, and not of trio."""
    asyncio = sys.modules.get("asyncio")  # who has not imported it runs no task of it
    try:
        return asyncio is not None and asyncio.current_task() is not None
    except RuntimeError:
        return False
