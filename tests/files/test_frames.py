"""Rows as Arrow: lazily, page by page, with the types of the document."""

from pathlib import Path
from typing import Any

import pytest

from support.lists import ROWS, events_of, sync_of
from tarry import ConfigurationError, RowError


def test_the_schema_is_that_of_the_document_or_of_the_first_row() -> None:
    asked: list[int] = []
    rows = sync_of(ROWS, asked).results()
    assert asked == []
    assert rows.schema == {"Email": "string", "Name": "string", "Age": "string"}
    assert 6 not in asked
    assert list(rows) == ROWS
    assert sorted(asked) == [0, 3, 6]
    asked.clear()
    assert sync_of(ROWS, asked).logs().schema["createdAt"] == "date-time"
    assert asked == []


def test_a_schema_can_be_changed_and_given_back(tmp_path: Path) -> None:
    rows = sync_of(ROWS).results()
    rows.to(tmp_path / "rows.jsonl", types={**rows.schema, "Age": "integer"})
    assert '"Age":7}' in (tmp_path / "rows.jsonl").read_text()


def test_a_frame_is_read_page_by_page() -> None:
    arrow = pytest.importorskip("pyarrow")
    asked: list[int] = []
    reader = arrow.RecordBatchReader.from_stream(sync_of(ROWS, asked).results())
    assert 6 not in asked
    assert reader.read_next_batch().to_pylist() == ROWS[:3]
    assert reader.read_all().to_pylist() == ROWS[3:]
    assert sorted(asked) == [0, 3, 6]


def test_a_frame_has_the_types_of_the_document() -> None:
    arrow = pytest.importorskip("pyarrow")
    rows = events_of([{"name": "Viewed", "timestamp": "2024-03-05T11:22:33Z"}, {"name": "Bought"}]).results()
    assert arrow.schema(rows).names == list(rows.schema)
    table = arrow.table(rows)
    assert str(table.schema.field("timestamp").type) == "timestamp[us, tz=UTC]"
    assert table["timestamp"].null_count == 1


def test_a_row_that_does_not_fit_ends_a_frame() -> None:
    arrow = pytest.importorskip("pyarrow")
    with pytest.raises(ValueError, match="row 4: Age: expected"):
        arrow.table(sync_of([*ROWS[:3], {**ROWS[3], "Age": 4}]).results())


def test_a_frame_is_one_reading() -> None:
    arrow = pytest.importorskip("pyarrow")
    rows = sync_of(ROWS).results()
    arrow.table(rows)
    with pytest.raises(ConfigurationError, match=r"call results\(\) again"):
        arrow.table(rows)


@pytest.mark.parametrize("rotate", [None, 150])
def test_a_store_of_fsspec_takes_rows(rotate: Any) -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    url = f"memory://bucket/{rotate}/rows.csv"
    written = sync_of(ROWS).results().to(url, rotate=rotate)
    assert sum(len(store.cat_file(file)) for file in written.files) == written.bytes
    assert len(written.files) == (1 if rotate is None else 3)
    assert store.exists(f"{url}/_SUCCESS") is (rotate is not None)


def test_a_store_shows_nothing_of_what_broke_off() -> None:
    fsspec = pytest.importorskip("fsspec")
    with pytest.raises(RowError):
        sync_of([*ROWS[:3], {"Other": "1"}]).results().to("memory://broken/rows.csv")
    assert not fsspec.filesystem("memory").exists("memory://broken/rows.csv")


@pytest.mark.parametrize(
    "values",
    [["a", None, ""], [None], [""], ['"', '""', "\r\n", "\n", ","], ["\x00", " ", "NULL", "NaN", "null", "é\u2028"]],
)
def test_every_text_comes_through(values: list[Any]) -> None:
    arrow = pytest.importorskip("pyarrow")
    for rows in ([{"A": one} for one in values], [{"A": one, "B": one} for one in values]):
        assert arrow.table(sync_of(rows).results()).to_pylist() == rows
