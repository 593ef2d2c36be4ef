"""A list that can only be read from its first page is read again, and what was written is left out."""

from pathlib import Path
from typing import Any

import pytest

from support.lists import ROWS, sync_of
from tarry import AsyncRows, Rows
from tarry._operations.pages import Pager


class BrokenError(Exception):
    pass


@pytest.mark.parametrize("form", ["csv", "csv.gz"])
def test_it_is_read_again(form: str, tmp_path: Path) -> None:
    asked: list[int] = []
    job = sync_of(ROWS, asked)

    def pager() -> Pager[Any]:
        return job._results_pager()._replace(begin=None)  # type: ignore[no-any-return]

    def broken(rows: int, total: int | None, size: int) -> None:
        if rows == 6:
            raise BrokenError

    Rows[Any](job, "results", pager).to(tmp_path / f"whole.{form}", resume=True)
    with pytest.raises(BrokenError):
        Rows[Any](job, "results", pager).to(tmp_path / f"rows.{form}", resume=True, on_progress=broken)
    asked.clear()
    assert Rows[Any](job, "results", pager).to(tmp_path / f"rows.{form}", resume=True).rows == 7
    assert sorted(asked) == [0, 3, 6]
    assert (tmp_path / f"rows.{form}").read_bytes() == (tmp_path / f"whole.{form}").read_bytes()


def test_rows_say_what_they_are() -> None:
    assert repr(sync_of(ROWS).results()) == "<Rows: results of eloqua:sync:1>"
    assert isinstance(sync_of(ROWS).async_results(), AsyncRows)
