"""`tarry wait`, as it is typed."""

from enum import Enum
from typing import Annotated

import typer

from tarry._cli import durations, options

DAY = 86_400.0

HELP = """\
Wait until jobs have ended, of any mix of providers, and say how.

\b
  tarry wait fullstory:events-import:abd123 --timeout 2h
  tarry wait @handles.txt --timeout 14d --results out/ --failures refused/
  tarry wait - --timeout none --json < handles.txt
  tarry wait --recent

A HANDLE may be an argument, a line of @FILE, or a line of stdin. Nothing ever cancels a job: on a timeout or Ctrl-C the
command that goes on is printed.

\b
Exit codes:
  0 all succeeded      3 a part was refused    6 nobody could tell
  1 tarry broke        4 failed                124 timed out
  2 usage, settings    5 gone                  130, 143 by signal
With many jobs it is the first of 4, 5, 6, 124, 3 that any job has.
"""


class Accept(Enum):
    """What else counts as well."""

    PARTIAL = "partial"


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(cls=options.Command, help=HELP)(wait)


def complete_handle(incomplete: str) -> list[tuple[str, str]]:
    """Handles of the journal, for the shell."""
    from tarry._cli.journalled import complete

    return complete(incomplete)


Handles = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[HANDLE]...", help="provider:kind:id, @FILE, or - for stdin.", autocompletion=complete_handle
    ),
]


def wait(  # noqa: PLR0917 - typer makes options of them
    context: typer.Context,
    handles: Handles = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            parser=durations.seconds,
            metavar="DURATION",
            help="Longest wait: 90s, 30m, 2h, 14d, none. On a terminal none by default; elsewhere it must be given.",
        ),
    ] = None,
    recent: Annotated[
        bool, typer.Option("--recent", help="Also the jobs submitted here in the last 24h, whose end is not known.")
    ] = False,
    since: Annotated[
        float | None,
        typer.Option(parser=durations.seconds, metavar="DURATION", help="--recent, and further back: 14d."),
    ] = None,
    accept: Annotated[Accept | None, typer.Option(help="Exit with 0 where a part was refused as well.")] = None,
    results: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write what came out: .jsonl .csv .parquet, .gz .zst; DIR/ or {id} for many jobs."
        ),
    ] = None,
    failures: Annotated[str | None, typer.Option(metavar="FILE", help="Write what was refused, likewise.")] = None,
    report: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write a page that shows when each job was polled, and how it ended."),
    ] = None,
    record: Annotated[
        str | None, typer.Option(metavar="FILE", help="Keep every poll, for `tarry replay FILE`.")
    ] = None,
    stalled_after: Annotated[
        float | None,
        typer.Option(
            parser=durations.seconds, metavar="DURATION", help="Mark jobs whose answer does not change for so long."
        ),
    ] = None,
    every: Annotated[
        float | None,
        typer.Option(
            parser=durations.seconds,
            metavar="DURATION",
            help="Poll so often, instead of when the provider is likely to be done.",
        ),
    ] = None,
) -> None:
    """Wait until jobs have ended, and say how."""
    from tarry._cli import wait_run

    wanted = wait_run.Wanted(
        timeout=timeout,
        recent=since or (DAY if recent else None),
        accept_partial=accept is Accept.PARTIAL,
        results=results,
        failures=failures,
        report=report,
        record=record,
        stalled_after=stalled_after,
        every=every,
    )
    raise typer.Exit(wait_run.run(handles or [], wanted, options.of(context)))
