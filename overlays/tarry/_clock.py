"""Where a wait gets its time from. Drivers take a clock so that a test can give them one that never sleeps."""

import asyncio
import time
from typing import Protocol

import anyio


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
        """How long to block on a look in flight when the next one is due in *seconds*; None: until it has ended."""
        ...


class SystemClock:
    """The clock on the wall."""

    monotonic = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)
    async_sleep = staticmethod(anyio.sleep)
    time = staticmethod(time.time)

    @staticmethod
    def patience(seconds: float) -> float | None:
        """As long as there is until the next look."""
        return seconds


SYSTEM_CLOCK = SystemClock()


def on_asyncio() -> bool:
    """Whether this is a task of asyncio, and not of trio."""
    try:
        return asyncio.current_task() is not None
    except RuntimeError:
        return False
