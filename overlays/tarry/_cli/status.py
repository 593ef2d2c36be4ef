"""`tarry status`: how jobs stand now, by one poll of each."""

import queue
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tarry._cli import options
from tarry._cli.waiting import complete_handle

if TYPE_CHECKING:
    from tarry._cli.endings import Ending
    from tarry._core.results import Job, WaitResult

AT_A_TIME = 16
"""Polls in flight."""

HELP = """\
Poll jobs once each, and say how they stand.

\b
  tarry status fullstory:events-import:abd123
  tarry status @handles.txt --json | jq -r 'select(.code == 4) | .handle'

Exit codes are those of `tarry wait`; a job that runs is well, so that 0 means that nothing went wrong so far.
"""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(cls=options.Command, help=HELP)(status)


def status(
    context: typer.Context,
    handles: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[HANDLE]...", help="provider:kind:id, @FILE, or - for stdin.", autocompletion=complete_handle
        ),
    ] = None,
) -> None:
    """Poll jobs once each."""
    from tarry._cli import endings

    endings.exit_with(context, lambda common: run(handles or [], common))


def run(arguments: Sequence[str], common: options.Common) -> int:
    """Print a line for each job, and return the exit code."""
    from tarry._cli import endings, exit_codes, journalled
    from tarry._cli.handles import read_handles
    from tarry._cli.opening import open_jobs

    handles = read_handles(arguments)
    labels = journalled.labels(handles)
    with open_jobs(handles, common, labels) as jobs:
        told = [endings.of_result(result, exit_codes.code_of(result)) for result in poll_once(jobs)]
    for ending in told:
        if ending.outcome != "pending" and ending.handle in labels:
            journalled.note_end(ending.handle, ending.outcome, ending.raw_status)
    code = exit_codes.first_of(ending.code for ending in told)
    if common.json:
        events = endings.Events()
        for ending in told:
            events.end(ending, "status")
        events.exit(code)
    else:
        _print_table(told)
    return code


def poll_once(jobs: Sequence["Job[Any]"]) -> list["WaitResult[Any, Any]"]:
    """One result for each job, in their order. The threads are daemons, so that Ctrl-C waits for no answer."""
    orders: queue.SimpleQueue[tuple[int, Job[Any]]] = queue.SimpleQueue()
    found: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()

    def work() -> None:
        with suppress(queue.Empty):
            while True:
                number, job = orders.get_nowait()
                found.put((number, _poll(job)))

    for one in enumerate(jobs):
        orders.put(one)
    for _ in range(min(AT_A_TIME, len(jobs))):
        threading.Thread(target=work, name="tarry-status", daemon=True).start()
    results = dict(found.get() for _ in jobs)
    for result in results.values():
        if isinstance(result, Exception):
            raise result
    return [results[number] for number in range(len(jobs))]


def _poll(job: "Job[Any]") -> "WaitResult[Any, Any] | Exception":
    try:
        return job.poll()
    except Exception as error:  # noqa: BLE001 - raised where results are asked for
        # Of a refusal there is a result.
        return getattr(error, "result", error)


def _print_table(told: Sequence["Ending"]) -> None:
    from tarry._cli.displays import print_rows
    from tarry._core.texts import shown

    print_rows(
        [[str(one.handle), one.outcome, shown(one.raw_status or "-"), one.label or "", _note(one)] for one in told]
    )


def _note(ending: "Ending") -> str:
    return "" if ending.outcome == "succeeded" or (ending.outcome == "pending" and not ending.code) else ending.reason
