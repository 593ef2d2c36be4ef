"""Where a wait gets its time from. Drivers take a clock so that a test can give them one that never sleeps.

Here as in all that a provider's module needs, anyio and asyncio are imported where they are used: together they take a quarter
of the time that httpx takes, and who waits without them does not need them.
"""

import sys
import time
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


def on_asyncio() -> bool:
    """Whether this is a task of asyncio, and not of trio."""
    asyncio = sys.modules.get("asyncio")  # who has not imported it runs no task of it
    try:
        return asyncio is not None and asyncio.current_task() is not None
    except RuntimeError:
        return False
