"""`tarry results`, `failures`, `logs`, `download` and `cancel`: what the class of a job has, whoever the provider is."""

from pathlib import Path
from typing import Annotated

import typer

from tarry._cli import options
from tarry._cli.waiting import complete_handle

LISTS = {
    "results": "what came out of a job",
    "failures": "what was refused, and why",
    "logs": "what the provider noted on the way",
}

HELP = """\
Write {what}, as rows.

\b
  tarry {verb} fullstory:events-import:abd123
  tarry {verb} HANDLE --out {verb}.parquet
  tarry {verb} HANDLE --out {verb}.csv.gz
  tarry {verb} HANDLE --out parts/ --format parquet --rotate 500MB

On stdout rows are JSON Lines. A file has its name only when it is whole. The same command again goes on where a run was cut
off.
"""

DOWNLOAD = """\
Download the file that a job made.

\b
  tarry download open_data_rights:data-request:4d1f FILE.zip

A file that is there is replaced when the new one is whole.
"""

CANCEL = """\
Cancel a job at its provider, where the provider can.

\b
  tarry cancel open_data_rights:data-request:4d1f

It is sent once. Nothing else that tarry does cancels a job.
"""

OneHandle = Annotated[str, typer.Argument(metavar="HANDLE", help="provider:kind:id", autocompletion=complete_handle)]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    for verb, what in LISTS.items():
        app.command(verb, cls=options.Command, help=HELP.format(verb=verb, what=what))(rows)
    app.command(cls=options.Command, help=DOWNLOAD)(download)
    app.command(cls=options.Command, help=CANCEL)(cancel)


def rows(  # noqa: PLR0917 - typer makes options of them
    context: typer.Context,
    handle: OneHandle,
    out: Annotated[
        str,
        typer.Option("--out", "-o", metavar="FILE", help="NAME.jsonl, .csv, .parquet, with .gz or .zst; - is stdout."),
    ] = "-",
    format: Annotated[  # noqa: A002 - what the option is called
        str | None,
        typer.Option("--format", metavar="FORMAT", help="jsonl, csv or parquet, where the name does not say."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Go on where a run was killed; a file on this machine does.")
    ] = True,
    rotate: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Begin another file after so much: 500MB, 1GB.")
    ] = None,
    excel: Annotated[bool, typer.Option("--excel", help="CSV that a spreadsheet opens: no cell is a formula.")] = False,
    types: Annotated[
        Path | None, typer.Option(metavar="FILE", help='Types of columns, as JSON: {"Amount": "number"}.')
    ] = None,
    bad_rows: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write rows that do not fit there, instead of ending.")
    ] = None,
) -> None:
    """Write a list of a job."""
    from tarry._cli import endings, read_run

    wanted = read_run.Wanted(out, format, resume, rotate, excel, types, bad_rows)
    endings.exit_with(context, lambda common: read_run.rows(str(context.info_name), handle, wanted, common))


def download(
    context: typer.Context,
    handle: OneHandle,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
) -> None:
    """Download the file of a job."""
    from tarry._cli import endings, read_run

    endings.exit_with(context, lambda common: read_run.download(handle, file, common))


def cancel(context: typer.Context, handle: OneHandle) -> None:
    """Cancel a job."""
    from tarry._cli import endings, read_run

    endings.exit_with(context, lambda common: read_run.cancel(handle, common))
