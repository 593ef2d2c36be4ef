"""A trigger that watches the loop of the triggerer in which it runs: when it was held up, and for how long it computed then."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent


class LoopTrigger(BaseTrigger):
    """As the watchdog of a triggerer, and tells time in which the loop computed from time that the machine did not give it.

    Writes a line to *path* when it comes later than 0.2 s: seconds since the epoch, how late, the CPU of the loop's thread
    meanwhile, and how much of that Python's collector of garbage took, which goes through all that Airflow holds. Never fires.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """What Airflow stores of it."""
        return f"{__name__}.LoopTrigger", {"path": self.path}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Watch, for ever."""
        collected = [0.0]

        def collecting(phase: str, _: Any) -> None:
            collected[0] += time.thread_time() if phase == "stop" else -time.thread_time()

        gc.callbacks.append(collecting)
        while True:
            wall, cpu, collected[0] = time.monotonic(), time.thread_time(), 0.0
            await asyncio.sleep(0.1)
            wall, cpu = time.monotonic() - wall, time.thread_time() - cpu
            if wall > 0.2:
                with open(self.path, "a", encoding="utf-8") as file:  # noqa: ASYNC230 - a line
                    file.write(f"{time.time()} {wall} {cpu} {collected[0]}\n")
        yield TriggerEvent({})
