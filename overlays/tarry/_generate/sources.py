"""What a job left behind, as generated handles read it: lists page by page, and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openapi_python_client.parser.properties.list_property import ListProperty

from tarry._core.checks import is_whole

from .about import About
from .columns import columns_code
from .declarations import Expression, Pagination, Source
from .expressions import Value, condition, reach
from .generated import AnyProperty, Operation, model_of, parts, properties, type_of
from .rule_tests import Test, refusals
from .texts import Lookup, UnwritableError, quoted

if TYPE_CHECKING:
    from .kinds import Kind

LINES = {
    "text/csv": "csv",
    "application/x-ndjson": "json",
    "application/jsonl": "json",
    "application/json-lines": "json",
}
"""Media types of pages that are lines, and how these are read."""


@dataclass(slots=True)
class Listing:
    """`results`, `failures` or `logs`."""

    name: str
    operation: Operation
    arguments: dict[str, str]
    of_answer: bool
    """Whether an argument is a value in the polled answer."""
    page: str
    """The model of a page."""
    paging: list[str]
    """The arguments of `Paging`."""
    item: str
    """The type of an item."""
    only: str = ""
    only_text: str = ""
    tests: list[Test] = field(default_factory=list)
    page_size: int | None = None
    columns: str = ""
    """The `Columns` of the items."""


@dataclass(slots=True)
class Fetched:
    """`download`."""

    operation: Operation | None
    arguments: dict[str, str]
    of_answer: bool
    media_types: tuple[str, ...]
    url: str = ""
    url_name: str = ""
    hosts: tuple[str, ...] = ()


def listing_of(  # noqa: PLR0917 - what the document says of all
    name: str,
    source: Source,
    handle: Kind,
    operations: Mapping[str, Operation],
    paginations: Mapping[str, Pagination],
    lookup: Lookup,
) -> Listing:
    """A list that a job left behind.

    Raises:
        UnwritableError: The document says something that generated code cannot do.
    """
    if source.items is not None:
        operation, pagination = handle.operation, Pagination(items=source.items)
    else:
        operation = operations[source.operation]
        found = paginations.get(source.operation)
        if found is None:
            raise UnwritableError(
                f"{name} of {handle.job.kind} is {source.operation}, which has no x-pagination: say where its items are"
            )
        pagination = found
    offered = lookup.media_types(operation.id)
    lines = "" if "application/json" in offered else next((LINES[one] for one in offered if one in LINES), "")
    about = About(operation, "page")
    arguments = handle.arguments(operation, source.arguments)
    listing = Listing(name, operation, arguments, handle.of_answer(operation, source.arguments), "object", [], "Any")
    listing.tests = refusals(source.rules, About(operation, "answer"))
    body, _ = about.find(next(iter(pagination.items.pointer), None), about.codes)
    if lines:
        listing.item = "dict[str, str]" if lines == "csv" else "Any"
        listing.paging = [f'lines="{lines}"']
        listing.columns = f'Columns((), "{"string" if lines == "csv" else "json"}")'
        inner: AnyProperty | None = None
    else:
        listing.page = page_model(body, pagination, operation)
        items = reach(body, pagination.items.pointer)
        listed = next((one for one in parts(items.made) if isinstance(one, ListProperty)), None) if items.made else None
        inner = listed.inner_property if listed else None
        listing.columns = columns_code(inner, operation)
        plain = _plain_type(inner, operation)
        listing.item = plain or ("Any" if inner is None else type_of(inner))
        if all(isinstance(key, str) and not key.isdecimal() for key in pagination.items.pointer):
            listing.paging += [f"keys={tuple(pagination.items.pointer)!r}"] if pagination.items.pointer else []
            listing.paging += ["plain=True"] if plain and pagination.items.pointer else []
    size = ""
    if pagination.limit is not None and name == "results":
        listing.page_size, size = pagination.limit["value"], "self.page_size"
    listing.paging = [*paging_of(pagination, operation, about, inner, size), *listing.paging]
    if source.only is not None:
        listing.only, listing.only_text = (
            condition(source.only, Value("item", inner, operation.models)),
            source.only_text,
        )
    return listing


def page_model(body: Value, given: Pagination, operation: Operation) -> str:
    """What a page is parsed to."""
    model = model_of(body.made, operation.models)
    return f"models.{model.class_info.name}" if model else "object" if given.items.pointer else "list"


def _plain_type(inner: AnyProperty | None, operation: Operation) -> str:
    """The type of items whose names the document does not know, which stay dicts; empty for others."""
    model = model_of(inner, operation.models)
    if model is None or properties(model):
        return ""
    others = model.additional_properties
    return f"dict[str, {type_of(others) if others is not None else 'Any'}]"


def paging_of(
    given: Pagination, operation: Operation, about: About, inner: AnyProperty | None, size: str = ""
) -> list[str]:
    """The arguments of `Paging`."""
    made = [f"items={_at(given.items, about)}"]
    if given.cursor is not None:
        read = f"read={_at(given.cursor['from'], about)}" if "from" in given.cursor else ""
        if "from_item" in given.cursor:
            found = reach(Value("item", inner, operation.models), given.cursor["from_item"])
            read = f"item=lambda item: {found.expression()}"
        end = f", end={tuple(given.cursor['end'])!r}" if given.cursor.get("end") else ""
        made.append(f"way=Cursor({_to(given.cursor['to'], operation)}, {read}{end})")
    if given.link is not None:
        made.append(f"way=Link({_at(given.link, about)})")
    if given.offset is not None:
        start, step = given.offset.get("start", 0), given.offset.get("step", "items")
        made.append(f'way=Offset({_to(given.offset["to"], operation)}, start={start}, step="{step}")')
    if given.page is not None:
        start, omit = given.page.get("start", 1), given.page.get("omit_first", False)
        made.append(f"way=Numbers({_to(given.page['to'], operation)}, start={start}, omit_first={omit})")
    if given.limit is not None:
        echo = f", echo={_at(given.limit['echo'], about)}" if "echo" in given.limit else ""
        made.append(f"limit=Limit({_to(given.limit['to'], operation)}, {size or given.limit['value']}{echo})")
    for name in ("more", "total", "estimate", "pages", "count", "echo"):
        expression = getattr(given, name)
        if expression is not None:
            made.append(f"{name}={_at(expression, about)}")
    if given.size is not None:
        made.append(f"size={given.size if isinstance(given.size, int) else _at_or_default(given.size, about)}")
    if given.max_items is not None:
        made.append(f"max_items={given.max_items:_}")
    return made


def _at(expression: Expression, about: About) -> str:
    if expression.part == "response.header":
        return f"At({quoted(expression.name)})"
    name = expression.pointer[-1] if expression.pointer else "the body"
    return f"At({quoted(name)}, lambda page: {about.value(expression)})"


def _at_or_default(expression: Expression, about: About) -> str:
    """The same, with what the schema says of an answer that leaves it out."""
    made = about.made(expression)
    default = getattr(made.default, "raw_value", None) if made is not None else None
    code = _at(expression, about)
    return f"{code[:-1]}, default={default})" if is_whole(default) else code


def _to(expression: Expression, operation: Operation) -> str:
    """The parameter of the generated operation where a value goes."""
    if expression.part == "request.body":
        raise UnwritableError(f"{operation.id}: pages that are asked for in a request body need a subclass")
    return quoted(operation.parameter(expression.part.partition(".")[2], expression.name).python_name)


def fetched(source: Source, handle: Kind, operations: Mapping[str, Operation], lookup: Lookup) -> Fetched:
    """The file of a job.

    Raises:
        UnwritableError: The document says something that generated code cannot do.
    """
    if source.url is not None:
        name = ".".join(source.url.pointer) or source.url.name
        return Fetched(None, {}, True, (), handle.about.value(source.url), name, source.hosts)
    if source.items is not None:
        raise UnwritableError(f"download of {handle.job.kind} is a list of items: call it results")
    operation = operations[source.operation]
    of_answer = handle.of_answer(operation, source.arguments)
    return Fetched(
        operation, handle.arguments(operation, source.arguments), of_answer, lookup.media_types(operation.id)
    )
