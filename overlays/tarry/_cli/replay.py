"""`tarry replay`: decide once more what a record of waits tells, and draw it."""

from pathlib import Path
from typing import Annotated

import typer

from tarry._cli import options

DIFFERS = 3
"""Exit code where something is decided otherwise today; 2 is said of a file that is no record."""


HELP = """\
Decide every poll of a record once more, and say where this tarry decides otherwise. Nothing is sent anywhere.

\b
  tarry replay waits.jsonl
  tarry replay waits.jsonl --report waits.html

\b
Exit codes:
  0 all as recorded    2 the file is no record    3 some decisions differ
"""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(cls=options.Command, help=HELP)(replay)


def replay(
    context: typer.Context,
    record: Annotated[Path, typer.Argument(metavar="FILE", help="What a wait wrote with --record or record=.")],
    report: Annotated[
        Path | None, typer.Option(help="Write a page with the picture of it.", metavar="FILE.html")
    ] = None,
) -> None:
    """Decide every poll of a record once more."""
    import logging

    from tarry._cli import endings
    from tarry._wait.record import Polled, read
    from tarry._wait.replay import replay as decide

    logging.getLogger("tarry").addHandler(logging.NullHandler())  # what is odd in an answer was said when it came
    json = options.of(context).json
    waits: set[str] = set()
    polls = differences = 0
    with record.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for found in decide(read(file)):
            if isinstance(found, Polled):
                waits.add(found.wait)
                polls += 1
            else:
                differences += 1
                if json:
                    fields = {"line": found.line, "handle": found.handle, "what": found.what}
                    endings.print_event("difference", **fields, was=found.was, now=found.now)
                else:
                    typer.echo(str(found))
    if report is not None:
        _draw(record, report)
    code = DIFFERS if differences else 0
    if json:
        endings.Events().exit(code)
    elif differences:
        many = f"{differences} decisions are" if differences > 1 else "1 decision is"
        typer.echo(f"{many} another today.", err=True)
    else:
        typer.echo(f"{len(waits)} {'wait' if len(waits) == 1 else 'waits'}, {polls} polls: all decided as recorded.")
    raise typer.Exit(code)


def _draw(record: Path, report: Path) -> None:
    import json

    from tarry.picture import html, lanes

    with record.open(encoding="utf-8", errors="replace") as file:
        found = lanes(json.loads(line) for line in file if line.rstrip().endswith("}"))
    report.write_text(html(found), encoding="utf-8")
    typer.echo(f"wrote {report}", err=True)
