"""Check `build/docs/` and pictures of waits in headless Chromium: `make check-docs`; screenshots in `build/docs-screenshots/`.

With `--only-pictures` no page of a document has to be there.

Ends with 1 where the pages have a problem, and with 3 where the browser itself failed twice and so nothing is known of them.
This says what has to be seen, read from the documents; `scripts/speclint/check-docs.mjs` opens the pages and looks.
"""

import sys
from typing import Any

import chromium
import docs
import pictures

SCREENSHOTS = docs.ROOT / "build" / "docs-screenshots"


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


def main() -> None:
    """Hand over what is expected and pass on what was found."""
    documents = [] if "--only-pictures" in sys.argv[1:] else sorted(docs.SPECS.glob("*.yaml"))
    task = {
        "pages": docs.TARGET.as_uri(),
        "documents": [expected(path.stem, docs.load(path)) for path in documents],
        "pictures": pictures.pages(docs.ROOT / "build" / "pictures"),
    }
    sys.exit(chromium.look("check-docs.mjs", SCREENSHOTS, task))


if __name__ == "__main__":
    main()
