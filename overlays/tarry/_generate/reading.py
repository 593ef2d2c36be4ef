"""Reading of an OpenAPI document, 3.0 or 3.1, with what is wrong with it as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .documents import Document, Operation
from .loading import load
from .overlaying import apply
from .problems import DocumentError, Problem
from .values import Array, Object

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_DATA = {"example", "value", "default", "const", "enum", "dataValue"}
"""Names under which a document holds values, in which `$ref` is no reference."""


def read(path: str | Path, overlays: Sequence[str | Path] = ()) -> Document:
    """Read the document in a file, with *overlays* applied in their order.

    Raises:
        DocumentError: It cannot be read, is no OpenAPI 3.0 or 3.1, or refers to other files; or an overlay does not fit.
    """
    data = load(path)
    version = data.get("openapi", data.get("swagger"))
    place = data.places.get("openapi", data.places.get("swagger", data.here))
    if version is None:
        raise DocumentError(data.here, "it is no OpenAPI document: it has no `openapi`")
    if not (isinstance(version, str) and version.startswith(("3.0.", "3.1."))):
        raise DocumentError(place, f"OpenAPI {version} is not read: convert it to 3.0 or 3.1")
    for overlay in overlays:
        apply(load(overlay), data)
    return of(data, str(path))


def of(data: Object, file: str) -> Document:
    """The document of *data*. Raises as `read` does."""
    problems: list[Problem] = []
    document = Document(file, data, {}, ())
    _check_references(document, data)
    paths = data.get("paths", Object(data.here))
    if not isinstance(paths, Object):
        raise DocumentError(data.places["paths"], "`paths` is no object")
    for path, item in paths.items():
        of_path = document.resolve(item)
        if isinstance(of_path, Object):
            problems += _read_operations(document, path, of_path)
        elif not path.startswith("x-"):
            problems.append(Problem(paths.places[path], path, "is no object", "give it the operations of this path"))
    return Document(file, data, document.operations, tuple(problems))


def _read_operations(document: Document, path: str, of_path: Object) -> Iterator[Problem]:
    for method in METHODS:
        if method not in of_path:
            continue
        given, place, where = of_path[method], of_path.places[method], f"{method.upper()} {path}"
        name = given.get("operationId") if isinstance(given, Object) else None
        if not isinstance(given, Object):
            yield Problem(place, where, "is no object", "give it an operationId and responses")
        elif not isinstance(name, str) or not name:
            if name is not None or {"x-job", "x-pagination"} & given.keys():
                yield Problem(
                    place, where, "has no operationId", "give it one: it is what x-job and generated code call it by"
                )
        elif name in document.operations:
            first = document.operations[name].given.places["operationId"]
            yield Problem(
                given.places["operationId"], where, f"has the operationId {name} as well as {first}", "give it another"
            )
        else:
            document.operations[name] = Operation(name, method, path, given, of_path, document)


def _check_references(document: Document, given: Any, name: str = "") -> None:
    """Refuse references that lead out of the document, nowhere or in a circle. *name* is what *given* is called."""
    if isinstance(given, Array):
        for one in given:
            _check_references(document, one)
    if not isinstance(given, Object):
        return
    reference = given.get("$ref")
    if isinstance(reference, str):
        place = given.places["$ref"]
        if not reference.startswith("#/"):
            raise DocumentError(
                place, f"{reference!r} refers to another file or place: bundle the document into one file first"
            )
        if document.at(reference) is None:
            raise DocumentError(place, f"{reference!r} leads nowhere")
        if document.resolve(given) is None:
            raise DocumentError(place, f"{reference!r} leads back to itself")
    for inner, value in given.items():
        if inner not in _DATA or name == "properties":
            _check_references(document, value, inner)
