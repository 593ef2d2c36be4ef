"""The command `tarry`: its groups of commands, and what all of them share.

A group imports what it needs inside its functions, so that `tarry --help` and completion are fast. Nor does it import
`annotations` from `__future__`: Typer looks at every command three times and would evaluate the texts each time.
"""

from typing import Annotated

import typer

from tarry._cli import doctor, documents, jobs, options, reading, replay, sandbox, status, submitting, waiting
from tarry._cli.guard import Guarded
from tarry._version import __version__

HELP = """\
Wait for jobs of any mix of providers, and read what came out.

\b
  tarry doctor                              # are the settings there, and good?
  tarry submit fullstory events-import --from orders.csv > handles.txt
  tarry wait @handles.txt --timeout 2h      # until all have ended
  tarry results HANDLE --out rows.parquet   # what came out
  tarry sandbox                             # no account? play the providers here

A handle names a job: provider:kind:id. Settings come from the environment, --env-file or a profile, never from a flag.
"""

app = typer.Typer(
    name="tarry",
    help=HELP,
    cls=Guarded,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Rich is not imported for a help text: it would take longer than all else.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tarry {__version__}")
        raise typer.Exit


@app.callback()
def _options(  # noqa: PLR0917 - typer makes options of them
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
    profile: options.Profile = None,
    env_file: options.EnvFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> None:
    """Options of the command itself."""


for group in (
    submitting,
    waiting,
    status,
    reading,
    jobs,
    doctor,
    sandbox,
    documents,
    replay,
):
    group.register(app)
