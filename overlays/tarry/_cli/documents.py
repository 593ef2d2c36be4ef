"""`tarry check`, `tarry generate` and `tarry specs`: OpenAPI documents, those of tarry and anybody's."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command()(check)
    app.command()(generate)
    documents = typer.Typer(
        help="List the OpenAPI documents that tarry is made from, or write them somewhere.", rich_markup_mode=None
    )
    documents.callback(invoke_without_command=True)(_list_documents)
    documents.command()(export)
    app.add_typer(documents, name="specs")


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
    from tarry._cli import checking

    raise typer.Exit(checking.run(document, overlay or [], suggest=suggest))


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
    from tarry._cli import generating

    raise typer.Exit(generating.run(document, overlay or [], package, out, jobs_only=jobs_only))


def _list_documents(context: typer.Context) -> None:
    from tarry import specs

    if context.invoked_subcommand is None:
        for name in specs.names():
            typer.echo(f"{name:<17} {specs.path(name)}")


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them; made where it is missing.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that have other contents.")] = False,
) -> None:
    """Write the documents to DIR, with the page that explains them, their changelog and their licence."""
    from tarry import specs
    from tarry._core.errors import ConfigurationError

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
