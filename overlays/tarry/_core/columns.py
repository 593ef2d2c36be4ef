"""What a document says of the items of a list: their names and types, for files, frames and rows that are read from files."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

ColumnType: TypeAlias = Literal["string", "integer", "number", "boolean", "date-time", "date", "json"]
"""`json` is all that has parts, and what the document leaves open: in a file it is a JSON text."""


class Column(NamedTuple):
    """One property of an item."""

    name: str
    """In the document, and so in files."""
    type: ColumnType
    attribute: str
    """Of the model."""
    required: bool = False


class Columns(NamedTuple):
    """The properties of the items of a list."""

    fixed: tuple[Column, ...] = ()
    """Those that the document names, in its order."""
    others: ColumnType | None = None
    """The type of those that it does not name; None where there are no others."""
