"""Tasks of no task group, which anyio does not have: they live on when the function that started them has returned."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import copy_context
from typing import Any, NamedTuple

from .clock import on_asyncio


class Task(NamedTuple):
    """How to cancel a task: from its own thread, and from any."""

    cancel: Callable[[], object]
    cancel_soon: Callable[[], object]


def spawn(work: Coroutine[Any, Any, None], ended: Callable[[], None]) -> Task:
    """Run *work* in a task of no task group, which anyio does not have, and call *ended* after it."""
    if on_asyncio():
        loop = asyncio.get_running_loop()
        task = loop.create_task(work)
        task.add_done_callback(lambda _: ended())
        return Task(task.cancel, lambda: loop.call_soon_threadsafe(task.cancel))
    import trio  # not everybody has it

    scope, token = trio.CancelScope(), trio.lowlevel.current_trio_token()

    async def run() -> None:
        try:
            with scope:
                await work
        finally:
            ended()

    trio.lowlevel.spawn_system_task(run, context=copy_context())
    return Task(scope.cancel, lambda: token.run_sync_soon(scope.cancel))
