"""What stands in a file: values, nulls and types in CSV, JSON Lines and Parquet, compressed or not."""

import csv
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest

from support.lists import ROWS, events_of, placed_of, sync_of
from tarry import ConfigurationError, RowError

TEXT = """\
"Email","Name","Age"
"person1@example.com","Ada","1"
"person2@example.com","Grace ""the"" Great","2"
"person3@example.com","","3"
"person4@example.com",,"4"
"person5@example.com","=1+1","5"
"person6@example.com","Zoë, Zürich\nx","6"
"person7@example.com","-5","7"
"""


def test_csv_tells_an_empty_text_from_null(tmp_path: Path) -> None:
    written = sync_of(ROWS).results().to(tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_text() == TEXT
    assert (written.rows, written.bytes, written.files) == (7, len(TEXT.encode()), (tmp_path / "rows.csv",))
    read = list(csv.DictReader(io.StringIO(TEXT)))
    assert read == [{**row, "Name": row["Name"] or ""} for row in ROWS]


@pytest.mark.parametrize("rows", [ROWS[:3], [ROWS[0], ROWS[2]] * 3, ROWS[4:], [{"A": '"'}, {"A": '""'}, {"A": ""}]])
def test_csv_is_the_same_with_and_without_what_needs_care(rows: list[Any], tmp_path: Path) -> None:
    sync_of(rows).results().to(tmp_path / "rows.csv")
    assert list(csv.DictReader(io.StringIO((tmp_path / "rows.csv").read_text(), newline=""))) == rows


def test_json_lines_hold_the_rows(tmp_path: Path) -> None:
    sync_of(ROWS).results().to(tmp_path / "rows.jsonl")
    assert [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()] == ROWS


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_file_can_be_compressed(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"rows.csv.{suffix}"
    zstd = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    unpacked = gzip.decompress if suffix == "gz" else pytest.importorskip(zstd).decompress
    sync_of(ROWS).results().to(path)
    assert unpacked(path.read_bytes()).decode() == TEXT


def test_parquet_holds_the_rows(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    sync_of(ROWS).results().to(tmp_path / "rows.parquet", types={"Email": "string", "Name": "string", "Age": "integer"})
    table = parquet.read_table(tmp_path / "rows.parquet")
    assert table.to_pylist() == [{**row, "Age": int(row["Age"])} for row in ROWS]
    assert list(map(str, table.schema.types)) == ["string", "string", "int64"]


def test_excel_opens_it_as_it_is(tmp_path: Path) -> None:
    sync_of(ROWS).results().to(tmp_path / "rows.csv", excel=True)
    text = (tmp_path / "rows.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert b'"\'=1+1"' in text
    assert b'"\'-5"' in text


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_of_the_callers_stays_open(form: Any) -> None:
    file = io.BytesIO()
    written = sync_of(ROWS).results().to(file, format=form)
    assert (written.files, written.bytes) == ((), len(file.getvalue()))


def test_standard_output_takes_rows(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    sync_of(ROWS).results().to("-", format="csv")
    assert capfdbinary.readouterr().out == TEXT.encode()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_rows_write_the_same(backend: str, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None, int]] = []

    async def write() -> Any:
        rows = sync_of(ROWS).async_results()
        return await rows.to(tmp_path / "rows.csv", on_progress=lambda *told: seen.append(told))

    assert anyio.run(write, backend=backend).rows == 7
    assert (tmp_path / "rows.csv").read_text() == TEXT
    assert [told[:2] for told in seen] == [(3, 7), (6, 7), (7, 7)]
    assert seen[-1][2] == len(TEXT.encode())


def test_columns_of_the_document_have_its_types(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    events = [
        {"name": "Viewed", "timestamp": "2024-03-05T11:22:33.5+01:00", "properties": {"a": [1, None]}},
        {"name": "Bought"},
    ]
    events_of(events).results().to(tmp_path / "rows.parquet")
    first, second = parquet.read_table(tmp_path / "rows.parquet").to_pylist()
    assert first["timestamp"].isoformat() == "2024-03-05T10:22:33.500000+00:00"
    assert json.loads(first["properties"]) == {"a": [1, None]}
    assert second == dict.fromkeys(first) | {"name": "Bought"}
    events_of(events).results().to(tmp_path / "rows.jsonl")
    line = json.loads((tmp_path / "rows.jsonl").read_text().splitlines()[0])
    assert (line["properties"], line["timestamp"]) == ({"a": [1, None]}, "2024-03-05T11:22:33.500000+01:00")


def test_what_a_handle_adds_to_a_row_is_in_the_file(tmp_path: Path) -> None:
    placed_of([{"status": "OK"}, {"status": "Error", "message": "no"}]).results().to(tmp_path / "rows.csv")
    lines = list(csv.DictReader(io.StringIO((tmp_path / "rows.csv").read_text())))
    assert [(line["index"], line["status"], line["message"]) for line in lines] == [
        ("0", "OK", ""),
        ("1", "Error", "no"),
    ]


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("integer", "5", 5),
        ("integer", "", None),
        ("number", "1.5", 1.5),
        ("boolean", "true", True),
        ("date", "2024-03-05", "2024-03-05"),
        ("date-time", "2024-03-05T11:22:33Z", "2024-03-05T11:22:33Z"),
        ("json", "x", "x"),
        ("string", 5, "5"),
    ],
)
def test_types_of_the_caller_are_read_out_of_texts(kind: Any, value: Any, read: Any, tmp_path: Path) -> None:
    sync_of([{"A": value}, {"A": None}]).results().to(tmp_path / "rows.jsonl", types={"A": kind})
    assert [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()] == [
        {"A": read},
        {"A": None},
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "5.5"),
        ("integer", str(2**63)),
        ("number", "nan"),
        ("number", "inf"),
        ("boolean", "yes"),
        ("date", "5.3.2024"),
        ("date-time", "2024-03-05 11:22:33"),
    ],
)
def test_a_value_that_does_not_fit_is_an_error_with_its_row(kind: Any, value: str, tmp_path: Path) -> None:
    rows = [{"A": None}] * 4 + [{"A": value}]
    with pytest.raises(RowError, match=r"row 5: A: ") as caught:
        sync_of(rows).results().to(tmp_path / "rows.jsonl", types={"A": kind})
    assert caught.value.row == 5
    assert list(tmp_path.iterdir()) == []


def test_a_later_column_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    rows = [{"A": "1"}] * 4 + [{"A": "1", "New": "2"}]
    with pytest.raises(RowError, match=r"row 5: it has 'New', which the first row has not: name all columns in types="):
        sync_of(rows).results().to(tmp_path / "rows.csv")


def test_rows_that_do_not_fit_can_go_elsewhere(tmp_path: Path) -> None:
    rows = [{"A": "1"}, {"A": "x"}, {"A": "3"}, {"A": "4"}, {"B": "5"}]
    bad = tmp_path / "bad.jsonl"
    written = sync_of(rows).results().to(tmp_path / "rows.jsonl", types={"A": "integer"}, bad_rows=bad)
    assert (written.rows, written.bad_rows) == (3, 2)
    assert [json.loads(line)["A"] for line in (tmp_path / "rows.jsonl").read_text().splitlines()] == [1, 3, 4]
    said = [json.loads(line) for line in bad.read_text().splitlines()]
    assert [(one["row"], one["data"]) for one in said] == [(2, {"A": "x"}), (5, {"B": "5"})]
    assert said[0]["reason"] == "A: expected int, got str"


def test_no_rows_are_a_file_too(tmp_path: Path) -> None:
    sync_of([]).results().to(tmp_path / "rows.csv", types={"A": "string"})
    assert (tmp_path / "rows.csv").read_text() == '"A"\n'
    sync_of([]).results().to(tmp_path / "rows.jsonl")
    assert (tmp_path / "rows.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("rows.xlsx", {}, "'rows.xlsx' does not say which format it has: let its name end with one of .csv"),
        ("rows.csv", {"format": "parquet"}, "asked for as parquet: let its name end with .parquet"),
        ("rows.csv", {"format": "xml"}, "format is one of csv"),
        ("rows.csv", {"types": {"A": "text"}}, "a type is one of string"),
        ("rows.jsonl", {"excel": True}, "excel=True is for CSV"),
        ("rows.csv", {"rotate": "lots"}, 'rotate is a size such as "512MB"'),
        ("rows.csv", {"bad_rows": "bad.csv"}, "one that ends with .jsonl"),
        ("none/rows.csv", {}, "there is no folder"),
        ("s3://bucket/rows.csv", {"resume": True}, "resume=True needs a path on this machine"),
        ("-", {}, "say format="),
        (5, {}, "not int"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_asked_for(
    name: Any, options: Any, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError) as caught:
        sync_of(ROWS, asked).results().to(name, **options)
    assert said in str(caught.value)
    assert (asked, list(tmp_path.iterdir())) == ([], [])


def test_a_text_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match='open it with mode "wb"'):
        sync_of(ROWS).results().to(io.StringIO(), format="csv")


def test_rows_are_good_for_one_reading(tmp_path: Path) -> None:
    rows = sync_of(ROWS).results()
    next(rows)
    with pytest.raises(ConfigurationError, match=r"call results\(\) again"):
        rows.to(tmp_path / "rows.csv")


def test_an_error_on_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("before")

    def broken(offset: int, body: Any) -> Any:
        return body if offset < 3 else {**body, "totalResults": 5}

    with pytest.raises(Exception, match="5 items in all"):
        sync_of(ROWS, change=broken).results().to(tmp_path / "rows.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
    assert (tmp_path / "rows.csv").read_text() == "before"


def test_a_package_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ConfigurationError, match=r"Writing Parquet needs pyarrow, .*pip install 'tarry\[parquet\]'"):
        sync_of(ROWS).results().to(tmp_path / "rows.parquet")
