"""Writing the rows of a list: what `Rows.to` and `AsyncRows.to` share. They read the pages, and this does all else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from tarry._core.columns import Columns, ColumnType
from tarry._core.errors import ConfigurationError, RowError
from tarry._operations.pages import Page, Place

from .fields import Fields, checked_types, fields_of, fields_of_row
from .outputs import Output, ParquetOutput, PartsOutput, TextOutput
from .shape import Misfit, PageText, Shape, plain_row
from .sidecar import Sidecar
from .sinks import LocalSink, Sink, sink_of
from .target import target_of
from .texts import compressor

if TYPE_CHECKING:
    from tarry._core.results import Job


PIECE = 10_000
"""Rows that become text at a time."""


class Written(NamedTuple):
    """What was written."""

    rows: int
    bytes: int
    """Of all files."""
    files: tuple[Any, ...]
    """Paths, or URLs; none where a file was given."""
    bad_rows: int = 0
    """How many went to `bad_rows`."""


class Writing:
    """One file or folder that is being written.

    Raises:
        ConfigurationError: What the caller says makes no sense, or the file cannot be gone on with.
    """

    def __init__(
        self,
        job: Job[Any],
        name: str,
        target: Any,
        *,
        format: str | None,  # noqa: A002 - as `to` has it
        resume: bool,
        rotate: str | int | None,
        excel: bool,
        types: Mapping[str, ColumnType] | None,
        bad_rows: Any,
    ) -> None:
        self._columns = job.columns.get(name, Columns((), "json"))
        said = checked_types(types)
        self._target = target_of(target, format, rotate, resume, excel)
        self._fields = fields_of(self._columns, said)
        self._sidecar = Sidecar(self._target.place) if resume else None
        self._of = {
            "job": str(job.handle),
            "list": name,
            "form": self._target.suffix,
            "rotate": self._target.rotate,
            "excel": excel,
            "types": said,
            "columns": None if self._fields is None else dict(self._fields.types),
        }
        self.shape = None if self._fields is None else Shape(self._fields)
        self.decode = PageText(lambda: None if self._check_page else self.shape)
        self.rows = self.seen = self.bad = 0
        self.total: int | None = None
        self.place: Place | None = None
        """Where reading begins; None for the first page."""
        self.is_read = self._is_whole = False
        self._again = 0
        """Rows that are read again, and were written."""
        self._check_page = False
        self._bad_lines: list[bytes] = []
        self._sinks: list[Sink] = []
        if self._sidecar:
            self._sidecar.lock()
        try:
            self._open(bad_rows)
        except BaseException:
            self.abort()
            raise

    def _open(self, bad_rows: Any) -> None:
        saved = self._sidecar.read(self._of) if self._sidecar else None
        bad = None
        if bad_rows is not None:
            form = None if isinstance(bad_rows, str | os.PathLike) and bad_rows != "-" else "jsonl"
            bad = target_of(bad_rows, form, None, self._target.resume, False, "bad_rows")
            if bad.kind != "jsonl" or bad.place == self._target.place:
                raise ConfigurationError("bad_rows: name another file than that of the rows, one that ends with .jsonl")
        self._bad_compressed = compressor(bad.compression if bad else "")
        self._sink = sink_of(self._target, self._sidecar.part if self._sidecar else None)
        self._sinks.append(self._sink)
        self._bad_sink = bad and sink_of(bad, Sidecar(bad.place).part if self._sidecar else None)
        self._sinks += [self._bad_sink] if self._bad_sink else []
        is_text = self._target.kind != "parquet"
        made = TextOutput if is_text else PartsOutput if self._sidecar else ParquetOutput
        self._output: Output = made(self._target, self._sink)
        if saved:
            self._restore(saved)
        else:
            if isinstance(self._sink, LocalSink) and self._sidecar:
                self._sink.go_on(0, 0, 0)  # what was not saved is written again
            if self._bad_sink:
                self._bad_sink.begin()

    def _restore(self, saved: Mapping[str, Any]) -> None:
        assert self._sidecar is not None  # noqa: S101
        fields = saved["fields"]
        if fields is not None:
            self._fields = Fields(fields[0], frozenset(fields[1]), *fields[2:])
            self.shape = Shape(self._fields)
        self.rows, self.seen, self.bad, self.total = saved["rows"], saved["seen"], saved["bad"], saved["total"]
        self.place, self.is_read, self._is_whole = saved["place"], saved["is_read"], saved["is_whole"]
        self._check_page = True
        if self._is_whole:
            self._sink.size = saved["output"]["size"]
            return
        assert not isinstance(self._output, ParquetOutput)  # noqa: S101
        is_same = self._output.restore(saved["output"])
        if isinstance(self._bad_sink, LocalSink):
            try:
                self._bad_sink.go_on(1, saved["bad_size"], 0)
            except FileNotFoundError:
                is_same = False
        if not is_same:
            raise self._sidecar.refused("what was written of it has changed")

    def read_again(self) -> None:
        """This list can only be read from its first page: what was written is left out."""
        self._again, self.seen = self.seen, 0

    def take(self, page: Page[Any]) -> None:
        """Write a page.

        Raises:
            RowError: A row does not fit, and there is no file for such.
            ConfigurationError: The list is another than what was written before.
        """
        items = page.items
        if self.shape is None and items:
            self._fields = fields_of_row(self._columns, plain_row(items[0]))
            self.shape = Shape(self._fields)
        self._compare(page)
        if self._again:
            skipped = min(self._again, len(items))
            self.seen, self._again, items = self.seen + skipped, self._again - skipped, items[skipped:]
        if self.shape is not None:
            rows = self.shape.fitting(items, self.seen + 1, self._refuse)
            self.seen += len(items)
            self.rows += len(rows)
            del items
            while rows:  # in pieces, and what was written is let go: a page is large
                piece = rows[:PIECE]
                del rows[:PIECE]
                self._output.add(self.shape, piece)
        if self._bad_sink and self._bad_lines:
            self._bad_sink.write(self._bad_compressed(b"".join(self._bad_lines)))
            self._bad_lines.clear()
        self.total = page.total if page.total is not None else self.total
        if self._sidecar and page.error is None and not self._again:
            self.place, self.is_read = page.place, page.following is None
            self._save()

    def _compare(self, page: Page[Any]) -> None:
        """Whether a file that is gone on with is still of the same list."""
        if not self._check_page or self._sidecar is None:
            return
        self._check_page = False
        if None not in (page.total, self.total) and page.total != self.total:
            raise self._sidecar.refused(f"the list had {self.total:,} rows and has {page.total:,} now")
        if self._fields and self._fields.from_row and page.items:
            names = list(fields_of_row(self._columns, plain_row(page.items[0])).types)
            if set(names) != set(self._fields.types):
                was = ", ".join(self._fields.types)
                raise self._sidecar.refused(f"its columns were {was:.200} and are {', '.join(names):.200} now")

    def _refuse(self, misfit: Misfit) -> None:
        if self._bad_sink is None:
            raise RowError(
                f"row {misfit.number:,}: {misfit.reason}; say other types=…, or name a file for such rows, bad_rows=…",
                misfit.number,
            )
        self.bad += 1
        line = {"row": misfit.number, "reason": misfit.reason, "data": misfit.row}
        self._bad_lines.append(msgspec.json.encode(line) + b"\n")

    def _save(self) -> None:
        assert self._sidecar is not None  # noqa: S101
        assert not isinstance(self._output, ParquetOutput)  # noqa: S101
        output = {"size": self.bytes} if self._is_whole else self._output.state()
        if isinstance(self._bad_sink, LocalSink):
            self._bad_sink.sync()
        fields = self._fields
        self._sidecar.save(
            {
                "of": self._of,
                "fields": fields and [dict(fields.types), sorted(fields.said), fields.bare, fields.from_row],
                "rows": self.rows,
                "seen": self.seen,
                "bad": self.bad,
                "bad_size": self._bad_sink.size if self._bad_sink else 0,
                "total": self.total,
                "place": self.place,
                "is_read": self.is_read,
                "is_whole": self._is_whole,
                "output": output,
            }
        )

    @property
    def bytes(self) -> int:
        """How much was written so far."""
        return self._sink.before + self._sink.size

    def finish(self) -> Written:
        """Give the files their names."""
        if not self._is_whole:
            self._output.end(self.shape or Shape(Fields({})))
        files: tuple[Any, ...]
        if self._sidecar and isinstance(self._sink, LocalSink):
            if not self._is_whole:
                self._sink.close_all()
                if isinstance(self._bad_sink, LocalSink):
                    self._bad_sink.close_all()
                self._is_whole = True
                self._save()
            files = self._sink.put()
            if isinstance(self._bad_sink, LocalSink):
                self._bad_sink.put()
            if isinstance(self._output, PartsOutput):
                self._output.remove()
            self._sidecar.remove()
        else:
            if self._bad_sink:
                self._bad_sink.commit()
            files = self._sink.commit()
        self._unlock()
        return Written(self.rows, self.bytes, files, self.bad)

    def abort(self) -> None:
        """Leave nothing behind, but what a later call can go on with."""
        for sink in self._sinks:
            sink.abort()
        self._unlock()

    def _unlock(self) -> None:
        if self._sidecar:
            self._sidecar.unlock()
