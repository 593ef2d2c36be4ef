"""Do duckdb, pandas, polars and pyarrow read the same of every file, and of the rows as a frame? `make check-frames`.

They are installed into build/frames-venv, which takes some hundred megabytes, so that nobody else needs them. What is compared
are the number of rows, the nulls of each column, the types, and the sum of a number.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / "build" / "frames-venv"
PACKAGES = ("duckdb", "pandas>=3", "polars", "pyarrow", "pytz", "backports.zstd; python_version < '3.14'")
COUNT = 1000
TYPES: Any = {
    "text": "string",
    "whole": "integer",
    "share": "number",
    "done": "boolean",
    "moment": "date-time",
    "day": "date",
}
NULLS = {"text": 200, "whole": 250, "share": 334, "done": 500, "moment": 143, "day": 112}


def row(number: int) -> dict[str, Any]:
    """Texts, as Eloqua has them; the first column has empty ones, and others have nulls."""
    return {
        "text": None if number % 5 == 0 else "" if number % 5 == 1 else f'a "{number}",\n{number}',
        "whole": None if number % 4 == 0 else str(number),
        "share": None if number % 3 == 0 else f"{number}.5",
        "done": None if number % 2 == 0 else "true",
        "moment": None if number % 7 == 0 else datetime.fromtimestamp(number * 1e6, UTC).isoformat(),
        "day": None if number % 9 == 0 else f"2024-03-{number % 28 + 1:02}",
    }


def rows() -> Any:
    """Rows of a sync that is played in this process."""
    import httpx

    from tarry import eloqua

    def answer(request: httpx.Request) -> httpx.Response:
        offset = int(request.url.params["offset"])
        page = [row(number) for number in range(offset, min(offset + 300, COUNT))]
        return httpx.Response(200, json={"totalResults": COUNT, "hasMore": offset + 300 < COUNT, "items": page})

    class Pages(eloqua.Sync):
        page_size = 300

    args = {"transport": httpx.MockTransport(answer)}
    client = eloqua.connect(auth=httpx.Auth(), base_url="https://eloqua.example.com", httpx_args=args)
    return Pages(client, 1).results()


def of_arrow(table: Any) -> tuple[dict[str, int], list[str], int]:
    """Nulls, types and the sum of a number."""
    import pyarrow.compute as pc

    nulls = {name: table[name].null_count for name in table.column_names}
    types = [str(kind).removeprefix("large_").replace("string_view", "string") for kind in table.schema.types]
    return nulls, types, pc.sum(table["whole"]).as_py()  # type: ignore[attr-defined,unused-ignore]


def check(folder: Path) -> list[str]:
    """What somebody reads otherwise."""
    import duckdb
    import pandas
    import polars
    import pyarrow
    from pyarrow import parquet

    for form in ("csv", "csv.gz", "csv.zst", "jsonl", "jsonl.zst", "parquet"):
        rows().to(folder / f"rows.{form}", types=TYPES)
    path = str(folder / "rows.parquet")
    arrow_types = ["string", "int64", "double", "bool", "timestamp[us, tz=UTC]", "date32[day]"]
    expected = (NULLS, arrow_types, sum(n for n in range(COUNT) if n % 4))
    sql = "select text, whole, share, done, timezone('UTC', moment) as moment, day from"
    as_json = "columns={text: 'varchar', whole: 'bigint', share: 'double', done: 'boolean', moment: 'timestamptz', day: 'date'}"
    as_csv = f"{as_json}, allow_quoted_nulls=false"
    texts = pyarrow.table(rows())
    readers: dict[str, Callable[[], Any]] = {
        "pyarrow": lambda: parquet.read_table(path),
        "polars": lambda: polars.read_parquet(path).to_arrow(),
        "pandas": lambda: pyarrow.Table.from_pandas(pandas.read_parquet(path, dtype_backend="pyarrow")),
        "duckdb": lambda: duckdb.sql(f"{sql} '{path}'").to_arrow_table(),
        **{
            f"duckdb, {form}": partial(_query, duckdb, f"{sql} {call}('{folder}/rows.{form}', {more})")
            for form, call, more in (
                *((form, "read_csv", as_csv) for form in ("csv", "csv.gz", "csv.zst")),
                *((form, "read_json", f"format='newline_delimited', {as_json}") for form in ("jsonl", "jsonl.zst")),
            )
        },
    }
    wrong = []
    for name, read in readers.items():
        found = of_arrow(read())
        types = [kind.replace("timestamp[us]", "timestamp[us, tz=UTC]") for kind in found[1]]
        same = (found[0], types, found[2]) == expected
        print(f"{name:20} {'the same' if same else found}")
        wrong += [] if same else [name]
    frames: dict[str, Callable[[], Any]] = {
        "pyarrow": lambda: pyarrow.table(rows()),
        "polars": lambda: polars.DataFrame(rows()).to_arrow(),
        "pandas": lambda: pyarrow.Table.from_pandas(pandas.DataFrame.from_arrow(rows())),
        "duckdb": lambda: _of_duckdb(duckdb),
    }
    for name, read in frames.items():
        table = read()
        nulls = {column: table[column].null_count for column in texts.column_names}
        same = (table.num_rows, nulls) == (COUNT, NULLS) and table["text"].to_pylist() == texts["text"].to_pylist()
        print(f"frame, {name:13} {'the same' if same else (table.num_rows, nulls)}")
        wrong += [] if same else [f"frame, {name}"]
    return wrong


def _query(duckdb: Any, sql: str) -> Any:
    return duckdb.sql(sql).to_arrow_table()


def _of_duckdb(duckdb: Any) -> Any:
    import pyarrow

    stream = pyarrow.RecordBatchReader.from_stream(rows())  # noqa: F841 - duckdb finds it by its name
    return duckdb.sql("select * from stream").to_arrow_table()


def main() -> int:
    """Check in an environment that has all of them; 1 where something differs."""
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as folder:
            return 1 if check(Path(folder)) else 0
    python = VENV / "bin" / "python"
    if not (VENV / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.txt")], check=True)
        subprocess.run([*pip, "--no-deps", "-e", str(ROOT)], check=True)
        subprocess.run([*pip, *PACKAGES], check=True)
        (VENV / "installed").touch()
    return subprocess.run([str(python), __file__, "check"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
