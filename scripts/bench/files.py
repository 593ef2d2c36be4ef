"""Writing the rows of an export to files: a million of Eloqua's, in pages of 50,000.

By hand means httpx, a loop over offsets, `json.loads`, and a row group of Parquet a page. Memory is what a process of its own
grows by from before the first page to its peak, in pages: the text of one and what `json.loads` makes of it.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx

from tarry import eloqua

from . import rows
from .measure import Spread, Table, cpu, in_turns, ratio, table

ROWS, PAGE, ROUNDS = rows.ROWS, rows.PAGE, 3
FORMS = ("csv", "jsonl", "parquet", "csv.gz")
TARGETS = {"csv": "1.50", "jsonl": "1.50", "parquet": "2.00"}


def by_hand(url: str, path: Path) -> None:
    """Parquet as a person writes it."""
    import pyarrow
    from pyarrow import parquet

    writer = None
    with httpx.Client(base_url=url, auth=("a\\b", "c"), timeout=30) as client:
        offset, more = 0, True
        while more:
            answer = client.get(f"/api/bulk/2.0/syncs/{ROWS}/data", params={"limit": PAGE, "offset": offset})
            answer.raise_for_status()
            page = json.loads(answer.content)
            made = pyarrow.Table.from_pylist(page["items"])
            writer = writer or parquet.ParquetWriter(path, made.schema)
            writer.write_table(made)
            offset, more = offset + PAGE, page["hasMore"]
    if writer is not None:
        writer.close()


def write(url: str, path: Path, count: int = ROWS) -> None:
    """A file by tarry."""
    with eloqua.connect("a", "b", "c", base_url=url) as client:
        written = eloqua.Sync(client, count).results().to(path)
    if written.rows != count:
        raise AssertionError(f"{written.rows} rows")


def read(url: str) -> None:
    """Rows by tarry that are only counted."""
    if sum(1 for _ in rows.tarrying(url, ROWS)) != ROWS:
        raise AssertionError("too few rows")


def run(url: str) -> Iterator[Table]:
    """Measure, and give a table for CPU and one for memory."""
    with tempfile.TemporaryDirectory() as folder:
        work: dict[str, Callable[[], None]] = {"read": partial(read, url)}
        work |= {form: partial(write, url, Path(folder) / f"rows.{form}") for form in FORMS}
        work["by hand"] = partial(by_hand, url, Path(folder) / "hand.parquet")
        found = in_turns({name: partial(cpu, one) for name, one in work.items()}, ROUNDS)
        lines = [
            [
                name,
                ratio(values, found["read"]).text(),
                TARGETS.get(name, ""),
                Spread.of(values).text(".2f", 1e6 / ROWS),
            ]
            for name, values in found.items()
        ]
        yield table([f"CPU of one row, {ROWS:,} rows in pages of {PAGE:,}", "ratio to read", "target", "µs"], lines)
        by = ratio(found["parquet"], found["by hand"]).text()
        yield table(["To Parquet", "ratio to by hand", "target"], [["tarry", by, "0.70"]])
        page = rows.page_size(url)
        peaks = [[form, f"{_peak(url, Path(folder), form) / page:.2f}", "2.00"] for form in FORMS]
        yield table([f"Peak of memory, {ROWS:,} rows", f"pages of {page / 2**20:.0f} MiB", "target"], peaks)


def _peak(url: str, folder: Path, form: str) -> int:
    command = [sys.executable, "-m", __name__, url, str(folder / f"peak.{form}")]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024


def _child(url: str, path: Path) -> None:
    """Write a file and print by how many bytes this process grew."""
    write(url, path, 1000)  # so that code is there, and what is counted is rows
    before = _memory("VmRSS")
    write(url, path)
    print(_memory("VmHWM") - before)


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]))
