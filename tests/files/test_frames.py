"""Rows as Arrow: lazily, page by page, with the types of the document."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from support.lists import ROWS, events_of, placed_of, sync_of
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


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_batches_go_on_behind_any_page(kept: int) -> None:
    pytest.importorskip("pyarrow")
    found = list(
        islice(sync_of(ROWS).results().batches(types={"Age": "integer", "Name": "string", "Email": "string"}), kept)
    )
    after = json.loads(json.dumps(found[-1].place)) if found else None
    asked: list[int] = []
    found += (
        sync_of(ROWS, asked)
        .results()
        .batches(after=after, types={"Age": "integer", "Name": "string", "Email": "string"})
    )
    assert [one.first for one in found] == [1, 4, 7]
    assert [row for one in found for row in one.data.to_pylist()] == [{**row, "Age": int(row["Age"])} for row in ROWS]
    assert [one.place["is_whole"] for one in found] == [False, False, True]
    assert sorted(asked) == [0, 3, 6][kept:]


def test_batches_go_on_with_the_columns_of_the_first_page() -> None:
    pytest.importorskip("pyarrow")
    first = next(sync_of(ROWS).results().batches())
    asked: list[int] = []
    assert [one.first for one in sync_of(ROWS, asked).results().batches(after=first.place)] == [4, 7]
    assert 0 not in asked
    with pytest.raises(ConfigurationError, match="had 7 rows and has 6 now"):
        list(sync_of(ROWS[:6]).results().batches(after=first.place))


def test_batches_of_a_list_without_places_begin_again_and_leave_out_what_was_given() -> None:
    pytest.importorskip("pyarrow")
    events = [{"name": f"event {number}"} for number in range(5)]
    whole = list(events_of(events).results().batches())
    for kept, one in enumerate(whole, 1):
        after = {**one.place, "next": None}
        found = list(events_of(events).results().batches(after=after))
        assert [one.data for one in found] == [one.data for one in whole[kept:]]
        assert [one.first for one in found] == [one.first for one in whole[kept:]]


def test_a_list_without_rows_is_a_batch_with_columns() -> None:
    pytest.importorskip("pyarrow")
    (only,) = placed_of([]).results().batches()
    assert only.data.num_rows == 0
    assert only.data.schema.names == list(only.types) == list(placed_of([]).results().schema)
    assert list(placed_of([]).results().batches(after=only.place)) == []


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
