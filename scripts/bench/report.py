"""What `make bench` found: a file of JSON for each part, from which the guide makes its tables, and the tables as Markdown."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "benchmarks"
PARTS = ("polls", "options", "first", "many", "rows", "files", "imports", "schedules")


def write(found: Mapping[str, Any]) -> None:
    """Keep what a run of a part found, in the place of what the run before it found."""
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (RESULTS / f"{found['part']}.json").write_text(text + "\n", encoding="utf-8")


def read(part: str) -> dict[str, Any]:
    """What the last run of a part found.

    Raises:
        FileNotFoundError: There was none, or there is no such part.
    """
    found: dict[str, Any] = json.loads((RESULTS / f"{part}.json").read_text(encoding="utf-8"))
    return found


def head(found: Mapping[str, Any]) -> str:
    """When and where that was."""
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    place = f"{found['machine']}, Python {found['python']}, {versions}"
    note = f" {found['note']}" if "note" in found else ""
    return f"Measured on {found['date']} at {found['revision']}: {place}.{note}\n"


def table(measured: Mapping[str, Any]) -> str:
    """One table as Markdown; a text that was printed as it is."""
    if "text" in measured:
        return f"```text\n{measured['text']}```\n"
    lines = [measured["columns"], ["---"] * len(measured["columns"]), *measured["rows"]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def markdown(found: Mapping[str, Any]) -> str:
    """All of a part."""
    return "\n".join([head(found), *map(table, found["tables"])])
