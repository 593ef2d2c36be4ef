"""Rows as Arrow. pyarrow is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tarry._core.columns import ColumnType
from tarry._core.errors import ConfigurationError
from tarry._core.extras import lacking

from .fields import Fields
from .shape import Shape


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

    columns = shape.columns(rows)
    pool = pyarrow.system_memory_pool()  # the default one keeps what was freed
    arrays = [
        pyarrow.array(_VALUES.get(kind, _as_it_is)(column), field.type, memory_pool=pool)
        for field, kind, column in zip(schema, shape.fields.types.values(), columns, strict=True)
    ]
    return pyarrow.record_batch(arrays, schema=schema)


def _as_it_is(values: list[Any]) -> list[Any]:
    return values


def _json(values: list[Any]) -> list[str | None]:
    return [None if one == b"null" else one.decode() for one in map(bytes, values)]


def _numbers(values: list[Any]) -> list[float | None]:
    return [None if one is None else float(one) for one in values]


_VALUES: Mapping[ColumnType, Callable[[list[Any]], list[Any]]] = {"json": _json, "number": _numbers}
