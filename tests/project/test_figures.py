"""Figures of the guide: drawn alike on each build, from what is there; benchmarks as they were measured."""

import importlib
import io
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from support.paths import ROOT, SCRIPTS

sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(SCRIPTS))

from bench import report

EXPLANATION = ROOT / "docs" / "explanation"
waits: Any = importlib.import_module("scripts.site.waits")
rooms: Any = importlib.import_module("scripts.site.rooms")

PAGE = """# Figures

```{waits} fullstory
"plain" = { polls = 3 }
"throttled" = { polls = 4, faults = [{ kind = "throttled", at = 3, retry_after = 60 }] }
"weeks" = { at = "open_data_rights", seconds = 36000, timeout = 86400 }
```

```{rooms}
```

```{benchmarks} polls
```
"""


def built(folder: Path, page: str, builder: str = "html") -> tuple[str, str]:
    """The page as it is built, and what Sphinx warns of."""
    application = pytest.importorskip("sphinx.application")
    pytest.importorskip("myst_parser")
    folder.mkdir()
    (folder / "index.md").write_text(page)
    warned = io.StringIO()
    settings = {"extensions": ["myst_parser", "scripts.site.figures"], "html_theme": "basic"}
    paths = folder, None, folder / "out", folder / "trees"
    application.Sphinx(*paths, builder, confoverrides=settings, status=None, warning=warned).build()
    return (folder / "out" / ("index.html" if builder == "html" else "index.txt")).read_text(), warned.getvalue()


def test_a_page_has_its_figures_and_is_the_same_on_each_build(tmp_path: Path) -> None:
    page, warned = built(tmp_path / "one", PAGE)
    assert not warned
    assert page.count('class="tarry-waits"') == page.count('class="tarry-rooms"') == 1
    assert "Retry-After, 1m" in page
    assert "body[data-theme=dark] .tarry-waits{--ground:#0d1117" in page
    assert page.count("<table") == 2
    assert "0.86 (0.79 to 0.95)" in page
    assert built(tmp_path / "two", PAGE)[0] == page


def test_where_there_are_no_pictures_waits_are_text(tmp_path: Path) -> None:
    page, _ = built(tmp_path / "text", PAGE.split("```{rooms}", maxsplit=1)[0], "text")
    assert "3 jobs · 3 succeeded · " in page
    assert "!⌛" in page


WRONG = {
    '```{waits} fullstory\n"one" = { poll = 3 }\n```': "the plan has no field 'poll'",
    '```{waits}\n"one" = { polls = 3 }\n```': "one: no figure submits a job to ''",
    '```{waits} fullstory\n"one" = 3\n```': "one: what the sandbox plays is a table",
    "```{waits} fullstory\none = {\n```": "Invalid",
    "```{benchmarks} poll\n```": "make bench has no part 'poll'",
}


def test_what_cannot_be_drawn_is_a_warning_which_fails_the_build(tmp_path: Path) -> None:
    _, warned = built(tmp_path / "wrong", "\n\n".join(["# Figures", *WRONG]))
    lines = [line for line in warned.splitlines() if "index.md" in line]
    assert len(lines) == len(WRONG)
    for line, says in zip(lines, WRONG.values(), strict=True):
        assert says in line


def test_waits_go_as_they_are_told() -> None:
    plans = {"late": {"seconds": 700, "timeout": 600, "every": 60}, "still": {"seconds": 700, "stalled_after": 300}}
    late, still = waits.drawn(plans, "fullstory")
    assert (late.outcome, late.polls, late.elapsed) == ("pending", 11, 600)
    assert (still.outcome, [span.kind for span in still.spans]) == ("succeeded", ["stalled"])
    fault = {"kind": "throttled", "at": 2, "retry_after": 60}
    both = {"throttled": {"polls": 3, "faults": [fault]}, "beside it": {"seconds": 30}}
    one, other = waits.drawn(both, "fullstory", together=True)
    assert min(mark.at for mark in other.marks if mark.at > 2) >= 60
    assert [span.kind for span in one.spans] == ["retry-after"]


def test_the_rooms_are_those_of_the_linter_and_of_the_table() -> None:
    layers = rooms.layers()
    drawn = {text.text for text in ElementTree.fromstring(rooms.svg(layers)).iter() if text.get("class") == "n"}
    named = {room for layer in layers for room in layer}
    assert drawn == named
    assert all(rooms.size(room) for room in named)
    height = {room: number for number, layer in enumerate(reversed(layers)) for room in layer}
    table = (EXPLANATION / "architecture.md").read_text().split("| room |")[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    told = [room for cell in cells for room in re.findall(r"`(\w+)`", cell)]
    assert {*told, "__main__"} == named
    assert told == sorted(told, key=height.__getitem__)
    assert "Rooms import downward only, and no provider another" in rooms.rules()


@pytest.mark.parametrize("part", report.PARTS)
def test_the_page_has_what_each_part_of_make_bench_found(part: str) -> None:
    page = (EXPLANATION / "benchmarks.md").read_text()
    assert page.count(f"```{{benchmarks}} {part}\n```\n") == 1
    assert f"](benchmarks/{part}.json)" in page  # for who reads the page as it is
    found = report.read(part)
    assert found["part"] == part
    assert report.head(found).startswith(f"Measured on {found['date']} at {found['revision']}: {found['machine']}, ")
    for table in found["tables"]:
        assert table.get("text") or {len(row) for row in table["rows"]} == {len(table["columns"])}


def test_a_run_replaces_what_the_last_run_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path)
    about = {"date": "2026-01-05", "revision": "abc", "machine": "1 core", "python": "3.11", "versions": {"httpx": "1"}}
    tables = [{"columns": ["µs"], "rows": [["1"], ["2"]]}, {"text": "printed\n"}]
    for number in (1, 2):
        report.write({"part": "polls", **about, "note": f"Run {number}.", "tables": tables})
    assert [path.name for path in tmp_path.iterdir()] == ["polls.json"]
    assert report.markdown(report.read("polls")) == (
        "Measured on 2026-01-05 at abc: 1 core, Python 3.11, httpx 1. Run 2.\n\n"
        "| µs |\n| --- |\n| 1 |\n| 2 |\n\n```text\nprinted\n```\n"
    )
