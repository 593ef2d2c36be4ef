"""The pages of a list as a stream of Arrow batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

from tarry._core.columns import ColumnType
from tarry._core.errors import ConfigurationError, RowError
from tarry._operations.pages import Page

from .arrow import batch_of, pyarrow, schema_of
from .fields import Fields
from .shape import Misfit, PageText, Shape

WHAT = "A frame of rows"


class Batch(NamedTuple):
    """A page as Arrow."""

    data: Any
    """A `pyarrow.RecordBatch`; without rows where the page has none."""
    first: int
    """The number of its first row in the list, from 1."""
    types: Mapping[str, ColumnType]
    """Of the columns, as `types=` takes them."""
    place: dict[str, Any]
    """Where reading goes on behind it, for `after=`: plain values, to be kept as JSON. `rows` is how many were read so far, and
    `is_whole` says whether that is all."""


class _Reading:
    """As a page is decoded for a stream; it has what `Rows` asks of who takes its pages."""

    def __init__(self, shape: Shape, after: Mapping[str, Any]) -> None:
        self.decode = PageText(lambda: shape)
        self.seen: int = after.get("rows", 0)
        self.place = after.get("next")
        self.again = 0
        """Rows that are read again, and were given."""

    def read_again(self) -> None:
        """This list can only be read from its first page."""
        self.again, self.seen = self.seen, 0


def batches(
    pages: Callable[[Any], Iterator[Page[Any]]], fields: Fields, after: Mapping[str, Any] | None = None
) -> Iterator[Batch]:
    """The pages behind a place, each when it is asked for.

    Raises:
        ConfigurationError: The list has changed since.
    """
    schema, shape, after = schema_of(fields, WHAT), Shape(fields), after or {}
    reading, total = _Reading(shape, after), after.get("total")
    for page in pages(reading):
        if None not in (total, page.total) and total != page.total:
            raise ConfigurationError(
                f"the list had {total:,} rows and has {page.total:,} now: read it from its beginning"
            )
        total = page.total if page.total is not None else total
        is_whole = page.following is None and page.error is None
        place: dict[str, Any] = {"is_whole": is_whole}
        if not is_whole:
            place |= {"next": page.place, "total": total, "types": dict(fields.types), "bare": fields.bare}
        skipped = min(reading.again, len(page.items))
        first = reading.seen + skipped + 1
        reading.again, reading.seen = reading.again - skipped, reading.seen + len(page.items)
        items = page.items[skipped:] if skipped else page.items
        del page
        rows = shape.fitting(items, first, _refuse)
        del items
        if rows or not skipped or is_whole:
            found = Batch(batch_of(shape, rows, schema), first, fields.types, {"rows": reading.seen, **place})
            del rows
            yield found
            del found


def reader(pages: Callable[[Any], Iterator[Page[Any]]], fields: Fields) -> Any:
    """A `pyarrow.RecordBatchReader` that asks for a page when a batch is asked for."""

    def with_rows() -> Iterator[Any]:
        for found in batches(pages, fields):
            batch = found.data
            del found
            if batch.num_rows:
                yield batch
            del batch

    return pyarrow(WHAT).RecordBatchReader.from_batches(schema_of(fields, WHAT), with_rows())


def _refuse(misfit: Misfit) -> NoReturn:
    raise RowError(f"row {misfit.number:,}: {misfit.reason}", misfit.number)
