"""Check `build/docs/` in headless Chromium: `make check-docs`. Screenshots go to `build/docs-screenshots/`.

This says what has to be seen, read from the documents; `scripts/speclint/check-docs.mjs` opens the pages and looks.
"""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import docs

SCREENSHOTS = docs.ROOT / "build" / "docs-screenshots"
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


def main() -> None:
    """Hand over what is expected and pass on what was found."""
    task = {
        "browser": browser(),
        # Chromium's own sandbox does not work for root, which is what containers run as.
        "root": os.geteuid() == 0,
        "pages": docs.TARGET.as_uri(),
        "screenshots": str(SCREENSHOTS),
        "documents": [expected(path.stem, docs.load(path)) for path in sorted(docs.SPECS.glob("*.yaml"))],
    }
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    SCREENSHOTS.mkdir(parents=True)
    finished = subprocess.run(
        ["node", "check-docs.mjs"], cwd=docs.NODE_TOOLS, input=json.dumps(task), text=True, check=False
    )
    sys.exit(finished.returncode)


if __name__ == "__main__":
    main()
