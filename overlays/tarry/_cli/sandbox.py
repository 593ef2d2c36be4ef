"""`tarry sandbox` and `tarry demo`: the providers, played on this machine."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command()(sandbox)
    app.command()(demo)


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
    document: Annotated[
        list[Path] | None, typer.Option(help="OpenAPI document with an x-job to play too, from its examples.")
    ] = None,
    overlay: Annotated[list[Path] | None, typer.Option(help="OpenAPI Overlay to apply to each document first.")] = None,
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
        played = Sandbox(hosts=allow_host or ())
        for each in document or []:
            played.add(each, overlay=overlay or [])
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    unable = []
    for name in played.providers:
        try:
            played.plan(name, plan)
        except ValueError as error:
            unable.append(f"\nJobs of {name} go on as by default: {error}")
    try:
        with played.serve(host, port) as root:
            typer.echo("The providers, played on this machine. These are no vendor's answers.\n")
            for name in played.providers:
                typer.echo(f"  {name:<17} {played.base_url(name, root)}")
            typer.echo("\nTell tarry's clients about it by these environment variables:\n")
            for name, value in played.environment(root).items():
                typer.echo(f"  export {name}='{value}'")
            typer.echo("".join(unable))
            typer.echo(f"Plans for single jobs: PUT or POST to {root}/_sandbox. Ctrl-C stops it.")
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


def demo() -> None:
    """Start a job at each provider of a sandbox, wait for all at once, and read what they left."""
    from tarry._cli import playing

    playing.run()
