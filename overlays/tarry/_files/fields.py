"""Which columns a file has, with which types: by the document, the caller, or else the names of the first row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from tarry._core.columns import Columns, ColumnType
from tarry._core.errors import ConfigurationError

TYPES: tuple[ColumnType, ...] = get_args(ColumnType)


class Fields(NamedTuple):
    """The columns of a file, in their order."""

    types: Mapping[str, ColumnType]
    said: frozenset[str] = frozenset()
    """Those whose type the caller says: a text is read as that type."""
    bare: bool = False
    """Whether a row is no object, but the value of the one column."""
    from_row: bool = False
    """Whether the names are those of the first row."""


def checked_types(types: Mapping[str, ColumnType] | None) -> dict[str, ColumnType]:
    """What the caller says of columns.

    Raises:
        ConfigurationError: There is no such type.
    """
    for name, wanted in (types or {}).items():
        if wanted not in TYPES or not isinstance(name, str):
            raise ConfigurationError(f"types: {name!r:.80} is {wanted!r:.40}; a type is one of {', '.join(TYPES)}")
    return dict(types or {})


def fields_of(columns: Columns, said: Mapping[str, ColumnType]) -> Fields | None:
    """The columns by the document and the caller; None where only the first row has their names.

    Raises:
        ConfigurationError: The caller names a column that the document rules out.
    """
    if not columns.fixed:
        return Fields(said, frozenset(said)) if said else None
    found: dict[str, ColumnType] = {one.name: one.type for one in columns.fixed}
    new = [name for name in said if name not in found]
    if new and columns.others is None:
        raise ConfigurationError(f"types: there is no column {new[0]!r:.80}; there are {', '.join(found)}")
    return Fields({**found, **said}, frozenset(said), bare=[one.attribute for one in columns.fixed] == [""])


def fields_of_row(columns: Columns, row: Any) -> Fields:
    """The columns of rows like this one, of which the document says no names."""
    others = columns.others or "json"
    if not isinstance(row, Mapping):
        return Fields({"value": others}, bare=True)
    return Fields(dict.fromkeys(row, others), from_row=True)
