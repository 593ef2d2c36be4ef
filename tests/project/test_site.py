"""`make site`: what becomes of pages and links before Sphinx reads them. What Sphinx writes is checked by `make check-site`."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from support.paths import ROOT

sys.path.insert(0, str(ROOT))

# By its name, as `site` is one of Python's own modules for type checkers.
staging: Any = importlib.import_module("scripts.site.staging")


def staged(folder: Path, text: str) -> str:
    page = folder / "docs" / "how-to" / "page.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text)
    (found,) = [one for one in staging.stage(folder, folder / "staged") if one.source == page]
    assert (folder / "staged" / "how-to" / "page.md").read_text() == found.text
    mended: str = found.text
    return mended


def test_a_program_and_a_page_outside_of_docs_become_pages(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "one.py").write_text("print('`')\n")
    (tmp_path / "NOTES.md").write_text("# Notes\n\n[how](docs/how-to/page.md#b)\n")
    text = staged(tmp_path, "[one](../../examples/one.py), [notes](../../NOTES.md#a) and [here](#b)\n")
    assert text == "[one](../project/examples/one.py.md), [notes](../project/NOTES.md#a) and [here](#b)\n"
    written = tmp_path / "staged" / "project"
    assert "```````python\nprint('`')\n```````\n" in (written / "examples" / "one.py.md").read_text()
    assert "[how](../how-to/page.md#b)" in (written / "NOTES.md").read_text()


def test_documents_are_the_pages_of_make_docs(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "one.yaml").write_text("openapi: 3.1.0\n")
    text = staged(tmp_path, "[all](../../specs) and [one](../../specs/one.yaml)")
    assert text == "[all](../documents/index.html){.external} and [one](../documents/one.html){.external}"


@pytest.mark.parametrize("target", ["nowhere.md", "../../examples", "../../../outside.md"])
def test_a_link_to_no_file_of_the_project_is_an_error_that_names_it(target: str, tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    with pytest.raises(staging.DeadLinkError, match=rf"docs/how-to/page.md: {target} is no file"):
        staged(tmp_path, f"[x]({target})\n")


def test_code_stays_and_comments_go_with_their_lines_kept(tmp_path: Path) -> None:
    code = "```md\n<!-- kept -->\n[x](nowhere)\n```\n"
    text = f"a<!-- one\n```python\nhidden()\n```\n-->b\n{code}`[x](nowhere)` <!-- two -->\n"
    assert staged(tmp_path, text) == f"a\n\n\n\nb\n{code}`[x](nowhere)` \n"


def test_no_file_of_docs_is_left_out(tmp_path: Path) -> None:
    pages = staging.stage(ROOT, tmp_path)
    shown = {page.source for page in pages} | {*(ROOT / "docs").rglob("*.svg")}
    assert [one for one in (ROOT / "docs").rglob("*") if one.is_file() and one not in shown] == []
