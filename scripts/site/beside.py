"""What stands beside the pages of the site: the documents' pages, each page without its frame, and `llms.txt`."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.display import progress_message

from .staging import DOCUMENTS, Staged

ROOMS = {"Tutorial": "tutorial.md", "How-to": "how-to/", "Explanation": "explanation/", "Reference": "reference/"}
_MADE = re.compile(r"^```\{(names|options|event)\}", re.MULTILINE)
"""Directives of which the text of a page shows nothing."""
_ORPHAN = re.compile(r"\A---\norphan: true\n---\n")


def write(pages: list[Staged], documents: Path, target: Path) -> None:
    """Add to the pages in *target* what Sphinx does not write, and take away what nobody reads."""
    shutil.copytree(documents, target / DOCUMENTS)
    for page in pages:
        if (made := (target / page.path).with_suffix(".txt")).exists():
            made.rename(target / page.path)
        else:
            (target / page.path).write_text(_ORPHAN.sub("", page.text), encoding="utf-8")
    (target / "llms.txt").write_text("\n".join(listed(pages)), encoding="utf-8")
    (target / ".buildinfo").unlink(missing_ok=True)
    (target / "_sources").rmdir()


def listed(pages: list[Staged]) -> Iterator[str]:
    """The pages for a reader that is a program, as llmstxt.org has it: a title, what each is about, where its Markdown is."""
    (index,) = [page for page in pages if page.path == Path("index.md")]
    title, about = opening(index.text)
    yield from (f"# {title}", "", f"> {about}", "")
    for room, begin in ROOMS.items():
        yield from (f"## {room}", "")
        for page in pages:
            if page.path.as_posix().startswith(begin) and page.path.name != "index.md":
                title, about = opening(page.text)
                yield f"- [{title}]({page.path.as_posix()})" + (f": {about}" if about else "")
        yield ""


def opening(text: str) -> tuple[str, str]:
    """The title of a page, and its first paragraph where that is what follows."""
    found = re.match(r"(?:---\n.*?\n---\n)?\s*# (.+)\n+((?:[A-Za-z`*\[].*\n?)*)", text)
    if found is None:
        return "", ""
    about = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(found[2].split()))
    return found[1].replace("`", ""), about


def write_made_pages(app: Sphinx, error: Exception | None) -> None:
    """Write pages that are made from code as plain texts: their Markdown names only what is made."""
    if error or app.builder.name != "html":
        return
    made = [name for name in sorted(app.env.found_docs) if _MADE.search(app.env.doc2path(name).read_text("utf-8"))]
    builder = app.registry.create_builder(app, "text", env=app.env)
    builder.init()
    builder.prepare_writing({*made})
    with progress_message("writing plain texts"):
        for name in made:
            builder.write_doc(name, app.env.get_and_resolve_doctree(name, builder))


def setup(app: Sphinx) -> dict[str, bool]:
    """Write them once the pages are there."""
    app.connect("build-finished", write_made_pages)
    return {"parallel_read_safe": True}
