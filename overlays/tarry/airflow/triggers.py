"""Triggers: all of a triggerer that have the same connection share one client, one watch and one look-up of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseEventTrigger, BaseTrigger, TriggerEvent

from . import _ends, _sharing


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
        try:
            event = _ends.told(await _sharing.wait_for(self.conn_id, self.handle, self.deadline))
        except Exception as error:  # noqa: BLE001 - raised here it would be lost: Airflow says only that a trigger failed
            event = _ends.failed(self.handle, error)
        yield TriggerEvent(event)  # type: ignore[no-untyped-call]

    async def on_kill(self) -> None:
        """Cancel the job, where that is asked for: Airflow calls it since 3.3, when somebody clears or marks the task."""
        if self.cancel_on_kill:
            await _sharing.cancel(self.conn_id, self.handle)


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
        has_fired = store is not None and await store.aget(self.handle) is not None
        while not has_fired:
            try:
                event = _ends.told(await _sharing.wait_for(self.conn_id, self.handle, None))
            except Exception as error:  # noqa: BLE001 - there is no task that it could fail
                event = _ends.failed(self.handle, error)
            has_fired = event["outcome"] != "pending"
            if has_fired:
                yield TriggerEvent(event)  # type: ignore[no-untyped-call]
                if store is not None:
                    await store.aset(self.handle, event["outcome"])
            else:
                self.log.warning("%s: %s; waiting again in %.0f s", self.handle, event["reason"], self.AGAIN)
                await asyncio.sleep(self.AGAIN)
        await asyncio.Event().wait()  # if it returned, Airflow would start it again
