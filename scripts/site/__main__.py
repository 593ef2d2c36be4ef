"""Write `build/site/`: the guide as a site that needs no server and no network. Run by `make site`.

The pages are Markdown in `docs/`, which is copied beside the output first, with its links mended for the site (`staging.py`).
Then Sphinx makes the pages, with every warning as an error (`conf.py`). The same bytes come out of every build.
"""

import os
import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import main as sphinx

from . import beside, staging

BUILD = staging.ROOT / "build"
OPTIONS = ["--jobs", "auto", "--fail-on-warning", "--nitpicky", "--keep-going", "--quiet"]


def build(target: Path, work: Path) -> int:
    """Write the site to *target*; what is needed on the way to *work*. Returns the exit code."""
    for folder in (target, work):
        shutil.rmtree(folder, ignore_errors=True)
    source = work / "source"
    staged = staging.stage(staging.ROOT, source)
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # no build says when it was
    options = [*OPTIONS, "--conf-dir", str(Path(__file__).parent), "--doctree-dir", str(work / "doctrees")]
    if failed := sphinx([*options, str(source), str(target)]):
        return failed
    beside.write(staged, BUILD / "docs", target)
    return 0


def main() -> None:
    """Write everything again; into another folder where one is named."""
    target = Path(sys.argv[1]).resolve() if sys.argv[1:] else BUILD / "site"
    failed = build(target, target.with_name(f"{target.name}-work"))
    if not failed:
        print(f"{target}/index.html and {len([*target.rglob('*.html')]) - 1} pages")
    sys.exit(failed)


if __name__ == "__main__":
    main()
