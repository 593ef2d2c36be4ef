"""`tarry submit`, as it is typed."""

from typing import Annotated

import typer

from tarry._cli import durations, options

HELP = """\
Submit rows of a file, or start an export, and print the handles.

\b
  tarry submit fullstory events-import --from events.csv --label nightly
  tarry submit salesforce rows-import key=Subscribers --from rows.jsonl
  tarry submit possiblenow export client_id=EXAMPLE1 segment_name=Spring
  tarry submit open_data_rights data-request --once 2026-11-28
  tarry submit fullstory users-import --from users.parquet --wait --timeout 2h

Rows are cut into as many parts as the provider takes, and each is written into the journal before it is sent: run again after
a crash or an error, the same command goes on, and sends nothing twice. Rows that were once accepted are not sent again later
either, unless --again is given; what has no rows starts anew each time, unless --once names it. In a CSV a header such as
user.uid makes nested objects, and an empty cell is left out.

\b
Exit codes, besides those of tarry wait with --wait:
  0 all is accepted    2 usage, settings    6 nobody can tell of a part, or
  1 tarry broke        4 refused              another process sends it
"""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(cls=options.Command, help=HELP)(submit)


def submit(  # noqa: PLR0917 - typer makes options of them
    context: typer.Context,
    provider: Annotated[str, typer.Argument(metavar="PROVIDER", autocompletion=options.complete_provider)],
    kind: Annotated[str, typer.Argument(metavar="KIND", help="The kind of job, as in its handles.")],
    values: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="What else the submit takes.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Rows: .csv, .jsonl or .parquet, or - for stdin.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="csv, jsonl or parquet, where no name says it.")
    ] = None,
    label: Annotated[str | None, typer.Option(help="What to call the jobs, in tables and logs.")] = None,
    once: Annotated[
        str | None, typer.Option(metavar="NAME", help="Send this once under this name, a day for instance.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Send all again, also what was accepted before: it may be there twice then.")
    ] = False,
    send_unsure: Annotated[
        bool, typer.Option("--send-unsure", help="Send again what may have arrived, when you found that it did not.")
    ] = False,
    found: Annotated[
        list[str] | None,
        typer.Option(metavar="PART=HANDLE", help="The job that you found of a part that nobody could tell of."),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the jobs, as tarry wait does.")] = False,
    timeout: Annotated[
        float | None,
        typer.Option(parser=durations.seconds, metavar="DURATION", help="With --wait: 90s, 30m, 2h, 14d, none."),
    ] = None,
) -> None:
    """Submit, and print the handles."""
    from tarry._cli import submit_run

    wanted = submit_run.Wanted(
        provider, kind, values or [], source, form, label, once, again, send_unsure, found or [], wait, timeout
    )
    raise typer.Exit(submit_run.run(wanted, options.of(context)))
