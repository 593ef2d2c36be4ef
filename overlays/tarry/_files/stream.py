"""The pages of a list as a stream of Arrow batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from tarry._core.errors import RowError
from tarry._operations.pages import Page

from .arrow import batch_of, pyarrow, schema_of
from .fields import Fields
from .shape import Misfit, PageText, Shape

WHAT = "A frame of rows"


class _Reading:
    """As a page is decoded for a stream; it has what `Rows` asks of who takes its pages."""

    seen = 0
    place = None

    def __init__(self, shape: Shape) -> None:
        self.decode = PageText(lambda: shape)

    def read_again(self) -> None:
        """It always begins with the first page."""


def reader(pages: Callable[[Any], Iterator[Page[Any]]], fields: Fields) -> Any:
    """A `pyarrow.RecordBatchReader` that asks for a page when a batch is asked for."""
    arrow, schema, shape = pyarrow(WHAT), schema_of(fields, WHAT), Shape(fields)

    def batches() -> Iterator[Any]:
        first = 1
        for page in pages(_Reading(shape)):
            items = page.items
            del page
            rows = shape.fitting(items, first, _refuse)
            first += len(items)
            del items
            if rows:
                batch = batch_of(shape, rows, schema)
                del rows
                yield batch
                del batch

    return arrow.RecordBatchReader.from_batches(schema, batches())


def _refuse(misfit: Misfit) -> NoReturn:
    raise RowError(f"row {misfit.number:,}: {misfit.reason}", misfit.number)
