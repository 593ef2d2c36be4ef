"""A package for a document: its typed client, `connect`, and a handle for each kind of job."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

from tarry._core.settings import variable

from . import texts
from .client import tidy, write_client
from .connections import connection_of
from .declared import jobs, paginations
from .documents import Document
from .generated import Generated
from .handles import handle_of
from .schemas import parts, reach

_MODULES = {"provider": "provider", "connecting": "connecting", "jobs": "jobs", "__init__": "package_init"}
"""What is written beside the client, by its template."""


def write_package(document: Document, name: str, folder: Path, *, announced: bool = True) -> None:
    """Write the package of a document into *folder*, which must not exist.

    Args:
        document: In which `linting.problems` finds nothing wrong.
        name: What handles and settings call the provider.
        folder: That of the package.
        announced: Whether handles of this name are found once the package is imported; not needed where a list names it.

    Raises:
        GenerationError: The document cannot be turned into a client.
        UnwritableError: It says something of a job that generated code cannot do.
    """
    made = write_client(document.data, folder)
    declared = jobs(document)
    if declared:
        generated = Generated(made.data, {(one.method, one.path): one.id for one in document.operations.values()})
        pages = paginations(document)
        handles = [handle_of(job, pages, generated, _Lookup(document)) for job in declared]
        connection = connection_of(document.data, document.operations[declared[0].operation].given)
        values = {
            "name": name,
            "title": document.data["info"]["title"],
            "announced": announced,
            "handles": handles,
            "tags": sorted({one.tag for one in generated.operations.values()}),
            "kinds": ", ".join(f"`{one.job.class_name}`" for one in handles),
            "connection": connection,
        }
        templates = _with_filters(made.templates)
        for module, template in _MODULES.items():
            text = templates.get_template(f"{template}.py.jinja").render(values)
            (folder / f"{module}.py").write_text(text, encoding="utf-8")
    tidy(folder)


class _Lookup:
    """What the schemas of a document say and the generator of clients does not tell."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def most_items(self, operation: str, pointer: tuple[str, ...]) -> int | None:
        """How many items a list in the body of an operation may have."""
        found = reach(self._document, self._document.operations[operation].request_schemas(), pointer)
        limits = [part["maxItems"] for schema in found for part in parts(self._document, schema) if "maxItems" in part]
        return min(limits, default=None)

    def media_types(self, operation: str) -> tuple[str, ...]:
        """Those of the successes of an operation."""
        responses = self._document.operations[operation].responses_for(["2XX"]).values()
        return tuple(media_type for one in responses for media_type, _ in self._document.media_types(one))


def _with_filters(templates: Environment) -> Environment:
    templates.filters.update(quoted=texts.quoted, plain=texts.plain, sentence=texts.sentence, wrapped=texts.wrapped)
    templates.filters["variable_of"] = lambda keyword, provider: variable(provider, keyword)
    templates.tests["containing"] = lambda given, part: part in given
    return templates
