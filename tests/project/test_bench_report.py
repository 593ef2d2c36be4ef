"""`docs/explanation/benchmarks.md`: a run of some parts of `make bench` replaces the tables of those, and nothing else."""

import sys
from pathlib import Path

import pytest

from support.paths import SCRIPTS

sys.path.insert(0, str(SCRIPTS))

from bench import report


@pytest.mark.parametrize("part", report.PARTS)
def test_a_run_replaces_what_the_last_run_of_that_part_wrote(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = report.REPORT.read_text()
    copy = tmp_path / "benchmarks.md"
    copy.write_text(before)
    monkeypatch.setattr(report, "REPORT", copy)
    report.write(part, "Measured now.\n", ["| first \\1 |\n", "| second |\n"])
    written = copy.read_text()
    begin, end = f"<!-- make bench: {part} -->\n", f"<!-- end of {part} -->\n"
    text_before, text_after = before.split(begin)[0], before.split(end)[1]
    new = "\nMeasured now.\n\n| first \\1 |\n\n| second |\n\n"
    assert written == text_before + begin + new + end + text_after
    report.write(part, "Measured now.\n", ["| first \\1 |\n", "| second |\n"])
    assert copy.read_text() == written


@pytest.mark.parametrize("places", [0, 2])
def test_a_part_without_a_place_of_its_own_is_an_error(places: int) -> None:
    page = "<!-- make bench: polls -->\n\nold\n\n<!-- end of polls -->\n" * places
    with pytest.raises(ValueError, match=f"{places} places for 'polls'"):
        report.replaced(page, "polls", "new")
