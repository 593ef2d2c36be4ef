"""`docs/explanation/benchmarks.md` holds the tables of the last run of each part, between two marks; a run replaces them."""

import re
from pathlib import Path

REPORT = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "benchmarks.md"
PARTS = ("polls", "options", "first", "many", "rows", "files", "imports", "schedules")


def write(part: str, head: str, tables: list[str]) -> None:
    """Put what a run of *part* found in the place of what the run before it found."""
    REPORT.write_text(replaced(REPORT.read_text(), part, "\n".join([head, *tables])))


def replaced(report: str, part: str, found: str) -> str:
    """*report* with *found* between the marks of *part*, and all else as it was.

    Raises:
        ValueError: The report has no place for this part, or more than one.
    """
    begin, end = f"<!-- make bench: {part} -->\n", f"<!-- end of {part} -->\n"
    place = re.compile(f"({re.escape(begin)}).*?({re.escape(end)})", re.DOTALL)
    report, places = place.subn(lambda marks: f"{marks[1]}\n{found}\n{marks[2]}", report)
    if places != 1:
        raise ValueError(f"{places} places for {part!r} in {REPORT.name}, and not one between {begin!r} and {end!r}")
    return report
