"""Triggers: all of a triggerer that have the same connection share one client, one watch and one look-up of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any

from airflow.triggers.base import BaseEventTrigger, BaseTrigger, TriggerEvent


async def _sharing() -> Any:
    """What waits, imported in a thread: an import of all of tarry would hold the loop up when the first trigger comes."""
    return await asyncio.to_thread(import_module, f"{__package__}._sharing")


class JobTrigger(BaseTrigger):
    """Fires when a job has ended, its deadline has passed, or nobody can tell. Holds no secret.

    A triggerer that takes it over polls at once and goes on to the same deadline, in seconds since the epoch.
    """

    def __init__(self, handle: str, conn_id: str, deadline: float | None, cancel_on_kill: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.handle, self.conn_id, self.deadline, self.cancel_on_kill = handle, conn_id, deadline, cancel_on_kill

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """What Airflow stores of it."""
        names = ("handle", "conn_id", "deadline", "cancel_on_kill")
        return f"{__name__}.JobTrigger", {name: getattr(self, name) for name in names}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Wait, and tell how it ended; the task raises what is to be raised."""
        sharing = await _sharing()
        event = await sharing.event_of(self.conn_id, self.handle, self.deadline)
        yield TriggerEvent(event)  # type: ignore[no-untyped-call]

    async def on_kill(self) -> None:
        """Cancel the job, where that is asked for: Airflow calls it since 3.3, when somebody clears or marks the task."""
        if self.cancel_on_kill:
            await (await _sharing()).cancel(self.conn_id, self.handle)


class JobEndedTrigger(BaseEventTrigger):
    """Fires when a job has ended, however it ended: for an `AssetWatcher`.

    Fires once. Before Airflow 3.3, which can remember that, it fires once in each triggerer that takes it over.
    """

    AGAIN = 300.0
    """Seconds until it waits again where nobody could tell."""

    def __init__(self, handle: str, conn_id: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.handle, self.conn_id = handle, conn_id

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """What Airflow stores of it."""
        return f"{__name__}.JobEndedTrigger", {"handle": self.handle, "conn_id": self.conn_id}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Wait, for as long as it takes."""
        store = getattr(self, "asset_state_store", None)
        if store is None or await store.aget(self.handle) is None:
            sharing = await _sharing()
            while (event := await sharing.event_of(self.conn_id, self.handle, None))["outcome"] == "pending":
                self.log.warning("%s: %s; waiting again in %.0f s", self.handle, event["reason"], self.AGAIN)
                await asyncio.sleep(self.AGAIN)
            yield TriggerEvent(event)  # type: ignore[no-untyped-call]
            if store is not None:
                await store.aset(self.handle, event["outcome"])
        await asyncio.Event().wait()  # if it returned, Airflow would start it again
