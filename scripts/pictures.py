"""Pictures of waits, drawn from the waits of `tests/support`: for the docs, and for a look in a browser.

`python scripts/pictures.py` writes those of the docs; a test says when they are out of date.
"""

import logging
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.waits import results, thousand  # noqa: E402
from tarry import picture  # noqa: E402

logging.getLogger("tarry").addHandler(logging.NullHandler())  # that one of the jobs stands still is meant

DOCS = ROOT / "docs" / "waits.svg"


def for_docs() -> str:
    """The picture in `docs/how-to/watching.md`."""
    return picture.svg(picture.lanes(results())) + "\n"


def pages(folder: Path) -> list[dict[str, Any]]:
    """Write pages with one, some and a thousand jobs; says of each how many there are, and how many can be reached by Tab."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name, lanes in {
        "one": picture.lanes(results(1)),
        "some": picture.lanes(results()),
        "thousand": thousand(),
    }.items():
        (folder / f"{name}.html").write_text(picture.html(lanes), encoding="utf-8")
        stops = len(lanes) if len(lanes) < 61 else len({lane.outcome for lane in lanes})
        found.append({"name": name, "url": (folder / f"{name}.html").as_uri(), "jobs": len(lanes), "stops": stops})
    return found


if __name__ == "__main__":
    DOCS.write_text(for_docs(), encoding="utf-8")
    print(f"wrote {DOCS.relative_to(ROOT)}")
