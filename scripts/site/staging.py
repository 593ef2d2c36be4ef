"""Copy the pages of `docs/` to where Sphinx reads them, and mend what only a site needs otherwise.

A link out of `docs/` leads to a page of the site: another Markdown file becomes a page, a program or a text becomes one that
shows it, `specs/` and its documents are the pages of `make docs`. What those link to comes with them. Comments go.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = "project"
"""Folder of the site for files that are not in `docs/`."""
DOCUMENTS = "documents"
"""Folder of the site for what `make docs` wrote."""

_FENCE = re.compile(r"^ *(`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_LINK = re.compile(r"\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")
_LANGUAGES = {
    ".json": "json",
    ".py": "python",
    ".sh": "sh",
    ".toml": "toml",
    ".txt": "text",
    ".yaml": "yaml",
}


class DeadLinkError(Exception):
    """A link to nothing, or to a folder. Says where."""


@dataclass(frozen=True)
class Staged:
    """A page of the site."""

    path: Path
    """Of its Markdown, in the folder that Sphinx reads."""
    source: Path
    """The file in the project."""
    text: str


def stage(root: Path, target: Path) -> list[Staged]:
    """Write all pages of the site, and the files that they show, to *target*."""
    docs = root / "docs"
    waiting = sorted(docs.rglob("*.md"))
    seen = {*waiting}
    pages: list[Staged] = []
    while waiting:
        source = waiting.pop(0)
        page, linked = _page(root, source)
        pages.append(page)
        new = sorted({*linked} - seen)
        seen.update(new)
        waiting += new
    for page in pages:
        _write(target / page.path, page.text.encode())
    for picture in sorted(docs.rglob("*.svg")):
        _write(target / picture.relative_to(docs), picture.read_bytes())
    return sorted(pages, key=lambda page: page.path)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _page(root: Path, source: Path) -> tuple[Staged, list[Path]]:
    """One page, and the files that become pages because it links to them."""
    path = place(root, source)
    written = source.read_text(encoding="utf-8")
    if source.suffix != ".md":
        language = _LANGUAGES.get(source.suffix, "text")
        name = source.relative_to(root).as_posix()
        text = f"---\norphan: true\n---\n# {name}\n\n```````{language}\n{written.rstrip()}\n```````\n"
        return Staged(path, source, text), []
    links: list[Path] = []
    text = "".join(
        part if is_code else _LINK.sub(lambda found: _mended(root, source, found, links), part)
        for part, is_code in _parts(written)
    )
    if not path.is_relative_to(FILES):
        return Staged(path, source, text), links
    return Staged(path, source, f"---\norphan: true\n---\n{text}"), links


def place(root: Path, source: Path) -> Path:
    """Where the Markdown of a file's page is, in the folder that Sphinx reads."""
    docs = root / "docs"
    path = source.relative_to(docs) if source.is_relative_to(docs) else FILES / source.relative_to(root)
    return path if path.suffix == ".md" else path.with_name(f"{path.name}.md")


def _mended(root: Path, source: Path, found: re.Match[str], links: list[Path]) -> str:
    """A link as the site needs it; what it leads to is added to *links*."""
    leads_to = Path(os.path.normpath(source.parent / found[1]))
    here = place(root, source).parent
    if leads_to == root / "specs":
        return f"]({os.path.relpath(f'{DOCUMENTS}/index.html', here)}){{.external}}"
    if not leads_to.is_file() or not leads_to.is_relative_to(root):
        raise DeadLinkError(f"{source.relative_to(root)}: {found[1]} is no file")
    if leads_to.suffix == ".svg":
        return found[0]
    if leads_to.parent == root / "specs" and leads_to.suffix == ".yaml":
        return f"]({os.path.relpath(f'{DOCUMENTS}/{leads_to.stem}.html', here)}){{.external}}"
    links.append(leads_to)
    return f"]({os.path.relpath(place(root, leads_to), here)}{found[2] or ''})"


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is code. Comments are left out, but for their line breaks."""
    for block, is_fence in _blocks(text):
        if is_fence:
            yield block, True
            continue
        rest = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), block)
        at = 0
        for span in _CODE.finditer(rest):
            yield rest[at : span.start()], False
            yield span[0], True
            at = span.end()
        yield rest[at:], False


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a fenced block. A fence inside a comment is none."""
    lines: list[str] = []
    closing = ""
    is_comment = False
    for line in text.splitlines(keepends=True):
        fence = _FENCE.match(line)
        if closing:
            lines.append(line)
            if line.strip().startswith(closing) and not line.strip().strip(closing[0]):
                yield "".join(lines), True
                lines, closing = [], ""
        elif fence and not is_comment:
            yield "".join(lines), False
            lines, closing = [line], fence[1]
        else:
            lines.append(line)
            is_comment = line.rfind("<!--") > line.rfind("-->") or (is_comment and "-->" not in line)
    yield "".join(lines), bool(closing)
