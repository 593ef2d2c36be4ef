"""What every command takes, before its verb or after it: `tarry --json wait …` and `tarry wait --json …`.

@app.command(cls=options.Command)
def wait(context: typer.Context) -> None:
    common = options.of(context)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand

_KEY = "tarry.options"


class Common(NamedTuple):
    """What was given."""

    profile: str | None = None
    env_file: Path | None = None
    json: bool = False
    quiet: bool = False


def of(context: typer.Context) -> Common:
    """The common options of the command that runs."""
    given: dict[str, Any] = context.meta.get(_KEY, {})
    return Common(**given)


def complete_provider(incomplete: str) -> list[str]:
    """The providers that may be meant."""
    from tarry._core.providers import names

    return [name for name in names() if name.startswith(incomplete)]


def _keep(context: typer.Context, parameter: typer.CallbackParam, value: Any) -> Any:
    if value:  # what is not given after the verb may have been before it
        context.meta.setdefault(_KEY, {})[parameter.name] = value
    return value


def _no_color(wanted: bool) -> bool:
    if wanted:
        os.environ["NO_COLOR"] = "1"  # which Rich and Typer read
    return wanted


Profile = Annotated[
    str | None,
    typer.Option(
        "--profile", metavar="NAME", callback=_keep, expose_value=False, help="Settings of this profile in config.toml."
    ),
]
EnvFile = Annotated[
    Path | None,
    typer.Option(
        "--env-file", metavar="FILE", callback=_keep, expose_value=False, help="Read environment variables from FILE."
    ),
]
Json = Annotated[
    bool, typer.Option("--json", callback=_keep, expose_value=False, help="Print JSON, an object a line, on stdout.")
]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", callback=_keep, expose_value=False, help="Say nothing but errors and the next step."),
]
NoColor = Annotated[
    bool, typer.Option("--no-color", callback=_no_color, expose_value=False, help="No colours; so does NO_COLOR=1.")
]
NAMES = {"profile", "env_file", "json", "quiet", "no_color"}


class Command(TyperCommand):
    """A command that takes the common options, as those of `tarry` itself do."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its own, then the common ones."""
        shared = [one for one in ctx.find_root().command.params if one.name in NAMES]
        *own, last = super().get_params(ctx)
        return [*own, *shared, last]  # the last is --help
