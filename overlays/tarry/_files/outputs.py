"""Pages of rows on their way into files: text, or Parquet."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from .arrow import batch_of, pyarrow, schema_of
from .shape import Shape
from .sinks import LocalSink, Sink
from .target import Target
from .texts import Csv, JsonLines, compressor

GROUP = 50_000
"""Rows of a row group: smaller pages are put together."""

WHAT = "Writing Parquet"


class TextOutput:
    """CSV or JSON Lines; a file of a folder ends with a page."""

    def __init__(self, target: Target, sink: Sink) -> None:
        self.sink = sink
        self._rotate = target.rotate
        self._format = Csv(excel=target.excel) if target.kind == "csv" else JsonLines()
        self._compressed = compressor(target.compression)
        self._begun = False
        self._last = b""

    def add(self, shape: Shape, rows: list[Any]) -> None:
        """A page."""
        chunk = self._compressed(self._format.page(shape, rows))
        if chunk and self._rotate and self.sink.size and self.sink.size + len(chunk) > self._rotate:
            self._begun = False
        self._write(shape, chunk)

    def _write(self, shape: Shape, chunk: bytes) -> None:
        if not self._begun:
            self.sink.begin()
            self._begun = True
            chunk = self._compressed(self._format.head(shape)) + chunk
        self.sink.write(chunk)
        self._last = chunk or self._last

    def end(self, shape: Shape) -> None:
        """There are no more."""
        if not self._begun:
            self._write(shape, b"")

    def state(self) -> dict[str, Any]:
        """What is on the disk."""
        sink = _local(self.sink)
        sink.sync()
        digest = hashlib.sha256(self._last).hexdigest()
        return {"file": sink.number, "size": sink.size, "before": sink.before, "last": [len(self._last), digest]}

    def restore(self, state: Mapping[str, Any]) -> bool:
        """Go on after it; False where the file is no longer what it was."""
        sink = _local(self.sink)
        length, digest = state["last"]
        try:
            sink.go_on(state["file"], state["size"], state["before"])
        except FileNotFoundError:
            return False
        self._begun = state["file"] > 0
        self._last = sink.tail(length) if self._begun else b""
        return bool(hashlib.sha256(self._last).hexdigest() == digest)


class ParquetOutput:
    """Parquet, in row groups of at least `GROUP` rows but for the last; a file of a folder ends with a row group."""

    def __init__(self, target: Target, sink: Sink) -> None:
        self.sink = sink
        self._rotate = target.rotate
        self._arrow = pyarrow(WHAT)
        self._batches: list[Any] = []
        self._writer: Any = None
        self._begun = False

    def add(self, shape: Shape, rows: list[Any]) -> None:
        """A page."""
        self.add_batch(batch_of(shape, rows, schema_of(shape.fields, WHAT)))

    def add_batch(self, batch: Any) -> None:
        """A page as a record batch."""
        self._batches.append(batch)
        if sum(one.num_rows for one in self._batches) >= GROUP:
            self._write(batch.schema)

    def end(self, shape: Shape) -> None:
        """There are no more."""
        if self._batches or not self._begun:
            self._write(schema_of(shape.fields, WHAT))
        self._close()

    def _write(self, schema: Any) -> None:
        if self._writer is None:
            from pyarrow import parquet

            self.sink.begin()
            self._begun = True
            pool = self._arrow.system_memory_pool()  # the default one keeps what was freed
            file = self._arrow.PythonFile(self.sink, mode="w")
            self._writer = parquet.ParquetWriter(file, schema, memory_pool=pool)
        table = self._arrow.Table.from_batches(self._batches, schema)
        self._batches = []
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        if self._rotate and self.sink.size >= self._rotate:
            self._close()

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


class PartsOutput:
    """Parquet that can be gone on with: a file for each page, whose rows are put together at the end."""

    def __init__(self, target: Target, sink: Sink) -> None:
        self.sink = sink
        self._target = target
        self._arrow = pyarrow(WHAT)
        self.folder: Path = target.place.with_name(f"{target.place.name}.parts")
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._number = 0

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:05}.parquet"

    def add(self, shape: Shape, rows: list[Any]) -> None:
        """A page."""
        from pyarrow import parquet

        path = self._path(self._number)
        temporary = path.with_suffix(".part")
        table = self._arrow.Table.from_batches([batch_of(shape, rows, schema_of(shape.fields, WHAT))])
        with open(temporary, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            parquet.write_table(table, file)
            file.flush()
            os.fsync(file.fileno())
            self.sink.size += file.tell()
        temporary.replace(path)
        self._number += 1

    def end(self, shape: Shape) -> None:
        """Put the parts together."""
        from pyarrow import parquet

        _local(self.sink).go_on(0, 0, 0)
        whole = ParquetOutput(self._target, self.sink)
        for number in range(self._number):
            for batch in parquet.read_table(self._path(number), use_threads=False).to_batches():
                whole.add_batch(batch)
        whole.end(shape)

    def state(self) -> dict[str, Any]:
        """What is on the disk."""
        return {"parts": self._number, "size": self.sink.size}

    def restore(self, state: Mapping[str, Any]) -> bool:
        """Go on after it; False where a part is missing."""
        self._number, self.sink.size = state["parts"], state["size"]
        return all(self._path(number).is_file() for number in range(self._number))

    def remove(self) -> None:
        """The parts are no longer needed."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _local(sink: Sink) -> LocalSink:
    assert isinstance(sink, LocalSink)  # noqa: S101 - `target_of` saw to it
    return sink


Output: TypeAlias = TextOutput | ParquetOutput | PartsOutput
