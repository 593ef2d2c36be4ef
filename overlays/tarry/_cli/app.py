"""What can be typed: `tarry sandbox`, `tarry demo`, `tarry check`, `tarry generate` and `tarry specs`.

The sandbox is imported by the commands that play it, so that `tarry specs` does without what it needs.
"""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from tarry import specs
from tarry._core.errors import ConfigurationError
from tarry._version import __version__

app = typer.Typer(
    name="tarry",
    help="Play the providers of tarry on this machine, hand out their OpenAPI documents, and make packages of those of others.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tarry {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Options of the command itself."""


@app.command()
def sandbox(  # noqa: PLR0917 - typer makes options of them
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8765,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    outcome: Annotated[str, typer.Option(help="How jobs end: succeeded, partial, failed or gone.")] = "succeeded",
    polls: Annotated[int, typer.Option(help="How many polls find a job pending.", min=0)] = 2,
    seconds: Annotated[float | None, typer.Option(help="How long a job is pending, instead of --polls.")] = None,
    invisible_for: Annotated[
        float, typer.Option(help="How many seconds after its submit a job is answered as if it were not there.")
    ] = 0,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            help="What each job meets once: throttled, error, unavailable, gateway, reset, slow, unknown-word."
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="Name by which /_sandbox may be called, besides localhost and addresses."),
    ] = None,
) -> None:
    """Play all providers on this machine, until Ctrl-C. Nothing leaves it, and no account is needed.

    Print the base URL of each provider and the environment variables by which tarry's clients find it.
    """
    from tarry.sandbox import Fault, Plan, Sandbox

    try:
        faults = [Fault(kind) for kind in fault or []]  # type: ignore[arg-type]
        plan = Plan(outcome, polls, seconds, faults, invisible_for=invisible_for)  # type: ignore[arg-type]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    played = Sandbox(hosts=allow_host or ())
    unable = []
    for name in played.providers:
        try:
            played.plan(name, plan)
        except ValueError:
            unable.append(name)
    try:
        with played.serve(host, port) as root:
            typer.echo("The providers, played on this machine. These are no vendor's answers.\n")
            for name in played.providers:
                typer.echo(f"  {name:<17} {played.base_url(name, root)}")
            typer.echo("\nTell tarry's clients about it by these environment variables:\n")
            for name, value in played.environment(root).items():
                typer.echo(f"  export {name}='{value}'")
            if unable:
                typer.echo(f"\n{', '.join(unable)} cannot end {outcome}; jobs there end as by default.")
            typer.echo(f"\nPlans for single jobs: PUT or POST to {root}/_sandbox. Ctrl-C stops it.")
            _wait_for_ctrl_c()
    except OSError as error:
        typer.echo(f"{error}. Name another with --port.", err=True)
        raise typer.Exit(1) from error


def _wait_for_ctrl_c() -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
    typer.echo("\nStopped.")


@app.command()
def demo() -> None:
    """Start a job at each provider of a sandbox, wait for all at once, and read what they left."""
    from tarry._cli import demo as _demo

    _demo.run()


@app.command()
def check(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="OpenAPI 3.0 or 3.1, as YAML or JSON.")],
    overlay: Annotated[
        list[Path] | None, typer.Option(help="OpenAPI Overlay 1.0 to apply first, in this order.")
    ] = None,
    suggest: Annotated[
        bool,
        typer.Option("--suggest", help="Print a draft of x-job, as an overlay, for operations that look like one."),
    ] = False,
) -> None:
    """Say what is wrong with a document and its x-job, one line each; nothing is sent anywhere."""
    from tarry._cli import check as _check

    raise typer.Exit(_check.run(document, overlay or [], suggest=suggest))


@app.command()
def generate(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="OpenAPI 3.0 or 3.1, as YAML or JSON.")],
    package: Annotated[
        str, typer.Option(help="What to call it: the name by which a program imports it.", metavar="NAME")
    ],
    out: Annotated[Path, typer.Option(help="Where to write it; made where it is missing.", metavar="DIR")],
    overlay: Annotated[
        list[Path] | None, typer.Option(help="OpenAPI Overlay 1.0 to apply first, in this order.")
    ] = None,
    jobs_only: Annotated[
        bool, typer.Option("--jobs-only", help="Leave out the operations that no x-job names, of a large document.")
    ] = False,
) -> None:
    """Write a Python package for a document: a typed client, and a handle to wait with for each x-job."""
    from tarry._cli import generate as _generate

    raise typer.Exit(_generate.run(document, overlay or [], package, out, jobs_only=jobs_only))


documents = typer.Typer(help="List the OpenAPI documents that tarry is made from, or write them somewhere.")
app.add_typer(documents, name="specs")


@documents.callback(invoke_without_command=True)
def _list_documents(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        for name in specs.names():
            typer.echo(f"{name:<17} {specs.path(name)}")


@documents.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them; made where it is missing.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that have other contents.")] = False,
) -> None:
    """Write the documents to DIR, with the page that explains them, their changelog and their licence."""
    try:
        written = specs.export(folder, force=force)
    except (ConfigurationError, OSError) as error:
        advice = " Overwrite with --force." if isinstance(error, ConfigurationError) else ""
        typer.echo(f"{error}.{advice}", err=True)
        raise typer.Exit(1) from error
    for file in written:
        typer.echo(f"wrote {file}")
    if not written:
        typer.echo(f"{folder} has all of them already")
