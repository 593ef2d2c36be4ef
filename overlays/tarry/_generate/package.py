"""A package for a document: its typed client, `connect`, and a handle for each kind of job."""

from __future__ import annotations

import ast
import builtins
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from tarry._core.settings import variable

from . import texts
from .client import tidy, write_client
from .connections import connection_of
from .declarations import Expression
from .declared import jobs, paginations
from .documents import Document
from .generated import Generated
from .handles import Handle, handle_of
from .instances import arguments_of
from .openness import opened
from .pruning import pruned
from .schemas import parts, reach
from .shown import submits, waits
from .texts import UnwritableError

_MODULES = {"provider": "provider", "connecting": "connecting", "jobs": "jobs", "__init__": "package_init"}
"""What is written beside the client, by its template."""

_GIVEN_URL = re.compile(r"\{(\$request\.(?:body#/[^{}]+|(?:path|query|header)\.[^{}]+))\}")
"""A URL of a callback that is given as it is; one that is put together of parts is nothing to hand in."""


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was written."""

    name: str
    handles: list[Handle]
    templates: Environment


def write_package(
    document: Document, name: str, folder: Path, *, announced: bool = True, jobs_only: bool = False
) -> Written:
    """Write the package of a document into *folder*, which must not exist.

    Args:
        document: In which `linting.problems` finds nothing wrong.
        name: What handles and settings call the provider.
        folder: That of the package.
        announced: Whether handles of this name are found once the package is imported; not needed where a list names it.
        jobs_only: Whether operations that no `x-job` names are left out.

    Raises:
        GenerationError: The document cannot be turned into a client.
        UnwritableError: It says something of a job that generated code cannot do.
    """
    document = opened(pruned(document, jobs_only=jobs_only))
    made = write_client(document.data, folder)
    declared, templates, handles = jobs(document), _with_filters(made.templates), list[Handle]()
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
        for module, template in _MODULES.items():
            text = templates.get_template(f"{template}.py.jinja").render(values)
            (folder / f"{module}.py").write_text(text, encoding="utf-8")
        _check_names(handles, ast.parse((folder / "jobs.py").read_text(encoding="utf-8")))
    tidy(folder)
    return Written(name, handles, templates)


def write_test(document: Document, package: Written, folder: Path) -> None:
    """Write the test of a package into *folder*: waits and submits at a stand-in that gives the document's examples.

    Raises:
        GenerationError: The test is no sound Python.
    """
    shown = {
        one.job.kind: {"waits": list(waits(document, one.job)), "submits": list(submits(document, one.job))}
        for one in package.handles
    }
    given = {one.job.kind: one.submit and arguments_of(document, one.submit) for one in package.handles}
    values = {"name": package.name, "arguments": {kind: one for kind, one in given.items() if one is not None}}
    text = package.templates.get_template("test_package.py.jinja").render(values)
    module = folder / f"test_{package.name}.py"
    module.write_text(text, encoding="utf-8")
    written = json.dumps(shown, indent=2, ensure_ascii=True) + "\n"
    module.with_suffix(".json").write_text(written, encoding="utf-8")
    tidy(folder)


def _check_names(handles: Iterable[Handle], module: ast.Module) -> None:
    """Refuse a class that has the name of something that its module imports."""
    imported = {
        alias.asname or alias.name
        for one in ast.walk(module)
        if isinstance(one, ast.Import | ast.ImportFrom)
        for alias in one.names
    }
    for one in handles:
        name = one.job.class_name
        if name in {*imported, *vars(builtins), "Client", "JOBS"}:
            raise UnwritableError(
                f"{one.job.operation} x-job/kind: the handle would be called {name}, which generated code needs itself; "
                f"give `x-class`, such as `{name}Job`"
            )


class _Lookup:
    """What the schemas of a document say and the generator of clients does not tell."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def most_items(self, operation: str, pointer: tuple[str, ...]) -> int | None:
        """How many items a list in the body of an operation may have."""
        found = reach(self._document, self._document.operations[operation].request_schemas(), pointer)
        limits = [part["maxItems"] for schema in found for part in parts(self._document, schema) if "maxItems" in part]
        return min(limits, default=None)

    def callback(self, operation: str) -> Expression | None:
        """Where an operation is given a URL that the provider calls later; the first, where there are several."""
        found = map(_GIVEN_URL.fullmatch, self._document.operations[operation].callback_expressions())
        return next((Expression.parse(one[1]) for one in found if one), None)

    def media_types(self, operation: str) -> tuple[str, ...]:
        """Those of the successes of an operation."""
        responses = self._document.operations[operation].responses_for(["2XX"]).values()
        return tuple(media_type for one in responses for media_type, _ in self._document.media_types(one))


def _with_filters(templates: Environment) -> Environment:
    templates.filters.update(
        quoted=texts.quoted, plain=texts.plain, sentence=texts.sentence, wrapped=texts.wrapped, pattern=texts.raw
    )
    templates.filters["variable_of"] = lambda keyword, provider: variable(provider, keyword)
    templates.tests["containing"] = lambda given, part: part in given
    return templates
