"""Submit what may be more than one submit takes, and never twice: `submit_all` and its async twin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import closing
from typing import Any

import anyio.to_thread

from tarry._core.handles import Handle

from .journal import Journal
from .order import Order
from .parts import JobT_co, Part, SubmittedParts
from .run import Send, run_steps


def submit_all(
    job_class: type[JobT_co] | str,
    client: Any,
    items: Iterable[Any] | None,
    *,
    label: str | None = None,
    journal: Journal | None = None,
    account: str | None = None,
    once: str | None = None,
    again: bool = False,
    send_unsure: bool = False,
    found: Mapping[int, Handle | str] | None = None,
    on_part: Callable[[Part], object] | None = None,
    **arguments: Any,
) -> SubmittedParts[JobT_co]:
    """Submit *items* in as many parts as the document's limits ask for, each written into the journal before it is sent.

    The same call again, after a crash at any point or an error, goes on where it was: what is accepted is not sent again, and
    its job comes from the journal. Items that were once accepted are not sent again later either, unless *again* says so. A
    submit without items, such as an export, starts anew once the job of the last one was returned, unless *once* names it.
    Items are gone through twice, and all are checked before the first is sent; at most one part is in memory.

    Args:
        job_class: The class of the jobs, such as `fullstory.EventsImport`, or its name in handles: `fullstory:events-import`.
        client: What `connect` returned.
        items: Models or mappings, as `submit` of the class takes them; None where it takes none.
        label: What to call the jobs.
        journal: Where it is written down; by default the journal of this user.
        account: Tells accounts of one host apart, whose names are not in a client: items that went to one can go to another.
        once: A name, such as a day: the same submit is sent once under each name, also where it has no items.
        again: Send all again, though it was accepted; after a crash the same call goes on with that.
        send_unsure: Send again what may have been accepted and cannot be repeated safely. There may be two then.
        found: The handles of jobs that you found at the provider, by the number of the part that started them.
        on_part: Called with each part that is accepted or unsure, as it happens; a job's handle is in the journal by then.
        **arguments: The other arguments of `submit`, by name.

    Returns:
        The jobs, in order.

    Raises:
        ConfigurationError: An argument or item is malformed; nothing was sent.
        JournalError: The journal cannot be written; nothing more was sent.
        PartialSubmitError: Not all is accepted; its `parts` say how each part stands.
    """
    order = Order(job_class, client, items, label, journal, account, once, again, send_unsure, found, arguments)

    def do(step: Send | Part) -> Any:
        if isinstance(step, Part):
            return on_part and on_part(step)
        return order.job_class.submit(client, **order.given(step.items), **step.options)

    with closing(run_steps(order)) as steps:
        try:
            step = next(steps)
            while True:
                try:
                    answer = do(step)
                except Exception as error:  # noqa: BLE001 - the journal notes what came of it, and raises it again
                    step = steps.throw(error)
                else:
                    step = steps.send(answer)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


async def async_submit_all(
    job_class: type[JobT_co] | str,
    client: Any,
    items: Iterable[Any] | None,
    *,
    label: str | None = None,
    journal: Journal | None = None,
    account: str | None = None,
    once: str | None = None,
    again: bool = False,
    send_unsure: bool = False,
    found: Mapping[int, Handle | str] | None = None,
    on_part: Callable[[Part], object] | None = None,
    **arguments: Any,
) -> SubmittedParts[JobT_co]:
    """As `submit_all`, with the async client. Items are read, and the journal is written, in a thread.

    What *on_part* returns is awaited where it can be.
    """
    order = Order(job_class, client, items, label, journal, account, once, again, send_unsure, found, arguments)

    async def do(step: Send | Part) -> Any:
        if isinstance(step, Part):
            told = on_part and on_part(step)
            return await told if isinstance(told, Awaitable) else told
        return await order.job_class.async_submit(client, **order.given(step.items), **step.options)

    with closing(run_steps(order)) as steps:
        step = await anyio.to_thread.run_sync(_advanced, steps.send, None)
        while not isinstance(step, SubmittedParts):
            move: Callable[[Any], Any] = steps.send
            try:
                value = await do(step)
            except Exception as error:  # noqa: BLE001 - as above
                move, value = steps.throw, error
            step = await anyio.to_thread.run_sync(_advanced, move, value)
        return step


def _advanced(move: Callable[[Any], Any], value: Any) -> Any:
    """The next step, or the end: a StopIteration does not come out of a thread."""
    try:
        return move(value)
    except StopIteration as end:
        return end.value
