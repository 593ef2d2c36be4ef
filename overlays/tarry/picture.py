"""Waits drawn for a terminal, as an SVG, or as a page: pure functions, from results or from the lines of a record.

    results = wait_for_all(jobs, timeout=3600)
    print(tarry.picture.terminal(tarry.picture.lanes(results)))

    with open("waits.jsonl") as record:
        lanes = tarry.picture.lanes(map(json.loads, record))
    Path("waits.html").write_text(tarry.picture.html(lanes), encoding="utf-8")

docs/how-to/watching.md shows what they look like.
"""

from tarry._core.names import listing
from tarry._picture.lanes import Lane, Mark, Span, lanes
from tarry._picture.page import html
from tarry._picture.svg import svg
from tarry._picture.terminal import terminal

__all__ = ["Lane", "Mark", "Span", "html", "lanes", "svg", "terminal"]
__dir__ = listing(__all__)
