"""Rows as they are decoded for a file: one msgspec struct a row, which checks names and types as fast as a row is read."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from types import GenericAlias
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta, Raw
from msgspec.json import Decoder, decode, encode

from tarry._core.columns import ColumnType
from tarry._operations.plain_rows import without_models

from .fields import Fields

_WHOLE = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
_FINITE = Annotated[float, Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
_TYPES: Mapping[ColumnType, Any] = {
    "string": str,
    "integer": _WHOLE,
    "number": int | _FINITE,
    "boolean": bool,
    "date-time": Annotated[datetime, Meta(tz=True)],
    "date": date,
}
_NULL = Raw(b"null")
_PLACE = re.compile(r" - at `\$(?:\[\d+\])?\.?(.*)`\Z")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)` - at `\$\[0\]`\Z")


class Misfit(NamedTuple):
    """A row that does not fit."""

    number: int
    """Among the rows of the list, counted from 1."""
    reason: str
    row: Raw


class Shape:
    """The columns of a file, and rows that have them."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.names = tuple(fields.types)
        self._attributes = [f"c{number}" for number in range(len(self.names))]
        self._row = self._struct(frozenset())
        # What is read out of texts is decoded as it is first.
        self._read = self._struct(fields.said) if fields.said else self._row
        self._decoder: Decoder[list[Any]] = Decoder(GenericAlias(list, (self._read,)))

    def _struct(self, loose: frozenset[str]) -> Any:
        made: list[tuple[str, Any, Any]] = []
        for attribute, (name, kind) in zip(self._attributes, self.fields.types.items(), strict=True):
            if kind == "json":
                made.append((attribute, Raw, _NULL))
            else:
                made.append((attribute, Any if name in loose else _TYPES[kind] | None, None))
        names = dict(zip(self._attributes, self.names, strict=True))
        return msgspec.defstruct("Row", made, rename=names, forbid_unknown_fields=True, gc=False)

    def decode(self, text: bytes) -> list[Any]:
        """Rows out of an array of objects.

        Raises:
            ValueError: One of them does not fit.
        """
        rows = self._decoder.decode(text)
        if self._read is self._row:
            return rows
        return list(
            map(self._row, *(self._converted(*one) for one in zip(self.names, self.columns(rows), strict=True)))
        )

    def columns(self, rows: Sequence[Any]) -> list[list[Any]]:
        """The values of each column."""
        return [list(map(attrgetter(attribute), rows)) for attribute in self._attributes]

    def _converted(self, name: str, values: list[Any]) -> list[Any]:
        """The values of a column as the type that the caller says; an empty text is none of any but a text."""
        kind = self.fields.types[name]
        if name not in self.fields.said or kind == "json":
            return values
        if kind == "string":
            return [one if one is None or isinstance(one, str) else encode(one).decode() for one in values]
        there = [one for one in values if one is not None and one != ""]
        is_lax = kind in {"integer", "number", "boolean"}
        try:
            read = iter(msgspec.convert(there, GenericAlias(list, (_TYPES[kind],)), strict=not is_lax))
        except msgspec.ValidationError as error:
            raise ValueError(f"{_PLACE.sub('', str(error))} - at `$.{name}`") from None
        return [None if one is None or one == "" else next(read) for one in values]

    def fitting(self, items: Sequence[Any], first: int, bad: Callable[[Misfit], None]) -> list[Any]:
        """The rows of a page, be they decoded already, texts, models or dicts; *bad* is told of each that does not fit.

        Args:
            items: Of the page.
            first: The number of the first of them.
            bad: Called in their order; what it raises passes through.
        """
        if not items or type(items[0]) is self._row:
            return items if isinstance(items, list) else list(items)
        raws = [one if isinstance(one, Raw) else Raw(encode(one)) for one in self._plain(items)]
        if self.fields.bare:
            raws = [Raw(b'{"value":' + bytes(one) + b"}") for one in raws]
        try:
            return self.decode(b"[" + b",".join(map(bytes, raws)) + b"]")
        except ValueError:
            rows: list[Any] = []
        for number, raw in enumerate(raws, first):
            try:
                rows += self.decode(b"[" + bytes(raw) + b"]")
            except ValueError as error:
                bad(Misfit(number, self._reason(str(error)), raw))
        return rows

    def _plain(self, items: Sequence[Any]) -> Sequence[Any]:
        """Items without models. A handle may have put an attribute beside what the provider has."""
        if not hasattr(items[0], "to_dict"):
            return items
        own = [name for name in self.names if name.isidentifier() and hasattr(type(items[0]), name)]
        plain = without_models(items)
        if all(name in plain[0] for name in own):
            return plain
        return [{**_beside(item, own), **row} for row, item in zip(plain, items, strict=True)]

    def _reason(self, said: str) -> str:
        unknown = _UNKNOWN.match(said)
        if unknown:
            is_first = self.fields.from_row
            what = "the first row has not: name all columns" if is_first else "is no column: name it"
            return f"it has {unknown[1]!r:.80}, which {what} in types={{{unknown[1]!r:.80}: …}}"
        found = _PLACE.search(said)
        name = found[1] if found else ""
        text = _PLACE.sub("", said).replace("`", "")
        return f"{name:.80}: {text[:1].lower()}{text[1:]}" if name else text


def plain_row(item: Any) -> Any:
    """An item of a page as it was in JSON."""
    if isinstance(item, Raw):
        return decode(item)
    return item.to_dict() if hasattr(item, "to_dict") else item


def _beside(item: Any, names: Sequence[str]) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in names}
    return {name: value for name, value in values.items() if isinstance(value, str | int | float)}


class PageText:
    """Decodes the items of pages: as rows where the shape is known and all fit, or else each as its text."""

    def __init__(self, shape: Callable[[], Shape | None]) -> None:
        self._shape = shape

    def __call__(self, text: bytes) -> list[Any]:
        """Decode an array.

        Raises:
            ValueError: It is none.
        """
        shape = self._shape()
        if shape is not None and not shape.fields.bare:
            try:
                return shape.decode(text)
            except ValueError:
                pass
        return decode(text, type=list[Raw])
