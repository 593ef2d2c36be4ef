"""Check `build/docs/` and pictures of waits in headless Chromium: `make check-docs`; screenshots in `build/docs-screenshots/`.

With `--only-pictures` no page of a document has to be there.

Ends with 1 where the pages have a problem, and with 3 where the browser itself failed twice and so nothing is known of them.
This says what has to be seen, read from the documents; `scripts/speclint/check-docs.mjs` opens the pages and looks.
"""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import docs
import pictures

SCREENSHOTS = docs.ROOT / "build" / "docs-screenshots"
PATIENCE = 360  # seconds; seen to take four minutes where two cores had a load of nine
BROWSER_FAILED = 3  # as in check-docs.mjs
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def expected(provider: str, document: dict[str, Any]) -> dict[str, Any]:
    """What a reader has to find on the page of a document, and in its chapter of the index."""
    return {
        "provider": provider,
        "operations": [
            {
                "id": operation.id,
                "summary": operation.summary,
                "place": operation.place,
                "statuses": sorted(operation.definition["responses"]),
                "callback": bool(operation.asked_for_by),
            }
            for operation in docs.operations(document).values()
        ],
        "polled": docs.jobs(provider, document)[0].polled.id,
        "jobs": [
            {
                "kind": job.kind,
                "words": job.words,
                "outcomes": job.outcomes(),
                "steps": [operation.id for _, operation in job.steps()],
            }
            for job in docs.jobs(provider, document)
        ],
    }


def browser() -> str:
    """Path of Chromium, from CHROMIUM or the usual names."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit("Chromium is needed: install it (Debian: apt-get install chromium), or name one with CHROMIUM=/path")
    return found


def look_at_pages(task: dict[str, Any]) -> int:
    """Open the pages; the exit code of the script that does it."""
    command = ["node", "check-docs.mjs"]
    try:
        return subprocess.run(
            command, cwd=docs.NODE_TOOLS, input=json.dumps(task), text=True, check=False, timeout=PATIENCE
        ).returncode
    except subprocess.TimeoutExpired:
        print(f"The browser hangs: no end after {PATIENCE} s", file=sys.stderr)
        return BROWSER_FAILED


def main() -> None:
    """Hand over what is expected and pass on what was found."""
    documents = [] if "--only-pictures" in sys.argv[1:] else sorted(docs.SPECS.glob("*.yaml"))
    task = {
        "browser": browser(),
        # Chromium's own sandbox does not work for root, which is what containers run as.
        "root": os.geteuid() == 0,
        "pages": docs.TARGET.as_uri(),
        "screenshots": None if "--no-screenshots" in sys.argv[1:] else str(SCREENSHOTS),
        "documents": [expected(path.stem, docs.load(path)) for path in documents],
        "pictures": pictures.pages(docs.ROOT / "build" / "pictures"),
    }
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    SCREENSHOTS.mkdir(parents=True)
    exit_code = look_at_pages(task)
    if exit_code == BROWSER_FAILED:
        print("Once more, with a fresh browser.")
        exit_code = look_at_pages(task)
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
