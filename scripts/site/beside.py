"""What stands beside the pages of the site: the documents' pages, the Markdown of each page, and `llms.txt`."""

import shutil
from pathlib import Path

from .staging import DOCUMENTS, Staged


def write(pages: list[Staged], source: Path, documents: Path, target: Path) -> None:
    """Add to the pages in *target* what Sphinx does not write, and take away what nobody reads."""
    shutil.copytree(documents, target / DOCUMENTS)
    for page in pages:
        shutil.copyfile(source / page.path, target / page.path)
    (target / ".buildinfo").unlink(missing_ok=True)
