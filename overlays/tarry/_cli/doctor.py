"""`tarry doctor`: what is set up, and whether the providers take it."""

from typing import Annotated

import typer

from tarry._cli import options


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(cls=options.Command)(doctor)


def doctor(
    context: typer.Context,
    provider: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PROVIDER]...",
            help="Those to look at; by default all.",
            autocompletion=options.complete_provider,
        ),
    ] = None,
) -> None:
    """Say which settings are there and where from, whether the host answers, and whether the credential is taken.

    \b
      tarry doctor                             all providers that are set up
      tarry doctor fullstory --profile prod    one, by the settings of a profile

    Sends to each one request for the status of a job that does not exist, and before it what logging in takes. Nothing is
    started or changed, and no value of a setting is printed. Exit code: 0 all is well, 2 settings are missing or wrong, 6 a
    host does not answer, a credential is refused, or nobody could tell.
    """  # noqa: D301 - \b is what keeps typer from filling the examples
    from tarry._cli import examining

    raise typer.Exit(examining.run(provider or [], options.of(context)))
