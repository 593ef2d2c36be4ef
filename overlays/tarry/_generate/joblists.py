"""How a generated handle polls many jobs by one request: an operation that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi_python_client.parser.properties.list_property import ListProperty

from .about import About
from .declarations import JobList, Pagination
from .expressions import reach
from .generated import Operation, model_of, parts, type_of
from .sources import page_model, paging_of
from .texts import UnwritableError, literal, quoted

if TYPE_CHECKING:
    from .kinds import Kind


@dataclass(slots=True)
class Together:
    """All that the template needs of `list_steps`."""

    operation: Operation
    page: str
    paging: list[str]
    arguments: dict[str, str]
    ids: str
    """The argument that takes the ids; empty where all jobs come."""
    as_status: str
    """What makes an item a status; empty where it is one."""
    id_name: str
    id_in: str
    """The first id in a status."""


def together(
    said: JobList, handle: Kind, operations: Mapping[str, Operation], paginations: Mapping[str, Pagination]
) -> Together:
    """The list of a kind of job.

    Raises:
        UnwritableError: The document says something that generated code cannot do.
    """
    operation, kind = operations[said.operation], handle.job.kind
    pagination = paginations.get(said.operation)
    if pagination is None:
        raise UnwritableError(f"list of {kind} is {said.operation}, which has no x-pagination: say where its items are")
    about = About(operation, "page")
    body, _ = about.find(next(iter(pagination.items.pointer), None), about.codes)
    items = reach(body, pagination.items.pointer)
    listed = next((one for one in parts(items.made) if isinstance(one, ListProperty)), None) if items.made else None
    inner = model_of(listed.inner_property if listed else None, operation.models)
    found = handle.about.types()
    status = found[0] if len(found) == 1 else ""
    if inner is None or not status:
        raise UnwritableError(
            f"the items of {said.operation} or the status of {kind} are of no single schema: leave out list"
        )
    as_status = ""
    if said.item_at or type_of(inner) != status:
        nested = "item.to_dict()"
        for name in reversed(said.item_at):
            nested = f"{{{quoted(name)}: {nested}}}"
        as_status = f"lambda item: {status}.from_dict({nested})"
    first = handle.ids[0]
    expression = handle.job.echo.get(first.name) or handle.job.id[first.name]
    if expression.part != "response.body":
        raise UnwritableError(f"echo of {kind} does not say where an item of {said.operation} has its {first.name}")
    arguments = {
        parameter.python_name: literal(said.arguments[parameter.name])
        for parameter in operation.parameters
        if parameter.name in said.arguments
    }
    ids = operation.parameter(said.ids.part.partition(".")[2], said.ids.name).python_name if said.ids else ""
    return Together(
        operation,
        page_model(body, pagination, operation),
        paging_of(pagination, operation, about, inner),
        arguments,
        ids,
        as_status,
        first.python_name,
        handle.about.value(expression),
    )
