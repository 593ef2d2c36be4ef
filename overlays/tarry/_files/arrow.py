"""Rows as Arrow. pyarrow is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tarry._core.columns import ColumnType
from tarry._core.errors import ConfigurationError
from tarry._core.extras import lacking

from .fields import Fields
from .shape import Shape
from .texts import Csv


def pyarrow(what: str) -> Any:
    """The module.

    Raises:
        ConfigurationError: It is not installed; *what* needs it.
    """
    try:
        import pyarrow as found
    except ModuleNotFoundError as error:
        raise ConfigurationError(str(lacking(error, what))) from error
    return found


def schema_of(fields: Fields, what: str) -> Any:
    """The columns as an Arrow schema: every one may hold nulls, and JSON is a text."""
    arrow = pyarrow(what)
    types = {
        "string": arrow.string(),
        "json": arrow.string(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "boolean": arrow.bool_(),
        "date-time": arrow.timestamp("us", tz="UTC"),
        "date": arrow.date32(),
    }
    return arrow.schema([(name, types[kind]) for name, kind in fields.types.items()])


def batch_of(shape: Shape, rows: Sequence[Any], schema: Any) -> Any:
    """Rows as a record batch."""
    import pyarrow

    if rows and set(shape.fields.types.values()) == {"string"}:
        return _texts(shape, rows, schema)
    columns = shape.columns(rows)
    arrays = [
        pyarrow.array(_VALUES.get(kind, _as_it_is)(column), field.type)
        for field, kind, column in zip(schema, shape.fields.types.values(), columns, strict=True)
    ]
    return pyarrow.record_batch(arrays, schema=schema)


def _texts(shape: Shape, rows: Sequence[Any], schema: Any) -> Any:
    """The same of texts alone. To write CSV and have Arrow read it takes two thirds of what a conversion by values does."""
    from pyarrow import csv, py_buffer, system_memory_pool

    text = Csv().page(shape, rows)
    found = csv.read_csv(
        py_buffer(text),
        csv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=shape.names),
        csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        csv.ConvertOptions(
            check_utf8=False,
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
        system_memory_pool(),  # the default one keeps what was freed
    )
    (batch,) = found.to_batches()
    return batch


def _as_it_is(values: list[Any]) -> list[Any]:
    return values


def _json(values: list[Any]) -> list[str | None]:
    return [None if one == b"null" else one.decode() for one in map(bytes, values)]


def _numbers(values: list[Any]) -> list[float | None]:
    return [None if one is None else float(one) for one in values]


_VALUES: Mapping[ColumnType, Callable[[list[Any]], list[Any]]] = {"json": _json, "number": _numbers}
