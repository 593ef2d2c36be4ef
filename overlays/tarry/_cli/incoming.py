"""Rows out of a file, for a submit: CSV, JSON Lines or Parquet, with the types that the document declares, none guessed."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from importlib import import_module
from typing import IO, Any

from tarry._core.columns import Columns
from tarry._core.errors import ConfigurationError

FORMATS = ("csv", "jsonl", "parquet")


class Incoming:
    """The rows of a file, which can be gone through more than once; stdin is kept in a file without a name meanwhile.

    Raises:
        ConfigurationError: It cannot be opened, or nobody knows its format.
    """

    def __init__(
        self, source: str, form: str | None, columns: Columns, on_row: Callable[[], object] = lambda: None
    ) -> None:
        self._name = "stdin" if source == "-" else source
        self._columns, self._on_row = columns, on_row
        self._zipped = source.lower().endswith(".gz")
        suffix = source.lower().removesuffix(".gz").rpartition(".")[2]
        self._form = form or {"ndjson": "jsonl"}.get(suffix, suffix)
        if self._form not in FORMATS:
            raise ConfigurationError(f"nobody knows the format of {self._name}: say --format {', '.join(FORMATS)}")
        self._types = {one.name: one.type for one in columns.fixed}
        try:
            if source == "-":
                self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - `close`
                shutil.copyfileobj(sys.stdin.buffer, self._file)
            else:
                self._file = open(source, "rb")  # noqa: SIM115 - the same
        except OSError as error:
            raise ConfigurationError(f"{self._name} cannot be read: {error.strerror or error}") from error

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __iter__(self) -> Iterator[Any]:
        for _, item in self._placed():
            self._on_row()
            yield item

    def place_of(self, number: int) -> str:
        """Where the row with this number is, counted from 0: `rows.csv, line 17`."""
        place = next((place for index, (place, _) in enumerate(self._placed()) if index == number), None)
        return "" if place is None else self._at(place)

    def _at(self, place: int) -> str:
        return f"{self._name}, {'row' if self._form == 'parquet' else 'line'} {place}"

    def _placed(self) -> Iterator[tuple[int, Any]]:
        """Each row with its line; of Parquet its number, from 1."""
        self._file.seek(0)
        if self._form == "parquet":
            yield from self._parquet()
            return
        raw: Any = gzip.GzipFile(fileobj=self._file) if self._zipped else self._file
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        line = 0
        try:
            for line, item in self._csv(text) if self._form == "csv" else self._jsonl(text):
                yield line, item
        except UnicodeDecodeError as error:
            raise ConfigurationError(f"{self._at(line + 1)} or later: it is not UTF-8 ({error.reason})") from None
        except (OSError, EOFError) as error:
            raise ConfigurationError(f"{self._name} cannot be read: {error}") from error
        finally:
            if not self._file.closed:  # as it may be when somebody stopped in the middle
                text.detach()

    def _parquet(self) -> Iterator[tuple[int, Any]]:
        parquet: Any = import_module("pyarrow.parquet")
        batches = parquet.ParquetFile(self._file).iter_batches(batch_size=4096)
        for number, row in enumerate((row for batch in batches for row in batch.to_pylist()), 1):
            yield number, self._whole({name: value for name, value in row.items() if value is not None}, number)

    def _jsonl(self, text: IO[str]) -> Iterator[tuple[int, Any]]:
        for line, written in enumerate(text, 1):
            if written.strip():
                try:
                    item = json.loads(written)
                except (ValueError, RecursionError) as error:
                    raise ConfigurationError(f"{self._at(line)}: not JSON: {error}") from None
                yield line, item if self._is_plain else self._whole(item, line)

    def _csv(self, text: IO[str]) -> Iterator[tuple[int, Any]]:
        csv.field_size_limit(16 * 1024 * 1024)  # of one cell
        reader = csv.reader(text, strict=True)
        try:
            header = next(reader, [])
            self._check_header(header)
            for cells in reader:
                if cells:
                    yield reader.line_num, self._row(header, cells, reader.line_num)
        except csv.Error as error:
            raise ConfigurationError(f"{self._at(reader.line_num)}: no CSV: {error}") from None

    @property
    def _is_plain(self) -> bool:
        return bool(self._columns.fixed) and not self._columns.fixed[0].attribute

    def _check_header(self, header: list[str]) -> None:
        problem = ""
        twice = {name for name in header if header.count(name) > 1}
        within = {name for name in header for other in header if other.startswith(f"{name}.")}
        if not header or "" in header:
            problem = "the first line must name every column"
        elif twice or within:
            problem = f"{', '.join(sorted(twice | within))} is there twice"
        elif len(header) == 1 and any(sign in header[0] for sign in ";\t|"):
            problem = "the cells are to be separated by commas"
        elif self._columns.others is None and self._types:
            unknown = [name for name in header if name.partition(".")[0] not in self._types]
            if unknown:
                problem = f"there is no column {', '.join(unknown)}; there are {', '.join(self._types)}"
        if problem:
            raise ConfigurationError(f"{self._at(1)}: {problem}")

    def _row(self, header: list[str], cells: list[str], line: int) -> Any:
        if len(cells) != len(header):
            raise ConfigurationError(f"{self._at(line)}: {len(cells)} cells, and the first line names {len(header)}")
        row: dict[str, Any] = {}
        for name, cell in zip(header, cells, strict=True):
            if cell == "":
                continue
            *outer, last = name.split(".") if name.partition(".")[0] in self._types else [name]
            inner = row
            for part in outer:
                inner = inner.setdefault(part, {})
            inner[last] = cell if outer else self._value(name, cell, line)
        if self._is_plain:
            if not row:
                raise ConfigurationError(f"{self._at(line)}: the cell is empty")
            return row[header[0]]
        return self._whole(row, line)

    def _value(self, name: str, cell: str, line: int) -> Any:
        """A cell as the document types it; what it does not type stays text."""
        kind = self._types.get(name, "string")
        try:
            match kind:
                case "integer":
                    return int(cell)
                case "number":
                    number = float(cell)
                    if not math.isfinite(number):
                        raise ValueError
                    return number
                case "boolean":
                    return {"true": True, "false": False}[cell.strip().lower()]
                case "date-time":
                    datetime.fromisoformat(cell)
                case "date":
                    date.fromisoformat(cell)
                case "json" if cell.lstrip()[:1] in {"{", "["}:
                    return json.loads(cell)
        except (ValueError, KeyError, RecursionError):
            raise ConfigurationError(f"{self._at(line)}: {name} must be of type {kind}, not {cell!r:.80}") from None
        return cell

    def _whole(self, row: Any, line: int) -> Any:
        if not isinstance(row, Mapping):
            raise ConfigurationError(f"{self._at(line)}: not an object but {type(row).__name__}")
        lacking = [one.name for one in self._columns.fixed if one.required and one.name not in row]
        if lacking:
            raise ConfigurationError(f"{self._at(line)}: {' and '.join(lacking)} is missing")
        return row
