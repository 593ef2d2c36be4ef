"""A package for a document: its typed client, `connect`, and a handle for each kind of job."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment

from . import texts
from .client import tidy, write_client
from .connections import connection_of
from .declarations import Job, Pagination
from .generated import Generated
from .handles import handle_of
from .submits import Limits


def write_package(  # noqa: PLR0917 - what the document says of all
    document: Mapping[str, Any],
    jobs: tuple[Job, ...],
    paginations: Mapping[str, Pagination],
    limits: Limits,
    media_types: Mapping[str, tuple[str, ...]],
    name: str,
    folder: Path,
    *,
    announced: bool = True,
) -> None:
    """Write the package of *document* into *folder*, which must not exist.

    Args:
        document: OpenAPI 3.0 or 3.1, checked.
        jobs: Its `x-job`s.
        paginations: Its `x-pagination`s by operationId.
        limits: How many items a list in a body may have.
        media_types: Those of the successes of each operation, by operationId.
        name: What handles and settings call the provider.
        folder: That of the package.
        announced: Whether handles of this name are found once the package is imported; not needed where a list names it.

    Raises:
        GenerationError: The document cannot be turned into a client.
        UnwritableError: It says something of a job that generated code cannot do.
    """
    made = write_client(document, folder)
    if jobs:
        operations = {
            (method, path): operation["operationId"]
            for path, item in document["paths"].items()
            for method, operation in item.items()
            if isinstance(operation, Mapping) and "operationId" in operation
        }
        generated = Generated(made.data, operations)
        handles = [handle_of(job, paginations, generated, limits, media_types) for job in jobs]
        polled = next(
            operation
            for item in document["paths"].values()
            for operation in item.values()
            if isinstance(operation, Mapping) and operation.get("operationId") == jobs[0].operation
        )
        connection = connection_of(document, polled)
        values = {
            "name": name,
            "title": document["info"]["title"],
            "announced": announced,
            "handles": handles,
            "tags": sorted({one.tag for one in generated.operations.values()}),
            "kinds": ", ".join(f"`{one.job.class_name}`" for one in handles),
            "ways": connection.ways,
            "credentials": connection.credentials,
            "keywords": connection.keywords,
            "server": connection.server,
            "variable": lambda keyword: f"{name}_{keyword}".upper(),
        }
        templates = {"provider": "provider", "connecting": "connecting", "jobs": "jobs", "__init__": "package_init"}
        for module, template in templates.items():
            text = _environment(made.templates).get_template(f"{template}.py.jinja").render(values)
            (folder / f"{module}.py").write_text(text, encoding="utf-8")
    tidy(folder)


def _environment(templates: Environment) -> Environment:
    templates.filters.update(quoted=texts.quoted, plain=texts.plain, sentence=texts.sentence, wrapped=texts.wrapped)
    templates.tests["containing"] = lambda given, part: part in given
    return templates
