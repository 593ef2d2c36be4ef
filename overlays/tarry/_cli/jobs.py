"""`tarry jobs`: what was submitted here, and how it ended."""

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from tarry._cli import durations, options

if TYPE_CHECKING:
    from tarry.journal import Entry

HELP = """\
List what was submitted on this machine, the newest first, and how it ended.

\b
  tarry jobs --recent 24h
  tarry jobs --provider fullstory --json | jq -r .handle
  tarry jobs --forget 90d

It is read from the journal, and nothing is sent. tarry wait and tarry status note how a job ended. In a pipe the columns are
separated by tabs: when, state, outcome, part, handle, label.
"""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(cls=options.Command, help=HELP)(jobs)


def jobs(
    context: typer.Context,
    recent: Annotated[
        float | None,
        typer.Option(parser=durations.seconds, metavar="DURATION", help="Only what is younger: 90s, 30m, 24h, 14d."),
    ] = None,
    provider: Annotated[
        str | None, typer.Option("--provider", metavar="NAME", help="Only jobs of this provider.")
    ] = None,
    forget: Annotated[
        float | None,
        typer.Option(
            parser=durations.seconds,
            metavar="DURATION",
            help="Forget what is older. It could be submitted again then. What may still be sent stays.",
        ),
    ] = None,
) -> None:
    """List jobs."""
    raise typer.Exit(run(options.of(context), recent, provider, forget))


def run(common: options.Common, recent: float | None, provider: str | None, forget: float | None) -> int:
    """Print them, or forget them; returns the exit code."""
    from tarry._cli import endings
    from tarry._cli.displays import print_rows, say
    from tarry.journal import Journal

    journal, now = Journal(), time.time()
    if forget is not None:
        number = journal.forget(now - forget)
        if not common.quiet:
            say(f"forgot {number:,} part{'' if number == 1 else 's'}")
        return 0
    found = journal.entries(since=None if recent is None else now - recent)
    entries = [one for one in found if provider in {None, one.provider}]
    if common.json:
        for one in entries:
            endings.print_event("job", **_fields(one))
        endings.Events().exit(0)
    else:
        # The names are for people: a program that reads lines knows them, and would take them for a job.
        head = [["submitted", "state", "outcome", "part", "handle", "label"]] if sys.stdout.isatty() and entries else []
        print_rows([*head, *map(_cells, entries)])
    if not entries and not common.quiet:
        say("nothing was submitted here" + ("" if recent is None and provider is None else " that fits"))
    return 0


def _fields(entry: "Entry") -> dict[str, object]:
    fields = {name: value for name, value in vars(entry).items() if name not in {"handle", "handle_text", "owner"}}
    return {"handle": entry.handle_text, **fields}


def _cells(entry: "Entry") -> list[str]:
    when = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(entry.submitted_at))
    state = f"{entry.state} by {entry.owner}" if entry.owner else entry.state
    # Without a handle the job is named so that nobody takes it for one.
    handle = entry.handle_text or f"{entry.provider} {entry.kind}"
    return [when, state, entry.outcome or "-", f"{entry.part}/{entry.parts}", handle, entry.label or ""]
